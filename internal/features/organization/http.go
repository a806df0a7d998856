package organization

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// Step is one thing that an organization does on its way to the first door. The app names them, because they
// belong to other features.
type Step struct {
	Key, Icon string // message keys organization.begin.KEY and organization.begin.KEY.hint
	Path      []string
	Needs     authz.Permission
	Count     func(ctx context.Context, sc authz.Scope) (int64, error) // how much of it there is already
}

// Waiting is something that waits for somebody of the organization. The app names it, because it belongs to another feature.
type Waiting struct {
	Key, Icon string // message organization.waiting.KEY, with n
	Needs     authz.Permission
	Look      func(ctx context.Context, sc authz.Scope) (n int64, path []string, err error) // how much waits, and where
}

// SignIn opens a session for an account; the app hands over the account feature.
type SignIn interface {
	OpenSession(w http.ResponseWriter, r *http.Request, account id.ID) error
}

// Handlers answer the pages of package organization.
type Handlers struct {
	organizations *Service
	signIn        SignIn
	steps         []Step
	waiting       []Waiting
}

// NewHandlers returns the handlers.
func NewHandlers(s *Service, signIn SignIn, steps []Step, waiting []Waiting) *Handlers {
	return &Handlers{s, signIn, steps, waiting}
}

// Routes lists what the organization feature answers.
func (h *Handlers) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /o/{org}", Needs: authz.ReadTurfs, Handle: h.home},
		{Pattern: "GET /o/{org}/team", Needs: authz.ManageMembers, Handle: h.team},
		{Pattern: "POST /o/{org}/team/invitations", Needs: authz.ManageMembers, Handle: h.invite},
		{Pattern: "POST /o/{org}/team/invitations/{invitation}/revoke", Needs: authz.ManageMembers, Handle: h.revoke},
		{Pattern: "POST /o/{org}/team/{account}/role", Needs: authz.ManageMembers, Handle: h.changeRole},
		{Pattern: "POST /o/{org}/team/{account}/remove", Needs: authz.ManageMembers, Handle: h.remove},
		{Pattern: "GET /o/{org}/audit", Needs: authz.ReadAudit, Handle: h.audit},
		{Pattern: "POST /o/{org}/audit/verify", Needs: authz.ReadAudit, Handle: h.verify},
		{Pattern: "GET /invitation/{token}", Needs: authz.Public, Handle: web.Limited("invitation", 30, 5*time.Minute, h.invitation)},
		{Pattern: "POST /invitation/{token}", Needs: authz.Public, Handle: web.Limited("invitation", 30, 5*time.Minute, h.accept)},
	}
}

// homeView is the start page: what waits for the reader, and how far the organization has come.
type homeView struct {
	Organization
	Waiting []waitingView
	Steps   []stepView
	Ready   bool // every step has been taken
}

type stepView struct {
	Step
	N int64
}

type waitingView struct {
	Key, Icon string
	Path      []string
	N         int64
}

func (h *Handlers) home(w http.ResponseWriter, r *http.Request) error {
	ctx, sc := r.Context(), authz.ScopeOf(r)
	o, err := h.organizations.Get(ctx, sc.Organization())
	if err != nil {
		return err
	}
	v := homeView{Organization: o, Ready: true}
	for _, s := range h.steps {
		if !sc.Can(s.Needs) {
			continue
		}
		n, err := s.Count(ctx, sc)
		if err != nil {
			return err
		}
		v.Steps = append(v.Steps, stepView{s, n})
		v.Ready = v.Ready && n > 0
	}
	for _, x := range h.waiting {
		if !sc.Can(x.Needs) {
			continue
		}
		n, path, err := x.Look(ctx, sc)
		if err != nil {
			return err
		}
		if n > 0 {
			v.Waiting = append(v.Waiting, waitingView{x.Key, x.Icon, path, n})
		}
	}
	return web.Render(w, r, http.StatusOK, homePage(v))
}

type teamView struct {
	Members     []Member
	Invitations []Invitation
	Link        string // of the invitation just made
	Until       time.Time
	Me          id.ID
	Note        string
	Errors      map[string]*errs.Error
	Location    *time.Location
}

func (h *Handlers) team(w http.ResponseWriter, r *http.Request) error {
	return h.teamWith(w, r, http.StatusOK, teamView{})
}

func (h *Handlers) teamWith(w http.ResponseWriter, r *http.Request, status int, v teamView) (err error) {
	sc := authz.ScopeOf(r)
	v.Me = sc.Actor().Account
	o, err := h.organizations.Get(r.Context(), sc.Organization())
	if err != nil {
		return err
	}
	v.Location = o.Location()
	if v.Members, err = h.organizations.Members(r.Context(), sc); err != nil {
		return err
	}
	if v.Invitations, err = h.organizations.Invitations(r.Context(), sc); err != nil {
		return err
	}
	return web.Render(w, r, status, teamPage(v))
}

