package people

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	return h.showWith(w, r, http.StatusOK, nil, nil)
}

// showWith shows a person, with what is wrong with a small form of the page and what was typed there. The row of a merged person leads to
// the page of the one that stands for it.
func (h *Handlers) showWith(w http.ResponseWriter, r *http.Request, status int, form url.Values, problem error) error {
	person, err := web.PathID(r, "person")
	if err != nil {
		return err
	}
	sc, q := authz.ScopeOf(r), r.URL.Query()
	p, err := h.people.Profile(r.Context(), sc, person)
	if err != nil {
		return err
	}
	if p.ID != person && r.Method == http.MethodGet {
		return web.SeeOther(w, r, personURL(r, p.ID, ""))
	}
	v := showView{Profile: p, Scope: sc, Form: form, Errors: errs.Fields(problem), Undo: undoOf(q), Kind: q.Get("kind"), From: q.Get("from")}
	if v.Timeline, err = h.people.Timeline(r.Context(), sc, p.ID, v.Kind, parseCursor(v.From)); err != nil {
		return err
	}
	return web.Render(w, r, status, showPage(v))
}

func detailsOf(v url.Values) Details {
	return Details{Whole: v.Get("name"), Roman: v.Get("roman"), FamilyFirst: v.Get("name_order") == familyFirst, BirthDate: strings.TrimSpace(v.Get("birth_date")), Before: v.Get("before"),
		Name: record.Name{Given: v.Get("given"), Middle: v.Get("middle"), Family: v.Get("family"), Suffix: v.Get("suffix")}}
}

func addressOf(v url.Values) address.Address {
	number, street, unit := address.Line(v.Get("address"))
	if unit == "" {
		unit = v.Get("unit")
	}
	return address.Address{Number: number, Street: street, Unit: unit, City: v.Get("city"), State: v.Get("state"), Zip: v.Get("zip")}
}

func (h *Handlers) edit(w http.ResponseWriter, r *http.Request) error {
	person, err := web.PathID(r, "person")
	if err != nil {
		return err
	}
	p, err := h.people.Profile(r.Context(), authz.ScopeOf(r), person)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, editPage(editView{Person: p, Form: formOf(p)}))
}

func (h *Handlers) save(w http.ResponseWriter, r *http.Request) error {
	person, err := web.PathID(r, "person")
	if err != nil {
		return err
	}
	v, err := posted(r)
	if err != nil {
		return err
	}
	ctx, sc := r.Context(), authz.ScopeOf(r)
	p, err := h.people.Profile(ctx, sc, person)
	if err != nil {
		return err
	}
	err = h.people.Edit(ctx, sc, person, detailsOf(v))
	if fields := errs.Fields(err); len(fields) > 0 {
		return web.Render(w, r, http.StatusUnprocessableEntity, editPage(editView{Person: p, Form: v, Errors: fields}))
	}
	if err == nil {
		err = h.people.Join(ctx, sc, person, v.Get("member") != "")
	}
	if had := formOf(p); err == nil && (had.Get("address") != v.Get("address") || had.Get("city") != v.Get("city") || had.Get("state") != v.Get("state") || had.Get("zip") != v.Get("zip")) {
		err = h.people.MoveTo(ctx, sc, person, addressOf(v))
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "people.saved")
	return web.SeeOther(w, r, personURL(r, person, ""))
}

func (h *Handlers) newPerson(w http.ResponseWriter, r *http.Request) error {
	return h.newWith(w, r, http.StatusOK, newView{Form: r.URL.Query()})
}

// newWith shows the form for a new person; where it was opened at somebody's page, with that person's household and name.
func (h *Handlers) newWith(w http.ResponseWriter, r *http.Request, status int, v newView) error {
	if other, err := id.Parse(v.Form.Get("related_to")); err == nil {
		p, err := h.people.Profile(r.Context(), authz.ScopeOf(r), other)
		if err != nil {
			return err
		}
		v.RelatedTo = &p
	}
	return web.Render(w, r, status, newPage(v))
}

