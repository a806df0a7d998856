package people

import (
	"context"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"banyan/internal/kernels/names"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// find answers what is typed into the search box with people to choose from.
func (h *Handlers) find(w http.ResponseWriter, r *http.Request) error {
	found, err := h.people.Find(r.Context(), authz.ScopeOf(r), r.URL.Query().Get("q"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.Render(w, r, http.StatusOK, foundOptions(found))
}

func foundURL(ctx context.Context, person id.ID) string {
	return ui.URL(ctx, "people", person.String())
}

// reasonText says why a name was found: the letters that were read aloud and how, or another name than the shown one. Both are "" where
// the shown name says it itself.
func reasonText(l *i18n.Localizer, f Found) (name, why string) {
	reason := f.Reason
	switch {
	case reason.Matched == "":
		return "", ""
	case reason.Reading != "" && reason.System != names.Written:
		return reason.Native, l.T("people.found.read_as_in", "reading", capital(reason.Reading), "system", l.T("names.system."+reason.System.Key()))
	case reason.Reading != "":
		return reason.Native, l.T("people.found.read_as", "reading", capital(reason.Reading))
	case !shows(f.Name, reason.Matched):
		return reason.Matched, l.T("people.found.also")
	}
	return "", ""
}

// shows tells whether a text is one of the two writings of a name.
func shows(n i18n.Name, text string) bool {
	folded := names.Fold(text)
	return folded == names.Fold(n.Native) || folded == names.Fold(strings.Join([]string{n.Given, n.Middle, n.Family}, " ")) || folded == names.Fold(strings.Join([]string{n.Family, n.Middle, n.Given}, " "))
}

// reasonLang is the language of a text that a reason shows.
func reasonLang(f Found, text string) string {
	if f.Name.NativeLang != "" && strings.Contains(f.Name.Native, text) {
		return f.Name.NativeLang
	}
	return names.Lang(text, f.Language)
}

// placeLine is one line, so that its parts stay in order on a page that is written from right to left.
func placeLine(r Row) string {
	if r.City == "" {
		return r.Address
	}
	return r.Address + ", " + r.City
}

// capital writes each word of a reading as a name is written.
func capital(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		first, n := utf8.DecodeRuneInString(w)
		words[i] = string(unicode.ToUpper(first)) + w[n:]
	}
	return strings.Join(words, " ")
}
