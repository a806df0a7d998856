package account

import (
	"net/http/httptest"
	"strings"
	"testing"

	"banyan/internal/platform/errs"
)

func TestSafeNext_staysOnThisServer(t *testing.T) {
	for next, want := range map[string]string{
		"": "/", "/": "/", "/o/one/people?q=a&b=%2F": "/o/one/people?q=a&b=%2F", "https://evil.example": "/", "//evil.example": "/", `/\evil.example`: "/", `\\evil`: "/",
		"/a\tb": "/", "/a\r\nSet-Cookie: x=1": "/", "javascript:alert(1)": "/", "o/one": "/", " /o/one": "/",
	} {
		if got := safeNext(next); got != want {
			t.Errorf("safeNext(%q) = %q, want %q", next, got, want)
		}
	}
}

func TestBrowserOf_tellsBrowsersApartAndNobodyElse(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36":                         "Chrome · Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1": "Safari · iPhone",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0":           "Edge · Windows",
		"Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0":                                                                  "Firefox · Linux",
		"curl/8.0": "", "": "", "<script>alert(1)</script>": "",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("User-Agent", agent)
		if got := browserOf(r); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
	}
}

func TestPassword_anUnknownFormOfHashIsAnErrorAndALongPasswordNoWork(t *testing.T) {
	for _, hash := range []string{"plain", "$argon2id$v=19$m=1", "$bcrypt$v=19$m=8,t=1,p=1$AAAA$AAAA", "$argon2id$v=19$m=8,t=1,p=1$*$AAAA"} {
		if ok, err := checkPassword(t.Context(), hash, "four words make doors open"); ok || err == nil {
			t.Errorf("%q: %v %v", hash, ok, err)
		}
	}
	if ok, err := checkPassword(t.Context(), "", strings.Repeat("a", maxPassword+1)); ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
	if errs.Fields(weak(strings.Repeat("aábcd", maxPassword), ""))["password"] == nil {
		t.Error("a password that sign-in would not look at was taken")
	}
}

func TestArgon_tellsWhoeverWaitsTooLongToComeBack(t *testing.T) {
	for range cap(hashing) {
		hashing <- struct{}{}
		defer func() { <-hashing }()
	}
	was := hashingPatience
	hashingPatience = 0
	defer func() { hashingPatience = was }()
	if _, err := checkPassword(t.Context(), "", "four words make doors open"); errs.KindOf(err) != errs.Unavailable {
		t.Errorf("%v", err)
	}
}
