// Package authz is the first wall: it alone makes a Scope, and a Scope says what an actor may see and do.
// It holds no database and no HTTP; roles and their permissions are data (roles.go).
package authz

import (
	"context"
	"net/http"
	"slices"

	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Actor is who acts: a person with an account, a volunteer's device, or the system itself.
type Actor struct {
	Account id.ID  // zero for devices and the system
	Device  id.ID  // the worker of a volunteer's device; zero otherwise
	Name    string // how the audit log names the actor
}

// Scope is what an actor may see and do now. Its fields are unexported so that only this package can make
// one; the zero Scope sees nothing. Every store method on tenant data takes a Scope.
type Scope struct {
	organization id.ID
	actor        Actor
	permissions  set
	packet       id.ID
	platform     bool
	why          string
}

// Member is the Scope of an account with a role in an organization.
func Member(organization id.ID, actor Actor, role Role) Scope {
	return Scope{organization: organization, actor: actor, permissions: roles[role].may}
}

// Device is the Scope of a volunteer's device: one packet of one organization, nothing else.
func Device(organization id.ID, actor Actor, packet id.ID) Scope {
	return Scope{organization: organization, actor: actor, permissions: setOf(OnDevice), packet: packet}
}

// Account is the Scope of somebody who is signed in but acts for no organization: their own account.
func Account(actor Actor) Scope {
	return Scope{actor: actor, permissions: setOf(SignedIn), platform: true, why: "own account"}
}

// System is the Scope of work that nobody asked for just now (a job, the command line) in one organization.
func System(organization id.ID, why string) Scope {
	return Scope{organization: organization, actor: Actor{Name: "system: " + why}, permissions: everything, why: why}
}

// Platform is the Scope of the control tables (accounts, sessions, jobs, the directory of organizations).
// It sees no tenant row.
func Platform(why string) Scope {
	return Scope{actor: Actor{Name: "platform: " + why}, platform: true, why: why}
}

// Organization is the organization that the actor acts for; zero where there is none.
func (s Scope) Organization() id.ID { return s.organization }

// Organizations are those whose rows the second wall lets through.
func (s Scope) Organizations() []id.ID {
	if s.organization == 0 {
		return nil
	}
	return []id.ID{s.organization}
}

// Actor is who acts.
func (s Scope) Actor() Actor { return s.actor }

// Packet is the one packet that a device may open; zero for everybody else.
func (s Scope) Packet() id.ID { return s.packet }

// IsPlatform tells whether the Scope opens the control tables.
func (s Scope) IsPlatform() bool { return s.platform }

// Can tells whether the Scope holds a permission.
func (s Scope) Can(p Permission) bool { return s.permissions[p] }

// Require returns errs.Forbidden where the Scope does not hold the permission.
func (s Scope) Require(p Permission) error {
	if s.Can(p) {
		return nil
	}
	return errs.New(errs.Forbidden, "")
}

type contextKey struct{}

// NewContext returns a context that carries the Scope; package web calls it before a handler runs.
func NewContext(ctx context.Context, s Scope) context.Context {
	return context.WithValue(ctx, contextKey{}, s)
}

// FromContext gives the Scope of a request; the zero Scope, which sees nothing, where there is none.
func FromContext(ctx context.Context) Scope {
	s, _ := ctx.Value(contextKey{}).(Scope)
	return s
}

// ScopeOf gives the Scope of a request.
func ScopeOf(r *http.Request) Scope { return FromContext(r.Context()) }

type set map[Permission]bool

func setOf(ps ...Permission) set {
	s := set{}
	for _, p := range ps {
		s[p] = true
	}
	return s
}

// Roles lists the roles, most trusted first.
func Roles() []Role { return slices.Clone(order) }
