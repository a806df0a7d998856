package shift

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// mapView is the map with its list.
type mapView struct {
	Map
	Drawing Drawing
	State   TurfState // the list is narrowed to it; "" = all
	From    int       // the first row that is shown
	Large   bool
	Zone    *time.Location
}

func (h *Handlers) mapOf(r *http.Request) (v mapView, err error) {
	shift, err := web.PathID(r, "shift")
	if err != nil {
		return v, err
	}
	q := r.URL.Query()
	v = mapView{State: TurfState(q.Get("state")), From: max(0, number(q.Get("from"))), Large: q.Get("size") == "large", Zone: ui.Zone(r.Context())}
	if v.Map, err = h.shifts.Map(r.Context(), authz.ScopeOf(r), shift, chosenTurf(q.Get("turf"))); err != nil {
		return v, err
	}
	v.Drawing, err = h.drawings.get(r.Context(), h.shifts, authz.ScopeOf(r), v.Board)
	return v, err
}

// chosenTurf reads which turf's card is asked for: by its id, or by its number as the map knows it; nil is none.
func chosenTurf(text string) func(BoardTurf) bool {
	if one, err := id.Parse(text); err == nil {
		return func(t BoardTurf) bool { return t.ID == one }
	}
	if n := number(text); n > 0 {
		return func(t BoardTurf) bool { return t.Number == n }
	}
	return nil
}

func (h *Handlers) mapPage(w http.ResponseWriter, r *http.Request) error {
	v, err := h.mapOf(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, mapPage(v))
}

// mapPart is what changes on the map, for its script.
func (h *Handlers) mapPart(w http.ResponseWriter, r *http.Request) error {
	v, err := h.mapOf(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, mapParts(v))
}

func (h *Handlers) courseOf(r *http.Request) (v courseView, err error) {
	shift, err := web.PathID(r, "shift")
	if err != nil {
		return v, err
	}
	v.Zone = ui.Zone(r.Context())
	v.Course, err = h.shifts.Course(r.Context(), authz.ScopeOf(r), shift)
	return v, err
}

func (h *Handlers) course(w http.ResponseWriter, r *http.Request) error {
	v, err := h.courseOf(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, coursePage(v))
}

func (h *Handlers) coursePart(w http.ResponseWriter, r *http.Request) error {
	v, err := h.courseOf(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, courseParts(v))
}

// shownRows is how many turfs the list shows at once.
const shownRows = 60

// turfStates are the states in the order of the list: what somebody walks first.
var turfStates = []TurfState{TurfOut, TurfHalf, TurfGiven, TurfRecut, TurfOpen, TurfDone}

// rows are the turfs of the list, narrowed to a state where one was chosen.
func (v mapView) rows() (out []BoardTurf) {
	for _, s := range turfStates {
		if v.State == "" || v.State == s {
			for _, t := range v.Turfs {
				if t.State == s {
					out = append(out, t)
				}
			}
		}
	}
	return out
}

// counts tells how many turfs are in each state.
func (v mapView) counts() map[TurfState]int {
	out := map[TurfState]int{}
	for _, t := range v.Turfs {
		out[t.State]++
	}
	return out
}

// page are the rows that are shown, and where the page before and the one after begin; -1 = there is none.
func (v mapView) page() (rows []BoardTurf, before, after int) {
	all := v.rows()
	from := min(v.From, max(0, len(all)-1)) / shownRows * shownRows
	to := min(len(all), from+shownRows)
	before, after = -1, -1
	if from > 0 {
		before = from - shownRows
	}
	if to < len(all) {
		after = to
	}
	return all[from:to], before, after
}

// at is the address of this map with one thing changed.
func (v mapView) at(ctx context.Context, part string, state TurfState, from int, turf id.ID, large bool) string {
	path := []string{"map"}
	if part != "" {
		path = append(path, part)
	}
	q := ""
	add := func(name, value string) {
		if value != "" {
			q += "&" + name + "=" + value
		}
	}
	add("state", string(state))
	if from > 0 {
		add("from", strconv.Itoa(from))
	}
	if turf != 0 {
		add("turf", turf.String())
	}
	if large {
		add("size", "large")
	}
	if q != "" {
		q = "?" + q[1:]
	}
	return shiftURL(ctx, v.Board.Shift.ID, path...) + q
}

