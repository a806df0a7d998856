package names

import (
	"strings"
	"sync"

	"banyan/internal/kernels/romanize"
)

// unit is a piece of a name that can be found: a word, or what may be a family or a given name in a word without blanks.
type unit struct {
	token
	as
	from, to int // the atoms that it covers: words of Latin letters, single letters where names are written without blanks
}

// as is what the rest of a name tells about a piece of it.
type as struct {
	family bool // it stands where a family name stands
	hmong  bool // it stands in a name that is written in the Hmong alphabet
}

func (a *as) join(b as) { a.family, a.hmong = a.family || b.family, a.hmong || b.hmong }

// hmongName tells that a name is written in the Hmong alphabet: one of its words is a clan as it is spelled there alone.
func hmongName(tokens []token) bool {
	for _, t := range tokens {
		if t.script == romanize.Latin && romanize.HmongClan(t.text) {
			return true
		}
	}
	return false
}

// atom is the smallest piece of a name that is matched or left over, and how much it says.
type atom struct{ weight int }

const (
	wordWeight  = 4  // what a word says: that somebody has a middle name is no great difference, however long it is
	pieceWeight = 2  // what a syllable of a name without blanks says
	hanWeight   = 3  // what a Han letter or a Hangul syllable says, in Latin letters
	maxAtoms    = 60 // of a name: they are the bits of a number
)

// unitsOf cuts the tokens of a name into the units under which it is found.
func unitsOf(tokens []token) ([]unit, []atom) {
	units := make([]unit, 0, 6)
	atoms := make([]atom, 0, 6)
	hmong, before := hmongName(tokens), 0
	for i, t := range tokens {
		from := len(atoms)
		switch {
		case from >= maxAtoms:
			return units, atoms
		case t.script == romanize.Latin:
			atoms = append(atoms, atom{latinWeight(t.text)})
			units = append(units, unit{t, as{i == 0, hmong}, from, from + 1})
			if hmong && i > 0 && !romanize.HmongClan(t.text) && !romanize.HmongClan(tokens[i-1].text) { // Kaj Siab is Kashia elsewhere
				units = append(units, unit{token{tokens[i-1].text + t.text, tokens[i-1].word + t.word, t.script}, as{hmong: true}, before, from + 1})
			}
		case t.script == romanize.Han || t.script == romanize.Hangul:
			alone := len(tokens) == 1 || i == 0 && tokens[1].script != t.script
			units, atoms = unitsOfLetters(t, alone, units, atoms)
		default:
			units, atoms = unitsOfWord(t, i == 0, units, atoms)
			if i > 0 && binds(tokens[i-1], t) {
				both := token{tokens[i-1].text + t.text, tokens[i-1].word + t.word, t.script}
				units = append(units, unit{both, as{family: i == 1}, before, len(atoms)})
			}
		}
		before = from
	}
	return units, atoms
}

// unitsOfLetters adds the pieces of a word of Han letters or Hangul.
func unitsOfLetters(t token, alone bool, units []unit, atoms []atom) ([]unit, []atom) {
	from := len(atoms)
	letters, words := []rune(t.text), []rune(t.word)
	if len(words) != len(letters) { // 々 and the like
		words = letters
	}
	letters, words = letters[:min(len(letters), maxAtoms-from)], words[:min(len(words), maxAtoms-from)]
	for range letters {
		atoms = append(atoms, atom{hanWeight})
	}
	for _, c := range cuts(letters, t.script, alone) {
		piece := token{string(letters[c.from:c.to]), string(words[c.from:c.to]), t.script}
		units = append(units, unit{piece, as{family: c.from == 0}, from + c.from, from + c.to})
	}
	return units, atoms
}

// unitsOfWord adds a word of any other script, and the pieces that other lists may have apart.
func unitsOfWord(t token, first bool, units []unit, atoms []atom) ([]unit, []atom) {
	from, parts := len(atoms), partsOf(t)
	units = append(units, unit{t, as{family: first}, from, from + max(1, len(parts))})
	if len(parts) == 0 {
		return units, append(atoms, atom{min(2*len([]rune(t.text)), wordWeight)})
	}
	for k, p := range parts {
		atoms = append(atoms, atom{pieceWeight})
		units = append(units, unit{token{p, p, t.script}, as{family: first && k == 0}, from + k, from + k + 1})
	}
	return units, atoms
}

