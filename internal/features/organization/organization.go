// Package organization is the tenants: organizations, the coalitions they sit at, who belongs to them with which
// role, invitations, and the page of the audit log.
package organization

import (
	"context"
	"regexp"
	"strings"
	"time"

	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// Organization is a tenant: it owns its people, its data and its decisions.
type Organization struct {
	ID       id.ID
	Slug     string // in addresses: lower-case letters, digits and hyphens
	Name     string
	State    string // postal code
	TimeZone string // IANA name
	Locale   string
	Network  string // the name of a coalition that it sits at; "" for none
}

// Location is the organization's time zone; UTC where its name is unknown to the machine.
func (o Organization) Location() *time.Location {
	if l, err := time.LoadLocation(o.TimeZone); err == nil {
		return l
	}
	return time.UTC
}

// Member is an account with its role in an organization.
type Member struct {
	Account     id.ID
	Name, Email string
	Role        authz.Role
	Since       time.Time
}

// Accounts is what this feature needs of accounts; the app hands over the account feature.
type Accounts interface {
	// PrepareAccount checks and hashes; what it returns makes the account in the transaction of an accepted invitation.
	PrepareAccount(ctx context.Context, email, name, password, locale string) (func(context.Context, *db.WriteTx) (id.ID, error), error)
}

// Service keeps organizations and their members.
type Service struct {
	db       *db.DB
	ids      *id.Source
	now      func() time.Time
	log      *audit.Log
	accounts Accounts
}

// NewService returns the Service.
func NewService(d *db.DB, ids *id.Source, now func() time.Time, log *audit.Log, a Accounts) *Service {
	return &Service{db: d, ids: ids, now: now, log: log, accounts: a}
}

var (
	control   = authz.Platform("organizations")
	slugShape = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$`)
)

// Create adds an organization. It returns errs.Invalid for a field that is wrong and errs.Conflict where the slug
// is taken.
func (s *Service) Create(ctx context.Context, o Organization) (_ id.ID, err error) {
	defer errs.Wrap(&err, "organization.Create(%s)", o.Slug)
	if !slugShape.MatchString(o.Slug) {
		return 0, errs.Field("slug", "organization.slug_shape")
	}
	if strings.TrimSpace(o.Name) == "" {
		return 0, errs.Field("name", "error.required")
	}
	if _, err := time.LoadLocation(o.TimeZone); err != nil || o.TimeZone == "" {
		return 0, errs.Field("time_zone", "organization.time_zone")
	}
	o.ID = s.ids.Next()
	err = s.db.Write(ctx, control, "create an organization", func(tx *db.WriteTx) error {
		n, err := tx.Exec(ctx, `INSERT INTO organization (id, slug, name, state, time_zone, locale, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (slug) DO NOTHING`,
			o.ID, o.Slug, o.Name, o.State, o.TimeZone, o.Locale, db.At(s.now()))
		if err == nil && n == 0 {
			err = errs.New(errs.Conflict, "organization.slug_taken", "slug", o.Slug)
		}
		return err
	})
	return o.ID, err
}

// CreateCoalition adds a coalition of organizations.
func (s *Service) CreateCoalition(ctx context.Context, slug, name string, members []id.ID) (err error) {
	defer errs.Wrap(&err, "organization.CreateCoalition(%s)", slug)
	coalition := s.ids.Next()
	return s.db.Write(ctx, control, "create a coalition", func(tx *db.WriteTx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO coalition (id, slug, name, created_at) VALUES ($1, $2, $3, $4)`, coalition, slug, name, db.At(s.now())); err != nil {
			return err
		}
		for _, m := range members {
			if _, err := tx.Exec(ctx, `INSERT INTO coalition_organization (coalition_id, organization_id, joined_at) VALUES ($1, $2, $3)`, coalition, m, db.At(s.now())); err != nil {
				return err
			}
		}
		return nil
	})
}

