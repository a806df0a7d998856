package romanize

import (
	"maps"
	"strings"
)

// Sources: the Hunterian system (Survey of India; UNGEGN working paper 2016, Hindi, Marathi, Nepali, Bengali, Gujarati, Punjabi,
// Tamil, Telugu, Kannada, Malayalam), ISO 15919 for which letter is which; what people use is told by electoral rolls.

// hunterian spells the common letters.
var hunterian = places(`
15 k 16 kh 17 g 18 gh 19 n 1a ch 1b chh 1c j 1d jh 1e n 1f t 20 th 21 d 22 dh 23 n 24 t 25 th 26 d 27 dh 28 n 29 n 2a p 2b ph 2c b 2d bh 2e m
2f y 30 r 31 r 32 l 33 l 34 zh 35 v 36 sh 37 sh 38 s 39 h 58 q 59 kh 5a gh 5b z 5c r 5d rh 5e f 5f y
3e a 3f i 40 i 41 u 42 u 43 ri 45 e 46 e 47 e 48 ai 49 o 4a o 4b o 4c au`)

// places parses 'place spelling place spelling …', places in hexadecimal.
func places(table string) map[int]string {
	f := strings.Fields(table)
	out := make(map[int]string, len(f)/2)
	for i := 0; i+1 < len(f); i += 2 {
		out[hex(f[i])] = f[i+1]
	}
	return out
}

func hex(s string) (n int) {
	for _, c := range s {
		n = n<<4 | strings.IndexRune("0123456789abcdef", c)
	}
	return n
}

// letters parses lines 'place options' over those of base.
func letters(base map[int][]option, table string) map[int][]option {
	out := maps.Clone(base)
	if out == nil {
		out = map[int][]option{}
	}
	for line := range strings.Lines(table) {
		place, o, ok := strings.Cut(strings.TrimSpace(line), " ")
		if ok {
			out[hex(place)] = options(o)
		}
	}
	return out
}

var (
	indicConsonants = letters(nil, `
15 k:9 c
16 kh
17 g
18 gh:8 g
19 ng
1a ch:9 c
1b chh:6 ch:5
1c j
1d jh:8 j:2
1e n:5 ny:3
1f t
20 th:8 t:2
21 d
22 dh:8 d:2
23 n
24 t:9 th
25 th
26 d
27 dh:8 d
28 n
29 n
2a p
2b ph:5 f:5
2c b
2d bh:9 b
2e m
2f y
30 r
31 r
32 l
33 l
34 zh:4 l:4
35 v:6 w:4
36 sh:8 s:2
37 sh:8 s:2
38 s
39 h
58 q:5 k:4
59 kh
5a gh:8 g
5b z:9 j
5c r:5 d:4
5d rh:6 dh:3
5e f:9 ph
5f y`)
	indicVowels = letters(nil, `
3e a:18 aa
3f i:18 ee e
40 i:6 ee:5
41 u:18 oo
42 u:6 oo:4
43 ri:7 ru:2
45 e
46 e
47 e
48 ai:8 e:2 ay
49 o
4a o
4b o
4c au:7 ou:2 ow:2 o:2`)
	indicClusters = map[[2]int][]option{
		{placeJa, placeNya}: options("gy:6 jn:3 gn:2 dny"), // ज्ञ
		{0x15, placeSsa}:    options("ksh:7 x:1 chh:2 kh"), // क्ष
		{placeCa, 0x1b}:     options("chh:6 cch:2 ch:2"),   // च्छ
		{placeCa, placeCa}:  options("ch:5 cch:3 chch"),
		{placeNga, 0x17}:    options("ng:8 ngg g"), // ঙ্গ
		{placeNga, 0x15}:    options("nk:8 ngk"),
		{0x36, 0x1a}:        options("shch:5 sch:2"),
	}
)

// northern languages drop the vowel that is not written.
var northern = indic{
	consonants: indicConsonants, vowels: indicVowels, hunterian: hunterian, clusters: indicClusters, deletes: true,
	inherent: options("a:16 u"), finalA: options("-:9 a:2"), finalClusterA: options("a:8 -:3"), medialA: options("-:6 a:5"),
	nasal: options("n:9 m"), nasalFinal: options("n:5 m:4 -:2"),
}

// southern languages speak it; names from elsewhere are spelled without it.
var southern = indic{
	consonants: southernConsonants, vowels: southernVowels, hunterian: hunterian, clusters: indicClusters,
	inherent: options("a"), finalA: options("a:8 -:2"), finalClusterA: options("a"), medialA: options("a:9 -:2"),
	nasal: options("n:9 m"), nasalFinal: options("m"),
}

var southernConsonants = letters(indicConsonants, `
24 th:5 t:5
26 d:8 dh:4
35 v:8 w
25 th`)

