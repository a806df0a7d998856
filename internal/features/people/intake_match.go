package people

import (
	"cmp"
	"slices"
	"strings"

	"banyan/internal/kernels/names"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// personRow is somebody as the intake compares and writes them.
type personRow struct {
	id, household         id.ID
	name                  record.Name
	phone, email          string
	member, registered    bool
	familyFirst           bool     // of somebody new: the name in one piece begins with the family name
	called                []string // further names that the chunk adds: they find the person too
	source                string
	created, updated      db.Time
	building, addressKey  string
	languages             []string // as far as they are known: they tell the language of a native name
	foldGiven, foldFamily string
	birth                 string
	line, unit, zip       string // of the address
	imp                   id.ID  // the import that makes the row
	regs                  map[id.ID]*regImage
}

// same tells whether nothing that is kept differs.
func (p personRow) same(q *personRow) bool {
	return p.name == q.name && p.phone == q.phone && p.email == q.email && p.member == q.member && p.household == q.household && p.birth == q.birth
}

// wanted is what a row says about whom it means.
type wanted struct {
	name              record.Name
	building, address string
	phone, email      string
	birth             string
	member            bool // a row of a member list, which may mean somebody in the voter file
}

// pool is everybody whom the rows of a chunk may be about.
type pool struct {
	byBuilding, byPhone, byEmail, byFamily map[string][]*personRow // byFamily: those without an address
	byID                                   map[id.ID]*personRow
	taken                                  map[id.ID]bool
}

func newPool() *pool {
	return &pool{map[string][]*personRow{}, map[string][]*personRow{}, map[string][]*personRow{}, map[string][]*personRow{}, map[id.ID]*personRow{}, map[id.ID]bool{}}
}

func (pl *pool) add(p *personRow) {
	if pl.byID[p.id] != nil {
		return
	}
	p.foldGiven, p.foldFamily = joined(p.name.Given), joined(p.name.Family)
	pl.byID[p.id] = p
	if p.building != "" {
		pl.byBuilding[p.building] = append(pl.byBuilding[p.building], p)
	} else if p.foldFamily != "" {
		pl.byFamily[p.foldFamily] = append(pl.byFamily[p.foldFamily], p)
	}
	pl.reach(p)
}

// reach makes a person found by phone and email, also after a row has filled them in.
func (pl *pool) reach(p *personRow) {
	put := func(m map[string][]*personRow, key string) {
		if key != "" && !slices.Contains(m[key], p) {
			m[key] = append(m[key], p)
		}
	}
	put(pl.byPhone, p.phone)
	put(pl.byEmail, p.email)
}

// take leaves a person out of all later answers.
func (pl *pool) take(p *personRow) { pl.taken[p.id] = true }

// find gives the one person whom a row means, or nil where that is nobody known or not clear. At one building equal names are
// enough; an initial is, where only one name begins with it; elsewhere an equal phone or email must speak for it too. A suffix
// or a native name that differs speaks against it.
//
// A name in one piece does not tell which part is the family's: where nobody fits as it was cut, it is read from its other end.
func (pl *pool) find(w wanted) *personRow {
	w.name = cleanName(w.name)
	p := pl.findAs(w)
	if words := strings.Fields(w.name.Whole); p == nil && len(words) > 1 && (w.building != "" || w.phone != "" || w.email != "") {
		for _, n := range otherReadings(w.name, words) {
			w.name = n
			if p = pl.findAs(w); p != nil {
				return p
			}
		}
	}
	return p
}

// otherReadings are a name in one piece with its family name at either end, and with one given name or all of them.
func otherReadings(n record.Name, words []string) []record.Name {
	last := len(words) - 1
	out := []record.Name{n, n, n, n}
	out[0].Given, out[0].Family = strings.Join(words[1:], " "), words[0]
	out[1].Given, out[1].Family = words[last], words[0]
	out[2].Given, out[2].Family = strings.Join(words[:last], " "), words[last]
	out[3].Given, out[3].Family = words[0], words[last]
	return out
}

// findAs is find for a name whose parts are known.
func (pl *pool) findAs(w wanted) *personRow {
	given, family := joined(w.name.Given), joined(w.name.Family)
	fits := func(list []*personRow, ok func(*personRow) bool) []*personRow {
		var out []*personRow
		for _, p := range list {
			if !pl.taken[p.id] && p.foldFamily == family && !vetoed(p.name, w.name) && sameYear(p.birth, w.birth) && ok(p) {
				out = append(out, p)
			}
		}
		return out
	}
	equal := func(p *personRow) bool {
		return p.foldGiven == given && (given+family != "" || joined(p.name.Native) == joined(w.name.Native))
	}
	similar := func(p *personRow) bool { return names.SameGiven(p.name.Given, w.name.Given) }
	if w.building != "" {
		if p := pick(fits(pl.byBuilding[w.building], equal), w); p != nil {
			return p
		}
		initials := fits(pl.byBuilding[w.building], func(p *personRow) bool { return similar(p) && !differ(p, w) && (w.member || sameContact(p, w)) })
		if len(initials) == 1 {
			return initials[0]
		}
	}
	contacts := fits(slices.Concat(pl.byPhone[w.phone], pl.byEmail[w.email]), func(p *personRow) bool { return similar(p) || equal(p) })
	slices.SortFunc(contacts, func(a, b *personRow) int { return cmp.Compare(a.id, b.id) })
	if contacts = slices.Compact(contacts); len(contacts) == 1 {
		return contacts[0]
	}
	if w.building == "" {
		return pick(fits(pl.byFamily[family], func(p *personRow) bool { return equal(p) && !differ(p, w) }), w)
	}
	return nil
}

// pick decides between people of one name at one place: somebody from the organization's list before others, then an equal
// phone or email, then the same unit. Two
// voters of one name who cannot be told apart are nobody's match.
func pick(list []*personRow, w wanted) *personRow {
	slices.SortFunc(list, func(a, b *personRow) int { return cmp.Compare(a.id, b.id) })
	for _, better := range []func(*personRow) bool{
		func(p *personRow) bool { return w.member && p.member },
		func(p *personRow) bool { return sameContact(p, w) },
		func(p *personRow) bool { return p.addressKey == w.address },
	} {
		if some := filtered(list, better); len(some) > 0 {
			list = some
		}
	}
	if len(list) == 0 || len(list) > 1 && !list[0].member {
		return nil
	}
	return list[0]
}

func filtered(list []*personRow, keep func(*personRow) bool) []*personRow {
	return slices.DeleteFunc(slices.Clone(list), func(p *personRow) bool { return !keep(p) })
}

func sameContact(p *personRow, w wanted) bool {
	return w.phone != "" && p.phone == w.phone || w.email != "" && p.email == w.email
}

// differ tells whether both have a phone or an email and none is shared.
func differ(p *personRow, w wanted) bool {
	both := p.phone != "" && w.phone != "" || p.email != "" && w.email != ""
	return both && !sameContact(p, w)
}

// vetoed tells what equal names at one door cannot outweigh.
func vetoed(a, b record.Name) bool {
	against := func(x, y string) bool { return x != "" && y != "" && joined(x) != joined(y) }
	return against(a.Suffix, b.Suffix) || against(a.Native, b.Native)
}

// sameYear tells that two dates of birth, as far as they are known, are not of different years: a mother and her daughter may have one
// name and one door.
func sameYear(a, b string) bool { return len(a) < 4 || len(b) < 4 || a[:4] == b[:4] }

// joined folds a name to one piece: 'Thi Mai' and 'Thimai' are one.
func joined(s string) string { return strings.ReplaceAll(names.Fold(s), " ", "") }
