package web

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// patience is how long an upload may stand still. A large file over a slow line takes hours, so that it is the silence that counts.
const patience = time.Minute

// Patient reads an upload and puts the connection's deadline off with each piece that arrives.
func Patient(w http.ResponseWriter, body io.Reader) io.Reader {
	return patient{body, http.NewResponseController(w)}
}

type patient struct {
	io.Reader
	control *http.ResponseController
}

func (p patient) Read(b []byte) (int, error) {
	if err := p.control.SetReadDeadline(time.Now().Add(patience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	return p.Reader.Read(b)
}
