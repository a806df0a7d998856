package shift

import (
	"net/http"
	"strings"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	v := listView{Arranged: Arranged{Program: formID(r, "program"), From: "13:00", To: "17:00"}}
	v.Arranged.Date = h.shifts.Now().In(ui.Zone(r.Context())).Format("2006-01-02")
	return h.listWith(w, r, v)
}

func (h *Handlers) listWith(w http.ResponseWriter, r *http.Request, v listView) (err error) {
	if v.Shifts, v.Programs, err = h.shifts.Shifts(r.Context(), authz.ScopeOf(r)); err != nil {
		return err
	}
	v.Now, v.Zone = h.shifts.Now(), ui.Zone(r.Context())
	return web.Render(w, r, statusOf(v.Problem), listPage(v))
}

func arrangedFrom(r *http.Request) Arranged {
	in := Arranged{Program: formID(r, "program"), Date: r.PostForm.Get("date"), From: r.PostForm.Get("from"), To: r.PostForm.Get("to"), Place: r.PostForm.Get("place"),
		At: r.PostForm.Get("at"), Quotas: map[string]int{}}
	for name := range r.PostForm {
		if language, ok := strings.CutPrefix(name, "quota."); ok {
			in.Quotas[language] = number(r.PostForm.Get(name))
		}
	}
	if language := r.PostForm.Get("quota_language"); language != "" {
		in.Quotas[language] = number(r.PostForm.Get("quota_n"))
	}
	return in
}

func (h *Handlers) arrange(w http.ResponseWriter, r *http.Request) error {
	if err := posted(r); err != nil {
		return err
	}
	in := arrangedFrom(r)
	shift, err := h.shifts.Arrange(r.Context(), authz.ScopeOf(r), ui.Zone(r.Context()), in)
	if readable(err) {
		return h.listWith(w, r, listView{Arranged: in, Problem: err})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, shiftURL(r.Context(), shift, "workers"))
}

func (h *Handlers) edit(w http.ResponseWriter, r *http.Request) error {
	shift, err := web.PathID(r, "shift")
	if err != nil {
		return err
	}
	x, p, err := h.shifts.Get(r.Context(), authz.ScopeOf(r), shift)
	if err != nil {
		return err
	}
	zone := ui.Zone(r.Context())
	in := Arranged{Date: x.Starts.In(zone).Format("2006-01-02"), From: x.Starts.In(zone).Format("15:04"), To: x.Ends.In(zone).Format("15:04"), Place: x.Place, Quotas: x.Quotas}
	return web.Render(w, r, http.StatusOK, editPage(editView{Shift: x, Program: p, Arranged: in}))
}

func (h *Handlers) rearrange(w http.ResponseWriter, r *http.Request) error {
	shift, err := web.PathID(r, "shift")
	if err != nil {
		return err
	}
	if err := posted(r); err != nil {
		return err
	}
	in := arrangedFrom(r)
	err = h.shifts.Rearrange(r.Context(), authz.ScopeOf(r), shift, ui.Zone(r.Context()), in)
	if readable(err) {
		x, p, lerr := h.shifts.Get(r.Context(), authz.ScopeOf(r), shift)
		if lerr != nil {
			return lerr
		}
		return web.Render(w, r, statusOf(err), editPage(editView{Shift: x, Program: p, Arranged: in, Problem: err}))
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "shift.saved.notice")
	return web.SeeOther(w, r, shiftURL(r.Context(), shift))
}

func (h *Handlers) signUpPage(w http.ResponseWriter, r *http.Request) error {
	return h.signUpWith(w, r, signUpView{Typed: r.URL.Query().Get("q")})
}

func (h *Handlers) signUpWith(w http.ResponseWriter, r *http.Request, v signUpView) error {
	shift, err := web.PathID(r, "shift")
	if err != nil {
		return err
	}
	ctx, sc := r.Context(), authz.ScopeOf(r)
	if v.Board, err = h.shifts.Board(ctx, sc, shift); err != nil {
		return err
	}
	if v.Typed != "" {
		if v.Found, err = h.shifts.People.Find(ctx, sc, v.Typed); err != nil {
			return err
		}
	}
	if v.Details.Minutes == 0 {
		v.Details = Details{Minutes: v.Board.Shift.length(), Pace: usualPace, Languages: []string{english}}
	}
	return web.Render(w, r, statusOf(v.Problem), signUpPage(v))
}

