package organization_test

import (
	"testing"

	"banyan/internal/features/organization"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/web"
)

func (w *world) as(account id.ID, role authz.Role) authz.Scope {
	return authz.Member(w.org, authz.Actor{Account: account, Name: "test"}, role)
}

// role is what somebody is in the organization now; "" for nothing.
func (w *world) role(t *testing.T, account id.ID) authz.Role {
	t.Helper()
	_, roles, err := w.Memberships(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	if len(roles) == 0 {
		return ""
	}
	return roles[0]
}

func TestInvitation_ofSomebodyWhoLostTheRightOpensNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		first, second, third := w.join(t, "first@example.org", authz.Owner), w.join(t, "second@example.org", authz.Owner), w.join(t, "third@example.org", authz.Owner)
		var kept []string
		for _, leaver := range []id.ID{second, third} {
			token, _, err := w.Invite(t.Context(), w.as(leaver, authz.Owner), authz.Owner, "a way back in")
			if err != nil {
				t.Fatal(err)
			}
			kept = append(kept, token)
		}
		mine, _, err := w.Invite(t.Context(), w.as(first, authz.Owner), authz.Analyst, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Remove(t.Context(), w.as(first, authz.Owner), second); err != nil {
			t.Fatal(err)
		}
		if err := w.ChangeRole(t.Context(), w.as(first, authz.Owner), third, authz.Organizer); err != nil {
			t.Fatal(err)
		}
		for _, token := range kept {
			if _, _, err := w.Accept(t.Context(), token, second, organization.Joining{}); errs.KindOf(err) != errs.Expired {
				t.Errorf("the way back stands open: %v", err)
			}
		}
		if got := w.role(t, second); got != "" {
			t.Errorf("who was removed is %q again", got)
		}
		if _, err := w.Open(t.Context(), mine); err != nil {
			t.Errorf("an invitation of somebody who stayed: %v", err)
		}
	})
}

func TestInvitation_takesNoRoleAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		owner := w.join(t, "owner@example.org", authz.Owner)
		token, _, err := w.Invite(t.Context(), w.as(owner, authz.Owner), authz.Analyst, "for somebody else")
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.Accept(t.Context(), token, owner, organization.Joining{}); err != nil {
			t.Errorf("a member opened it: %v", err)
		}
		if _, err := w.Open(t.Context(), token); err != nil {
			t.Errorf("a member used it up: %v", err)
		}
		if got := w.role(t, owner); got != authz.Owner {
			t.Fatalf("the last owner is %q", got)
		}
		guest := w.join(t, "guest@example.org", authz.Organizer)
		if err := w.Remove(t.Context(), w.as(owner, authz.Owner), guest); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.Accept(t.Context(), token, guest, organization.Joining{}); err != nil || w.role(t, guest) != authz.Analyst {
			t.Errorf("somebody who had left and was asked again: %v, %q", err, w.role(t, guest))
		}
		if _, _, err := w.Enter(t.Context(), web.Visitor{Account: guest}, "hmong-wi"); err != nil {
			t.Error(err)
		}
	})
}
