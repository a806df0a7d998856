package segment

import "slices"

// PlacesOnly tells whether a query asks about nothing but where somebody lives: it then means doors too, also those behind which
// nobody is known.
func (q Query) PlacesOnly() bool { return placesOnly(q.Where) }

func placesOnly(n Node) bool {
	for _, list := range [][]Node{n.All, n.Any} {
		for _, sub := range list {
			if !placesOnly(sub) {
				return false
			}
		}
	}
	switch {
	case n.Not != nil:
		return placesOnly(*n.Not)
	case n.All != nil, n.Any != nil:
		return true
	}
	return n.Everyone || n.Located || n.Ward != nil || n.Zip != nil || n.City != nil || n.Place != nil
}

// CompileDoors writes a query that asks about places only as a condition on a row of the table household under the alias h; first is
// the number of its first placeholder. Of any other query it means no door.
func (q Query) CompileDoors(first int) Predicate {
	if !q.PlacesOnly() {
		return Predicate{SQL: "1 = 0"}
	}
	c := compiler{next: first}
	return Predicate{SQL: c.door(q.Where), Args: c.args}
}

func (c *compiler) door(n Node) string {
	each := func(nodes []Node, with, empty string) string {
		text := ""
		for i, sub := range nodes {
			if i > 0 {
				text += with
			}
			text += c.door(sub)
		}
		if text == "" {
			return empty
		}
		return "(" + text + ")"
	}
	switch {
	case n.All != nil:
		return each(n.All, " AND ", "1 = 1")
	case n.Any != nil:
		return each(n.Any, " OR ", "1 = 0")
	case n.Not != nil:
		return "NOT " + c.door(*n.Not)
	case n.Located:
		return "h.lat IS NOT NULL"
	case n.Ward != nil:
		return "(1 = 1" + c.in("h.ward", n.Ward.In) + ")"
	case n.Zip != nil:
		return "(1 = 1" + c.in("h.zip", n.Zip.In) + ")"
	case n.City != nil:
		return "(1 = 1" + c.in("h.city", n.City.In) + ")"
	case n.Place != nil:
		return "EXISTS (SELECT 1 FROM household_district d WHERE d.org_id = h.org_id AND d.household_id = h.id AND d.kind = " + c.arg(n.Place.Kind) + c.in("d.name", n.Place.In) + ")"
	}
	return "1 = 1" // everyone
}

// BallotElections are the elections about whose ballots a query asks.
func (q Query) BallotElections() (out []string) {
	var look func(Node)
	look = func(n Node) {
		for _, list := range [][]Node{n.All, n.Any} {
			for _, sub := range list {
				look(sub)
			}
		}
		switch {
		case n.Not != nil:
			look(*n.Not)
		case n.LivesWith != nil:
			look(*n.LivesWith)
		case n.Ballot != nil && !slices.Contains(out, n.Ballot.Election):
			out = append(out, n.Ballot.Election)
		}
	}
	look(q.Where)
	return out
}
