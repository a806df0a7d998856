package voterfile

import (
	"context"
	"net/http"
	"slices"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// run brings in what a look has shown, or goes on where it was stopped.
func (h *Handlers) run(w http.ResponseWriter, r *http.Request) error {
	i, err := h.find(r)
	if err != nil {
		return err
	}
	here := ui.URL(r.Context(), "imports", i.ID.String())
	if _, err := h.files.Run(r.Context(), authz.ScopeOf(r), i.ID, r.PostFormValue("complete") != "", here); err != nil {
		return err
	}
	return web.SeeOther(w, r, here)
}

// again shows the page of the columns anew.
func (h *Handlers) again(w http.ResponseWriter, r *http.Request) error {
	imp, err := web.PathID(r, "import")
	if err != nil {
		return err
	}
	if err := h.files.Again(r.Context(), authz.ScopeOf(r), imp); err != nil {
		return err
	}
	return web.SeeOther(w, r, ui.URL(r.Context(), "imports", imp.String()))
}

// undo takes an import back.
func (h *Handlers) undo(w http.ResponseWriter, r *http.Request) error {
	i, err := h.find(r)
	if err != nil {
		return err
	}
	here := ui.URL(r.Context(), "imports", i.ID.String())
	if _, err := h.files.Undo(r.Context(), authz.ScopeOf(r), i.ID, here); err != nil {
		return err
	}
	return web.SeeOther(w, r, here)
}

// discard throws a file away of which nothing was brought in.
func (h *Handlers) discard(w http.ResponseWriter, r *http.Request) error {
	imp, err := web.PathID(r, "import")
	if err != nil {
		return err
	}
	if err := h.files.Discard(r.Context(), authz.ScopeOf(r), imp); err != nil {
		return err
	}
	return web.SeeOther(w, r, ui.URL(r.Context(), "imports"))
}

const newsAtOnce = 100 // people on a page

// newsView is a page of people whom one kind of news of a file is about.
type newsView struct {
	Import
	Kind  string
	Items []Item
	More  bool
}

// news lists whom one kind of news is about.
func (h *Handlers) news(w http.ResponseWriter, r *http.Request) error {
	i, err := h.find(r)
	if err != nil {
		return err
	}
	after, err := place(r, "after")
	if err != nil {
		return err
	}
	v := newsView{Import: i, Kind: r.PathValue("kind")}
	counts, _, err := h.files.told(r.Context(), authz.ScopeOf(r), i)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(counts, func(k KindOfNews) bool { return k.Kind == v.Kind }) {
		return errs.New(errs.NotFound, "")
	}
	err = h.files.DB.Read(r.Context(), authz.ScopeOf(r), func(tx *db.ReadTx) error {
		v.Items, err = h.files.News.List(r.Context(), tx, authz.ScopeOf(r), i.ID, v.Kind, after, newsAtOnce+1)
		return err
	})
	if err != nil {
		return err
	}
	if v.More = len(v.Items) > newsAtOnce; v.More {
		v.Items = v.Items[:newsAtOnce]
	}
	return web.Render(w, r, http.StatusOK, newsPage(v))
}

// told is what an import told, and whom taking it back left as they were.
func (s *Service) told(ctx context.Context, sc authz.Scope, i Import) (news []KindOfNews, kept []Item, err error) {
	if s.News == nil || i.State != Done && i.State != Undone {
		return nil, nil, nil
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		if news, err = s.News.Count(ctx, tx, sc, i.ID); err != nil || len(i.Undid.People) == 0 {
			return err
		}
		kept, err = s.News.Names(ctx, tx, sc, i.Undid.People)
		return err
	})
	return news, kept, err
}
