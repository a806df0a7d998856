package saturday

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"
)

// Director is somebody who looks at pages all day.
type Director struct {
	base  string
	http  *http.Client
	Pages map[string]*Latencies // by the name that the page was given
	Size  map[string]int        // bytes of the largest answer, uncompressed
}

// SignIn signs in by the page.
func SignIn(ctx context.Context, base, email, password string) (*Director, error) {
	jar, _ := cookiejar.New(nil) // fails never
	d := &Director{base: base, http: &http.Client{Jar: jar, Timeout: 2 * time.Minute}, Pages: map[string]*Latencies{}, Size: map[string]int{}}
	form := url.Values{"email": {email}, "password": {password}, "next": {"/"}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/sign-in", strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	_, err = d.ask(req)
	return d, err
}

// Get opens a page.
func (d *Director) Get(ctx context.Context, path string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.base+path, nil)
	if err != nil {
		return nil, err
	}
	return d.ask(req)
}

func (d *Director) ask(req *http.Request) ([]byte, error) {
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := d.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: status %d", req.URL.Path, res.StatusCode)
	}
	return body, err
}

// Watch opens the pages, a name and a path each, one after the other until ctx ends. While the server is away, it asks again.
func (d *Director) Watch(ctx context.Context, every time.Duration, pages map[string]string) {
	for name := range pages {
		d.Pages[name] = &Latencies{}
	}
	for ctx.Err() == nil {
		for name, path := range pages {
			start := time.Now()
			body, err := d.Get(ctx, path)
			if err == nil {
				d.Pages[name].Add(time.Since(start))
				d.Size[name] = max(d.Size[name], len(body))
			}
		}
		pause(ctx, every)
	}
}
