package romanize

import "strings"

// The scripts of South Asia are laid out alike in Unicode, after ISCII (Bureau of Indian Standards, IS 13194:1991): the last seven
// bits of a letter say which it is in all of them. So one set of rules reads nine scripts; a script brings what it does otherwise.

// Places of letters in the common layout.
const (
	placeCandrabindu = 0x01
	placeAnusvara    = 0x02
	placeVisarga     = 0x03
	placeNga         = 0x19
	placeCa          = 0x1a
	placeJa          = 0x1c
	placeNya         = 0x1e
	placeNa          = 0x28
	placeMa          = 0x2e
	placeYa          = 0x2f
	placeRa          = 0x30
	placeVa          = 0x35
	placeSsa         = 0x37
	placeHa          = 0x39
	placeNukta       = 0x3c
	placeVirama      = 0x4d
)

// akshara is a consonant (or none) with the vowel after it.
type akshara struct {
	consonant int // place of the letter; 0 for a vowel alone
	vowel     int // place of the dependent vowel sign; inherent or silent
	nasal     int // place of candrabindu, anusvara or visarga; 0 for none
	nukta     bool
	double    bool // Gurmukhi's addak stands before it
	drops     bool // its inherent vowel falls between two spoken ones
}

const (
	inherent = 0
	silent   = -1
)

// indic is how one script of the family is read.
type indic struct {
	consonants, vowels map[int][]option // vowels by the place of the dependent sign
	hunterian          map[int]string   // consonants and vowels of the standard
	clusters           map[[2]int][]option
	inherent           []option // the vowel that is not written
	finalA             []option // the same at the end of a word, after one consonant
	finalClusterA      []option // and after several
	medialA            []option // where a vowel may be dropped between two others
	nasal, nasalFinal  []option // of anusvara before most consonants, and at the end
	deletes            bool     // whether the standard drops the vowel at the end
	voices             bool     // Tamil: k, c, t, p are voiced by their place
}

// aksharas takes the word apart.
func aksharas(word []rune, place func(rune) int) []akshara {
	out := make([]akshara, 0, len(word))
	double := false
	for _, r := range word {
		p := place(r)
		last := len(out) - 1
		switch {
		case bare[r] != 0:
			out = append(out, akshara{consonant: bare[r], vowel: silent})
		case p == 0x71 && r>>7 == 0xa00>>7: // addak
			double = true
		case p == placeCandrabindu || p == placeAnusvara || p == placeVisarga || p == 0x70 && r>>7 == 0xa00>>7:
			if last >= 0 {
				out[last].nasal = nasalPlace(p)
			}
		case p >= 0x05 && p <= 0x14: // an independent vowel; a is inherent
			out = append(out, akshara{vowel: independent(p)})
		case p >= 0x15 && p <= 0x39 || p >= 0x58 && p <= 0x5f:
			out = append(out, akshara{consonant: p, double: double})
			double = false
		case p == placeNukta && last >= 0:
			out[last].nukta = true
		case p == placeVirama && last >= 0:
			out[last].vowel = silent
		case p >= 0x3e && p <= 0x4c && last >= 0:
			out[last].vowel = p
		}
	}
	return out
}

func nasalPlace(p int) int {
	if p == 0x70 {
		return placeAnusvara
	}
	return p
}

// independent turns the place of an independent vowel into that of its sign.
func independent(p int) int {
	if p == 0x05 {
		return inherent
	}
	return p + 0x38
}

// read lays the word's slots and the spelling of the standard.
func (s *indic) read(a []akshara, l *lattice) {
	var standard strings.Builder
	dropMedial(a)
	for i := range a {
		if skip := s.cluster(a, i, l, &standard); skip {
			continue
		}
		s.consonant(a, i, l, &standard)
		s.vowel(a, i, l, &standard)
		s.nasalize(a, i, l, &standard)
	}
	l.standard(Hunterian, standard.String())
}

// cluster reads two consonants that have a sound of their own together; the vowel of the second follows as ever.
func (s *indic) cluster(a []akshara, i int, l *lattice, standard *strings.Builder) bool {
	if a[i].vowel != silent || i+1 == len(a) || s.clusters == nil {
		return false
	}
	o := s.clusters[[2]int{a[i].consonant, a[i+1].consonant}]
	if o == nil {
		return false
	}
	l.slot(o)
	standard.WriteString(o[0].text)
	a[i+1].consonant = clusterTail
	return true
}

// clusterTail marks a consonant that its cluster has spelled already.
const clusterTail = -1

func (s *indic) consonant(a []akshara, i int, l *lattice, standard *strings.Builder) {
	c := a[i].consonant
	if c <= 0 {
		return
	}
	if a[i].nukta {
		c = withNukta(c)
	}
	o := s.consonants[c]
	if s.voices {
		o = tamilVoiced(a, i, o)
	}
	if a[i].double && len(o) > 0 {
		l.slot(doubled(o))
		standard.WriteString(s.hunterian[c][:1])
	} else {
		l.slot(o)
	}
	standard.WriteString(s.hunterian[c])
}

