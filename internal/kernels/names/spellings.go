package names

import (
	"cmp"
	"slices"

	"banyan/internal/kernels/romanize"
)

const (
	mostSpellings = 24 // of a word, in each language
	rareSpelling  = 9  // what a spelling costs at most
)

// Spellings are the Latin spellings under which a word of a name in another script stands on lists, without blanks, in every language that may be meant:
// 阮 is nguyen, ruan, yuen and won. The first is no spelling but the word itself under the letters that stand for their variants, so that
// simplified and traditional writing are one. They are none for a word in Latin letters.
func Spellings(word string) []string {
	tokens := tokensOf(word)
	if len(tokens) == 0 || slices.ContainsFunc(tokens, func(t token) bool { return t.script == romanize.Latin }) {
		return nil
	}
	plain, all := "", []option{{"", 0}}
	for i, t := range tokens {
		plain += t.text
		var of []option
		for _, r := range readingsOf(t.word, t.script, as{family: len(tokens) == 1 && i == 0}) {
			of = append(of, r.spellings()...)
		}
		all = joinedSpellings(all, of)
	}
	out := []string{plain}
	for _, o := range all {
		if o.text != "" {
			out = append(out, o.text)
		}
	}
	slices.Sort(out[1:])
	return slices.Compact(out)
}

func joinedSpellings(before, after []option) []option {
	var out []option
	for _, b := range before {
		for _, a := range after {
			if c := int(b.cost) + int(a.cost); c <= rareSpelling {
				out = append(out, option{b.text + a.text, uint8(c)})
			}
		}
	}
	return cheapest(out, int(systems)*mostSpellings)
}

// spellings are the cheapest of a reading.
func (r reading) spellings() []option {
	out := []option{{"", 0}}
	for _, s := range r.slots {
		var next []option
		for _, before := range out {
			for _, o := range s {
				if c := int(before.cost) + int(o.cost); c <= rareSpelling {
					next = append(next, option{before.text + o.text, uint8(c)})
				}
			}
		}
		out = cheapest(next, mostSpellings)
	}
	return out
}

func cheapest(list []option, most int) []option {
	slices.SortFunc(list, func(a, b option) int { return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.text, b.text)) })
	return list[:min(len(list), most)]
}
