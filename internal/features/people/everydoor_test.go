package people

import (
	"context"
	"testing"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/record"
	"banyan/internal/kernels/segment"
	"banyan/internal/platform/audit"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
)

// TestEveryDoor_alsoWhereNobodyIsKnown: a home without people is a door; one whose only person asked not to be visited is none; whoever
// moved away or is under 18 is not listed, and the home stays.
func TestEveryDoor_alsoWhereNobodyIsKnown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		service := NewService(d, w.ids, w.now, audit.New(w.now), nil)
		home := func(number string) address.Address {
			return address.Address{Number: number, Street: "Oak St", City: "Milwaukee", State: "WI", Zip: "53218"}
		}
		member := func(given, number, birth string) record.Member {
			return record.Member{Name: record.Name{Given: given, Family: "Vang"}, Address: home(number), BirthDate: birth}
		}
		w.members(member("Mai", "1", ""), member("Pao", "1", "2012-03-04"), member("Tou", "3", ""), member("See", "5", ""), member("Kia", "7", ""), member("Lue", "9", "2012-01-01"))
		who := func(given string) id.ID { return w.called(given) }
		w.write(func(ctx context.Context, tx *db.WriteTx) error {
			for given, reason := range map[string]string{"Tou": "refused", "See": "moved"} {
				if err := service.Suppress(ctx, tx, w.sc, Suppression{Person: who(given), Scope: "door", Reason: reason, At: w.now()}); err != nil {
					return err
				}
			}
			_, err := tx.Exec(ctx, `INSERT INTO household (org_id, id, number, street, unit, city, state, zip, building_key, address_key, created_at, ward) VALUES ($1, 4001, '11', 'Oak St', '', 'Milwaukee', 'WI', '53218', 'x', 'x', 1, '5')`, w.sc.Organization())
			return err
		})
		doors := func(query segment.Query, only []id.ID) map[string]int {
			out := map[string]int{}
			err := d.Read(context.Background(), w.sc, func(tx *db.ReadTx) error {
				list, err := service.EveryDoor(context.Background(), tx, w.sc, query, only)
				for _, one := range list {
					out[one.Number] = len(one.People)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		all := segment.New(segment.Node{Zip: &segment.OneOf{In: []string{"53218"}}})
		got := doors(all, nil)
		for number, people := range map[string]int{"1": 1, "5": 0, "7": 1, "9": 0, "11": 0} {
			if n, there := got[number]; !there || n != people {
				t.Errorf("house %s: %d people of %d, %v", number, n, people, there)
			}
		}
		if _, there := got["3"]; there || len(got) != 5 {
			t.Errorf("a house where somebody asked not to be visited is a door: %v", got)
		}
		ward := segment.Node{Ward: &segment.OneOf{In: []string{"5"}}}
		if got := doors(segment.New(ward), nil); len(got) != 1 {
			t.Errorf("ward 5 has %v", got)
		}
		if got := doors(segment.New(segment.Node{Not: &ward}), []id.ID{4001}); len(got) != 0 {
			t.Errorf("not ward 5, of the home in ward 5: %v", got)
		}
		if got := doors(segment.New(segment.Node{Member: true}), nil); len(got) != 0 {
			t.Errorf("a question about people means the doors %v", got)
		}
	})
}
