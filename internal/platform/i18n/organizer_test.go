package i18n_test

import (
	"testing"

	"banyan/internal/platform/i18n"
)

// TestOrganizersPages_areWholeInTheirLanguages: a page is in one language throughout, so that one message that is not translated would turn every
// organizer's page into English.
func TestOrganizersPages_areWholeInTheirLanguages(t *testing.T) {
	for _, tag := range []string{"vi", "ur"} {
		if l := i18n.Match(tag).For("organizer"); l.Tag() != tag {
			t.Errorf("organizers' pages are in %q for who reads %q: translate what 'banyan i18n status --language %s' lists", l.Tag(), tag, tag)
		}
	}
}
