package outreach

import (
	"encoding/json"
	"net/url"
	"testing"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/segment"
)

// autumn is 'members, and voters who speak Hmong or Korean and voted in 2022, not in 2024'.
var autumn = segment.New(segment.Node{Any: []segment.Node{
	{Member: true},
	{All: []segment.Node{
		{Registered: &segment.Registered{}},
		{Language: &segment.Language{In: []string{"hmn", "ko"}}},
		{Any: []segment.Node{{Voted: &segment.Voted{Election: "2022-11"}}, {Voted: &segment.Voted{Election: "2020-11"}}}},
		{Not: &segment.Node{Voted: &segment.Voted{Election: "2024-11"}}},
	}},
}})

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestRows_showAQueryAndGiveItBack(t *testing.T) {
	for _, q := range []segment.Query{
		autumn, everyone, members,
		segment.New(segment.Node{Not: &segment.Node{Ward: &segment.OneOf{In: []string{"Ward 23"}}}}),
		segment.New(segment.Node{Any: []segment.Node{{Voted: &segment.Voted{Election: "2022-11"}}, {Voted: &segment.Voted{Election: "2020-11"}}}}),
		segment.New(segment.Node{All: []segment.Node{{Attempt: &segment.Attempt{Never: true}}, {Attempt: &segment.Attempt{Result: []string{"not_home"}}}, {Phone: true}}}),
	} {
		groups, ok := groupsOf(q)
		if !ok {
			t.Errorf("%s cannot be shown as rows", asJSON(t, q))
			continue
		}
		back, ok := queryOf(groups)
		if !ok || asJSON(t, back) != asJSON(t, q) {
			t.Errorf("%s came back as %s", asJSON(t, q), asJSON(t, back))
		}
	}
	deep := segment.New(segment.Node{All: []segment.Node{{Any: []segment.Node{{Member: true}, {Phone: true}}}}})
	if _, ok := groupsOf(deep); ok {
		t.Error("a query of another shape was shown as rows")
	}
}

func TestGroupsFrom_readsTheForm(t *testing.T) {
	in := url.Values{
		"g.0.r.0.kind": {"member"},
		"g.1.r.0.kind": {"language"}, "g.1.r.0.in": {"hmn", "ko"},
		"g.1.r.1.kind": {"voted"}, "g.1.r.1.not": {"1"}, "g.1.r.1.in": {"2024-11"},
		"g.1.r.2.kind": {"ward"}, // nothing chosen: asks nothing
		"g.2.r.0.kind": {"shoe size"},
	}
	groups := groupsFrom(in)
	if len(groups) != 2 || len(groups[1].Rows) != 3 {
		t.Fatalf("groups: %+v", groups)
	}
	q, ok := queryOf(groups)
	if !ok || len(q.Where.Any) != 2 || len(q.Where.Any[1].All) != 2 || q.Where.Any[1].All[1].Not == nil {
		t.Errorf("query: %s", asJSON(t, q))
	}
	if err := q.Validate(); err != nil {
		t.Error(err)
	}
	if _, ok := queryOf(nil); ok {
		t.Error("no rows ask something")
	}
}

func TestChangeGroups_addsAndDrops(t *testing.T) {
	groups := changeGroups(nil, "add:0", url.Values{"g.0.add": {"member"}})
	groups = changeGroups(groups, "add:1", url.Values{"g.1.add": {"language"}})
	groups = changeGroups(groups, "add:1", url.Values{"g.1.add": {"voted"}})
	if len(groups) != 2 || len(groups[1].Rows) != 2 {
		t.Fatalf("groups: %+v", groups)
	}
	for _, nonsense := range []string{"add:9", "add:-1", "drop:0.7", "drop:x", "drop:5.0", ""} {
		if got := changeGroups(groups, nonsense, url.Values{"g.9.add": {"member"}, "g.-1.add": {"member"}}); len(got) != 2 || len(got[1].Rows) != 2 {
			t.Errorf("%q changed them to %+v", nonsense, got)
		}
	}
	groups = changeGroups(groups, "drop:0.0", nil)
	if len(groups) != 1 || groups[0].Rows[0].Kind != "language" {
		t.Errorf("after dropping: %+v", groups)
	}
}

func TestMainBox_leavesOutWhatIsFarAway(t *testing.T) {
	var doors []Door
	for i := range 100 {
		doors = append(doors, Door{Located: true, At: geo.Point{Lat: 43.1 + float64(i%10)*0.001, Lon: -88 + float64(i/10)*0.001}})
	}
	if box, outside := mainBox(doors); outside != 0 || box != boxOf(doors) {
		t.Errorf("of doors that are all near %d are outside", outside)
	}
	far := append(doors, Door{Located: true, At: geo.Point{Lat: 33.7, Lon: -84.4}}, Door{Located: true, At: geo.Point{Lat: 45.5, Lon: -122.6}}, Door{})
	if box, outside := mainBox(far); outside != 2 || box != boxOf(doors) {
		t.Errorf("%d are outside, want the two far ones; the box is %+v", outside, box)
	}
}
