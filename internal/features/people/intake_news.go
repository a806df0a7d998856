package people

import (
	"context"
	"slices"
	"strings"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// News is one piece of news about a person, for a list.
type News struct {
	ID, Person     id.ID
	Name, Lang, On string
	From, To       string // where the news is a change
}

// CountNews tells how much news of each kind a file brought.
func (s *Service) CountNews(ctx context.Context, q db.Querier, sc authz.Scope, imp id.ID) (out map[string]int64, err error) {
	defer errs.Wrap(&err, "people.CountNews(%v)", imp)
	if err := sc.Require(authz.ReadPeople); err != nil {
		return nil, err
	}
	out = map[string]int64{}
	return out, db.Each(ctx, q, func(r db.Row) error {
		var kind string
		var n int64
		err := r.Scan(&kind, &n)
		out[kind] = n
		return err
	}, `SELECT kind, count(*) FROM person_event WHERE org_id = $1 AND import_id = $2 GROUP BY kind`, sc.Organization(), imp)
}

const newsName = `p.given || ' ' || p.family, p.native_name, p.native_lang`

// ListNews gives news of one kind that a file brought, after a piece of it. Nobody under 18 is named to whoever may not read of them.
func (s *Service) ListNews(ctx context.Context, q db.Querier, sc authz.Scope, imp id.ID, kind string, after id.ID, limit int) (out []News, err error) {
	defer errs.Wrap(&err, "people.ListNews(%v, %s)", imp, kind)
	if err := sc.Require(authz.ReadPeople); err != nil {
		return nil, err
	}
	return db.All(ctx, q, func(r db.Row) (n News, err error) {
		var native, lang string
		var detail db.JSON[map[string]any]
		err = r.Scan(&n.ID, &n.Person, &n.On, &detail, &n.Name, &native, &lang)
		n.name(native, lang)
		n.From, n.To = text(detail.V, "from", "from_county"), text(detail.V, "to", "to_county", "elections", "county")
		return n, err
	}, `SELECT e.id, e.person_id, e.on_date, e.detail, `+newsName+` FROM person_event e JOIN person p ON p.org_id = e.org_id AND p.id = e.person_id
		WHERE e.org_id = $1 AND e.import_id = $2 AND e.kind = $3 AND e.id > $4 AND NOT `+s.hiddenYouth(sc)+` ORDER BY e.id LIMIT $5`, sc.Organization(), imp, kind, after, limit)
}

// NamesOf gives the names of people, for a list of them.
func (s *Service) NamesOf(ctx context.Context, q db.Querier, sc authz.Scope, people []id.ID) (out []News, err error) {
	defer errs.Wrap(&err, "people.NamesOf(%d)", len(people))
	if err := sc.Require(authz.ReadPeople); err != nil {
		return nil, err
	}
	return db.All(ctx, q, func(r db.Row) (n News, err error) {
		var native, lang string
		err = r.Scan(&n.Person, &n.Name, &native, &lang)
		n.name(native, lang)
		return n, err
	}, `SELECT p.id, `+newsName+` FROM person p WHERE p.org_id = $1 AND p.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND NOT `+s.hiddenYouth(sc)+` ORDER BY p.family, p.given, p.id`,
		sc.Organization(), db.List(people))
}

func (s *Service) hiddenYouth(sc authz.Scope) string {
	if sc.Can(authz.ReadYouth) {
		return "(1 = 0)"
	}
	return underAge("p", s.now())
}

// name shows a name in the person's own writing where that is known.
func (n *News) name(native, lang string) {
	if n.Name = strings.TrimSpace(n.Name); native != "" {
		n.Name, n.Lang = native, lang
	}
}

// text is the first of some details that is there.
func text(detail map[string]any, keys ...string) string {
	for _, k := range keys {
		switch v := detail[k].(type) {
		case string:
			return v
		case []any:
			var parts []string
			for _, one := range v {
				if s, ok := one.(string); ok {
					parts = append(parts, s)
				}
			}
			slices.Sort(parts)
			return strings.Join(parts, ", ")
		}
	}
	return ""
}