func (v mapView) turfURL(ctx context.Context, turf id.ID) string {
	return v.at(ctx, "", v.State, v.From, turf, v.Large) + "#card"
}

func (v mapView) chosen() id.ID {
	if v.Card == nil {
		return 0
	}
	return v.Card.ID
}

// marks are the drawn turfs in a state, for the layer that changes.
func (v mapView) marks(s TurfState) (out []mark) {
	state := map[id.ID]BoardTurf{}
	for _, t := range v.Turfs {
		if t.State == s {
			state[t.ID] = t
		}
	}
	for _, d := range v.Drawing.Turfs {
		if t, ok := state[d.ID]; ok {
			out = append(out, mark{d, t})
		}
	}
	return out
}

// mark is a turf in the layer that changes.
type mark struct {
	DrawnTurf
	Turf BoardTurf
}

// leastSign is how large a mark must be for a sign in it; smaller ones have their colour and pattern.
const leastSign = 7

// arc is the part of a ring that is done, of a hundred.
func (m mark) arc() string {
	return strconv.Itoa(100*m.Turf.Tried/max(1, m.Turf.Doors)) + " 100"
}

// radius is that of a mark: small where turfs are small.
func (m mark) radius() int { return min(13, max(4, m.Room/3)) }

// signs are what stands in a turf beside its colour and pattern; it needs no language.
var signs = map[TurfState]string{TurfGiven: "•", TurfOut: "→", TurfHalf: "½", TurfDone: "✓"}

// spot is something at a place on the map.
type spot struct {
	X, Y int
	Text string
}

// lastSpots are where crews wrote something down last.
func (v mapView) lastSpots(ctx context.Context) (out []spot) {
	for _, l := range v.Last {
		if l.Place.Known && v.Drawing.Width > 0 {
			x, y := v.Drawing.At(l.Place.Point)
			out = append(out, spot{x, y, i18n.T(ctx, "shift.map.dot", "worker", l.Worker, "time", clock(ctx, l.At, v.Zone))})
		}
	}
	return out
}

// helpSpots are where those wrote something down last who ask for help now; in the middle of their turf where that is nowhere yet.
func (v mapView) helpSpots() (out []spot) {
	for _, a := range v.Board.Asking {
		place := geo.Point{}
		known := false
		if i := slices.IndexFunc(v.Last, func(l LastDoor) bool { return l.Packet == a.Packet && l.Place.Known }); i >= 0 {
			place, known = v.Last[i].Place.Point, true
		}
		x, y := v.Drawing.At(place)
		if i := slices.IndexFunc(v.Drawing.Turfs, func(t DrawnTurf) bool { return t.ID == a.Turf }); !known && i >= 0 {
			x, y, known = v.Drawing.Turfs[i].X, v.Drawing.Turfs[i].Y, true
		}
		if known {
			out = append(out, spot{x, y, a.Worker})
		}
	}
	return out
}

// last is the newest entry on a turf's packet.
func (v mapView) last(t BoardTurf) *LastDoor {
	if t.Given.Packet == 0 {
		return nil
	}
	if i := slices.IndexFunc(v.Last, func(l LastDoor) bool { return l.Packet == t.Given.Packet }); i >= 0 {
		return &v.Last[i]
	}
	return nil
}

// crew is who has a turf.
func (v mapView) crew(t BoardTurf) []Worker {
	for _, c := range v.Board.Cards {
		for _, x := range c.Turfs {
			if x.Given.Turf == t.Given.Turf {
				return c.Crew
			}
		}
	}
	return nil
}

// spoken says the map in one sentence, for who does not see it; the list says the rest.
func (v mapView) spoken(ctx context.Context) string {
	n := v.counts()
	return i18n.T(ctx, "shift.map.label", "n", len(v.Turfs), "out", num(ctx, n[TurfOut]), "done", num(ctx, n[TurfDone]), "open", num(ctx, n[TurfOpen]), "help", num(ctx, len(v.Board.Asking)))
}

// mostNumbers is up to how many turfs their numbers stand in the map.
const mostNumbers = 400

// pageURL is another page of the list; "" where there is none.
func pageURL(ctx context.Context, v mapView, from int) string {
	if from < 0 {
		return ""
	}
	return v.at(ctx, "", v.State, from, v.chosen(), v.Large) + "#turfs"
}
