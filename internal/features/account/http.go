package account

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/web"
)

// ceremonyCookie carries a passkey challenge's token between its two requests.
const ceremonyCookie = "banyan_ceremony"

// Membership is one organization that an account belongs to, for the account's page.
type Membership struct{ Slug, Name, Role string }

// Memberships lists them; the app hands over the organization feature.
type Memberships interface {
	MembershipsOf(r *http.Request, account id.ID) ([]Membership, error)
}

// Handlers answer the pages of package account.
type Handlers struct {
	accounts    *Service
	memberships Memberships
}

// NewHandlers returns the handlers.
func NewHandlers(s *Service, m Memberships) *Handlers { return &Handlers{s, m} }

// Routes lists what the account feature answers.
func (h *Handlers) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /{$}", Needs: authz.Public, Handle: h.home},
		{Pattern: "GET /sign-in", Needs: authz.Public, Handle: h.signInPage},
		{Pattern: "POST /sign-in", Needs: authz.Public, Handle: web.Limited("sign-in", 20, 5*time.Minute, h.signIn)},
		{Pattern: "POST /sign-in/passkey/begin", Needs: authz.Public, Handle: web.Limited("passkey", 40, 5*time.Minute, h.passkeySignInBegin)},
		{Pattern: "POST /sign-in/passkey/finish", Needs: authz.Public, Handle: web.Limited("passkey", 40, 5*time.Minute, h.passkeySignInFinish)},
		{Pattern: "POST /sign-out", Needs: authz.SignedIn, Handle: h.signOut},
		{Pattern: "GET /account", Needs: authz.SignedIn, Handle: h.show},
		{Pattern: "POST /account", Needs: authz.SignedIn, Handle: h.rename},
		{Pattern: "POST /account/password", Needs: authz.SignedIn, Handle: web.Limited("password", 10, 5*time.Minute, h.changePassword)},
		{Pattern: "POST /account/passkeys/begin", Needs: authz.SignedIn, Handle: h.passkeyBegin},
		{Pattern: "POST /account/passkeys/finish", Needs: authz.SignedIn, Handle: h.passkeyFinish},
		{Pattern: "POST /account/passkeys/{passkey}/remove", Needs: authz.SignedIn, Handle: h.passkeyRemove},
		{Pattern: "POST /account/sessions/{session}/end", Needs: authz.SignedIn, Handle: h.endSession},
	}
}

// home sends everybody where they want to be: staff to their organization, others to the sign-in page.
func (h *Handlers) home(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitorOf(r)
	if v.Account == 0 {
		return web.SeeOther(w, r, "/sign-in")
	}
	ms, err := h.memberships.MembershipsOf(r, v.Account)
	if err != nil {
		return err
	}
	if len(ms) == 1 {
		return web.SeeOther(w, r, "/o/"+ms[0].Slug)
	}
	return web.SeeOther(w, r, "/account")
}

func (h *Handlers) signInPage(w http.ResponseWriter, r *http.Request) error {
	if web.VisitorOf(r).Account != 0 {
		return web.SeeOther(w, r, safeNext(r.URL.Query().Get("next")))
	}
	return web.Render(w, r, http.StatusOK, signInPage(signInView{Next: r.URL.Query().Get("next"), Passkeys: h.accounts.HasPasskeys()}))
}

func (h *Handlers) signIn(w http.ResponseWriter, r *http.Request) error {
	token, err := h.accounts.SignIn(r.Context(), r.PostFormValue("email"), r.PostFormValue("password"), browserOf(r))
	if fields := errs.Fields(err); len(fields) > 0 {
		return web.Render(w, r, http.StatusUnprocessableEntity, signInPage(signInView{Email: r.PostFormValue("email"), Next: r.PostFormValue("next"), Passkeys: h.accounts.HasPasskeys(), Errors: fields}))
	}
	if err != nil {
		return err
	}
	web.SetCookie(w, r, web.SessionCookie, token, SessionLife)
	return web.SeeOther(w, r, safeNext(r.PostFormValue("next")))
}

// OpenSession signs the browser in as an account that has just proved itself (an accepted invitation).
func (h *Handlers) OpenSession(w http.ResponseWriter, r *http.Request, a id.ID) error {
	token, err := h.accounts.open(r.Context(), a, browserOf(r))
	if err != nil {
		return err
	}
	web.SetCookie(w, r, web.SessionCookie, token, SessionLife)
	return nil
}

func (h *Handlers) signOut(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitorOf(r)
	if err := h.accounts.End(r.Context(), v.Account, v.Session); err != nil && errs.KindOf(err) != errs.NotFound {
		return err
	}
	web.SetCookie(w, r, web.SessionCookie, "", 0)
	return web.SeeOther(w, r, "/sign-in")
}

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	return h.showWith(w, r, http.StatusOK, nil)
}

