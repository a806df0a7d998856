package outreach

import (
	"cmp"
	"math"
	"slices"

	"banyan/internal/platform/i18n"
)

// languageCount is how many people prefer a language.
type languageCount struct {
	Language string
	N        int
}

// shownLanguages is how many languages a line has room for.
const shownLanguages = 4

// ranked puts the most preferred language first and what is not known last.
func ranked(counts map[string]int) []languageCount {
	out := make([]languageCount, 0, len(counts))
	for language, n := range counts {
		out = append(out, languageCount{language, n})
	}
	slices.SortFunc(out, func(a, b languageCount) int {
		if (a.Language == "") != (b.Language == "") {
			return cmp.Compare(b.Language, a.Language)
		}
		return cmp.Or(b.N-a.N, cmp.Compare(a.Language, b.Language))
	})
	return out
}

// distance says metres as people in the United States walk them: in miles, short ones in feet.
func distance(l *i18n.Localizer, metres float64) string {
	const metresPerMile, metresPerFoot = 1609.344, 0.3048
	if metres < metresPerMile/10 {
		return l.T("turf.feet", "n", int(math.Round(metres/metresPerFoot/10)*10))
	}
	return l.T("turf.miles", "distance", l.Decimal(math.Round(metres/metresPerMile*10)/10))
}

// duration says minutes as hours and minutes, to five minutes: an estimate is not more exact.
func duration(l *i18n.Localizer, minutes float64) string {
	n := int(math.Ceil(minutes/5)) * 5
	if n < 60 {
		return l.T("turf.minutes_only", "n", n)
	}
	return l.T("turf.hours_minutes", "hours", n/60, "minutes", n%60)
}
