package outreach

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/segment"
	"banyan/internal/kernels/segment/chance"
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

var someWords = Words{"field": {{Value: "81/number", Name: "Shoe size"}}}

// TestTree_showsAQueryAndGivesItBack builds random universes as forms carry them.
func TestTree_showsAQueryAndGivesItBack(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	words := chance.Words{Languages: []string{"vi", "hmn"}, Wards: []string{"1"}, Zips: []string{"53218"}, Cities: []string{"Madison"}, Tags: []string{"leader", "100%"}, Sources: []string{"hand"}, Imports: []string{"7"},
		States: []string{"WI"}, Statuses: []string{"Active"}, Parties: []string{"D"}, Counties: []string{"Dane"}, Elections: []string{"2022-11", "2024-11-05"}, Methods: []string{"Absentee"},
		Districts: map[string][]string{"ward": {"Ward 1"}}, Places: map[string][]string{"county": {"Dane"}}, Programs: []string{"5"}, Channels: []string{"door"}, Purposes: []string{"events"},
		Forms: []string{"9"}, Questions: []string{"q1"}, Choices: []string{"c1"}, Years: [2]int{2020, 2026}}
	for range 2000 {
		q := chance.Query(r, words, 2)
		form := url.Values{}
		write(form, "q", treeOf(q, someWords))
		root, ok := itemFrom(form, "q", 0)
		if !ok {
			t.Fatalf("%s: the form holds no tree", asJSON(t, q))
		}
		var a asking
		back, ok := a.query(root)
		again := treeOf(back, someWords)
		if !ok || !again.same(root) && asJSON(t, back) != asJSON(t, q) {
			t.Fatalf("%s\ncame back as\n%s\n%v %v", asJSON(t, q), asJSON(t, back), a.problems, a.waiting)
		}
	}
}

// write is what a browser posts of a tree.
func write(form url.Values, path string, i Item) {
	form.Set(path+".item", i.Kind)
	if i.Not {
		form.Set(path+".not", "1")
	}
	for name, said := range i.Fields {
		if days, relative := strings.CutPrefix(said[0], "-"); relative {
			form.Set(path+"."+name+"_days", strings.TrimSuffix(days, "d"))
		} else {
			form[path+"."+name] = said
		}
	}
	for n, sub := range i.Items {
		write(form, fmt.Sprintf("%s.%d", path, n), sub)
	}
}

func TestTree_asksTheSameAsTheQueryItShows(t *testing.T) {
	least := 2.5
	for _, q := range []segment.Query{
		autumn, everyone, members,
		segment.New(segment.Node{Not: &segment.Node{Ward: &segment.OneOf{In: []string{"Ward 23"}}}}),
		segment.New(segment.Node{All: []segment.Node{{Attempt: &segment.Attempt{Never: true}}, {Attempt: &segment.Attempt{Result: []string{"not_home"}}}, {Phone: true}}}),
		segment.New(segment.Node{Custom: &segment.Custom{Field: "81", Min: &least}}),
		segment.New(segment.Node{LivesWith: &segment.Node{All: []segment.Node{{Member: true}, {Not: &segment.Node{Any: []segment.Node{{Phone: true}, {Email: true}}}}}}}),
		segment.New(segment.Node{Model: &segment.Model{In: []string{"ko"}, AtLeast: 0.7}}),
	} {
		var a asking
		back, ok := a.query(treeOf(q, someWords))
		if !ok || asJSON(t, back) != asJSON(t, q) {
			t.Errorf("%s came back as %s %v", asJSON(t, q), asJSON(t, back), a.problems)
		}
	}
}

func TestAsking_tellsWhatMustBeMendedAndWhatOnlyWaits(t *testing.T) {
	root := Item{Kind: allOf, Items: []Item{
		{Kind: "member"}, {Kind: "ward"},
		{Kind: anyOf, Items: []Item{{Kind: "age", Fields: map[string][]string{"min": {"forty"}}}, {Kind: "added", Fields: map[string][]string{"since": {"2026-02-31"}}}}},
	}}
	var a asking
	if _, ok := a.query(root); ok || len(a.problems) != 2 || a.problems["q.2.0"] == nil || a.problems["q.2.1"] == nil || !a.waiting["q.1"] {
		t.Errorf("problems %v, waiting %v", a.problems, a.waiting)
	}
	root.Items = root.Items[:2]
	if q, ok := a.query(root); !ok || asJSON(t, q.Where) != `{"member":true}` {
		t.Errorf("what waits is left out: %s", asJSON(t, q))
	}
}

func TestRebuilt_addsAndDrops(t *testing.T) {
	root := Item{Kind: allOf, Items: []Item{{Kind: "member"}}}
	root = rebuilt(root, "add:q", url.Values{"q.add": {anyOf}})
	root = rebuilt(root, "add:q.1", url.Values{"q.1.add": {"language"}})
	root = rebuilt(root, "add:q.1", url.Values{"q.1.add": {"place/congress"}})
	if len(root.Items) != 2 || len(root.Items[1].Items) != 2 || root.Items[1].Items[1].Kind != "place/congress" {
		t.Fatalf("%+v", root)
	}
	for _, nonsense := range []string{"add:q.9", "add:q.-1", "add:", "drop:q.0.7", "drop:x", "drop:q.5.0", "drop:q", "", "add:q.0"} {
		if got := rebuilt(root, nonsense, url.Values{"q.9.add": {"member"}, "q.-1.add": {"member"}, "q.0.add": {"member"}, ".add": {"shoe size"}}); !got.same(root) {
			t.Errorf("%q changed it to %+v", nonsense, got)
		}
	}
	root = rebuilt(root, "drop:q.1.0", nil)
	if len(root.Items[1].Items) != 1 || root.Items[1].Items[0].Kind != "place/congress" {
		t.Errorf("after dropping: %+v", root)
	}
}

func TestEdits_goBackAndForth(t *testing.T) {
	var e edits
	one := Item{Kind: allOf, Items: []Item{{Kind: "member"}}}
	two := e.step(one, "add:q", url.Values{"q.add": {"phone"}})
	ticked := two
	ticked.Items = []Item{{Kind: "member", Not: true}, {Kind: "phone"}} // while the page was open, without a button
	if got := e.step(ticked, "undo", nil); !got.same(two) {
		t.Errorf("the tick is undone: %+v", got)
	}
	if got := e.step(two, "undo", nil); !got.same(one) {
		t.Errorf("the row is undone: %+v", got)
	}
	if got := e.step(one, "redo", nil); !got.same(two) {
		t.Errorf("the row is there again: %+v", got)
	}
	if got := e.step(two, "redo", nil); !got.same(ticked) {
		t.Errorf("the tick is there again: %+v", got)
	}
	for range 40 {
		e.step(one, "add:q", url.Values{"q.add": {"phone"}})
	}
	if len(e.Past) > maxEdits {
		t.Errorf("%d edits are kept", len(e.Past))
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
