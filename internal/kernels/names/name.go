package names

import (
	"strings"
	"sync"
	"unicode"

	"banyan/internal/kernels/romanize"
)

// Kind says what a name is to the person who has it.
type Kind string

const (
	Native    Kind = "native"    // in the person's own writing
	Romanized Kind = "romanized" // the same name in Latin letters
	Former    Kind = "former"    // before a marriage, a transition or an oath
	Chosen    Kind = "chosen"    // what the person wants to be called
)

// Order says where the family name stands, as far as the name itself tells.
type Order uint8

const (
	Unsaid      Order = iota // nothing tells, and nothing is guessed
	FamilyFirst              // 陳大文, KANG Gi Yun, Garcia, Maria
	GivenFirst               // Maria GARCIA, राम शर्मा
	NoFamily                 // Aung San Suu Kyi: a Burmese name has no family name
)

// Name is a name as it was given. Parts are filled only where the name tells them: it is never forced into first and last.
type Name struct {
	Raw           string
	Script        romanize.Script
	Order         Order
	Kind          Kind
	Family, Given string // "" where nobody said which is which
}

// Parse reads what a name tells about itself: a comma, capitals, its script, and in Latin letters a family name that stands at one end
// alone. It is meant for sorting and for what stands in a greeting; the search does not need it.
func Parse(raw string, kind Kind) Name {
	n := Name{Raw: raw, Kind: kind}
	before, after, comma := strings.Cut(raw, ",")
	words := strings.Fields(strings.ReplaceAll(raw, ",", " "))
	if len(words) == 0 {
		return n
	}
	n.Script = romanize.ScriptOf(words[0])
	family := -1
	switch {
	case comma && strings.TrimSpace(before) != "" && strings.TrimSpace(after) != "":
		n.Order, n.Family, n.Given = FamilyFirst, strings.TrimSpace(before), strings.TrimSpace(after)
		return n
	case len(words) == 1:
		return n.cut()
	case n.Script == romanize.Latin:
		family = familyAmong(words)
	case n.Script == romanize.Burmese:
		n.Order = NoFamily
	case n.Script == romanize.Han || n.Script == romanize.Hangul || n.Script == romanize.Kana || n.Script == romanize.Khmer:
		family = 0
	case n.Script != romanize.Unknown:
		family = len(words) - 1
	}
	switch {
	case family == 0:
		n.Order, n.Family, n.Given = FamilyFirst, words[0], strings.Join(words[1:], " ")
	case family == len(words)-1:
		n.Order, n.Family, n.Given = GivenFirst, words[family], strings.Join(words[:family], " ")
	}
	return n
}

// cut takes a name without blanks apart, in scripts that write names so.
func (n Name) cut() Name {
	letters := []rune(n.Raw)
	switch {
	case n.Script == romanize.Burmese:
		n.Order = NoFamily
	case n.Script == romanize.Hangul:
		if parts := romanize.Split(n.Raw); len(parts) == 2 {
			n.Order, n.Family, n.Given = FamilyFirst, parts[0], parts[1]
		}
	case n.Script == romanize.Han && len(letters) > 1 && len(letters) < 5:
		k := 1
		plain := plainLetters(n.Raw)
		if n := len(letters); n > 2 && (familyNames()[string(plain[:2])] != nil || (n == 4 || familyNames()[string(plain[:1])] == nil) && endsFamily(plain[:2])) {
			k = 2
		}
		n.Order, n.Family, n.Given = FamilyFirst, string(letters[:k]), string(letters[k:])
	}
	return n
}

// familyAmong is the place of the word that is the family name, -1 where none or more than one may be: the one in capitals, or the one
// at an end that is a family name of China, Korea or Vietnam.
func familyAmong(words []string) int {
	found := -1
	for i, w := range words {
		if len([]rune(w)) > 1 && strings.ToUpper(w) == w && strings.ContainsFunc(w, unicode.IsLetter) {
			if found >= 0 {
				found = -2
				break
			}
			found = i
		}
	}
	if found >= 0 {
		return found
	}
	first, last := latinFamilies()[Fold(words[0])], latinFamilies()[Fold(words[len(words)-1])]
	switch {
	case first > last:
		return 0
	case last > first:
		return len(words) - 1
	}
	return -1
}

// latinFamilies tells how surely a word is a family name: 2 for one that is hardly anything else, 1 for the usual spellings of the families of the table, in China and Korea, and the families of nine Vietnamese of ten.
var latinFamilies = sync.OnceValue(func() map[string]int {
	out := map[string]int{}
	for f := range strings.FieldsSeq("nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh truong luong") {
		out[f] = 2
	}
	for _, n := range familyNames() {
		for _, s := range []System{Mandarin, Cantonese, Korean} {
			for _, o := range n.slots[s] {
				if o.cost <= 2 {
					out[o.text] = max(out[o.text], 1)
				}
			}
		}
	}
	return out
})