// withNukta is the letter with a dot: Persian and Arabic sounds.
func withNukta(c int) int {
	switch c {
	case 0x15:
		return 0x58
	case 0x16:
		return 0x59
	case 0x17:
		return 0x5a
	case 0x1c, 0x1d:
		return 0x5b
	case 0x21:
		return 0x5c
	case 0x22:
		return 0x5d
	case 0x2b:
		return 0x5e
	case 0x2f:
		return 0x5f
	case 0x38: // Gurmukhi sha
		return 0x36
	}
	return c
}

func doubled(o []option) []option {
	out := make([]option, len(o))
	for i := range o {
		out[i] = o[i]
		if o[i].text != "" {
			out[i].text = o[i].text[:1] + o[i].text
		}
	}
	return out
}

func (s *indic) vowel(a []akshara, i int, l *lattice, standard *strings.Builder) {
	v := a[i].vowel
	switch {
	case v == silent:
	case i == 0 && v == 0x3f && a[i].consonant == 0 && len(a) > 1 && a[1].consonant == 0x5f:
		l.slot(startIy) // ইয়াসমিন Yasmin
	case s.voices && (v == 0x3f || v == 0x41) && i+1 < len(a) && tamilHelps(a, i):
		l.slot(tamilHelper[v])
		standard.WriteString(s.hunterian[v])
	case v != inherent:
		o := s.vowels[v]
		if i == len(a)-1 && len(finalVowels[v]) > 0 && a[i].nasal == 0 {
			o = finalVowels[v]
		}
		l.slot(o)
		standard.WriteString(s.hunterian[v])
	case i == len(a)-1 && a[i].consonant == 0 || a[i].nasal != 0:
		l.slot(s.inherent)
		standard.WriteByte('a')
	case i == len(a)-1:
		s.final(a, i, l, standard)
	case a[i].drops:
		l.slot(s.medialA)
		if s.medialA[0].text != "" || !s.deletes {
			standard.WriteByte('a')
		}
	default:
		l.slot(s.inherent)
		standard.WriteByte('a')
	}
}

// final reads the inherent vowel at the end of the word.
func (s *indic) final(a []akshara, i int, l *lattice, standard *strings.Builder) {
	o := s.finalA
	if i > 0 && a[i-1].vowel == silent && !(a[i].consonant == a[i-1].consonant) {
		o = s.finalClusterA
		if c := a[i].consonant; !sonorous(c) && len(o) > 1 {
			o = s.medialA
		}
	}
	if i == 0 {
		o = s.inherent
	}
	l.slot(o)
	if !s.deletes || len(o) > 0 && o[0].text != "" {
		standard.WriteByte('a')
	}
}

func sonorous(c int) bool {
	return c == clusterTail || c == placeYa || c == placeRa || c == placeVa || c == placeNa || c == 0x23 || c == placeMa || c == 0x32
}

// dropMedial marks the inherent vowels that fall between two spoken ones, from the end to the beginning, as in Kam(a)la and
// An(a)war: V C _ C V (M. Ohala, Aspects of Hindi Phonology, 1983).
func dropMedial(a []akshara) {
	for i := len(a) - 2; i > 0; i-- {
		if a[i].vowel != inherent || a[i].consonant == 0 || a[i].nasal != 0 || a[i-1].vowel == silent {
			continue
		}
		next := a[i+1]
		switch {
		case next.consonant == 0:
		case next.vowel == silent:
			a[i].drops = i+2 < len(a) && (a[i+2].consonant == placeRa || a[i+2].consonant == placeYa)
		default:
			last := i+1 == len(a)-1
			a[i].drops = !next.drops && (next.vowel != inherent || next.nasal != 0 || !last)
		}
	}
}

func (s *indic) nasalize(a []akshara, i int, l *lattice, standard *strings.Builder) {
	switch a[i].nasal {
	case placeAnusvara, placeCandrabindu:
		o := s.nasal
		switch {
		case i == len(a)-1:
			o = s.nasalFinal
		case a[i+1].consonant >= 0x2a && a[i+1].consonant <= 0x2e:
			o = nasalM
		case a[i+1].consonant == placeHa:
			o = nasalH
			a[i+1].consonant = clusterTail
		}
		l.slot(o)
		standard.WriteString(o[0].text)
	case placeVisarga:
		l.slot(visarga)
	}
}

var (
	nasalM  = options("m:9 n:2")
	nasalH  = options("ngh:8 nh:3 nha") // सिंह Singh, Sinha
	startIy = options("-:6 i:3")
	visarga = options("-:6 h:4")
	// finalVowels are long vowels at the end of a word.
	finalVowels = map[int][]option{
		0x3f: options("i:9 y:2 ee"), 0x40: options("i:7 ee:3 y:2"), 0x42: options("u:8 oo:3"), 0x3e: options("a:9 ah"),
	}
)
