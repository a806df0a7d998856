package outreach

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/kernels/segment"
	"banyan/internal/platform/errs"
)

// The builder shows a query as a tree of items: groups of which all or any must fit, and conditions. A form carries the tree in the
// names of its fields: the root is q, its second item q.1, and of that q.1.item, q.1.not, q.1.in.

// Item is a group or a condition. Not turns it round.
type Item struct {
	Kind   string              `json:"k"`
	Not    bool                `json:"n,omitempty"`
	Fields map[string][]string `json:"f,omitempty"`
	Items  []Item              `json:"i,omitempty"`
}

// Limits of what the form can carry.
const (
	maxItems = 40
	maxNest  = 6
)

// itemFrom reads a posted tree.
func itemFrom(form url.Values, path string, depth int) (Item, bool) {
	kind := form.Get(path + ".item")
	if _, known := conditionOf(kind); !known || depth > maxNest {
		return Item{}, false
	}
	out := Item{Kind: kind, Not: form.Get(path+".not") != ""}
	if isGroup(kind) {
		for i := range maxItems {
			if sub, ok := itemFrom(form, fmt.Sprintf("%s.%d", path, i), depth+1); ok {
				out.Items = append(out.Items, sub)
			}
		}
		return out, true
	}
	out.Fields = map[string][]string{}
	for _, f := range fieldsOf(kind) {
		said := slices.DeleteFunc(slices.Clone(form[path+"."+f.name]), func(v string) bool { return v == "" })
		if days := form.Get(path + "." + f.name + "_days"); f.as == date && days != "" {
			said = []string{"-" + days + "d"}
		}
		if len(said) > 0 {
			out.Fields[f.name] = said
		}
	}
	return out, true
}

// node is the condition that an item asks.
func (i Item) node() (segment.Node, error) {
	var n segment.Node
	if i.Kind == neverTried {
		n.Attempt = &segment.Attempt{Never: true}
		return n, nil
	}
	name, subject, _ := strings.Cut(i.Kind, "/")
	said := map[string]any{}
	switch first, second, _ := strings.Cut(subject, "/"); name {
	case "district", "place":
		said["kind"] = subject
	case "custom":
		said["field"] = first
	case "answer":
		said["form"], said["question"] = first, second
	}
	for _, f := range fieldsOf(i.Kind) {
		if v := i.Fields[f.name]; len(v) > 0 {
			value, err := f.value(v)
			if err != nil {
				return n, &segment.Problem{Path: f.name, Key: "segment.error.value", Args: []any{"value", v[0]}}
			}
			said[f.name] = value
		}
	}
	var of any = said
	if len(fieldsOf(i.Kind)) == 0 {
		of = true
	}
	text, err := json.Marshal(map[string]any{name: of})
	if err == nil {
		err = json.Unmarshal(text, &n)
	}
	return n, err
}

// value is what a field says, as it stands in a condition's JSON.
func (f field) value(said []string) (any, error) {
	switch f.as {
	case number:
		return strconv.Atoi(said[0])
	case decimal:
		return strconv.ParseFloat(said[0], 64)
	case percent:
		n, err := strconv.Atoi(said[0])
		return float64(n) / 100, err
	case choice, date:
		return said[0], nil
	}
	return said, nil
}

// asking collects what is wrong while a tree becomes a query.
type asking struct {
	problems map[string]*segment.Problem // by path: what must be mended
	waiting  map[string]bool             // by path: nothing is chosen yet; asks nothing
}

// query is the question that the tree asks. What asks nothing yet is left out; ok is false where nothing is left, or where something
// is wrong.
func (a *asking) query(root Item) (q segment.Query, ok bool) {
	a.problems, a.waiting = map[string]*segment.Problem{}, map[string]bool{}
	n, ok := a.of(root, "q")
	return segment.New(n), ok && len(a.problems) == 0
}

func (a *asking) of(i Item, path string) (n segment.Node, ok bool) {
	if isGroup(i.Kind) {
		n, ok = a.group(i, path)
	} else {
		n, ok = a.leaf(i, path)
	}
	if ok && i.Not {
		plain := n
		n = segment.Node{Not: &plain}
	}
	return n, ok
}

