package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// What a stream of events may cost and how long it lives. It ends by itself: the browser asks again, and whoever is
// no member any more is turned away then. The stream says only that something changed; what changed is
// asked for by a request of its own, which is judged anew each time.
const (
	streamLife  = time.Minute
	streamPoll  = 2 * time.Second // what another process wrote
	streamBeat  = 15 * time.Second
	streamPause = 500 * time.Millisecond // between two events
	streamWrite = 10 * time.Second       // a browser that does not read
)

// Stream tells a browser where something stands, and again whenever that has changed. stand is asked at the beginning, whose error is
// the answer, then when woken (nil = never) and every two seconds.
func Stream(w http.ResponseWriter, r *http.Request, woken <-chan struct{}, stand func(context.Context) (string, error)) error {
	at, err := stand(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no") // reverse proxies must not collect
	s := &eventStream{w: w, rc: http.NewResponseController(w)}
	s.send("retry: 1000\nevent: at\ndata: %s\n\n", at)
	end, poll, beat := time.NewTimer(streamLife), time.NewTicker(streamPoll), time.NewTicker(streamBeat)
	defer end.Stop()
	defer poll.Stop()
	defer beat.Stop()
	for s.err == nil {
		select {
		case <-r.Context().Done():
			return nil
		case <-Draining(r):
			return nil
		case <-end.C:
			return nil
		case <-beat.C:
			s.send(": beat\n\n")
			continue
		case <-woken:
		case <-poll.C:
		}
		newest, err := stand(r.Context())
		if err != nil {
			return nil // the browser asks again, and learns it then
		}
		if newest != at {
			at = newest
			s.send("event: changed\ndata: %s\n\n", at)
			time.Sleep(streamPause)
		}
	}
	return nil
}

// eventStream writes events until the browser does not take them any more.
type eventStream struct {
	w   io.Writer
	rc  *http.ResponseController
	err error
}

func (s *eventStream) send(format string, args ...any) {
	if s.err != nil {
		return
	}
	if s.err = s.rc.SetWriteDeadline(time.Now().Add(streamWrite)); s.err != nil {
		return
	}
	if _, s.err = fmt.Fprintf(s.w, format, args...); s.err == nil {
		s.err = s.rc.Flush()
	}
}