// latinWeight is what a word of Latin letters says. An initial says little, and so do the middle names of most Vietnamese.
func latinWeight(text string) int {
	switch {
	case len(text) == 1:
		return 1
	case text == "thi" || text == "van":
		return 2
	}
	return wordWeight
}

// maxParts is how many pieces a word has at most that is cut.
const maxParts = 8

// partsOf are the pieces of a word that other lists have in several: the syllables of a Burmese name, family and given name in kana. They
// are nil where the word is one piece.
func partsOf(t token) []string {
	if len([]rune(t.word)) != len([]rune(t.text)) {
		return nil
	}
	if t.script == romanize.Kana {
		return cutKana(t.text)
	}
	parts := romanize.Split(t.text)
	if len(parts) < 2 || len(parts) > maxParts {
		return nil
	}
	return parts
}

// cutKana finds the family name with which a name in kana begins: one that the dictionary has, and the given name after it if it can.
func cutKana(text string) []string {
	letters := []rune(text)
	if len(letters) < 4 {
		return nil
	}
	known, best, at := heardNames(), 0, 0
	for k := 2; k <= len(letters)-2; k++ {
		if small(letters[k]) || !known.family[heard(string(letters[:k]))] {
			continue
		}
		score := 1
		if known.given[heard(string(letters[k:]))] {
			score = 2
		}
		if score >= best {
			best, at = score, k
		}
	}
	if at == 0 {
		return nil
	}
	return []string{string(letters[:at]), string(letters[at:])}
}

// small tells the letters of kana that no name begins with.
func small(r rune) bool {
	return strings.ContainsRune("ぁぃぅぇぉっゃゅょんァィゥェォッャュョンー", r)
}

// heard is how a word in kana is spelled, with its long vowels short.
func heard(kana string) string {
	r := romanize.Readings(kana)
	if len(r) == 0 {
		return ""
	}
	return shortVowels.Replace(r[0].Text)
}

var shortVowels = strings.NewReplacer("ou", "o", "oo", "o", "uu", "u", "oh", "o")

// heardNames are the readings of the names of the dictionary, as heard spells them.
var heardNames = sync.OnceValue(func() (out struct{ family, given map[string]bool }) {
	short := func(names map[string]string) map[string]bool {
		heard := make(map[string]bool, len(names))
		for _, readings := range names {
			for r := range strings.FieldsSeq(readings) {
				heard[shortVowels.Replace(r)] = true
			}
		}
		return heard
	}
	out.family, out.given = short(japaneseData().family), short(japaneseData().given)
	return out
})

// binds tells that two words of a name in Arabic letters are written as one in other lists: عبد الله is Abdullah.
func binds(before, t token) bool {
	if t.script != romanize.Arabic || before.script != romanize.Arabic {
		return false
	}
	switch before.text {
	case "عبد", "ابو", "بو", "ام", "ال", "بن", "ابن", "نور", "سیف", "شمس", "ضیاء", "سراج", "نصر", "فضل", "حبیب", "ذو":
		return true
	}
	switch t.text {
	case "اللہ", "الله", "الدین", "الرحمن", "الرحمان", "الحق", "الاسلام", "نژاد", "زادہ", "پور", "زئی", "خیل", "نیا":
		return true
	}
	return false
}

type cut struct{ from, to int }

// cuts says where a word without blanks may be cut. A word that is the whole name has a family name at its beginning: mostly one
// letter, two in Japan and in the few compound families.
func cuts(letters []rune, script romanize.Script, alone bool) []cut {
	n := len(letters)
	if !alone && n <= 2 || n == 1 {
		return []cut{{0, n}}
	}
	compound := n > 2 && familyNames()[string(letters[:2])] != nil
	if script == romanize.Hangul && n > 2 {
		if parts := romanize.Split(string(letters)); len(parts) == 2 {
			k := len([]rune(parts[0]))
			return []cut{{0, k}, {k, n}}
		}
	}
	switch {
	case n == 2:
		return []cut{{0, 2}, {0, 1}, {1, 2}}
	case compound:
		return []cut{{0, 2}, {2, n}}
	}
	out := make([]cut, 0, 8)
	for k := 1; k < min(n, 4); k++ {
		if k == 1 && n < 5 || k == 2 && n > 3 || script == romanize.Han && endsFamily(letters[:k]) {
			out = append(out, cut{0, k}, cut{k, n})
		}
	}
	if n > 4 {
		out = append(out, cut{0, n})
	}
	return out
}