var southernVowels = letters(indicVowels, `
3e a:16 aa:2
40 i:5 ee:6
42 u:5 oo:6
46 e:9 ye
47 e:9 ae ay
4b o:9 oo`)

// scripts of the family.
var (
	devanagari = northern.with(`
35 v:6 w:4 b:2
5c r:5 d:5`, "")
	gujarati = northern
	gurmukhi = gurmukhiOf(northern.with(`
35 v:5 w:5
28 n
2b ph:6 f:4`, `
3f i:14 e
48 ai:5 e:3
40 i:4 ee:6`))
	bengali = bengaliOf(northern.with(`
1b chh:4 ch:5 s
1c j:8 z:4
2c b:8 v:2 w
2d bh:8 v:3 b:2
2f j:8 y:2 z:2
5f y:7 -:2 e
36 sh:8 s:4
37 sh:8 s:3
38 s:8 sh:3
70 r
71 w:6 v:3`, `
3e a:9 aa
3f i:9 e:3
40 i:6 ee:4 y
41 u:8 o:3 oo
42 u:7 oo:4 o
48 oi:4 ai:5 oy
4b o:9 u:2
4c ou:4 ow:4 au:5
47 e:9 a:2`))
	odia      = northern.with("2c b:8 v:4\n35 w:6 v:4", "")
	telugu    = southern
	kannada   = southern
	malayalam = malayalamOf(southern.with("34 zh:7 l:3", "3e a:12 aa:2"))
	sinhala   = southern.with("35 w:7 v:4", "40 i:6 ee:4")
	tamil     = tamilOf(southern.with(`
15 k:9 g:2
1a s:6 ch:4 c
1f t:7 d:3
24 th:6 t:3 d dh
2a p:8 b:2
29 n
31 r:9 tr
34 zh:6 l:4 z
36 sh`, ""))
)

// with is the script with other letters.
func (s indic) with(consonants, vowels string) indic {
	s.consonants = letters(s.consonants, consonants)
	s.vowels = letters(s.vowels, vowels)
	return s
}

// gurmukhiOf hears e in the last syllable: ਇੰਦਰ Inder.
func gurmukhiOf(s indic) indic {
	s.inherent = options("a:16 e:4 u")
	s.finalA = options("-:18 a")
	return s
}

// bengaliOf has an inherent vowel between a and o.
func bengaliOf(s indic) indic {
	s.inherent = options("a:6 o:5")
	s.finalA = options("-:18 a o")
	s.medialA = options("-:5 a:4 o:3")
	s.finalClusterA = options("a:6 o:4 -:3")
	s.nasal, s.nasalFinal = options("ng:6 n:5"), options("ng")
	s.hunterian = maps.Clone(s.hunterian)
	s.hunterian[0x70], s.hunterian[0x71], s.hunterian[0x2f] = "r", "w", "y"
	s.clusters = maps.Clone(s.clusters)
	for _, c := range []int{0x36, 0x38, 0x37} { // ba-phala is silent or w: স্বপন Swapan, Shapan
		s.clusters[[2]int{c, 0x2c}] = options("sw:5 shw:4 sh:4 s:2")
	}
	for c, first := range hunterian { // ya-phala is y or lengthens: অধ্যাপক, সত্যজিৎ Satyajit
		if c <= placeHa {
			s.clusters[[2]int{c, placeYa}] = options(first + "y:6 " + first + ":3 " + first + first + ":2")
		}
	}
	for _, c := range []int{0x26, 0x24, 0x27, 0x1c} {
		first := s.hunterian[c]
		s.clusters[[2]int{c, 0x2c}] = options(first + "w:5 " + first + ":3 " + first + first + ":2")
	}
	return s
}

// malayalamOf hears r after n, and doubled, as t: ആന്റണി Antony.
func malayalamOf(s indic) indic {
	s.clusters = maps.Clone(s.clusters)
	s.clusters[[2]int{placeNa, 0x31}] = options("nt:8 nd:2")
	s.clusters[[2]int{0x31, 0x31}] = options("tt:8 t:3")
	return s
}

func tamilOf(s indic) indic {
	s.voices = true
	s.clusters = maps.Clone(s.clusters)
	for pair, o := range map[[2]int]string{
		{placeNga, 0x15}: "ng:9 nk:2", {0x1f, placeCa}: "ksh:6 tch:4", {0x24, 0x24}: "th:7 tth:3 tt:1 t:1", {0x31, 0x31}: "tr:6 rr:2 tt:1", {0x1f, 0x1f}: "tt:6 t:3", {0x15, placeSsa}: "ksh:8 x:1",
	} {
		s.clusters[pair] = options(o)
	}
	return s
}

