package names

import (
	"math/bits"
	"slices"
	"unicode/utf8"

	"banyan/internal/kernels/romanize"
)

// span is a piece of what somebody typed that may stand for a unit: a word, neighbours joined, or a piece of a word without blanks.
type span struct {
	token
	mask     uint64 // the places of the query that it covers
	weight   int    // what those places say together
	readings []reading
	forms    []form // of each reading; of a Latin word, the one of its letters
	last     bool   // nothing was typed after it: it may go on
}

// query is what somebody typed, cut into all the spans that may be found.
type query struct {
	raw    string
	spans  []span
	weight int // of all places
	places int
}

const maxPlaces = 64

// newQuery cuts what was typed.
func newQuery(raw string) *query {
	q := &query{raw: raw}
	tokens := tokensOf(raw)
	starts := make([]int, len(tokens)+1)
	for i, t := range tokens {
		n := len(t.text)
		if t.script != romanize.Latin {
			n = utf8.RuneCountInString(t.text)
		}
		if starts[i]+n > maxPlaces {
			tokens = tokens[:i]
			break
		}
		starts[i+1] = starts[i] + n
		q.weight += n * placeWeight(t.script)
	}
	q.places = starts[len(tokens)]
	for i, t := range tokens {
		if t.script == romanize.Han || t.script == romanize.Hangul {
			q.cutWord(t, starts[i], len(tokens) == 1, i == 0)
			continue
		}
		q.add(t, starts[i], starts[i+1], i == 0)
		joined := t
		for k := i + 1; k < min(len(tokens), i+3) && tokens[k].script == t.script; k++ {
			joined.text += tokens[k].text
			joined.word += tokens[k].word
			q.add(joined, starts[i], starts[k+1], i == 0)
		}
	}
	return q
}

// placeWeight is what one letter of a script says, in Latin letters.
func placeWeight(s romanize.Script) int {
	switch s {
	case romanize.Latin:
		return 1
	case romanize.Han, romanize.Hangul:
		return hanWeight
	}
	return 2
}

// cutWord adds the pieces of a word of Han letters or Hangul: names are known by family and given name, and lists have the syllables
// of a given name apart or joined.
func (q *query) cutWord(t token, start int, alone, first bool) {
	letters, words := []rune(t.text), []rune(t.word)
	if len(words) != len(letters) {
		words = letters
	}
	pieces := cuts(letters, t.script, alone)
	for i := range letters {
		if one := (cut{i, i + 1}); !slices.Contains(pieces, one) {
			pieces = append(pieces, one)
		}
	}
	for i := range len(letters) - 1 {
		if two := (cut{i, i + 2}); (i > 0 || !alone) && !slices.Contains(pieces, two) {
			pieces = append(pieces, two)
		}
	}
	for _, c := range pieces {
		piece := token{string(letters[c.from:c.to]), string(words[c.from:c.to]), t.script}
		q.add(piece, start+c.from, start+c.to, first && c.from == 0)
	}
}

func (q *query) add(t token, from, to int, family bool) {
	if to-from > maxText {
		return
	}
	s := span{token: t, mask: (1<<uint(to-from) - 1) << uint(from), weight: (to - from) * placeWeight(t.script), last: to == q.places}
	if t.script == romanize.Latin {
		s.forms = []form{formOf(t.text)}
	}
	s.readings = readingsOf(t.word, t.script, family)
	for _, r := range s.readings {
		s.forms = append(s.forms, formOfReading(r))
	}
	q.spans = append(q.spans, s)
}

// form is what all spellings of a reading have in common: candidates that cannot fit it are passed over without a close look.
type form struct {
	letters           uint32 // which Latin letters occur
	shortest, longest int
	keys              []priced
}

func formOf(text string) form {
	var sk skeleton
	sk.add(text)
	return form{lettersOf(text), len(text), len(text), []priced{{sk, 0}}}
}

func formOfReading(r reading) form {
	f := form{keys: skeletonsOf(r)}
	for _, slot := range r.slots {
		shortest, longest := maxText, 0
		for _, o := range slot {
			f.letters |= lettersOf(o.text)
			shortest, longest = min(shortest, len(o.text)), max(longest, len(o.text))
		}
		f.shortest, f.longest = f.shortest+shortest, f.longest+longest
	}
	return f
}

// mayBe tells whether a Latin text may be a spelling: with all letters and the right length or, with an error, nearly.
func (f *form) mayBe(letters uint32, length int, errors int) bool {
	return extra(letters, f.letters) <= errors && length+errors >= f.shortest && length <= f.longest+errors
}

// lettersOf is the set of the letters a to z in a text.
func lettersOf(text string) uint32 {
	set := uint32(0)
	for i := range len(text) {
		if c := text[i]; c >= 'a' && c <= 'z' {
			set |= 1 << (c - 'a')
		} else {
			set |= 1 << 26
		}
	}
	return set
}

// extra is how many letters of a are not in b.
func extra(a, b uint32) int { return bits.OnesCount32(a &^ b) }
