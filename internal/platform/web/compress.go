package web

import (
	"compress/gzip"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// Quality of compression while somebody waits; built assets are compressed once, as far as it goes.
const (
	brotliQuality = 5
	gzipQuality   = 6
)

var (
	brotlis = sync.Pool{New: func() any { return brotli.NewWriterLevel(io.Discard, brotliQuality) }}
	gzips   = sync.Pool{New: func() any { w, _ := gzip.NewWriterLevel(io.Discard, gzipQuality); return w }}
)

type encoder interface {
	io.WriteCloser
	Flush() error
	Reset(io.Writer)
}

// compress answers with brotli or gzip where the browser takes it and the content gains by it.
// A handler that sets Content-Encoding itself is left alone, and so is an event stream.
func compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		accepts := r.Header.Get("Accept-Encoding")
		var pool *sync.Pool
		var name string
		switch {
		case strings.Contains(accepts, "br"):
			pool, name = &brotlis, "br"
		case strings.Contains(accepts, "gzip"):
			pool, name = &gzips, "gzip"
		default:
			next.ServeHTTP(w, r)
			return
		}
		cw := &compressor{ResponseWriter: w, pool: pool, name: name, head: r.Method == http.MethodHead}
		defer cw.close()
		next.ServeHTTP(cw, r)
	})
}

type compressor struct {
	http.ResponseWriter
	pool    *sync.Pool
	name    string
	enc     encoder
	head    bool
	started bool
}

// WriteHeader decides, once the handler has said what it answers, whether to compress.
func (c *compressor) WriteHeader(status int) {
	if !c.started && status >= 200 {
		c.started = true
		h := c.Header()
		if !c.head && status != http.StatusNoContent && status != http.StatusNotModified && h.Get("Content-Encoding") == "" && compressible(h.Get("Content-Type")) {
			h.Set("Content-Encoding", c.name)
			h.Del("Content-Length")
			c.enc = c.pool.Get().(encoder)
			c.enc.Reset(c.ResponseWriter)
		}
	}
	c.ResponseWriter.WriteHeader(status)
}

// Write compresses what was decided to be compressed.
func (c *compressor) Write(b []byte) (int, error) {
	if !c.started {
		if c.Header().Get("Content-Type") == "" {
			c.Header().Set("Content-Type", http.DetectContentType(b))
		}
		c.WriteHeader(http.StatusOK)
	}
	if c.enc != nil {
		return c.enc.Write(b)
	}
	return c.ResponseWriter.Write(b)
}

// Flush sends what there is, for answers that grow.
func (c *compressor) Flush() {
	if c.enc != nil {
		_ = c.enc.Flush()
	}
	_ = http.NewResponseController(c.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the deadlines.
func (c *compressor) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *compressor) close() {
	if c.enc != nil {
		_ = c.enc.Close()
		c.enc.Reset(io.Discard)
		c.pool.Put(c.enc)
	}
}

func compressible(contentType string) bool {
	mt, _, _ := mime.ParseMediaType(contentType)
	switch mt {
	case "text/event-stream":
		return false
	case "application/json", "application/manifest+json", "application/geo+json", "image/svg+xml", "text/javascript":
		return true
	}
	return strings.HasPrefix(mt, "text/")
}
