package outreach

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// areaChoice is a place where a program can go to every door: "ward:5", "place/county:Dane", "all:".
type areaChoice struct {
	Value      string
	Kind, Name string // of a place, "place/" with the kind of district
}

const maxAreas = 300

// areas lists the wards, cities, ZIP codes and districts in which there are doors, and all of them together.
func (h *Handlers) areas(ctx context.Context, sc authz.Scope) (out []areaChoice, err error) {
	var named map[string][]string
	err = h.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		named, err = h.places.Areas(ctx, tx, sc)
		return err
	})
	for kind, names := range named {
		for _, name := range names {
			out = append(out, areaChoice{kind + ":" + name, kind, name})
		}
	}
	order := []string{"ward", "city", "zip"}
	slices.SortFunc(out, func(a, b areaChoice) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)), cmp.Compare(a.Kind, b.Kind), cmp.Compare(len(a.Name), len(b.Name)), cmp.Compare(a.Name, b.Name))
	})
	if len(out) > 0 {
		out = append([]areaChoice{{Value: everywhere + ":", Kind: everywhere}}, out...)
	}
	return out[:min(len(out), maxAreas)], err
}

// everywhere is the kind of the area that has all doors.
const everywhere = "all"

// label is what an area is called.
func (a areaChoice) label(l *i18n.Localizer) string {
	if kind, ok := strings.CutPrefix(a.Kind, "place/"); ok {
		return l.T("program.area.place", "kind", l.T("places.kind."+kind), "name", a.Name)
	}
	return l.T("program.area."+a.Kind, "name", a.Name)
}

// begin begins a program; one to every door in the areas that were chosen, for which it makes a universe.
func (h *Handlers) begin(r *http.Request, in NewProgram, areas []string) (Program, id.ID, error) {
	ctx, sc := r.Context(), authz.ScopeOf(r)
	if in.Kind.EveryDoor() && len(areas) > 0 {
		query, names, err := inAreas(i18n.Locale(ctx), areas)
		if err != nil {
			return Program{}, 0, err
		}
		if _, err := nameOf(in.Name); err != nil { // before anything is made
			return Program{}, 0, err
		}
		name := []rune(i18n.T(ctx, "program.area.universe", "areas", strings.Join(names, ", ")))
		u, err := h.CreateUniverse(ctx, sc, string(name[:min(len(name), maxName)]), query)
		if err != nil {
			return Program{}, 0, err
		}
		in.Universe = u.ID
	}
	return h.Begin(ctx, sc, in)
}

// inAreas is the question for homes in any of some areas.
func inAreas(l *i18n.Localizer, areas []string) (q segment.Query, names []string, err error) {
	var any []segment.Node
	for _, text := range areas[:min(len(areas), maxAreas)] {
		kind, value, ok := strings.Cut(text, ":")
		one := &segment.OneOf{In: []string{value}}
		n := segment.Node{}
		switch place, isPlace := strings.CutPrefix(kind, "place/"); {
		case isPlace:
			n.Place = &segment.District{Kind: place, In: one.In}
		case kind == everywhere:
			n.Everyone = true
		case kind == "ward":
			n.Ward = one
		case kind == "city":
			n.City = one
		case kind == "zip":
			n.Zip = one
		default:
			ok = false
		}
		if !ok {
			return q, nil, errs.Field("area", "program.error.area")
		}
		any, names = append(any, n), append(names, areaChoice{Kind: kind, Name: value}.label(l))
	}
	return segment.New(segment.Node{Any: any}), names, nil
}

// homeless counts the address points at which a program to every door has not looked for a home yet.
func (h *Handlers) homeless(ctx context.Context, sc authz.Scope, p Program) (n int, err error) {
	if !p.Kind.EveryDoor() {
		return 0, nil
	}
	err = h.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		n, err = h.places.HomesToMake(ctx, tx, sc)
		return err
	})
	return n, err
}

func (h *Handlers) makeHomes(w http.ResponseWriter, r *http.Request) error {
	programID, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	ctx := r.Context()
	job, err := h.Homes(ctx, authz.ScopeOf(r), programID, programURL(ctx, programID))
	if err != nil {
		return err
	}
	if job == 0 {
		return web.SeeOther(w, r, programURL(ctx, programID))
	}
	return web.SeeOther(w, r, ui.URL(ctx, "jobs", job.String()))
}