// invite shows the link on the page it answers with: it must not stand in an address or a cookie.
func (h *Handlers) invite(w http.ResponseWriter, r *http.Request) error {
	note := r.PostFormValue("note")
	token, inv, err := h.organizations.Invite(r.Context(), authz.ScopeOf(r), authz.Role(r.PostFormValue("role")), note)
	if fields := errs.Fields(err); len(fields) > 0 {
		return h.teamWith(w, r, http.StatusUnprocessableEntity, teamView{Errors: fields, Note: note})
	}
	if err != nil {
		return err
	}
	return h.teamWith(w, r, http.StatusCreated, teamView{Link: web.Origin(r) + "/invitation/" + token, Until: inv.ExpiresAt})
}

func (h *Handlers) revoke(w http.ResponseWriter, r *http.Request) error {
	inv, err := web.PathID(r, "invitation")
	if err != nil {
		return err
	}
	return h.back(w, r, h.organizations.Revoke(r.Context(), authz.ScopeOf(r), inv), "team.invite.revoked")
}

func (h *Handlers) changeRole(w http.ResponseWriter, r *http.Request) error {
	account, err := web.PathID(r, "account")
	if err != nil {
		return err
	}
	return h.back(w, r, h.organizations.ChangeRole(r.Context(), authz.ScopeOf(r), account, authz.Role(r.PostFormValue("role"))), "team.changed")
}

func (h *Handlers) remove(w http.ResponseWriter, r *http.Request) error {
	account, err := web.PathID(r, "account")
	if err != nil {
		return err
	}
	return h.back(w, r, h.organizations.Remove(r.Context(), authz.ScopeOf(r), account), "team.removed_one")
}

func (h *Handlers) back(w http.ResponseWriter, r *http.Request, err error, key string) error {
	if err != nil {
		return err
	}
	web.Notice(w, r, key)
	return web.SeeOther(w, r, ui.URL(r.Context(), "team"))
}

const auditPage = 50

func (h *Handlers) audit(w http.ResponseWriter, r *http.Request) error {
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64) // anything else is the first page
	sc := authz.ScopeOf(r)
	o, err := h.organizations.Get(r.Context(), sc.Organization())
	if err != nil {
		return err
	}
	entries, err := h.organizations.log.Page(r.Context(), h.organizations.db, sc, before, auditPage+1)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, auditLogPage(entries, before, o.Location()))
}

func (h *Handlers) verify(w http.ResponseWriter, r *http.Request) error {
	n, broken, err := h.organizations.log.Verify(r.Context(), h.organizations.db, authz.ScopeOf(r))
	if err != nil {
		return err
	}
	if broken > 0 {
		web.Notice(w, r, "audit.broken", "seq", broken)
	} else {
		web.Notice(w, r, "audit.verified", "n", n)
	}
	return web.SeeOther(w, r, ui.URL(r.Context(), "audit"))
}

type invitationView struct {
	Invitation
	Visitor     web.Visitor
	Email, Name string
	Errors      map[string]*errs.Error
}

func (h *Handlers) invitation(w http.ResponseWriter, r *http.Request) error {
	inv, err := h.organizations.Open(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, invitationPage(invitationView{Invitation: inv, Visitor: web.VisitorOf(r)}))
}

func (h *Handlers) accept(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitorOf(r)
	in := Joining{Email: r.PostFormValue("email"), Name: r.PostFormValue("name"), Password: r.PostFormValue("password"), Locale: i18n.Locale(r.Context()).Tag()}
	if v.Account != 0 {
		in.Name = v.Name
	}
	account, inv, err := h.organizations.Accept(r.Context(), r.PathValue("token"), v.Account, in)
	if fields := errs.Fields(err); len(fields) > 0 {
		return web.Render(w, r, http.StatusUnprocessableEntity, invitationPage(invitationView{Invitation: inv, Visitor: v, Email: in.Email, Name: in.Name, Errors: fields}))
	}
	if err != nil {
		return err
	}
	if v.Account == 0 {
		if err := h.signIn.OpenSession(w, r, account); err != nil {
			return err
		}
	}
	web.Notice(w, r, "invite.welcome", "organization", inv.Organization.Name)
	return web.SeeOther(w, r, "/o/"+inv.Organization.Slug)
}

// entriesOf cuts the entry that only tells that there are more.
func entriesOf(all []audit.Entry) ([]audit.Entry, bool) {
	if len(all) > auditPage {
		return all[:auditPage], true
	}
	return all, false
}
