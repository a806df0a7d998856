package canvass

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// What organizers tell the phones: announcements, and warnings at doors.

type announceView struct {
	AnnouncementPage
	Source    string   // the language of the director's page
	Languages []string // that volunteers out there read
	Texts     map[string]string
	Urgent    bool
	Chosen    []id.ID
	Problem   map[string]*errs.Error
	Zone      *time.Location
}

func (v announceView) phones() (n int) {
	for _, p := range v.Open {
		n += len(p.Workers)
	}
	return n
}

// others are the languages of the app that nobody out there speaks.
func (v announceView) others() (out []string) {
	for _, l := range i18n.All() {
		if l.Tag() != v.Source && !slices.Contains(v.Languages, l.Tag()) {
			out = append(out, l.Tag())
		}
	}
	return out
}

func (h *Handlers) announcements(w http.ResponseWriter, r *http.Request) error {
	var chosen []id.ID
	if packet, err := id.Parse(r.URL.Query().Get("packet")); err == nil {
		chosen = []id.ID{packet}
	}
	return h.announceWith(w, r, http.StatusOK, announceView{Chosen: chosen})
}

func (h *Handlers) announceWith(w http.ResponseWriter, r *http.Request, status int, v announceView) error {
	program, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	if v.AnnouncementPage, err = h.service.Announcements(r.Context(), authz.ScopeOf(r), program); err != nil {
		return err
	}
	v.Source, v.Zone = ownLanguage(r), zoneOf(r)
	v.Languages = v.read(v.Source)
	return web.Render(w, r, status, announcePage(v))
}

func (h *Handlers) announce(w http.ResponseWriter, r *http.Request) error {
	program, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return errs.Because(err, errs.Invalid, "")
	}
	a := Announcement{Program: program, Source: ownLanguage(r), Texts: map[string]string{}, Urgent: r.PostForm.Get("urgent") == "yes"}
	for name, given := range r.PostForm {
		if language, ok := strings.CutPrefix(name, "text."); ok {
			a.Texts[language] = given[0]
		}
	}
	for _, p := range r.PostForm["packet"] {
		packet, err := id.Parse(p)
		if err != nil {
			return errs.New(errs.NotFound, "")
		}
		a.Packets = append(a.Packets, packet)
	}
	_, err = h.service.Announce(r.Context(), authz.ScopeOf(r), a)
	if fields := errs.Fields(err); len(fields) > 0 {
		return h.announceWith(w, r, http.StatusUnprocessableEntity, announceView{Texts: a.Texts, Urgent: a.Urgent, Chosen: a.Packets, Problem: fields})
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "announce.done")
	return web.SeeOther(w, r, programURL(r.Context(), program, "announcements"))
}

func (h *Handlers) withdraw(w http.ResponseWriter, r *http.Request) error {
	program, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	announcement, err := web.PathID(r, "announcement")
	if err != nil {
		return err
	}
	if err := h.service.Withdraw(r.Context(), authz.ScopeOf(r), program, announcement); err != nil {
		return err
	}
	web.Notice(w, r, "announce.withdrawn")
	return web.SeeOther(w, r, programURL(r.Context(), program, "announcements"))
}

type warningsView struct {
	All       []PlacedWarning
	Unchecked []PlacedWarning
	OfficeWarning
	Towns   []string // to choose from, where the address is in several
	Problem map[string]*errs.Error
	Zone    *time.Location
}

func warningOptions(ctx context.Context) (out []ui.Option) {
	for _, rule := range warningRules {
		out = append(out, ui.Option{Value: string(rule.Kind), Label: i18n.T(ctx, "warn."+string(rule.Kind))})
	}
	return out
}

func townOptions(towns []string) (out []ui.Option) {
	for _, t := range towns {
		out = append(out, ui.Option{Value: t, Label: t})
	}
	return out
}

func (h *Handlers) warnings(w http.ResponseWriter, r *http.Request) error {
	return h.warningsWith(w, r, http.StatusOK, warningsView{})
}

func (h *Handlers) warningsWith(w http.ResponseWriter, r *http.Request, status int, v warningsView) (err error) {
	if v.All, v.Unchecked, err = h.service.Warnings(r.Context(), authz.ScopeOf(r)); err != nil {
		return err
	}
	v.Zone = zoneOf(r)
	return web.Render(w, r, status, warningsPage(v))
}

func (h *Handlers) addWarning(w http.ResponseWriter, r *http.Request) error {
	v := warningsView{OfficeWarning: OfficeWarning{Address: r.PostFormValue("address"), Unit: r.PostFormValue("unit"), Town: r.PostFormValue("town"),
		Kind: WarningKind(r.PostFormValue("kind")), Text: r.PostFormValue("text")}}
	err := h.service.AddWarning(r.Context(), authz.ScopeOf(r), v.OfficeWarning)
	if v.Problem = errs.Fields(err); len(v.Problem) > 0 {
		if v.Towns, err = h.service.TownsOf(r.Context(), authz.ScopeOf(r), v.Address); err != nil {
			return err
		}
		return h.warningsWith(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, ui.URL(r.Context(), "warnings"))
}

// checkWarnings says of the ticked ones that they hold, or that they do not.
func (h *Handlers) checkWarnings(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.Because(err, errs.Invalid, "")
	}
	var those []id.ID
	for _, typed := range r.PostForm["warning"] {
		one, err := id.Parse(typed)
		if err != nil {
			return errs.New(errs.NotFound, "")
		}
		those = append(those, one)
	}
	if len(those) == 0 {
		return h.warningsWith(w, r, http.StatusUnprocessableEntity, warningsView{Problem: errs.Fields(errs.Field("warning", "doorwarn.error.none"))})
	}
	if err := h.service.CheckWarnings(r.Context(), authz.ScopeOf(r), those, r.PostForm.Get("hold") == "yes"); err != nil {
		return err
	}
	return web.SeeOther(w, r, ui.URL(r.Context(), "warnings"))
}

func (h *Handlers) changeWarning(w http.ResponseWriter, r *http.Request) error {
	warning, err := web.PathID(r, "warning")
	if err != nil {
		return err
	}
	if err := h.service.ChangeWarning(r.Context(), authz.ScopeOf(r), warning, r.PostFormValue("text")); err != nil {
		return err
	}
	return web.SeeOther(w, r, ui.URL(r.Context(), "warnings"))
}

func (h *Handlers) endWarning(w http.ResponseWriter, r *http.Request) error {
	warning, err := web.PathID(r, "warning")
	if err != nil {
		return err
	}
	if err := h.service.EndWarning(r.Context(), authz.ScopeOf(r), warning); err != nil {
		return err
	}
	return web.SeeOther(w, r, ui.URL(r.Context(), "warnings"))
}

// ownLanguage is in which the director writes: that of their pages, where it is one that people can choose.
func ownLanguage(r *http.Request) string {
	own := i18n.Locale(r.Context()).Tag()
	for _, l := range i18n.All() {
		if l.Tag() == own {
			return own
		}
	}
	return i18n.Default().Tag()
}