func detailsFrom(r *http.Request) Details {
	f := r.PostForm
	d := Details{Name: f.Get("name"), Phone: f.Get("phone"), Start: f.Get("start"), At: f.Get("at"), Languages: f["language"], Pace: number(f.Get("pace")),
		NoStairs: f.Get("no_stairs") != "", Bike: f.Get("bike") != "", Partner: f.Get("partner") != "", First: f.Get("first") != ""}
	d.Minutes = minutesOf(f.Get("hours"))
	return d
}

// minutesOf reads hours as people write them: 3, 2.5, 2,5, 2:30; -1 where it is none of these.
func minutesOf(text string) int {
	text = strings.ReplaceAll(strings.TrimSpace(text), ",", ".")
	if hours, minutes, ok := strings.Cut(text, ":"); ok {
		h, m := number(hours), number(minutes)
		if h < 0 || m < 0 || m > 59 {
			return -1
		}
		return h*60 + m
	}
	whole, part, _ := strings.Cut(text, ".")
	h := number(whole)
	if h < 0 || len(part) > 2 {
		return -1
	}
	tenths := 0
	if part != "" {
		if tenths = number((part + "0")[:2]); tenths < 0 {
			return -1
		}
	}
	return h*60 + tenths*60/100
}

// addTo adds workers and comes back for more.
func (h *Handlers) addTo(w http.ResponseWriter, r *http.Request, v signUpView, add func(shift id.ID) (n int, err error)) error {
	shift, err := web.PathID(r, "shift")
	if err != nil {
		return err
	}
	n, err := add(shift)
	if readable(err) {
		v.Problem = err
		return h.signUpWith(w, r, v)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "shift.signed_up.notice", "n", n)
	return web.SeeOther(w, r, shiftURL(r.Context(), shift, "workers"))
}

func (h *Handlers) signUp(w http.ResponseWriter, r *http.Request) error {
	if err := posted(r); err != nil {
		return err
	}
	in := detailsFrom(r)
	return h.addTo(w, r, signUpView{Details: in}, func(shift id.ID) (int, error) {
		_, err := h.shifts.SignUp(r.Context(), authz.ScopeOf(r), shift, in)
		return 1, err
	})
}

func (h *Handlers) signUpPerson(w http.ResponseWriter, r *http.Request) error {
	return h.addTo(w, r, signUpView{}, func(shift id.ID) (int, error) {
		return 1, h.shifts.SignUpPerson(r.Context(), authz.ScopeOf(r), shift, formID(r, "person"))
	})
}

func (h *Handlers) signUpMyself(w http.ResponseWriter, r *http.Request) error {
	return h.addTo(w, r, signUpView{}, func(shift id.ID) (int, error) {
		return 1, h.shifts.SignUpMyself(r.Context(), authz.ScopeOf(r), shift)
	})
}

// signUpMany keeps the lines that were not understood in the form.
func (h *Handlers) signUpMany(w http.ResponseWriter, r *http.Request) error {
	shift, err := web.PathID(r, "shift")
	if err != nil {
		return err
	}
	pasted := r.FormValue("lines")
	n, left, err := h.shifts.SignUpMany(r.Context(), authz.ScopeOf(r), shift, pasted)
	switch {
	case readable(err):
		return h.signUpWith(w, r, signUpView{Lines: pasted, Problem: err})
	case err != nil:
		return err
	case len(left) > 0:
		return h.signUpWith(w, r, signUpView{Lines: strings.Join(left, "\n"), Added: n, Problem: errs.Field("lines", "shift.error.lines_left", "n", len(left))})
	}
	web.Notice(w, r, "shift.signed_up.notice", "n", n)
	return web.SeeOther(w, r, shiftURL(r.Context(), shift, "workers"))
}