func (a *asking) group(i Item, path string) (segment.Node, bool) {
	var list []segment.Node
	for at, sub := range i.Items {
		if n, ok := a.of(sub, fmt.Sprintf("%s.%d", path, at)); ok {
			list = append(list, n)
		}
	}
	if len(list) == 0 {
		return segment.Node{}, false
	}
	n := list[0]
	switch {
	case len(list) > 1 && i.Kind == anyOf:
		n = segment.Node{Any: list}
	case len(list) > 1:
		n = segment.Node{All: list}
	}
	if i.Kind == livesWith {
		return segment.Node{LivesWith: &n}, true
	}
	return n, true
}

func (a *asking) leaf(i Item, path string) (segment.Node, bool) {
	n, err := i.node()
	if err == nil {
		err = segment.New(n).Validate()
	}
	if err == nil {
		return n, true
	}
	var p *segment.Problem
	is := errors.As(err, &p)
	switch {
	case is && (p.Key == "segment.error.no_value" || p.Key == "segment.error.attempt"):
		a.waiting[path] = true
	case is:
		a.problems[path] = p
	default:
		a.problems[path] = &segment.Problem{Key: "segment.error.syntax"}
	}
	return n, false
}

// treeOf shows a query as a tree, whose root is a group. w tells what custom fields hold.
func treeOf(q segment.Query, w Words) Item {
	i := itemOf(q.Where, w)
	if !isGroup(i.Kind) || i.Kind == livesWith || i.Not {
		return Item{Kind: allOf, Items: []Item{i}}
	}
	return i
}

func itemOf(n segment.Node, w Words) Item {
	group := func(kind string, nodes ...segment.Node) Item {
		out := Item{Kind: kind}
		for _, sub := range nodes {
			out.Items = append(out.Items, itemOf(sub, w))
		}
		return out
	}
	switch {
	case n.All != nil:
		return group(allOf, n.All...)
	case n.Any != nil:
		return group(anyOf, n.Any...)
	case n.LivesWith != nil:
		if n.LivesWith.All != nil {
			return group(livesWith, n.LivesWith.All...)
		}
		return group(livesWith, *n.LivesWith)
	case n.Not != nil:
		i := itemOf(*n.Not, w)
		if i.Not {
			return Item{Kind: allOf, Not: true, Items: []Item{i}}
		}
		i.Not = true
		return i
	case n.Attempt != nil && n.Attempt.Never:
		return Item{Kind: neverTried}
	}
	return leafOf(n, w)
}

func leafOf(n segment.Node, w Words) Item {
	out := Item{Fields: map[string][]string{}}
	var said map[string]json.RawMessage
	text, _ := json.Marshal(n) // what was parsed has a JSON form
	json.Unmarshal(text, &said)
	for name, value := range said {
		out.Kind = name
		said = nil
		json.Unmarshal(value, &said) // a flag says nothing
		break
	}
	switch {
	case n.District != nil:
		out.Kind += "/" + n.District.Kind
	case n.Place != nil:
		out.Kind += "/" + n.Place.Kind
	case n.Answer != nil:
		out.Kind += "/" + n.Answer.Form + "/" + n.Answer.Question
	case n.Custom != nil:
		out.Kind += "/" + w.holding(n.Custom.Field)
	}
	for _, f := range fieldsOf(out.Kind) {
		if value, ok := said[f.name]; ok {
			out.Fields[f.name] = f.texts(value)
		}
	}
	return out
}

// texts are what a field says, as the form has it.
func (f field) texts(value json.RawMessage) (out []string) {
	var one any
	json.Unmarshal(value, &one)
	switch v := one.(type) {
	case []any:
		for _, x := range v {
			out = append(out, fmt.Sprint(x))
		}
	case float64:
		if f.as == percent {
			v = float64(int(v*100 + 0.5))
		}
		out = append(out, strconv.FormatFloat(v, 'f', -1, 64))
	case string:
		out = append(out, v)
	}
	return out
}

