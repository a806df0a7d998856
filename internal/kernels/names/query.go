package names

import (
	"math/bits"
	"slices"
	"unicode"
	"unicode/utf8"

	"banyan/internal/kernels/romanize"
)

// span is a piece of what somebody typed that may stand for a unit: a word, neighbours joined, or a piece of a word without blanks.
type span struct {
	token
	from     int       // the place at which it begins
	whole    bool      // a word as it was typed, neither joined nor a piece
	mask     uint64    // the places of the query that it covers
	weight   int       // what those places say together
	readings []reading // of a Latin word, first the word itself, then its known variants
	forms    []form    // of each reading
	wide     bool      // looked for in the wide pass alone
	narrow   bool      // or in the narrow one: three words joined
	last     bool      // nothing was typed after it: it may go on
}

// query is what somebody typed, cut into all the spans that may be found.
type query struct {
	raw    string
	spans  []span
	typed  int // spans of any segment; pieces that are words of one segment come after
	weight int // of all places
	places int
	dearer [systems]int // what a reading costs besides, in languages that do not write the letters that were typed
	bare   bool         // one letter of Han or Hangul alone: a family name
	full   bool         // one word of them that is a family name with a given name of two letters or more
	given  uint64       // the places at which the given name of such a word may begin
	later  uint64       // and those besides where it is Japanese

	// Words of Latin letters, by what may stand for them besides what is written like them. They are looked for in the names found alone.
	initials []*span // one letter: it may stand for any word that begins with it
	words    []*span // several: an initial may stand for them
	middles  []*span // of those, neither first nor last: who leaves it out is the same person more likely
	latin    bool    // it is all in Latin letters

	twins   []span // what else its words may be in other systems: see findTwins
	twinned bool   // they were looked for
}

const maxPlaces = 64

// newQuery cuts what was typed.
func newQuery(raw string) *query {
	q := &query{raw: raw, latin: true}
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
		q.latin = q.latin && t.script == romanize.Latin
	}
	q.places = starts[len(tokens)]
	hmong := hmongName(tokens)
	for i, t := range tokens {
		if t.script == romanize.Han || t.script == romanize.Hangul {
			q.cutWord(t, starts[i], len(tokens) == 1, i == 0)
			continue
		}
		q.add(t, starts[i], starts[i+1], as{i == 0, hmong}, false)
		q.cutLong(t, starts[i], i == 0)
		joined := t
		for k := i + 1; k < min(len(tokens), i+3) && tokens[k].script == t.script; k++ {
			joined.text += tokens[k].text
			joined.word += tokens[k].word
			n := len(q.spans)
			q.add(joined, starts[i], starts[k+1], as{i == 0, hmong}, true)
			for at := range q.spans[n:] {
				q.spans[n+at].narrow = k > i+1
			}
		}
	}
	q.typed = len(q.spans)
	for i, sp := range q.spans {
		switch words := len(tokens); {
		case !sp.whole || sp.script != romanize.Latin || words == 1:
		case len(sp.text) == 1:
			q.initials = append(q.initials, &q.spans[i])
		case sp.from > 0 && !sp.last && words > 2 && len(sp.text) >= wordWeight:
			q.middles = append(q.middles, &q.spans[i])
			fallthrough
		default:
			q.words = append(q.words, &q.spans[i])
		}
	}
	q.bare = q.places == 1 && !q.latin
	if len(tokens) == 1 && q.weight == q.places*hanWeight && q.places > 1 {
		q.full = q.places > 2
		q.given = 1 << 1
		letters := []rune(tokens[0].text)
		if q.places > 3 || familyNames()[string(letters[:2])] != nil {
			q.given |= 1 << 2
		}
		for k := 2; k < min(len(letters), 5); k++ {
			if endsFamily(letters[:k]) {
				q.later |= 1 << k
			}
		}
	}
	if simplified(raw) {
		q.dearer = [systems]int{Cantonese: 2, Hokkien: 2, Vietnamese: 5, Korean: 5, Japanese: 5}
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
		q.add(piece, start+c.from, start+c.to, as{family: first && c.from == 0}, false)
	}
}

// cutLong adds the pieces of a word that other lists may have in several: the syllables of a Burmese name, and the two halves of a long word,
// as पुष्पकमल is Pushpa Kamal.
func (q *query) cutLong(t token, start int, first bool) {
	letters := []rune(t.text)
	if t.script == romanize.Latin || len(letters) < 4 || len([]rune(t.word)) != len(letters) {
		return
	}
	if parts := partsOf(t); len(parts) > 1 {
		q.cutParts(t, parts, start, first)
		if t.script != romanize.Kana {
			return
		}
	}
	words := []rune(t.word)
	for i := 2; i < len(letters)-1; i++ {
		if !unicode.IsLetter(words[i]) || joins(words[i-1]) {
			continue
		}
		n := len(q.spans)
		q.add(token{string(letters[:i]), string(words[:i]), t.script}, start, start+i, as{family: first}, false)
		q.add(token{string(letters[i:]), string(words[i:]), t.script}, start+i, start+len(letters), as{}, false)
		for k := range q.spans[n:] {
			q.spans[n+k].wide = true
		}
	}
}

