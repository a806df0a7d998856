package crowd

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"banyan/internal/kernels/segment"
	"banyan/internal/kernels/segment/chance"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
	"banyan/internal/platform/keep"
)

var (
	ctx   = context.Background()
	town  = time.FixedZone("far from UTC", -9*3600)
	noon  = time.Date(2026, 11, 22, 12, 0, 0, 0, town)
	scope = authz.System(org, "test")
)

func inTown(context.Context, db.Querier, id.ID) (*time.Location, error) { return town, nil }

// young is a rule of the test: nobody born after 2008 is asked about.
func young(birth, source string) bool { return birth > "2008" && source != "voter file" }

func grown(alias string) string {
	is := func(alias string) string {
		return alias + ".birth_date > '2008' AND " + alias + ".source <> 'voter file'"
	}
	return "(" + alias + ".merged_into IS NULL AND NOT (" + is(alias) + ") AND (" + alias + ".org_id, " + alias + ".id) NOT IN (SELECT y.org_id, y.merged_into FROM person y WHERE y.merged_into IS NOT NULL AND " + is("y") + "))"
}

// TestCrowd_answersAsTheSQLDoes asks random questions of random people, with random edits between: the memory must answer what the SQL
// answers, of both engines.
func TestCrowd_answersAsTheSQLDoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, rand.New(rand.NewPCG(7, 11)))
		w.write(func() { w.people(120) })
		k := keep.New(keep.Config[*Crowd]{DB: d, New: func() *Crowd { return New(inTown) }})
		told := map[string]int{} // how often a condition told people apart
		for round := range 90 {
			if round%3 > 0 {
				w.write(w.edit)
			}
			for range 4 {
				q := chance.Query(w.r, w.words, 3)
				if err := q.Validate(); err != nil {
					t.Fatalf("%v", err)
				}
				n := w.compare(k, q, segment.Channel([]string{"", "door", "phone", "text"}[w.r.IntN(4)]))
				if n > 0 && n < 100 {
					for _, name := range names(q.Where) {
						told[name]++
					}
				}
			}
		}
		for _, name := range names(segment.Node{}) {
			if told[name] < 3 {
				t.Errorf("the condition %s was asked only %d times with an answer that tells people apart", name, told[name])
			}
		}
		if d.Unsaid() != 0 {
			t.Errorf("%d writes of this test have not said whom they change", d.Unsaid())
		}
	})
}

// names are the conditions in a question; of an empty one, all that there are.
func names(n segment.Node) (out []string) {
	if len(n.Names()) == 0 {
		return []string{"everyone", "member", "age", "born", "language", "model", "registered", "voted", "history", "ballot", "event", "district", "place", "ward", "zip", "city", "located", "household",
			"lives_with", "relation", "tag", "custom", "source", "import", "added", "phone", "email", "consent", "suppressed", "held", "attempt", "contacts", "answer", "not", "all", "any"}
	}
	for _, sub := range slices.Concat(n.All, n.Any) {
		out = append(out, names(sub)...)
	}
	if n.Not != nil {
		out = append(out, names(*n.Not)...)
	}
	if n.LivesWith != nil {
		out = append(out, names(*n.LivesWith)...)
	}
	return append(out, n.Names()...)
}

// compare gives how many people are meant.
func (w *world) compare(k *keep.Keeper[*Crowd], q segment.Query, channel segment.Channel) (n int) {
	w.Helper()
	ask := Ask(channel, noon, young, grown)
	where := q.Compile(ask.Ask, 2)
	text, _ := json.Marshal(q)
	err := w.d.Read(ctx, scope, func(tx *db.ReadTx) error {
		want, err := db.All(ctx, tx, db.Value[int64], `SELECT p.id FROM person p WHERE p.org_id = $1 AND `+where.SQL+` ORDER BY p.id`, append([]any{scope.Organization()}, where.Args...)...)
		if err != nil {
			return err
		}
		n = len(want)
		answered, err := k.With(ctx, tx, scope, func(c *Crowd) error {
			var got []int64
			for _, number := range c.Set(q, ask).Numbers() {
				got = append(got, c.ID(number))
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				w.Fatalf("%d people in memory, %d by SQL: %s\nmemory only %v\nSQL only %v\n%s %v", len(got), len(want), text, lacking(want, got), lacking(got, want), where.SQL, where.Args)
			}
			w.figures(tx, c, q, channel, want)
			return nil
		})
		if !answered && err == nil {
			w.Error("the memory did not answer")
		}
		return err
	})
	if err != nil {
		w.Fatalf("%v: %s\n%s", err, text, where.SQL)
	}
	return n
}

// lacking are those of the second that the first lacks.
func lacking(first, second []int64) []int64 {
	return slices.DeleteFunc(slices.Clone(second), func(i int64) bool { return slices.Contains(first, i) })
}

// figures checks the doors of those who are meant.
func (w *world) figures(tx *db.ReadTx, c *Crowd, q segment.Query, channel segment.Channel, people []int64) {
	var doors, located int
	err := db.Each(ctx, tx, func(r db.Row) error { return r.Scan(&doors, &located) },
		`SELECT count(DISTINCT h.id), count(DISTINCT CASE WHEN h.lat IS NOT NULL THEN h.id END) FROM person p JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id
		 WHERE p.org_id = $1 AND p.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, scope.Organization(), db.List(people))
	if err != nil {
		w.Fatal(err)
	}
	got := c.Count(q, Ask(channel, noon, young, grown))
	if got.Reachable != len(people) || got.Doors != doors || got.Located != located {
		w.Errorf("%+v; SQL: %d people, %d doors, %d located", got, len(people), doors, located)
	}
	sum := 0
	for _, n := range got.ByLanguage {
		sum += n
	}
	if sum != got.People {
		w.Errorf("%d people, %d by language", got.People, sum)
	}
	if sample := c.Sample(q, Ask(channel, noon, young, grown), 20, 1); len(sample) != min(20, len(people)) || len(lacking(people, sample)) > 0 {
		w.Errorf("a sample of %d from %d people", len(sample), len(people))
	}
}
