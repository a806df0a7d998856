package romanize

import "strings"

// Arabic writing leaves short vowels out, and Urdu, Persian and Arabic spell one name by one word: محمد is Muhammad, Mohammed
// and Mohamed. Names that many bear are in a table; the rest are read by their letters, with a vowel guessed in each gap by the
// patterns of Arabic names (Karim, Khalid, Mahmud). Keys of sound need no vowels, so that a wrong guess still meets.

// arabicWord walks a word that has been normalized.
type arabicWord struct {
	r     []rune
	l     *lattice
	vowel bool // the last slot was a vowel
	weak  bool // the last gap was more likely empty than not
	first bool // no vowel yet
	full  bool // Uyghur and Kurdish write every vowel
}

// readArabic reads Arabic, Urdu, Persian and Uyghur.
func readArabic(word []rune, l *lattice) {
	r := normalArabic(word)
	if o := arabicNames[string(r)]; o != nil {
		l.slot(o)
		return
	}
	if len(r) == 0 {
		return
	}
	w := arabicWord{r: r, l: l, first: true, full: vowelled(word)}
	i := w.prefix()
	tail := w.suffix(i)
	for i < len(w.r) {
		i += w.letter(i)
	}
	if tail != nil {
		l.slot(tail)
	}
}

// normalArabic folds the letters that keyboards of different languages write differently, and the marks that are mostly left out.
func normalArabic(word []rune) []rune {
	out := word[:0:0]
	for _, r := range word {
		if f, ok := arabicFolds[r]; ok {
			r = f
		}
		switch {
		case r >= 0x610 && r <= 0x61a, r >= 0x64b && r <= 0x652 && r != fatha && r != kasra && r != damma && r != shadda, r == 0x640, r >= 0x653 && r <= 0x65f, r == 0x670, r == 0x200c, r == 0x200d:
		default:
			out = append(out, r)
		}
	}
	return out
}

const (
	fatha  = 0x64e
	damma  = 0x64f
	kasra  = 0x650
	shadda = 0x651
)

// vowelled tells a word of Uyghur or Kurdish by the vowels that no other language writes.
func vowelled(word []rune) bool {
	for i, r := range word {
		switch r {
		case 'ە', 'ۇ', 'ۆ', 'ۈ', 'ێ', 'ڵ', 'ڕ':
			return true
		case 'ئ':
			if i == 0 && len(word) > 1 && strings.ContainsRune("اىوې", word[1]) {
				return true
			}
		}
	}
	return false
}

// prefix reads the article and 'servant of' before a name, and tells how many letters that was.
func (w *arabicWord) prefix() int {
	for _, p := range arabicPrefixes {
		n := len(p.letters)
		if len(w.r) < n+2 || string(w.r[:n]) != string(p.letters) {
			continue
		}
		o := p.options
		if c := arabicLetters[w.r[n]]; sun[w.r[n]] && c != nil {
			o = append([]option{{p.stem + c[0].text[:1], 1}}, o...)
		}
		w.l.slot(o)
		return n
	}
	return 0
}

// suffix cuts 'of the faith' and 'of God' from the end of a name that is written in one piece.
func (w *arabicWord) suffix(from int) []option {
	for _, s := range arabicSuffixes {
		if at := len(w.r) - len(s.letters); at >= from+2 && string(w.r[at:]) == string(s.letters) {
			w.r = w.r[:at]
			return s.options
		}
	}
	return nil
}

// letter reads the letter at i and tells how many were read.
func (w *arabicWord) letter(i int) int {
	r := w.r[i]
	next := w.at(i + 1)
	switch {
	case r == 'ا' || r == 'آ':
		return w.alif(i)
	case r == 'ع':
		w.ain(i)
	case r == 'و':
		w.waw(i)
	case r == 'ی':
		w.ya(i)
	case r == 'ہ' && next == 0 && i > 0 && w.at(i-1) != 'ا' && w.at(i-1) != 'و':
		w.say(finalHa, true)
	case arabicVowels[r] != nil:
		w.say(arabicVowels[r], true)
	case arabicLetters[r] != nil:
		return w.consonant(i)
	}
	return 1
}

