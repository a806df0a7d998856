package organization_test

import (
	"context"
	"testing"
	"time"

	"banyan/internal/features/account"
	"banyan/internal/features/organization"
	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/web"
)

type accounts struct{ *account.Service }

func (a accounts) PrepareAccount(ctx context.Context, email, name, password, locale string) (func(context.Context, *db.WriteTx) (id.ID, error), error) {
	return a.Prepare(ctx, account.New{Email: email, Name: name, Password: password, Locale: locale})
}

type world struct {
	*organization.Service
	accounts *account.Service
	log      *audit.Log
	db       *db.DB
	now      *time.Time
	org      id.ID
	system   authz.Scope
}

const password = "four words make doors open"

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	now := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	w := &world{db: d, now: &now}
	clock := func() time.Time { return *w.now }
	ids := id.NewSource(clock)
	var err error
	if w.accounts, err = account.NewService(d, ids, clock, ""); err != nil {
		t.Fatal(err)
	}
	w.log = audit.New(clock)
	w.Service = organization.NewService(d, ids, clock, w.log, accounts{w.accounts})
	if w.org, err = w.Create(t.Context(), organization.Organization{Slug: "hmong-wi", Name: "Hmong Neighbors", State: "WI", TimeZone: "America/Chicago"}); err != nil {
		t.Fatal(err)
	}
	w.system = authz.System(w.org, "test")
	return w
}

// join lets somebody in by an invitation and returns their account.
func (w *world) join(t *testing.T, email string, role authz.Role) id.ID {
	t.Helper()
	token, _, err := w.Invite(t.Context(), w.system, role, "")
	if err != nil {
		t.Fatal(err)
	}
	a, _, err := w.Accept(t.Context(), token, 0, organization.Joining{Email: email, Name: email, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestInvitation_opensOnceForOneOrganizationAndRole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		token, _, err := w.Invite(t.Context(), w.system, authz.Director, "Mai")
		if err != nil {
			t.Fatal(err)
		}
		open, err := w.Invitations(t.Context(), w.system)
		if err != nil || len(open) != 1 || open[0].Note != "Mai" {
			t.Fatalf("%v %v", open, err)
		}
		a, inv, err := w.Accept(t.Context(), token, 0, organization.Joining{Email: "Mai@Example.org ", Name: "Mai", Password: password})
		if err != nil || inv.Role != authz.Director {
			t.Fatal(err)
		}
		if _, _, err := w.Accept(t.Context(), token, a, organization.Joining{}); errs.KindOf(err) != errs.Expired {
			t.Errorf("used twice: %v", err)
		}
		sc, shown, err := w.Enter(t.Context(), web.Visitor{Account: a}, "hmong-wi")
		if err != nil || shown.Name != "Hmong Neighbors" || !sc.Can(authz.CutTurfs) || sc.Can(authz.ManageMembers) {
			t.Errorf("%v %v", shown, err)
		}
		if _, _, err := w.Enter(t.Context(), web.Visitor{Account: a}, "nobody"); errs.KindOf(err) != errs.NotFound {
			t.Errorf("an organization that is not there: %v", err)
		}
	})
}

func TestInvitation_endsByTimeAndByWithdrawal(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		old, _, _ := w.Invite(t.Context(), w.system, authz.Analyst, "")
		*w.now = w.now.Add(organization.InvitationLife)
		if _, err := w.Open(t.Context(), old); errs.KindOf(err) != errs.Expired {
			t.Errorf("too old: %v", err)
		}
		token, inv, _ := w.Invite(t.Context(), w.system, authz.Analyst, "")
		if err := w.Revoke(t.Context(), authz.System(w.org+1, "other"), inv.ID); errs.KindOf(err) != errs.NotFound {
			t.Errorf("another organization withdrew it: %v", err)
		}
		if err := w.Revoke(t.Context(), w.system, inv.ID); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.Accept(t.Context(), token, 0, organization.Joining{Email: "a@example.org", Name: "A", Password: password}); errs.KindOf(err) != errs.Expired {
			t.Errorf("withdrawn: %v", err)
		}
		if _, err := w.Open(t.Context(), "no such token"); errs.KindOf(err) != errs.Expired {
			t.Errorf("unknown: %v", err)
		}
	})
}

