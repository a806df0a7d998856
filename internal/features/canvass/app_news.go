package canvass

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

// What the app's page says of its news.

// about gives the news of a kind that concern a door or a person.
func (v AppView) about(kind string, target id.ID) (out []NewsItem) {
	for _, n := range v.News.Items {
		if n.Kind == kind && !n.Over && slices.Contains(n.Of, target.String()) {
			out = append(out, n)
		}
	}
	return out
}

// strike is the message that says why nobody visits a person or a door any more; "" where somebody may.
func (v AppView) strike(target id.ID) string {
	if all := v.about(newsStrike, target); len(all) > 0 {
		return "strike." + all[0].Why
	}
	return ""
}

// off is strike for a whole door: the door itself, somebody was threatened there, or each of its people.
func (v AppView) off(d Door) string {
	if why := v.strike(d.Household); why != "" {
		return why
	}
	for _, n := range v.about(newsWarning, d.Household) {
		if n.Why == string(WarnSkip) {
			return "warn." + n.Why
		}
	}
	why := ""
	for _, p := range d.People {
		if why = v.strike(p.ID); why == "" {
			return ""
		}
	}
	return why
}

// left are a door's people whom somebody may visit.
func (v AppView) left(d Door) []Person {
	return slices.DeleteFunc(slices.Clone(d.People), func(p Person) bool { return v.strike(p.ID) != "" })
}

// warnings are those about one door, or those about everything behind its front door.
func (v AppView) warnings(household id.ID, building bool) []NewsItem {
	return slices.DeleteFunc(v.about(newsWarning, household), func(n NewsItem) bool { return n.Building != building })
}

// said is what the director says, the newest first.
func (v AppView) said() (out []NewsItem) {
	for _, n := range v.News.Items {
		if n.Kind == newsSay && !n.Over {
			out = append(out, n)
		}
	}
	slices.Reverse(out)
	return out
}

// struckOut marks a row for its script and its style.
func (v AppView) struckOut(ctx context.Context, why string) templ.Attributes {
	if why == "" {
		return nil
	}
	return templ.Attributes{"data-x": i18n.T(ctx, why)}
}
