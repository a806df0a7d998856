package names

import (
	"math"

	"banyan/internal/kernels/romanize"
)

// fromSpellings takes over a slot of package romanize: half as usual is 2 dearer.
func fromSpellings(spellings []romanize.Spelling) slot {
	out := make(slot, 0, len(spellings))
	for _, s := range spellings {
		cost := 14.0
		if s.Weight > 0 {
			cost = min(14, -2*math.Log2(float64(s.Weight)))
		}
		out = append(out, option{s.Text, uint8(max(0, cost))})
	}
	return out.tidy()
}

// readingsOf are the ways to read a piece of a name about one for each system. Of a Latin word they are what it may
// stand for besides itself. family
// tells that it stands where a family name stands.
func readingsOf(word string, script romanize.Script, family bool) []reading {
	switch script {
	case romanize.Unknown:
		return nil
	case romanize.Latin:
		return variantsOf(word)
	case romanize.Han:
		return readHan([]rune(word), family)
	}
	slots := romanize.Slots(word)
	if len(slots) == 0 {
		return nil
	}
	r := reading{system: systemOf(script)}
	for _, s := range slots {
		r.slots = append(r.slots, fromSpellings(s))
	}
	out := []reading{r}
	if whole := romanize.Wholes(word); len(whole) > 0 { // সৈয়দ Syed, グエン Nguyen: what no letters say
		spellings := make([]romanize.Spelling, len(whole))
		for i, w := range whole {
			spellings[i] = romanize.Spelling{Text: w.Text, Weight: w.Weight}
		}
		out = append(out, reading{system: r.system, slots: []slot{fromSpellings(spellings)}})
	}
	return out
}

// variantsOf is what else a Latin word stands for: other spellings in use, and what Hmong and broken Vietnamese letters sound like.
func variantsOf(word string) []reading {
	var same slot
	for _, v := range romanize.Variants(word) {
		base := 10 // another spelling is another name, unless it is only another way to write
		if v.System == romanize.HmongRPA || v.Weight >= .8 {
			base = 3
		}
		same = append(same, option{v.Text, uint8(min(40, float64(base)-2*math.Log2(float64(v.Weight))))})
	}
	if same == nil {
		return nil
	}
	return []reading{{Written, []slot{same.tidy()}}}
}

func systemOf(script romanize.Script) System {
	switch script {
	case romanize.Hangul:
		return Korean
	case romanize.Kana:
		return Japanese
	}
	return Written
}

// readHan reads each letter in each language that has a reading for all of them, and the whole as Japanese names are read. Kana among
// them make the name Japanese.
func readHan(word []rune, isFamily bool) []reading {
	table := hanData()
	var known *family
	if isFamily {
		known = familyNames()[string(word)]
	}
	out := make([]reading, 0, systems+1)
	if whole := japaneseData().read(string(plainLetters(string(word))), isFamily); whole != nil {
		out = append(out, reading{Japanese, []slot{whole}})
	}
	for s := Mandarin; s < systems; s++ {
		if known != nil && known.slots[s] != nil {
			out = append(out, reading{s, []slot{known.slots[s]}})
			continue
		}
		r := reading{system: s, slots: make([]slot, 0, len(word))}
		for _, letter := range word {
			read := table.read(letter, s)
			if s == Japanese && romanize.ScriptOf(string(letter)) == romanize.Kana {
				read = kana(letter)
			}
			if read == nil {
				break
			}
			r.slots = append(r.slots, read)
		}
		if len(r.slots) == len(word) {
			out = append(out, r)
		}
	}
	return out
}

// joined is one slot for several letters.
func joined(table *hanLetters, word []rune, s System) slot {
	out := slot{{"", 0}}
	for _, letter := range word {
		read := table.read(letter, s)
		if read == nil {
			return nil
		}
		out = both(out, read[:min(len(read), 4)])
	}
	return out
}

// unit is a piece of a name that can be found: a word, or what may be a family or a given name in a word without blanks.
type unit struct {
	token
	family   bool
	from, to int // the atoms that it covers: words of Latin letters, single Han letters and syllables of Hangul
}

// atom is the smallest piece of a name that is matched or left over, and how much it says.
type atom struct{ weight int }

// wordWeight is the most that a word says: that somebody has a middle name is no great difference, however long it is.
const wordWeight = 4

// hanWeight is what a Han letter or a Hangul syllable says, in Latin letters.
const hanWeight = 3

// unitsOf cuts the tokens of a name into the units under which it is found.
func unitsOf(tokens []token) ([]unit, []atom) {
	units := make([]unit, 0, 6)
	atoms := make([]atom, 0, 6)
	for i, t := range tokens {
		from := len(atoms)
		if t.script != romanize.Han && t.script != romanize.Hangul {
			weight := len(t.text)
			if t.script != romanize.Latin {
				weight = 2 * len([]rune(t.text))
			}
			atoms = append(atoms, atom{min(weight, wordWeight)})
			units = append(units, unit{t, i == 0, from, from + 1})
			continue
		}
		letters := []rune(t.text)
		words := []rune(t.word)
		if len(words) != len(letters) { // 々 and the like
			words = letters
		}
		for range letters {
			atoms = append(atoms, atom{hanWeight})
		}
		alone := len(tokens) == 1 || i == 0 && tokens[1].script != t.script
		for _, s := range cuts(letters, t.script, alone) {
			u := unit{token{string(letters[s.from:s.to]), string(words[s.from:s.to]), t.script}, s.from == 0, from + s.from, from + s.to}
			units = append(units, u)
		}
	}
	return units, atoms
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
		if k == 1 && n < 5 || k == 2 && n > 3 || script == romanize.Han && japaneseData().isFamily(letters[:k]) {
			out = append(out, cut{0, k}, cut{k, n})
		}
	}
	if n > 4 {
		out = append(out, cut{0, n})
	}
	return out
}
