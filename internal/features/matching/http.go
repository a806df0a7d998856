package matching

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"banyan/internal/kernels/linkage"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// Handlers are the pages of matching.
type Handlers struct{ matching *Service }

// NewHandlers returns the pages of a service.
func NewHandlers(s *Service) *Handlers { return &Handlers{s} }

// Routes lists what the matching feature answers.
func (h *Handlers) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /o/{org}/matching", Needs: authz.MergePeople, Handle: h.queue},
		{Pattern: "POST /o/{org}/matching/decide", Needs: authz.MergePeople, Handle: h.decide},
		{Pattern: "POST /o/{org}/matching/undo", Needs: authz.MergePeople, Handle: h.undo},
		{Pattern: "POST /o/{org}/matching/find", Needs: authz.MergePeople, Handle: h.find},
		{Pattern: "GET /o/{org}/matching/likely", Needs: authz.EditPeople, Handle: h.likely},
		{Pattern: "GET /o/{org}/matching/person/{person}", Needs: authz.MergePeople, Handle: h.person},
		{Pattern: "POST /o/{org}/matching/person/{person}/undo", Needs: authz.MergePeople, Handle: h.undoOf},
		{Pattern: "POST /o/{org}/matching/person/{person}/same", Needs: authz.MergePeople, Handle: h.sameAs},
	}
}

// String is a pair as an address carries it.
func (p pair) String() string {
	if p == (pair{}) {
		return ""
	}
	return p.left.String() + "." + p.right.String()
}

func parsePair(text string) (pair, bool) {
	a, b, _ := strings.Cut(text, ".")
	left, err := id.Parse(a)
	right, wrong := id.Parse(b)
	return pairOf(left, right), err == nil && wrong == nil
}

// maxExcept is how many pairs a page may ask to leave out: the one that is shown and the one that is being decided.
const maxExcept = 4

func pairsOf(texts []string) (out []pair) {
	for _, t := range texts[:min(len(texts), maxExcept)] {
		if p, ok := parsePair(t); ok {
			out = append(out, p)
		}
	}
	return out
}

// queue shows the next pair. 'not' names pairs that the browser has already; 'pair' one that it wants; 'last' is the decision that an
// undo takes back.
func (h *Handlers) queue(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	want, _ := parsePair(query.Get("pair"))
	q, err := h.matching.Next(r.Context(), authz.ScopeOf(r), want, pairsOf(query["not"]))
	if err != nil {
		return err
	}
	last, _ := id.Parse(query.Get("last"))
	return web.Render(w, r, http.StatusOK, queuePage(queueView{Queue: q, Last: last}))
}

// answer is what the page's script learns of a decision.
type answer struct {
	Assertion string `json:"assertion"` // what an undo takes back; "" for a skip
	Waiting   string `json:"waiting"`   // in words, how many pairs are left
}

func (h *Handlers) decide(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.Because(err, errs.Invalid, "")
	}
	p, ok := parsePair(r.PostForm.Get("pair"))
	if !ok {
		return errs.New(errs.Invalid, "")
	}
	ctx, sc := r.Context(), authz.ScopeOf(r)
	var assertion id.ID
	var err error
	switch kind := Kind(r.PostForm.Get("decision")); kind {
	case Same, NotSame:
		assertion, err = h.matching.Decide(ctx, sc, kind, p.left, p.right)
	default:
		err = h.matching.Skip(ctx, sc, p.left, p.right)
	}
	if err != nil {
		return err
	}
	return h.next(w, r, assertion, pair{})
}