func (h *Handlers) add(w http.ResponseWriter, r *http.Request) error {
	v, err := posted(r)
	if err != nil {
		return err
	}
	in := NewByHand{Details: detailsOf(v), Phone: v.Get("phone"), Email: v.Get("email"), Address: addressOf(v), Language: v.Get("language"), Member: v.Get("member") != "",
		Anyway: v.Get("anyway") != "", Relation: v.Get("relation")}
	if other, err := id.Parse(v.Get("related_to")); err == nil {
		in.RelatedTo = other
	}
	if home, err := id.Parse(v.Get("household")); err == nil {
		in.Household = home
	}
	sc, view := authz.ScopeOf(r), newView{Form: v}
	person, alike, err := h.people.Add(r.Context(), sc, in)
	if view.Errors = errs.Fields(err); len(view.Errors) > 0 {
		return h.newWith(w, r, http.StatusUnprocessableEntity, view)
	}
	if err != nil {
		return err
	}
	if alike != 0 {
		p, err := h.people.Profile(r.Context(), sc, alike)
		if err != nil {
			return err
		}
		view.Alike = &p
		return h.newWith(w, r, http.StatusConflict, view)
	}
	if in.BirthDate != "" && isUnderAge(in.BirthDate, SourceHand, h.people.now()) && !sc.Can(authz.ReadYouth) {
		web.Notice(w, r, "people.youth.added_unseen")
		return web.SeeOther(w, r, ui.URL(r.Context(), "people"))
	}
	web.Notice(w, r, "people.added")
	return web.SeeOther(w, r, personURL(r, person, ""))
}

// relateForm looks for the person who is something to this one: the household's people first, then whom somebody searches for.
func (h *Handlers) relateForm(w http.ResponseWriter, r *http.Request) error {
	person, err := web.PathID(r, "person")
	if err != nil {
		return err
	}
	sc, ctx := authz.ScopeOf(r), r.Context()
	p, err := h.people.Profile(ctx, sc, person)
	if err != nil {
		return err
	}
	v := relateView{Person: p, Search: clean(r.URL.Query().Get("q")), Word: r.URL.Query().Get("relation")}
	if v.Search != "" {
		page, err := h.people.List(ctx, sc, Filter{Search: v.Search}, Shape{}, 0, 0)
		if err != nil {
			return err
		}
		v.Found = page.Rows
	} else if p.Household != nil {
		v.Found = p.Household.Residents
	}
	return web.Render(w, r, http.StatusOK, relatePage(v))
}

func (h *Handlers) addFile(w http.ResponseWriter, r *http.Request) error {
	person, err := web.PathID(r, "person")
	if err != nil {
		return err
	}
	name, data, err := uploaded(r, "file")
	if err == nil {
		err = h.people.AddFile(r.Context(), authz.ScopeOf(r), person, name, data)
	}
	if len(errs.Fields(err)) > 0 {
		return h.showWith(w, r, http.StatusUnprocessableEntity, nil, err)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "people.file.kept")
	return web.SeeOther(w, r, personURL(r, person, "files"))
}

// uploaded reads the one file of a form; none is an empty one.
func uploaded(r *http.Request, field string) (name string, data []byte, err error) {
	if err := r.ParseMultipartForm(uploadBody); err != nil {
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			return "", nil, errs.Field(field, "people.file.too_large", "mb", MaxFile>>20)
		}
		return "", nil, nil
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // what stays is in the temporary folder
	f, head, err := r.FormFile(field)
	if err != nil {
		return "", nil, nil
	}
	defer func() { _ = f.Close() }() // it was only read
	data, err = io.ReadAll(io.LimitReader(f, MaxFile+1))
	return head.Filename, data, err
}

// openFile gives a file as a download that no browser opens by itself.
func (h *Handlers) openFile(w http.ResponseWriter, r *http.Request) error {
	person, err := web.PathID(r, "person")
	if err != nil {
		return err
	}
	file, err := web.PathID(r, "file")
	if err != nil {
		return err
	}
	f, data, err := h.people.OpenFile(r.Context(), authz.ScopeOf(r), person, file)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", f.MediaType)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(data) // a browser that went away reads no answer
	return nil
}

// smallForm is a form of a person's page. do runs it and may give the way back: the query of the page with which it can be undone.
type smallForm struct {
	path string // last part of its address
	part string // where on the page it stands
	do   func(ctx context.Context, s *Service, sc authz.Scope, person id.ID, v url.Values) (url.Values, error)
}

// needs is the permission of a small form.
func (f smallForm) needs() authz.Permission {
	if f.path == "guardian" {
		return authz.ReadYouth
	}
	return authz.EditPeople
}

// small answers a small form of a person's page: the page again, with the way back where there is one, or what is wrong.
func (h *Handlers) small(f smallForm) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		person, err := web.PathID(r, "person")
		if err != nil {
			return err
		}
		v, err := posted(r)
		if err != nil {
			return err
		}
		undo, err := f.do(r.Context(), h.people, authz.ScopeOf(r), person, v)
		if len(errs.Fields(err)) > 0 {
			return h.showWith(w, r, http.StatusUnprocessableEntity, v, err)
		}
		if err != nil {
			return err
		}
		to := ui.URL(r.Context(), "people", person.String())
		if len(undo) > 0 {
			return web.SeeOther(w, r, to+"?"+undo.Encode())
		}
		return web.SeeOther(w, r, to+"#"+f.part)
	}
}