func TestTeam_keepsAnOwnerAndLogsEveryChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		owner := w.join(t, "owner@example.org", authz.Owner)
		second := w.join(t, "second@example.org", authz.Organizer)
		sc := authz.Member(w.org, authz.Actor{Account: owner, Name: "Owner"}, authz.Owner)
		if err := w.ChangeRole(t.Context(), sc, owner, authz.Analyst); errs.KindOf(err) != errs.Conflict {
			t.Errorf("the last owner left: %v", err)
		}
		if err := w.ChangeRole(t.Context(), sc, second, authz.Owner); err != nil {
			t.Fatal(err)
		}
		if err := w.Remove(t.Context(), sc, owner); err != nil {
			t.Fatal(err)
		}
		members, err := w.Members(t.Context(), sc)
		if err != nil || len(members) != 1 || members[0].Account != second || members[0].Role != authz.Owner {
			t.Errorf("%v %v", members, err)
		}
		if _, _, err := w.Enter(t.Context(), web.Visitor{Account: owner}, "hmong-wi"); errs.KindOf(err) != errs.NotFound {
			t.Errorf("somebody who left enters: %v", err)
		}
		if err := w.Remove(t.Context(), authz.Member(w.org, authz.Actor{}, authz.Director), second); errs.KindOf(err) != errs.Forbidden {
			t.Errorf("a director removed an owner: %v", err)
		}
		entries, err := w.log.Page(t.Context(), d, sc, 0, 50)
		if err != nil || len(entries) != 6 || entries[0].Action != "member.removed" {
			t.Errorf("%d entries, %v", len(entries), err)
		}
	})
}

func TestAccount_signsInAndEndsSessions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		a := w.join(t, "mai@example.org", authz.Owner)
		for _, c := range []struct{ email, password string }{{"mai@example.org", "wrong words entirely here"}, {"nobody@example.org", password}, {"", ""}} {
			if _, err := w.accounts.SignIn(t.Context(), c.email, c.password, ""); errs.KindOf(err) != errs.Invalid {
				t.Errorf("%v: %v", c, err)
			}
		}
		first, err := w.accounts.SignIn(t.Context(), " MAI@example.org", password, "Firefox · Linux")
		if err != nil {
			t.Fatal(err)
		}
		second, err := w.accounts.SignIn(t.Context(), "mai@example.org", password, "Chrome · Android")
		if err != nil {
			t.Fatal(err)
		}
		v, err := w.accounts.Visitor(t.Context(), first)
		if err != nil || v.Account != a {
			t.Fatalf("%v %v", v, err)
		}
		if s, err := w.accounts.Sessions(t.Context(), a); err != nil || len(s) != 2 {
			t.Errorf("%v %v", s, err)
		}
		if err := w.accounts.ChangePassword(t.Context(), a, v.Session, password, "other words open other doors"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.accounts.Visitor(t.Context(), second); errs.KindOf(err) != errs.Unauthenticated {
			t.Errorf("the other session lives: %v", err)
		}
		*w.now = w.now.Add(account.SessionLife)
		if _, err := w.accounts.Visitor(t.Context(), first); errs.KindOf(err) != errs.Unauthenticated {
			t.Errorf("an unused session lives: %v", err)
		}
	})
}

func TestAccount_refusesWeakPasswordsAndTakenAddresses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.join(t, "mai@example.org", authz.Owner)
		for _, p := range []string{"short", "aaaaaaaaaaaaaaaa", "password1234567", "maikouxiong-2026"} {
			_, err := w.accounts.Prepare(t.Context(), account.New{Email: "maikouxiong@example.org", Name: "Mai", Password: p})
			if errs.Fields(err)["password"] == nil {
				t.Errorf("%q: %v", p, err)
			}
		}
		_, err := w.accounts.Prepare(t.Context(), account.New{Email: "no address", Name: " ", Password: password})
		if f := errs.Fields(err); f["email"] == nil || f["name"] == nil {
			t.Errorf("%v", err)
		}
		token, _, _ := w.Invite(t.Context(), w.system, authz.Analyst, "")
		_, _, err = w.Accept(t.Context(), token, 0, organization.Joining{Email: "MAI@example.org", Name: "Other", Password: password})
		if errs.Fields(err)["email"] == nil {
			t.Errorf("a taken address: %v", err)
		}
		if _, err := w.Open(t.Context(), token); err != nil {
			t.Errorf("the failed try used the invitation up: %v", err)
		}
	})
}

func TestZone_isReadInTheTransactionOfWhoAsks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		for scope, want := range map[id.ID]string{w.org: "America/Chicago", w.org + 1: "UTC"} {
			err := d.Read(t.Context(), authz.System(scope, "test"), func(tx *db.ReadTx) error {
				zone, err := w.Zone(t.Context(), tx, w.org)
				if err == nil && zone.String() != want {
					t.Errorf("%v, not %s", zone, want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
