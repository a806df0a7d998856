package saturday

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
)

// road is the way to the server, which loses things on purpose. What happens is drawn from the phone's own numbers.
type road struct {
	to   http.RoundTripper
	mu   sync.Mutex
	rng  *rand.Rand
	bad  bool // only the requests of a list that is open go over the bad road
	note func(fault string)
}

// faults happen to so many of a hundred requests.
var faults = []struct {
	name  string
	share int
}{
	{"request lost", 4}, // it never arrives
	{"answer lost", 4},  // it arrives, and nobody hears of it
	{"half an answer", 2},
	{"captive portal", 2}, // somebody else's page with status 200
	{"sent twice", 3},     // at the same time
}

var errNoSignal = errors.New("no signal")

// RoundTrip sends a request, or loses it or its answer.
func (r *road) RoundTrip(req *http.Request) (*http.Response, error) {
	fault := r.draw()
	if fault == "" || req.Method != http.MethodPost {
		return r.to.RoundTrip(req)
	}
	r.note(fault)
	switch fault {
	case "request lost":
		return nil, errNoSignal
	case "captive portal":
		return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"text/html"}}, Body: io.NopCloser(strings.NewReader("<html>Welcome! Sign in to Wi-Fi")), Request: req}, nil
	case "sent twice":
		return r.twice(req)
	}
	res, err := r.to.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil || fault == "answer lost" {
		return nil, errNoSignal
	}
	res.Body = io.NopCloser(bytes.NewReader(body[:len(body)/2]))
	res.ContentLength = -1
	return res, nil
}

func (r *road) draw() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.bad {
		return ""
	}
	n := r.rng.IntN(100)
	for _, f := range faults {
		if n -= f.share; n < 0 {
			return f.name
		}
	}
	return ""
}

// twice lets the same request go off two times at once, as a page and its worker may; one of the answers is heard.
func (r *road) twice(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	var other sync.WaitGroup
	defer other.Wait()
	again := req.Clone(req.Context())
	again.Body = io.NopCloser(bytes.NewReader(body))
	other.Go(func() {
		if res, err := r.to.RoundTrip(again); err == nil {
			_, _ = io.Copy(io.Discard, res.Body) // nobody hears it
			res.Body.Close()
		}
	})
	req.Body = io.NopCloser(bytes.NewReader(body))
	return r.to.RoundTrip(req)
}
