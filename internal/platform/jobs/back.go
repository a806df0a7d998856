package jobs

import (
	"encoding/json"
	"strings"
)

// backOf is the page that a job's payload names under "url": where its result is looked at.
func backOf(j Job) string {
	var p struct {
		URL string `json:"url"`
	}
	if json.Unmarshal(j.Payload, &p) != nil || !strings.HasPrefix(p.URL, "/o/") {
		return ""
	}
	return p.URL
}
