package account

import (
	"context"

	"banyan/internal/platform/i18n"
	"banyan/internal/platform/ui"
)

// languageOptions lists the languages of the pages by their own names.
func languageOptions(ctx context.Context) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "account.language.browser")}}
	for _, l := range i18n.All() {
		out = append(out, ui.Option{Value: l.Tag(), Label: l.Endonym(), Lang: l.Tag()})
	}
	return out
}