const organizationColumns = `o.id, o.slug, o.name, o.state, o.time_zone, o.locale,
	COALESCE((SELECT MIN(c.name) FROM coalition c JOIN coalition_organization co ON co.coalition_id = c.id WHERE co.organization_id = o.id), '')`

func scanOrganization(r db.Row) (o Organization, err error) {
	err = r.Scan(&o.ID, &o.Slug, &o.Name, &o.State, &o.TimeZone, &o.Locale, &o.Network)
	return o, err
}

// BySlug finds an organization; errs.NotFound where there is none.
func (s *Service) BySlug(ctx context.Context, slug string) (Organization, error) {
	return s.find(ctx, `o.slug = $1`, slug)
}

// Get finds an organization; errs.NotFound where there is none.
func (s *Service) Get(ctx context.Context, organization id.ID) (Organization, error) {
	return s.find(ctx, `o.id = $1`, organization)
}

// Zone is the time zone of an organization whose data the reader may see; UTC where there is no such organization.
func (s *Service) Zone(ctx context.Context, q db.Querier, organization id.ID) (*time.Location, error) {
	names, err := db.All(ctx, q, db.Value[string], `SELECT time_zone FROM organization WHERE id = $1`, organization)
	if err != nil || len(names) == 0 {
		return time.UTC, err
	}
	return Organization{TimeZone: names[0]}.Location(), nil
}

func (s *Service) find(ctx context.Context, where string, arg any) (o Organization, err error) {
	err = s.db.Read(ctx, control, func(tx *db.ReadTx) error {
		o, err = db.One(ctx, tx, scanOrganization, `SELECT `+organizationColumns+` FROM organization o WHERE `+where, arg)
		return err
	})
	return o, err
}

// Enter gives a visitor the Scope of their role; errs.NotFound where they are no member, or there is no such
// organization: nobody learns which.
func (s *Service) Enter(ctx context.Context, v web.Visitor, slug string) (sc authz.Scope, shown ui.Organization, err error) {
	defer errs.Wrap(&err, "organization.Enter")
	var role string
	err = s.db.Read(ctx, control, func(tx *db.ReadTx) error {
		o, err := db.One(ctx, tx, func(r db.Row) (o Organization, err error) {
			err = r.Scan(&o.ID, &o.Slug, &o.Name, &o.TimeZone, &role)
			return o, err
		}, `SELECT o.id, o.slug, o.name, o.time_zone, m.role FROM organization o JOIN membership m ON m.organization_id = o.id
			WHERE o.slug = $1 AND m.account_id = $2 AND m.ended_at IS NULL`, slug, v.Account)
		if err != nil {
			return err
		}
		r, ok := authz.ParseRole(role)
		if !ok {
			return errs.New(errs.NotFound, "")
		}
		sc = authz.Member(o.ID, authz.Actor{Account: v.Account, Name: v.Name}, r)
		shown = ui.Organization{Slug: o.Slug, Name: o.Name, TimeZone: o.TimeZone}
		return nil
	})
	return sc, shown, err
}

// Memberships lists the organizations that an account belongs to, by name.
func (s *Service) Memberships(ctx context.Context, account id.ID) (out []Organization, roles []authz.Role, err error) {
	defer errs.Wrap(&err, "organization.Memberships")
	err = s.db.Read(ctx, control, func(tx *db.ReadTx) error {
		out, err = db.All(ctx, tx, func(r db.Row) (o Organization, err error) {
			var role authz.Role
			err = r.Scan(&o.ID, &o.Slug, &o.Name, &o.State, &o.TimeZone, &o.Locale, &o.Network, &role)
			roles = append(roles, role)
			return o, err
		}, `SELECT `+organizationColumns+`, m.role FROM organization o JOIN membership m ON m.organization_id = o.id
			WHERE m.account_id = $1 AND m.ended_at IS NULL ORDER BY o.name, o.id`, account)
		return err
	})
	return out, roles, err
}
