package romanize

import "strings"

// A Khmer consonant belongs to one of two series, and the series decides how the vowel after it sounds: ក + ា is ka, គ + ា is kea.
// A word is cut into syllables first: clusters without a vowel of their own either close the syllable before or carry the vowel
// that is not written. The last letters of Sanskrit and Pali words are silent.

// khmerCluster is a base consonant with its subscripts, vowel and signs.
type khmerCluster struct {
	letters []rune // base and subscripts
	vowel   string // as written; "" for none
	short   bool   // bantoc: the inherent vowel is short
	shift   int    // 1: triisap makes the second series, -1: muusikatoan the first
	silent  bool   // toandakhiat
	end     string // nikahit (m) or reahmuk (h)
	alone   []option
}

const (
	khmerCoeng  = 0x17d2
	khmerSilent = 0x17cd
	khmerBantoc = 0x17cb
	khmerSann   = 0x17d0
	khmerRobat  = 0x17cc
)

func khmerClusters(word []rune) []khmerCluster {
	var out []khmerCluster
	for i := 0; i < len(word); i++ {
		r := word[i]
		last := len(out) - 1
		switch {
		case khmerConsonants[r] != nil:
			out = append(out, khmerCluster{letters: []rune{r}})
		case khmerAlone[r] != nil:
			out = append(out, khmerCluster{alone: khmerAlone[r]})
		case last < 0:
		case r == khmerCoeng && i+1 < len(word):
			i++
			out[last].letters = append(out[last].letters, word[i])
		case r == khmerSilent:
			out[last].silent = true
		case r == khmerBantoc:
			out[last].short = true
		case r == khmerSann:
			out[last].vowel += "័"
		case r == '៉':
			out[last].shift = -1
		case r == '៊':
			out[last].shift = 1
		case r == 'ំ' || r == 'ះ':
			out[last].end = string(r)
		case r >= 0x17b6 && r <= 0x17c5:
			out[last].vowel += string(r)
		}
	}
	return out
}

// readKhmer reads a word of Khmer.
func readKhmer(word []rune, l *lattice) {
	if o := khmerNames[string(word)]; o != nil {
		for _, each := range o {
			l.standards = append(l.standards, Reading{Text: each.text, Weight: each.weight})
		}
	}
	c := audible(khmerClusters(word))
	var standard strings.Builder
	open := false // the syllable before has no final yet
	for i := range c {
		switch {
		case c[i].alone != nil:
			l.slot(c[i].alone)
			standard.WriteString(c[i].alone[0].text)
			open = true
		case khmerFinal(c, i, open):
			open = l.closeKhmer(c, i, &standard)
		default:
			open = l.openKhmer(c, i, &standard)
		}
	}
	l.standard(KhmerGeographic, standard.String())
}

// audible leaves out what a toandakhiat silences.
func audible(c []khmerCluster) []khmerCluster {
	out := c[:0]
	for _, each := range c {
		if !each.silent {
			out = append(out, each)
		}
	}
	return out
}

// khmerFinal tells whether the cluster at i closes the syllable before it.
func khmerFinal(c []khmerCluster, i int, open bool) bool {
	if !open || c[i].vowel != "" || c[i].end != "" || c[i].short && i+1 == len(c) && i == 0 {
		return false
	}
	if i+1 == len(c) {
		return true
	}
	// A single letter before a syllable of its own: it closes the one before, unless two bare letters make a syllable.
	next := c[i+1]
	return len(c[i].letters) > 1 || len(next.letters) < 2 && (next.vowel != "" || next.end != "" || next.alone != nil || i+2 < len(c))
}

// closeKhmer writes a final. A cluster in the middle closes with its base and opens a syllable with its subscript.
func (l *lattice) closeKhmer(c []khmerCluster, i int, standard *strings.Builder) bool {
	k := c[i]
	final := khmerFinals[k.letters[0]]
	if final == nil {
		final = khmerConsonants[k.letters[0]].options
	}
	l.slot(final)
	standard.WriteString(final[0].text)
	if len(k.letters) == 1 || i+1 == len(c) {
		return false
	}
	for _, r := range k.letters[1:] {
		l.khmerConsonant(r, standard)
	}
	l.slot(khmerInherentMiddle)
	standard.WriteString("a")
	return true
}

func (l *lattice) khmerConsonant(r rune, standard *strings.Builder) {
	if k := khmerConsonants[r]; k != nil {
		l.slot(k.options)
		standard.WriteString(k.options[0].text)
	}
}

// openKhmer writes the consonants that begin a syllable, and its vowel.
func (l *lattice) openKhmer(c []khmerCluster, i int, standard *strings.Builder) bool {
	k := c[i]
	// In the middle of a word a cluster with a vowel after an open short syllable closes it first: វណ្ណា Van-na.
	second := khmerSecond(k)
	double := i > 0 && len(k.letters) > 1 && k.letters[0] == k.letters[1]
	for j, r := range k.letters {
		if j == 1 && double {
			l.slot(khmerDoubled)
			continue
		}
		if r == 'ប' && len(k.letters) > 1 && j == 0 {
			l.slot(khmerPa)
			standard.WriteByte('p')
			continue
		}
		l.khmerConsonant(r, standard)
	}
	closes := i+1 < len(c) && c[i+1].vowel == "" && c[i+1].end == "" && c[i+1].alone == nil
	if k.end == "ំ" && i+1 < len(c) && closes && c[i+1].letters[0] == 'ង' {
		k.vowel, k.end = k.vowel+"ំង", "" // តាំង taing: the sign is a part of the vowel, and ng the final
	}
	vowel := khmerVowel(k, second, closes, i+1 < len(c) && c[i+1].short)
	if i+1 == len(c) && i > 0 && (k.vowel == "ិ" || k.vowel == "ុ") { // សម្បត្តិ Sambath: the last short vowel of Pali is silent
		vowel = append([]option{{"", 1}}, vowel...)
	}
	l.slot(vowel)
	standard.WriteString(vowel[0].text)
	return k.end == ""
}

// khmerSecond tells whether the syllable has the vowels of the second series. The last consonant that is not sonorant decides.
func khmerSecond(k khmerCluster) bool {
	if k.shift != 0 {
		return k.shift > 0
	}
	second, decided := false, false
	for _, r := range k.letters {
		c := khmerConsonants[r]
		if c == nil || decided && c.sonorant {
			continue
		}
		second, decided = c.second, true
	}
	return second
}

func khmerVowel(k khmerCluster, second, closes, short bool) []option {
	row := 0
	if second {
		row = 1
	}
	key := k.vowel + k.end
	if k.vowel == "" && k.end == "" {
		switch {
		case closes && (short || k.short):
			key = "short"
		case closes:
			key = "closed"
		default:
			key = "open"
		}
	}
	if o := khmerVowels[key]; o[row] != nil {
		return o[row]
	}
	return khmerVowels["open"][row]
}
