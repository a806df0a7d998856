package app

import (
	"testing"

	"banyan/internal/platform/i18n"
	"banyan/internal/platform/ui"
)

// The start page's lists are data: a picture or a sentence that is not there would be an empty space, seen by nobody who compiles.
func TestStart_hasAPictureAndASentenceForEachLine(t *testing.T) {
	a := &App{}
	for _, s := range a.steps() {
		if !ui.HasIcon(s.Icon) || !i18n.Has("organization.begin."+s.Key) {
			t.Errorf("step %s has no picture %q or no sentence", s.Key, s.Icon)
		}
	}
	for _, w := range a.waiting() {
		if !ui.HasIcon(w.Icon) || !i18n.Has("organization.waiting."+w.Key) {
			t.Errorf("%s has no picture %q or no sentence", w.Key, w.Icon)
		}
	}
}
