package shift

import (
	"slices"

	"banyan/internal/kernels/language"
)

// understands tells whether somebody who speaks one language is understood by somebody who prefers another.
func understands(mine, theirs string) bool { return language.Understood(mine, theirs) }

const english = language.English

// maxTongues is how many languages of doors are told apart; a program that meets more counts the rarest together.
const maxTongues = 63

// tongues numbers the languages of a program's doors, so that who is understood where is one operation on bits.
type tongues struct {
	codes []string
}

func (t *tongues) bit(code string) uint64 {
	if code == "" {
		code = english
	}
	i := slices.Index(t.codes, code)
	if i < 0 && len(t.codes) < maxTongues {
		t.codes = append(t.codes, code)
		i = len(t.codes) - 1
	}
	if i < 0 {
		return 1 << maxTongues
	}
	return 1 << i
}

// of are the languages that people prefer at a door.
func (t *tongues) of(languages []string) (bits uint64) {
	if len(languages) == 0 {
		return t.bit("")
	}
	for _, l := range languages {
		bits |= t.bit(l)
	}
	return bits
}

// spoken are the languages of doors in which any of these workers is understood.
func (t *tongues) spoken(workers []Worker) (bits uint64) {
	for i, code := range t.codes {
		if slices.ContainsFunc(workers, func(w Worker) bool { return w.Speaks(code) }) {
			bits |= 1 << i
		}
	}
	return bits
}
