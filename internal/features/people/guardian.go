package people

import (
	"context"
	"slices"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// GuardianConsent is what a guardian said about somebody under 18.
type GuardianConsent struct {
	Guardian Resident
	Granted  bool
	Version  string // of the form that was signed
	By       string
	At       time.Time
}

// NewGuardianConsent is what the form says. On is an ISO date; "" is now.
type NewGuardianConsent struct {
	Guardian    id.ID
	Granted     bool
	Version, On string
}

// GuardianAgrees writes what a guardian said. Nothing is written over: the newest word holds. The guardian must be linked as such first.
func (s *Service) GuardianAgrees(ctx context.Context, sc authz.Scope, person id.ID, in NewGuardianConsent) error {
	if err := sc.Require(authz.ReadYouth); err != nil {
		return err
	}
	version, now := clean(in.Version), s.now()
	day, err := dayOf(in.On, now)
	switch {
	case in.Granted && version == "" || len([]rune(version)) > maxTag:
		return errs.Field("version", "people.youth.version_missing", "n", maxTag)
	case err != nil:
		return errs.Field("signed_on", "people.day_wrong")
	}
	if !in.Granted {
		day = now
	}
	action := map[bool]string{true: "people.guardian_consent", false: "people.guardian_withdrawn"}[in.Granted]
	return s.change(ctx, sc, person, action, map[string]any{"version": version}, func(tx *db.WriteTx, w who) (bool, error) {
		all, err := s.relations(ctx, tx, sc, w.parts)
		if err != nil {
			return false, err
		}
		if !slices.ContainsFunc(all, func(r Relation) bool {
			return r.Other.ID == in.Guardian && (r.Word == "guardian" || r.Word == "parent")
		}) {
			return false, errs.Field("guardian", "people.youth.guardian_missing")
		}
		_, err = tx.Insert(ctx, "guardian_consent", []string{"org_id", "id", "person_id", "guardian_id", "granted", "version", "by_name", "at", "noted_at"},
			[][]any{{sc.Organization(), s.ids.Next(), w.root, in.Guardian, in.Granted, version, sc.Actor().Name, db.At(day), db.At(now)}}, "")
		return true, err
	})
}

// guardianConsents are what guardians said, the newest first.
func guardianConsents(ctx context.Context, q db.Querier, org id.ID, parts []id.ID) ([]GuardianConsent, error) {
	return db.All(ctx, q, func(r db.Row) (g GuardianConsent, err error) {
		var at db.Time
		err = r.Scan(append(residentFields(&g.Guardian), &g.Granted, &g.Version, &g.By, &at)...)
		g.At = at.Time
		return g, err
	}, `SELECT `+residentColumns+`, g.granted, g.version, g.by_name, g.at FROM guardian_consent g JOIN person p ON p.org_id = g.org_id AND p.id = g.guardian_id
	    WHERE g.org_id = $1 AND g.person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) ORDER BY g.at DESC, g.id DESC`, org, db.List(parts))
}

// guarded tells whether a guardian's consent holds: every guardian who said something last said yes.
func guarded(all []GuardianConsent) bool {
	last := map[id.ID]bool{}
	for _, g := range all {
		if _, later := last[g.Guardian.ID]; !later {
			last[g.Guardian.ID] = g.Granted
		}
	}
	for _, yes := range last {
		if !yes {
			return false
		}
	}
	return len(last) > 0
}
