package shift

import (
	"net/url"
	"slices"
	"strings"

	"banyan/internal/kernels/names"
)

// shownCards is how many crews of a group a board shows at once; a shift of hundreds stays a page that an old phone can draw.
const shownCards = 12

// group is the crews that are at the same point of the day.
type group struct {
	Key   string // the end of a message key, shift.group.*
	Cards []Card
	Left  int // more of them that are not shown
}

// groupKeys are the groups in the order in which they need the director.
var groupKeys = []string{"silent", "waiting", "here", "left", "out", "expected", "safe"}

// groups are the crews by where they stand in the day: those that match what is looked for, all of one group where one was chosen.
func (v boardView) groups() (out []group) {
	for rank, key := range groupKeys {
		g := group{Key: key}
		for _, c := range v.Board.Cards {
			if c.rank() != rank || !c.matches(v.Find) {
				continue
			}
			if len(g.Cards) < shownCards || v.Group == key {
				g.Cards = append(g.Cards, c)
			} else {
				g.Left++
			}
		}
		if len(g.Cards) > 0 && (v.Group == "" || v.Group == key) {
			out = append(out, g)
		}
	}
	return out
}

// matches tells whether a name of the crew, a language or a turf's number is what was typed; nothing typed is everybody.
func (c Card) matches(typed string) bool {
	typed = names.Fold(strings.TrimSpace(typed))
	if typed == "" || slices.ContainsFunc(c.Crew, func(w Worker) bool { return strings.Contains(names.Fold(w.Name), typed) }) {
		return true
	}
	return slices.ContainsFunc(c.Turfs, func(t BoardTurf) bool { return num0(t.Number) == typed })
}

// query is the address of the part that changes, with what was chosen.
func (v boardView) query() string {
	q := url.Values{}
	for name, value := range map[string]string{"language": v.Language, "find": v.Find, "group": v.Group} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if v.All {
		q.Set("open", "all")
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// with is the same view with another group, "" = all of them.
func (v boardView) with(key string) boardView {
	v.Group = key
	return v
}

// asking gives the calls for help on a crew's packets.
func (c Card) asking(all []Asking) (out []Asking) {
	for _, a := range all {
		if slices.ContainsFunc(c.Turfs, func(t BoardTurf) bool { return t.Given.Packet == a.Packet }) {
			out = append(out, a)
		}
	}
	return out
}
