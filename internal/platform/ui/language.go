package ui

import (
	"net/url"
)

// withLanguage sets lang in a raw query and keeps the rest.
func withLanguage(query, tag string) string {
	q, err := url.ParseQuery(query)
	if err != nil {
		q = url.Values{}
	}
	q.Set("lang", tag)
	return q.Encode()
}

func home(s *Shell) string {
	if s.Organization != nil {
		return s.Organization.URL()
	}
	return "/"
}