// cutParts adds every run of parts of a word.
func (q *query) cutParts(t token, parts []string, start int, first bool) {
	from := 0
	for i := range parts {
		piece, to := "", from
		for _, p := range parts[i:min(len(parts), i+4)] {
			piece += p
			to += utf8.RuneCountInString(p)
			if piece == t.text {
				break // it is there as a word
			}
			q.add(token{piece, piece, t.script}, start+from, start+to, as{family: first && i == 0}, false)
		}
		from += utf8.RuneCountInString(parts[i])
	}
}

// joins tells a sign that binds the next letter to the one before.
func joins(r rune) bool {
	switch r {
	case 0x94d, 0x9cd, 0xa4d, 0xacd, 0xb4d, 0xbcd, 0xc4d, 0xccd, 0xd4d, 0xdca, 0x17d2, 0x1039:
		return true
	}
	return r >= 0xe40 && r <= 0xe44 || r >= 0xec0 && r <= 0xec4 // vowels that are written before their consonant
}

func (q *query) span(t token, from, to int) span {
	return span{token: t, from: from, mask: (1<<uint(to-from) - 1) << uint(from), weight: (to - from) * placeWeight(t.script), last: to == q.places}
}

// addExact adds a span that is looked for as it is written alone.
func (q *query) addExact(t token, from, to int) {
	s := q.span(t, from, to)
	s.last = false
	q.spans = append(q.spans, s)
}

func (q *query) add(t token, from, to int, as as, joined bool) {
	if to-from > maxText {
		return
	}
	s := q.span(t, from, to)
	s.whole = !joined
	if t.script == romanize.Latin {
		s.readings = append(s.readings, reading{Written, []slot{{{t.text, 0}}}})
	}
	if !joined || as.hmong || t.script != romanize.Latin {
		s.readings = append(s.readings, readingsOf(t.word, t.script, as)...)
	}
	for _, r := range s.readings {
		s.forms = append(s.forms, formOf(r))
	}
	if t.script == romanize.Latin {
		s.forms[0].firsts = 1<<27 - 1
	}
	q.spans = append(q.spans, s)
}

// form is a reading of a span, as far as candidates are chosen by it.
type form struct {
	shape
	keys  []priced
	usual string
}

func formOf(r reading) form { return form{shapeOf(r), skeletonsOf(r), r.usual()} }

// shape is what all spellings of a reading have in common: candidates that cannot fit it are passed over without a close look.
type shape struct {
	letters           uint32 // which Latin letters occur
	firsts            uint32 // which stand first; all, where the word itself is in Latin letters
	shortest, longest uint8
}

func shapeOf(r reading) shape {
	f := shape{}
	for _, slot := range r.slots {
		shortest, longest := maxText, 0
		for _, o := range slot {
			f.letters |= lettersOf(o.text)
			shortest, longest = min(shortest, len(o.text)), max(longest, len(o.text))
		}
		f.shortest, f.longest = f.shortest+uint8(min(shortest, 100)), uint8(min(int(f.longest)+longest, 200))
	}
	for _, slot := range r.slots {
		silent := false
		for _, o := range slot {
			if o.text == "" {
				silent = true
				continue
			}
			f.firsts |= lettersOf(o.text[:1] + alikeFirst[o.text[0]])
		}
		if !silent {
			break
		}
	}
	return f
}

// alikeFirst are the letters that a spelling with an error may begin with instead.
var alikeFirst = map[byte]string{
	'a': "eou", 'e': "iay", 'i': "yej", 'o': "uaw", 'u': "owa", 'y': "iej", 'w': "uvo", 'h': "aeiou", 'g': "kj", 'k': "gcq", 'c': "kqs", 'q': "kc", 's': "zcxj", 'z': "sj", 'j': "zcgy", 'x': "s",
	't': "d", 'd': "t", 'b': "pv", 'p': "bf", 'f': "pv", 'v': "wbf", 'l': "r", 'r': "l",
}

// mayBe tells whether a Latin text may be a spelling: with all letters and the right length or, with an error, nearly.
func (f *shape) mayBe(letters uint32, text string, errors int) bool {
	return f.firsts&lettersOf(text[:1]) != 0 && len(text)+errors >= int(f.shortest) && len(text) <= int(f.longest)+errors && extra(letters, f.letters) <= errors
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
