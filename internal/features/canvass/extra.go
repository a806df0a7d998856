package canvass

import (
	"context"

	"banyan/internal/platform/i18n"
	assets "banyan/web"
)

// extraMessages are the words of the second module of the app at the door (web/volunteer/extra.js). It is fetched with them once the list is live, in one request, and kept
// by the service worker: so the first page stays small, and everything works without a signal afterwards.
var extraMessages = []string{"strike.*", "warn.*", "say.*", "large.*", "where.*", "home.*"}

// AddExtra makes the second module in every language.
func AddExtra(a *assets.Assets) {
	all := i18n.All()
	for _, pseudo := range []string{"en-XA", "ar-XB"} {
		if l, ok := i18n.Get(pseudo); ok {
			all = append(all, l)
		}
	}
	for _, l := range all {
		a.AddExtra(l.Tag(), l.JS(extraMessages...))
	}
}

// extraPath is where the second module is in the language of the page.
func extraPath(ctx context.Context, a *assets.Assets) string {
	return a.URL(assets.ExtraName(i18n.Locale(ctx).Tag()))
}
