package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestLoad_buildsEverythingFromTheBinary(t *testing.T) {
	a, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for name, code := range map[string]string{"script": a.VolunteerJS, "style": a.VolunteerCSS, "worker": a.ServiceWorker} {
		if len(code) < 1000 {
			t.Errorf("the app's %s has only %d bytes", name, len(code))
		}
		if strings.Contains(code, "</script") || strings.Contains(code, "</style") {
			t.Errorf("the app's %s would end the element that it stands in", name)
		}
	}
	if !strings.Contains(a.ServiceWorker, a.URL("icons/icon.svg")) {
		t.Error("the service worker does not know the icon's address")
	}
}

func TestServeHTTP_namesContentInTheAddress(t *testing.T) {
	a, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, httptest.NewRequest(http.MethodGet, a.URL("icons/icon.svg"), nil))
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/svg+xml" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("icon: %d %v", w.Code, w.Header())
	}
	w = httptest.NewRecorder()
	a.ServeHTTP(w, httptest.NewRequest(http.MethodGet, a.URL("icons/missing.svg"), nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("missing file: %d", w.Code)
	}
}

func TestVolunteerPolicy_allowsNothingInlineButOurs(t *testing.T) {
	a, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	p := a.VolunteerPolicy()
	if strings.Contains(p, "unsafe") || !strings.HasPrefix(p, "default-src 'none'") || strings.Count(p, "'sha256-") != 2 {
		t.Errorf("policy = %s", p)
	}
}