// Tamil has one letter for k and g, c and j, t and d, p and b; the place says which: voiced between vowels and after a nasal.
var tamilVoices = map[int][3][]option{ // after a nasal, between vowels, doubled or at the beginning
	0x15: {options("g:9 k"), options("g:5 k:4 h:3"), options("k:6 g:3")},
	0x1a: {options("j:8 ch:2"), options("s:8 ch:2 c"), options("s:6 ch:5 sh:1 c:1")},
	0x1f: {options("d:9 t"), options("d:7 t:4"), options("t:9 tt")},
	0x24: {options("th:6 d:5 dh:3 t"), options("th:7 dh:3 d:3 t"), options("th:6 t:5 dh:2 d:2")},
	0x2a: {options("b:9 p"), options("b:6 p:5"), options("p:6 b:3")},
}

func tamilVoiced(a []akshara, i int, o []option) []option {
	v, ok := tamilVoices[a[i].consonant]
	if !ok {
		return o
	}
	switch {
	case i == 0 || a[i].vowel == silent:
		return v[2]
	case a[i-1].vowel == silent && (a[i-1].consonant == 0x19 || a[i-1].consonant == 0x1e || a[i-1].consonant == 0x23 || a[i-1].consonant == 0x28 || a[i-1].consonant == 0x29 || a[i-1].consonant == 0x2e):
		return v[0]
	case a[i-1].vowel == silent:
		return v[2]
	}
	return v[1]
}

// tamilHelps tells the short vowels that Tamil puts into clusters of Sanskrit with r, which Latin spellings leave out: சந்திரன் Chandran.
func tamilHelps(a []akshara, i int) bool {
	stop := a[i].consonant >= 0x15 && a[i].consonant <= 0x2d && a[i].consonant != 0x28 && a[i].consonant != 0x29
	return stop && a[i+1].consonant == placeRa || a[i].consonant == placeRa && a[i+1].consonant == placeSsa
}

var tamilHelper = map[int][]option{0x3f: options("i:6 -:5"), 0x41: options("u:5 i:5 -:3")}

// readIndic reads a script of the common layout.
func readIndic(s *indic) func([]rune, *lattice) {
	return func(word []rune, l *lattice) { s.read(aksharas(word, commonPlace), l) }
}

func readSinhala(word []rune, l *lattice) { sinhala.read(aksharas(word, sinhalaPlace), l) }

// commonPlace is where a letter stands in the common layout; letters of one script alone are given the place of their like.
func commonPlace(r rune) int {
	if p, ok := oddLetters[r]; ok {
		return p
	}
	return int(r & 0x7f)
}

// oddLetters stand elsewhere: Bengali's final t, Assamese r and w, Malayalam's letters without vowel, Devanagari's short e.
var oddLetters = map[rune]int{
	'ৰ': placeRa, 'ৱ': placeVa, 'ੲ': 0x07, 'ੳ': 0x09, 'ॐ': 0x13, 'ॲ': 0x05, '\u0901': placeCandrabindu,
}

// bare letters are consonants whose vowel is silent: ৎ, and Malayalam's chillus.
var bare = map[rune]int{'ৎ': 0x24, 'ൺ': 0x23, 'ൻ': 0x28, 'ർ': 0x30, 'ൽ': 0x32, 'ൾ': 0x33, 'ൿ': 0x15}

// sinhalaPlace maps Sinhala, which is laid out otherwise, to the common layout.
func sinhalaPlace(r rune) int {
	return sinhalaPlaces[r]
}

var sinhalaPlaces = func() map[rune]int {
	out := map[rune]int{}
	pairs := []rune("ංඃඅආඇඈඉඊඋඌඍඑඒඓඔඕඖකඛගඝඞඟචඡජඣඤඥඦටඨඩඪණඬතථදධනඳපඵබභමඹයරලවශෂසහළෆ්ාැෑිීුූෘෙේෛොෝෞ")
	to := []int{2, 3, 5, 6, 6, 6, 7, 8, 9, 0xa, 0xb, 0xe, 0xf, 0x10, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x17, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1e, 0x1c, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x21,
		0x24, 0x25, 0x26, 0x27, 0x28, 0x26, 0x2a, 0x2b, 0x2c, 0x2d, 0x2e, 0x2c, 0x2f, 0x30, 0x32, 0x35, 0x36, 0x37, 0x38, 0x39, 0x33, 0x5e, 0x4d, 0x3e, 0x3e, 0x3e, 0x3f, 0x40, 0x41, 0x42, 0x43,
		0x46, 0x47, 0x48, 0x4a, 0x4b, 0x4c}
	for i, r := range pairs {
		out[r] = to[i]
	}
	return out
}()
