package romanize

import "strings"

// syllable is a Hangul syllable taken apart: indexes into the tables of initials, vowels and finals.
type syllable struct {
	whole                 rune
	initial, vowel, final rune
}

const (
	initialNone = 11 // ㅇ
	initialS    = 9
	initialR    = 5
	initialN    = 2
	finalNone   = 0
	finalL      = 8
)

// syllablesOf takes the word apart. What is no Hangul syllable is left out.
func syllablesOf(word []rune) []syllable {
	out := make([]syllable, 0, len(word))
	for _, r := range composeJamo(word) {
		if n := r - 0xac00; n >= 0 && n < 11172 {
			out = append(out, syllable{r, n / 588, n % 588 / 28, n % 28})
		}
	}
	return out
}

// composeJamo joins conjoining letters, as files from some systems write Hangul taken apart (NFD).
func composeJamo(word []rune) []rune {
	out := word[:0:0]
	for _, r := range word {
		last := len(out) - 1
		switch {
		case r >= 0x1161 && r <= 0x1175 && last >= 0 && out[last] >= 0x1100 && out[last] <= 0x1112:
			out[last] = 0xac00 + (out[last]-0x1100)*588 + (r-0x1161)*28
		case r >= 0x11a8 && r <= 0x11c2 && last >= 0 && out[last] >= 0xac00 && out[last] <= 0xd7a3 && (out[last]-0xac00)%28 == 0:
			out[last] += r - 0x11a7
		default:
			out = append(out, r)
		}
	}
	return out
}

// readHangul reads a family name, a given name or both in one piece.
func readHangul(word []rune, l *lattice) {
	s := syllablesOf(word)
	if len(s) == 0 {
		return
	}
	family := familyLength(s)
	for i := range s {
		switch {
		case i == 0 && (family == 1 || len(s) == 1) && koreanFamilies[string(s[0].whole)] != nil:
			l.slot(koreanFamilies[string(s[0].whole)])
			if len(s) == 1 { // a single syllable may be a given name as well
				l.alsoSyllable(s[0])
			}
		case koreanSyllables[string(s[i].whole)] != nil:
			l.slot(koreanSyllables[string(s[i].whole)])
		default:
			l.letters(s, i)
		}
	}
	l.standard(RevisedRomanization, revised(s))
	l.standard(McCuneReischauer, mccune(s))
}

// alsoSyllable lets the one slot of a family name be spelled as a syllable of a given name as well, at half the weight.
func (l *lattice) alsoSyllable(s syllable) {
	at := len(l.slots) - 1
	joined := append([]option{}, l.slots[at]...)
	for _, o := range koreanSyllables[string(s.whole)] {
		o.weight /= 2
		joined = append(joined, o)
	}
	l.slots[at] = joined
}

// letters spells a syllable that no table has, letter by letter.
func (l *lattice) letters(s []syllable, i int) {
	c := s[i]
	switch {
	case c.initial == initialS && (c.vowel == 20 || c.vowel == 6 || c.vowel == 16):
		l.slot(hangulS)
	default:
		l.slot(hangulInitials[c.initial])
	}
	l.slot(hangulVowels[c.vowel])
	if linked := hangulLinked[c.final]; linked != nil && i+1 < len(s) && s[i+1].initial == initialNone {
		l.slot(linked)
		return
	}
	l.slot(hangulFinals[c.final])
}

// revised spells by the Revised Romanization as it is used for names: without the changes between syllables.
func revised(s []syllable) string {
	var b strings.Builder
	for i, c := range s {
		if c.initial == initialR && i > 0 && s[i-1].final == finalL {
			b.WriteByte('l')
		} else {
			b.WriteString(rrInitials[c.initial])
		}
		b.WriteString(rrVowels[c.vowel])
		b.WriteString(rrFinals[c.final])
	}
	return b.String()
}

// mccune spells by McCune-Reischauer without its marks: k, t, p and ch are voiced between sounding letters.
func mccune(s []syllable) string {
	var b strings.Builder
	for i, c := range s {
		switch {
		case i > 0 && (s[i-1].final == finalNone || strings.ContainsAny(rrFinals[s[i-1].final], "nml")):
			b.WriteString(mrVoiced[c.initial])
		case i == 0 && c.initial == initialR:
			b.WriteString("r")
		default:
			b.WriteString(mrInitials[c.initial])
		}
		b.WriteString(mrVowels[c.vowel])
		b.WriteString(rrFinals[c.final])
	}
	return b.String()
}

// familyLength is how many syllables of a full name in one piece are the family name: 0 where the word is no full name.
func familyLength(s []syllable) int {
	if len(s) < 3 || len(s) > 5 {
		return 0
	}
	two := string(s[0].whole) + string(s[1].whole)
	for _, c := range koreanCompounds {
		if c == two {
			return 2
		}
	}
	if koreanFamilies[string(s[0].whole)] != nil && len(s) <= 4 {
		return 1
	}
	return 0
}

// splitHangul cuts a full name that is written in one piece into family and given name.
func splitHangul(word string) []string {
	s := syllablesOf([]rune(word))
	n := familyLength(s)
	if n == 0 {
		return nil
	}
	var family, given strings.Builder
	for i, c := range s {
		if i < n {
			family.WriteRune(c.whole)
		} else {
			given.WriteRune(c.whole)
		}
	}
	return []string{family.String(), given.String()}
}