func (w *arabicWord) at(i int) rune {
	if i < len(w.r) {
		return w.r[i]
	}
	return 0
}

func (w *arabicWord) say(o []option, vowel bool) {
	w.l.slot(o)
	w.vowel = vowel
	if vowel {
		w.first, w.weak = false, false
	}
}

func (w *arabicWord) alif(i int) int {
	switch {
	case w.r[i] == 'آ':
		w.say(longA, true)
	case i > 0 || w.at(1) == 'ل':
		w.say(longA, true)
	case w.at(1) == 'ی':
		w.say(startAi, true)
		return 2
	default:
		w.say(startAlif, true)
	}
	return 1
}

func (w *arabicWord) ain(i int) {
	switch next := w.at(i + 1); {
	case next == 'ا' || next == 'آ':
	case i == 0:
		w.say(startAin, true)
	case next == 0:
		w.say(finalAin, true)
	default:
		w.say(middleAin, true)
	}
}

func (w *arabicWord) waw(i int) {
	switch next := w.at(i + 1); {
	case i == 0:
		w.say(startWaw, false)
		w.gap(i)
	case longVowel1(next):
		w.say(consonantWaw, false)
	case w.vowel && next == 0:
		w.say(finalWaw, true)
	case w.vowel:
		w.say(consonantWaw, false)
		w.gap(i)
	default:
		w.say(vowelWaw, true)
	}
}

func (w *arabicWord) ya(i int) {
	switch next := w.at(i + 1); {
	case i == 0:
		w.say(startYa, false)
		w.gap(i)
	case next == 0:
		w.say(finalYa, true)
	case longVowel1(next) || next == 'ہ' && i+2 == len(w.r):
		w.say(beforeYa, false)
		w.first = false
	default:
		w.say(vowelYa, true)
	}
}

// longVowel1 tells the letters after which و and ی are consonants.
func longVowel1(r rune) bool { return r == 'ا' || r == 'و' || r == 'ی' || r == 'آ' || r == 'ے' }

// consonant reads a letter with its h of an aspirate, its doubling and the short vowel after it.
func (w *arabicWord) consonant(i int) int {
	o, n := arabicLetters[w.r[i]], 1
	if w.at(i+n) == 'ھ' {
		o, n = aspirated(o), 2
	}
	if w.at(i+n) == shadda {
		o = append(doubled(o), o...)
		n++
	}
	switch {
	case i > 0 && w.at(i+n) != 0 && len(o[0].text) == 1: // the sign that doubles is hardly ever written: Hassan, Tawakkol
		o = append(o[:len(o):len(o)], lighter(doubled(o[:1]), arabicDoubled)...)
	case w.at(i+n) == 0 && w.r[i] == 'ن':
		o = finalNun
	}
	w.say(o, false)
	switch w.at(i + n) {
	case fatha:
		w.say(longA, true)
		return n + 1
	case kasra:
		w.say(shortI, true)
		return n + 1
	case damma:
		w.say(shortU, true)
		return n + 1
	}
	w.gap(i + n - 1)
	return n
}

// arabicDoubled is how usual it is that a letter is doubled without a sign.
const arabicDoubled = .2

func lighter(o []option, weight float32) []option {
	out := make([]option, len(o))
	for i := range o {
		out[i] = option{o[i].text, o[i].weight * weight}
	}
	return out
}

func aspirated(o []option) []option {
	out := make([]option, len(o))
	for i := range o {
		out[i] = option{o[i].text + "h", o[i].weight}
	}
	return out
}

// gap guesses the short vowel between the consonant that ends at i and the next.
func (w *arabicWord) gap(i int) {
	next := w.at(i + 1)
	if w.full || next == 0 || longVowel1(next) || next == 'ع' && i+2 < len(w.r) || arabicVowels[next] != nil || next == 'ہ' && i+2 == len(w.r) {
		return
	}
	switch {
	case w.first:
		w.say(gapFirst, true)
	case w.weak:
		w.say(gapAfterWeak, true)
	case i+2 == len(w.r):
		w.say(gapLast, true)
	default:
		w.say(gapMiddle, true)
		w.weak = true
	}
	w.vowel = false
}
