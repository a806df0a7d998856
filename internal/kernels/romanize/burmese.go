package romanize

import "strings"

// Burmese is written syllable by syllable: an onset with its medials, a rhyme with its final, a tone that the spelling of names
// leaves out. Names are rows of syllables written without blanks; [Split] cuts them.

const (
	burmeseAsat   = 0x103a
	burmeseVirama = 0x1039
)

// burmeseSyllable is an onset and a rhyme as they are written.
type burmeseSyllable struct {
	onset, rhyme string
	from, to     int  // where it stands in the word
	stacked      bool // its final is written over the next onset: they are one name
}

// burmeseFinal is the letter by which the tables know a final: those of Pali sound like others.
func burmeseFinal(r rune) rune {
	switch r {
	case 'ဋ', 'ဌ', 'ထ', 'ဒ', 'ဓ', 'သ', 'ဍ':
		return 'တ'
	case 'ဏ', 'လ':
		return 'န'
	case 'ဖ', 'ဗ', 'ဘ':
		return 'ပ'
	case 'ခ', 'ဂ', 'ဃ':
		return 'က'
	case 'ဆ', 'ဇ', 'ဈ':
		return 'စ'
	}
	return r
}

// burmeseSyllables takes the word apart. A letter with asat or virama after it closes the syllable before.
func burmeseSyllables(word []rune) []burmeseSyllable {
	var out []burmeseSyllable
	for i := 0; i < len(word); i++ {
		r := word[i]
		last := len(out) - 1
		next, second := at(word, i+1), at(word, i+2)
		switch {
		case burmeseAlone[r] != nil && burmeseInitials[r] == nil:
			out = append(out, burmeseSyllable{rhyme: string(r), from: i})
		case burmeseInitials[r] != nil && last >= 0 && (next == burmeseAsat || next == 0x1037 && second == burmeseAsat || next == burmeseVirama):
			out[last].rhyme += string(burmeseFinal(r))
			out[last].stacked = next == burmeseVirama || second == burmeseVirama
		case burmeseInitials[r] != nil:
			out = append(out, burmeseSyllable{onset: string(r), from: i})
		case last < 0:
		case r >= 0x103b && r <= 0x103e:
			out[last].onset += string(r)
		case r >= 0x102b && r <= 0x1032 || r == 0x1036 || r == burmeseAsat && strings.HasSuffix(out[last].rhyme, "ော"):
			if r == 0x102b {
				r = 0x102c
			}
			out[last].rhyme += string(r)
		}
		if n := len(out); n > 0 {
			out[n-1].to = i + 1
		}
	}
	return out
}

func at(word []rune, i int) rune {
	if i < len(word) {
		return word[i]
	}
	return 0
}

// readBurmese reads a row of syllables.
func readBurmese(word []rune, l *lattice) {
	var standard strings.Builder
	for _, s := range burmeseSyllables(word) {
		if o := burmeseNames[string(stripTones(word[s.from:s.to]))]; o != nil {
			l.slot(o)
			standard.WriteString(o[0].text)
			continue
		}
		if o := burmeseAlone[first(s.rhyme)]; s.onset == "" && o != nil {
			l.slot(o)
			standard.WriteString(o[0].text)
			continue
		}
		rhyme, onset := burmeseRhyme(s)
		for _, o := range [][]option{burmeseOnset(onset), rhyme} {
			if o != nil {
				l.slot(o)
				standard.WriteString(o[0].text)
			}
		}
	}
	l.standard(BurmeseUsual, standard.String())
}

func first(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// stripTones leaves out the dots of tones, which typists often omit, for looking up a syllable.
func stripTones(s []rune) []rune {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		switch r {
		case 0x1037, 0x1038:
		case 0x102b:
			out = append(out, 0x102c)
		default:
			out = append(out, r)
		}
	}
	return out
}

// burmeseOnset spells the initial with its medials: y and r palatalize, h is written before or left out.
func burmeseOnset(onset string) []option {
	if o := burmeseOnsets[onset]; o != nil {
		return o
	}
	r := []rune(onset)
	if len(r) == 0 {
		return nil
	}
	base := burmeseInitials[r[0]]
	for _, m := range r[1:] {
		base = suffixed(base, burmeseMedials[m])
	}
	return base
}

// suffixed puts every spelling of a medial behind every spelling of the base.
func suffixed(base, medial []option) []option {
	var out []option
	for _, b := range base {
		for _, m := range medial {
			out = append(out, option{b.text + m.text, b.weight * m.weight})
		}
	}
	return out
}

// burmeseRhyme spells vowel and final, and gives back the onset. The medial w before them may be a part of the rhyme: ွတ် ut.
func burmeseRhyme(s burmeseSyllable) (rhyme []option, onset string) {
	if before, ok := strings.CutSuffix(s.onset, "ွ"); ok {
		if o := burmeseRhymes["ွ"+s.rhyme]; o != nil {
			return o, before
		}
	}
	return burmesePlain(s), s.onset
}

func burmesePlain(s burmeseSyllable) []option {
	if o := burmeseRhymes[s.rhyme]; o != nil {
		return o
	}
	r := []rune(s.rhyme)
	for n := len(r) - 1; n > 0; n-- {
		if o := burmeseRhymes[string(r[:n])]; o != nil {
			return o
		}
	}
	return burmeseRhymes["-"]
}

// splitBurmese cuts a name into its syllables, each a name of its own: အောင်ဆန်း is Aung San.
func splitBurmese(word string) []string {
	r := []rune(word)
	if len(r) > maxRunes {
		r = r[:maxRunes]
	}
	s := burmeseSyllables(r)
	if len(s) < 2 {
		return nil
	}
	var out []string
	from := 0
	for i := range s {
		end := len(r)
		if i+1 < len(s) {
			end = s[i+1].from
		}
		if !s[i].stacked || end == len(r) {
			out = append(out, string(r[from:end]))
			from = end
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}