// rebuilt does what a button of the editor asks: "add:q.1" (the kind chosen in q.1.add), "drop:q.1.2".
func rebuilt(root Item, do string, form url.Values) Item {
	verb, path, _ := strings.Cut(do, ":")
	steps := strings.Split(strings.TrimPrefix(path, "q"), ".")
	switch verb {
	case "add":
		kind := form.Get(path + ".add")
		if c, known := conditionOf(kind); known {
			return root.at(steps[1:], func(g Item) Item {
				if isGroup(g.Kind) && len(g.Items) < maxItems && len(steps) <= maxNest {
					g.Items = append(slices.Clone(g.Items), fresh(kind, c))
				}
				return g
			})
		}
	case "drop":
		if len(steps) < 2 {
			return root
		}
		at, err := strconv.Atoi(steps[len(steps)-1])
		return root.at(steps[1:len(steps)-1], func(g Item) Item {
			if err == nil && at >= 0 && at < len(g.Items) {
				g.Items = slices.Delete(slices.Clone(g.Items), at, at+1)
			}
			return g
		})
	}
	return root
}

// fresh is a condition as it begins.
func fresh(kind string, c condition) Item {
	i := Item{Kind: kind}
	switch c.name {
	case "model":
		i.Fields = map[string][]string{"at_least": {"70"}}
	case "age":
		i.Fields = map[string][]string{"min": {"18"}}
	case "history", "contacts":
		i.Fields = map[string][]string{"min": {"1"}}
	}
	return i
}

// at changes the item to which the steps lead; where they lead nowhere, nothing.
func (i Item) at(steps []string, do func(Item) Item) Item {
	if len(steps) == 0 {
		return do(i)
	}
	n, err := strconv.Atoi(steps[0])
	if err != nil || n < 0 || n >= len(i.Items) {
		return i
	}
	i.Items = slices.Clone(i.Items)
	i.Items[n] = i.Items[n].at(steps[1:], do)
	return i
}

// same tells whether two trees ask the same in the same shape.
func (i Item) same(other Item) bool {
	return i.Kind == other.Kind && i.Not == other.Not && maps.EqualFunc(i.Fields, other.Fields, slices.Equal[[]string]) &&
		slices.EqualFunc(i.Items, other.Items, Item.same)
}

// edits are the way back and forth through the changes of a tree, carried by the form.
type edits struct {
	Shown  *Item  `json:"s,omitempty"` // as the page showed it last
	Past   []Item `json:"p,omitempty"`
	Future []Item `json:"f,omitempty"`
}

const maxEdits = 15

// editsFrom reads what the form carries.
func editsFrom(form url.Values) (e edits, err error) {
	if text := form.Get("edits"); text != "" {
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			return e, errs.Because(err, errs.Invalid, "segment.error.syntax")
		}
	}
	return e, nil
}

// text is what the form carries.
func (e edits) text() string {
	text, _ := json.Marshal(e) // trees of texts always have a JSON form
	return string(text)
}

// step takes the tree that was posted and what was asked to be done, and gives the tree that is shown now.
func (e *edits) step(now Item, do string, form url.Values) Item {
	if e.Shown != nil && !e.Shown.same(now) {
		e.keep(*e.Shown)
	}
	switch {
	case do == "undo" && len(e.Past) > 0:
		e.Future = append(e.Future, now)
		now, e.Past = e.Past[len(e.Past)-1], e.Past[:len(e.Past)-1]
	case do == "redo" && len(e.Future) > 0:
		e.Past = append(e.Past, now)
		now, e.Future = e.Future[len(e.Future)-1], e.Future[:len(e.Future)-1]
	default:
		if next := rebuilt(now, do, form); !next.same(now) {
			e.keep(now)
			now = next
		}
	}
	e.Shown = &now
	return now
}

// keep remembers a tree that is left; what was undone before is forgotten.
func (e *edits) keep(i Item) {
	e.Past, e.Future = append(e.Past, i), nil
	if n := len(e.Past) - maxEdits; n > 0 {
		e.Past = e.Past[n:]
	}
}