func (h *Handlers) showWith(w http.ResponseWriter, r *http.Request, status int, fields map[string]*errs.Error) (err error) {
	v := web.VisitorOf(r)
	view := accountView{This: v.Session, Now: h.accounts.now(), Passkeys: h.accounts.HasPasskeys(), Errors: fields}
	if view.Account, err = h.accounts.Get(r.Context(), v.Account); err != nil {
		return err
	}
	if view.Sessions, err = h.accounts.Sessions(r.Context(), v.Account); err != nil {
		return err
	}
	if view.Keys, err = h.accounts.Passkeys(r.Context(), v.Account); err != nil {
		return err
	}
	if view.Memberships, err = h.memberships.MembershipsOf(r, v.Account); err != nil {
		return err
	}
	return web.Render(w, r, status, accountPage(view))
}

func (h *Handlers) rename(w http.ResponseWriter, r *http.Request) error {
	err := h.accounts.Rename(r.Context(), web.VisitorOf(r).Account, r.PostFormValue("name"), r.PostFormValue("locale"))
	return h.after(w, r, err, "account.saved")
}

func (h *Handlers) changePassword(w http.ResponseWriter, r *http.Request) error {
	v := web.VisitorOf(r)
	err := h.accounts.ChangePassword(r.Context(), v.Account, v.Session, r.PostFormValue("present"), r.PostFormValue("password"))
	return h.after(w, r, err, "account.password.changed")
}

// after shows the account's page again: with the fields at fault, or with a word that it worked.
func (h *Handlers) after(w http.ResponseWriter, r *http.Request, err error, key string) error {
	if fields := errs.Fields(err); len(fields) > 0 {
		return h.showWith(w, r, http.StatusUnprocessableEntity, fields)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, key)
	return web.SeeOther(w, r, "/account")
}

func (h *Handlers) endSession(w http.ResponseWriter, r *http.Request) error {
	session, err := web.PathID(r, "session")
	if err != nil {
		return err
	}
	return h.after(w, r, h.accounts.End(r.Context(), web.VisitorOf(r).Account, session), "account.sessions.ended")
}

func (h *Handlers) passkeyRemove(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID(r, "passkey")
	if err != nil {
		return err
	}
	return h.after(w, r, h.accounts.RemovePasskey(r.Context(), web.VisitorOf(r).Account, key), "account.passkeys.removed")
}

func (h *Handlers) passkeyBegin(w http.ResponseWriter, r *http.Request) error {
	if !h.accounts.HasPasskeys() {
		return errs.New(errs.NotFound, "")
	}
	options, token, err := h.accounts.BeginPasskey(r.Context(), web.VisitorOf(r).Account)
	return answerCeremony(w, r, options, token, err)
}

func (h *Handlers) passkeySignInBegin(w http.ResponseWriter, r *http.Request) error {
	if !h.accounts.HasPasskeys() {
		return errs.New(errs.NotFound, "")
	}
	options, token, err := h.accounts.BeginPasskeySignIn(r.Context())
	return answerCeremony(w, r, options, token, err)
}

func answerCeremony(w http.ResponseWriter, r *http.Request, options any, token string, err error) error {
	if err != nil {
		return err
	}
	web.SetCookie(w, r, ceremonyCookie, token, ceremonyLife)
	return web.JSON(w, http.StatusOK, options)
}

func (h *Handlers) passkeyFinish(w http.ResponseWriter, r *http.Request) error {
	if !h.accounts.HasPasskeys() {
		return errs.New(errs.NotFound, "")
	}
	name := strings.TrimSpace(r.URL.Query().Get("name"))
	if name == "" || utf8.RuneCountInString(name) > MaxName {
		name = browserOf(r)
	}
	if err := h.accounts.FinishPasskey(r.Context(), web.VisitorOf(r).Account, web.CookieValue(r, ceremonyCookie), name, r); err != nil {
		return err
	}
	web.Notice(w, r, "account.passkeys.added")
	return web.JSON(w, http.StatusOK, json.RawMessage(`{"next":"/account"}`))
}

func (h *Handlers) passkeySignInFinish(w http.ResponseWriter, r *http.Request) error {
	if !h.accounts.HasPasskeys() {
		return errs.New(errs.NotFound, "")
	}
	token, err := h.accounts.FinishPasskeySignIn(r.Context(), web.CookieValue(r, ceremonyCookie), browserOf(r), r)
	if err != nil {
		return err
	}
	web.SetCookie(w, r, web.SessionCookie, token, SessionLife)
	return web.JSON(w, http.StatusOK, map[string]string{"next": safeNext(r.URL.Query().Get("next"))})
}

// safeNext keeps a forward inside this server: a path, and no address that only looks like one.
func safeNext(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

// browserOf names a browser as its owner would: enough to recognize a session, too little to track anybody.
func browserOf(r *http.Request) string {
	ua := r.UserAgent()
	name, system := "", ""
	for _, b := range [][2]string{{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS", "Firefox"}, {"CriOS", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(ua, b[0]) {
			name = b[1]
			break
		}
	}
	for _, o := range [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS", "Mac"}, {"CrOS", "Chromebook"}, {"Linux", "Linux"}} {
		if strings.Contains(ua, o[0]) {
			system = o[1]
			break
		}
	}
	return strings.Trim(name+" · "+system, " ·")
}