// next answers a decision: with figures for the script, or with the next pair.
func (h *Handlers) next(w http.ResponseWriter, r *http.Request, assertion id.ID, want pair) error {
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		q, err := h.matching.Next(r.Context(), authz.ScopeOf(r), pair{}, nil)
		if err != nil {
			return err
		}
		out := answer{Waiting: i18n.T(r.Context(), "matching.waiting", "n", q.Waiting)}
		if assertion != 0 {
			out.Assertion = assertion.String()
		}
		return web.JSON(w, http.StatusOK, out)
	}
	v := url.Values{}
	if assertion != 0 {
		v.Set("last", assertion.String())
	}
	if want != (pair{}) {
		v.Set("pair", want.String())
	}
	to := ui.URL(r.Context(), "matching")
	if len(v) > 0 {
		to += "?" + v.Encode()
	}
	return web.SeeOther(w, r, to)
}

func (h *Handlers) undo(w http.ResponseWriter, r *http.Request) error {
	a, err := h.takeBack(r)
	if err != nil {
		return err
	}
	return h.next(w, r, 0, pairOf(a.Left, a.Right))
}

func (h *Handlers) takeBack(r *http.Request) (a Assertion, err error) {
	if err := r.ParseForm(); err != nil {
		return a, errs.Because(err, errs.Invalid, "")
	}
	assertion, err := id.Parse(r.PostForm.Get("assertion"))
	if err != nil {
		return a, errs.New(errs.NotFound, "")
	}
	return h.matching.TakeBack(r.Context(), authz.ScopeOf(r), assertion)
}

func (h *Handlers) find(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.Because(err, errs.Invalid, "")
	}
	job, err := h.matching.Find(r.Context(), authz.ScopeOf(r), r.PostForm.Get("mode") != "propose", ui.URL(r.Context(), "matching"))
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, ui.URL(r.Context(), "jobs", job.String()))
}

// likely answers a form that makes a new person, while somebody fills it in: whom it may mean.
func (h *Handlers) likely(w http.ResponseWriter, r *http.Request) error {
	found, err := h.matching.Likely(r.Context(), authz.ScopeOf(r), typed(r.URL.Query()), cmp.Or(r.URL.Query().Get("name"), r.URL.Query().Get("roman")))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, likelyList(found, false))
}

// typed is a record as a form has it so far: a name in one piece is taken to end with the family's.
func typed(v url.Values) linkage.Record {
	r := linkage.Record{Given: v.Get("given"), Middle: v.Get("middle"), Family: v.Get("family"), Suffix: v.Get("suffix"), BirthDate: v.Get("birth_date"),
		Street: v.Get("address"), City: v.Get("city"), Zip: v.Get("zip"), Phone: v.Get("phone"), Email: v.Get("email")}
	name := strings.Fields(cmp.Or(v.Get("roman"), v.Get("name")))
	if n := len(name); r.Given == "" && r.Family == "" && n > 1 {
		r.Given, r.Middle, r.Family = name[0], strings.Join(name[1:n-1], " "), name[n-1]
	}
	return r
}

func (h *Handlers) person(w http.ResponseWriter, r *http.Request) error {
	person, err := web.PathID(r, "person")
	if err != nil {
		return err
	}
	searched := strings.TrimSpace(r.URL.Query().Get("q"))
	history, err := h.matching.History(r.Context(), authz.ScopeOf(r), person, searched)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, personPage(history, searched))
}

func (h *Handlers) undoOf(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.takeBack(r); err != nil {
		return err
	}
	web.Notice(w, r, "matching.taken_back")
	return web.SeeOther(w, r, ui.URL(r.Context(), "matching", "person", r.PathValue("person")))
}

func (h *Handlers) sameAs(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.Because(err, errs.Invalid, "")
	}
	person, err := web.PathID(r, "person")
	if err != nil {
		return err
	}
	other, err := id.Parse(r.PostForm.Get("other"))
	if err != nil {
		return errs.New(errs.NotFound, "")
	}
	if _, err := h.matching.Decide(r.Context(), authz.ScopeOf(r), Same, person, other); err != nil {
		return err
	}
	web.Notice(w, r, "matching.merged")
	return web.SeeOther(w, r, ui.URL(r.Context(), "matching", "person", person.String()))
}
