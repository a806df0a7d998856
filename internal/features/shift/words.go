package shift

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"banyan/internal/platform/i18n"
	"banyan/internal/platform/ui"
)

// ownStyles are loaded by the pages of one shift alone.
var ownStyles = []string{"styles/shift.css"}

// tagOf is the tag of a language for lang attributes.
func tagOf(code string) string {
	if l, ok := i18n.FindLanguage(code); ok {
		return l.Tag
	}
	return code
}

func speaksCode(languages []string, code string) bool { return slices.Contains(languages, code) }

func paceOptions(ctx context.Context) (out []ui.Option) {
	for _, p := range Paces {
		out = append(out, ui.Option{Value: strconv.Itoa(p), Label: i18n.T(ctx, "shift.pace."+strconv.Itoa(p))})
	}
	return out
}

func levelOptions(ctx context.Context) (out []ui.Option) {
	for level := Levels - 1; level >= 0; level-- {
		out = append(out, ui.Option{Value: strconv.Itoa(level), Label: i18n.T(ctx, "shift.level."+strconv.Itoa(level))})
	}
	return out
}

func programOptions(programs []Program) (out []ui.Option) {
	for _, p := range programs {
		out = append(out, ui.Option{Value: p.ID.String(), Label: p.Name})
	}
	return out
}

func languageOptions(ctx context.Context, first string, codes []string) (out []ui.Option) {
	out = append(out, ui.Option{Label: first})
	for _, code := range codes {
		out = append(out, ui.Option{Value: code, Label: languageName(ctx, code)})
	}
	return out
}

// shownFits is how many crews are offered for a turf with all their reasons; the others stand in a list.
const shownFits = 10

// shownSpeakers is how many names stand beside a language.
const shownSpeakers = 6

func crewOptions(fits []Fit) (out []ui.Option) {
	for _, f := range fits {
		label := f.Crew[0].Name
		for _, w := range f.Crew[1:] {
			label += " + " + w.Name
		}
		out = append(out, ui.Option{Value: f.Crew[0].ID.String(), Label: label, Lang: f.Crew[0].NameLang})
	}
	return out
}

func workerOptions(workers []Worker) (out []ui.Option) {
	for _, w := range workers {
		out = append(out, ui.Option{Value: w.ID.String(), Label: w.Name, Lang: w.NameLang})
	}
	return out
}

// whoFirst is for whom a proposal is at first: those who have come, once somebody has.
func whoFirst(b Board) string {
	if b.People[Here]+b.People[Out] > 0 {
		return "here"
	}
	return "all"
}

// paceLook colours the doors that are done: behind the plan by a tenth is worth a look.
func paceLook(p Pace) string {
	if p.Total > 0 && p.Done*10 < p.Planned*9 {
		return "gold"
	}
	return "leaf"
}

func quotaLanguages(quotas map[string]int) []string { return slices.Sorted(maps.Keys(quotas)) }

// rankedLanguages are the languages of a turf, the most frequent first; what is not known is left out.
func rankedLanguages(people map[string]int) []string {
	out := slices.DeleteFunc(slices.Sorted(maps.Keys(people)), func(l string) bool { return l == "" })
	slices.SortStableFunc(out, func(a, b string) int { return people[b] - people[a] })
	return out
}

// openURL narrows the open turfs to a language, or widens them again.
func openURL(ctx context.Context, v boardView, code string) string {
	if code == v.Language {
		return shiftURL(ctx, v.Board.Shift.ID) + "#open"
	}
	return shiftURL(ctx, v.Board.Shift.ID) + "?language=" + code + "#open"
}

func openAllURL(ctx context.Context, v boardView) string {
	v.All = true
	return shiftURL(ctx, v.Board.Shift.ID) + v.query() + "#open"
}
