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

// readingsOf are the ways to read a piece of a name, about one for each system. Of a Latin word they are what it may stand for besides
// itself.
func readingsOf(word string, script romanize.Script, as as) []reading {
	switch script {
	case romanize.Unknown:
		return nil
	case romanize.Latin:
		return variantsOf(word, as.hmong)
	case romanize.Han:
		return readHan([]rune(word), as.family)
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
	if letters := romanize.Letters(word); len(letters) > 0 { // ภูมิพล Bhumibol
		by := reading{system: r.system}
		for _, l := range letters {
			by.slots = append(by.slots, fromSpellings(l))
		}
		out = append(out, by)
	}
	if initials := romanize.Initials(word); len(initials) > 0 {
		var letters slot
		for _, letter := range initials {
			letters = append(letters, option{letter, initialCost})
		}
		out = append(out, reading{system: r.system, slots: []slot{letters.tidy()}})
	}
	if parts := romanize.Split(word); len(parts) == 2 && script != romanize.Burmese {
		if joined := joinedReading(parts, r.system); len(joined.slots) > 1 {
			out = append(out, joined)
		}
	}
	return out
}

// initialCost is what it costs to take a short word for an initial.
const initialCost = 4

// joinedReading reads a word that is two in other lists: what stands second is spelled as if it stood alone, as in Nageswararao.
func joinedReading(parts []string, system System) reading {
	out := reading{system: system}
	for _, s := range romanize.Slots(parts[0]) {
		out.slots = append(out.slots, fromSpellings(s))
	}
	var second []romanize.Spelling
	for _, r := range romanize.Readings(parts[1]) {
		second = append(second, romanize.Spelling{Text: r.Text, Weight: r.Weight})
	}
	out.slots = append(out.slots, fromSpellings(second))
	return out
}

// variantsOf is what else a Latin word stands for: other spellings in use, and what Hmong and broken Vietnamese letters sound like.
func variantsOf(word string, hmong bool) []reading {
	var same slot
	variants := romanize.Variants(word)
	if hmong {
		variants = append(romanize.Hmong(word), variants...)
	}
	for _, v := range variants {
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
		known = familyNames()[string(plainLetters(string(word)))]
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
