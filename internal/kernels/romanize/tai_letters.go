package romanize

import "strings"

// Many Thai names are spelled in Latin letters by what they are in Sanskrit and Pali, letter by letter, whether heard or not: ภูมิพล Bhumibol,
// เวชชาชีวะ Vejjajiva, วชิราลงกรณ์ Vajiralongkorn. Each letter then has the value of its row in the Indian alphabet, besides what is heard;
// a short a stands where no vowel is written, or o, or nothing (Graphic system of King Vajiravudh, 1913).

var thaiLetters = runes(`ก k:9 g:1|ขฃ kh:6 k:4|คฅ kh:6 k:6 g:4|ฆ gh:3 kh:5 k:4 g:3|ง ng|จ j:6 ch:8 c:1 t:1|ฉ ch|ช ch:8 j:6 t:1|ซ s z:2|ฌ ch:6 jh:2 j:3|ญ y:6 n:6 ny:4 jn:1 nj:1 gn:.5|ฎ d|ฏ t:9 d:2
|ฐ th:6 t:6 d:.5|ฑ th:4 t:3 d:4|ฒ dh:4 th:5 t:4 d:2 ddh:1|ณน n|ด d:8 t:5|ต t:9 d:1|ถ th:8 t:5|ท th:6 t:7 d:5|ธ th:6 dh:5 t:5 d:2|บ b:8 p:6 v:.5|ป p:9 b:2|ผ ph:6 p:6|ฝ f|พ ph:6 p:7 b:3 bh:.3 v:.3|ฟ f
|ภ ph:5 bh:5 p:5 b:4|ม m|ย y:8 i:4 e:.5|ร r:9 n:2 -:1 l:.5|ลฬ l:9 n:3|ว w:7 v:7 o:3|ศ s:9 sh:3 t:2|ษ s:9 sh:4 t:2 x:.3|ส s:9 t:2|หฮ h:9 -:3|อ -`)

// thaiSigns are vowels after their consonant, those before it, and both together with a hyphen between.
var thaiSigns = func() map[string][]option {
	out := map[string][]option{}
	for entry := range strings.SplitSeq(`ะ a:9 -:1|ั a:9 u:2|า a:9 ar:3 ah:1 aa:2|ำ am:9 um:3 arm:1|ิ i:9 -:2 e:1 ee:1|ี i:8 ee:7 y:2|ึ ue:5 u:5 eu:3|ื ue:5 u:4 eu:4|ือ ue:6 eu:5 u:4|ุ u:9 oo:2 -:1 o:1|ู u:8 oo:7
|ัว ua:8 uar:2 oua:2|เ- e:9 ay:2 ae:1|เ-ะ e|แ- ae:8 a:3 e:2|โ- o:9 oh:1|ใ- ai:8 i:2 y:2|ไ- ai:8 i:2 y:2|ไ-ย ai:8 aiy:3 aiya:1|เ-า ao:8 ow:3 au:3|เ-ิ oe:6 er:6 o:2 ur:2|เ-อ oe:6 er:6 ur:3|เ-ย oei:6 oey:5 eya:1 ey:2
|เ-ีย ia:8 ea:5 ie:3 iar:1 ear:2|เ-ือ uea:6 ua:5 eua:5 ur:2|อ o:7 or:7 aw:2 au:1`, "|") {
		sign, o, _ := strings.Cut(strings.TrimSpace(entry), " ")
		out[sign] = options(o)
	}
	return out
}()

var (
	thaiNone     = options("-:8 a:6 o:5 or:1") // between two consonants
	thaiNoneLast = options("-:9 a:2")
	thaiDouble   = options("an:8 ar:3 a:5 un:2 arn:1") // รร
	thaiUa       = options("ua:7 w:2 v:2 wa:1 va:1")   // ว between consonants
)

// Letters are the row of slots of a word whose letters are spelled one by one, after what they were in another language. It is nil for words of
// scripts in which nobody does so.
func Letters(word string) [][]Spelling {
	if ScriptOf(word) != Thai {
		return nil
	}
	runes := []rune(word)
	w := thaiWord{r: runes[:min(len(runes), maxRunes)]}
	for i := 0; i < len(w.r); {
		i += w.syllable(i)
	}
	out := make([][]Spelling, 0, len(w.l.slots))
	for _, o := range w.l.slots {
		out = append(out, spellingsOf(o))
	}
	return out
}

const thaiSilent = 0xe4c // thanthakhat

type thaiWord struct {
	r []rune
	l lattice
}

func (w *thaiWord) at(i int) rune {
	if i >= 0 && i < len(w.r) {
		return w.r[i]
	}
	return 0
}

func (w *thaiWord) consonant(i int) bool { return thaiLetters[w.at(i)] != nil }

// sign tells the vowels that stand above, below or behind.
func sign(r rune) bool { return r >= 0xe30 && r <= 0xe39 }

// syllable reads a consonant with the vowel around it, and tells how many letters that was.
func (w *thaiWord) syllable(from int) int {
	i, before := from, ""
	if lead(w.at(i)) {
		before = string(w.at(i)) + "-"
		i++
	}
	if !w.consonant(i) {
		return max(i-from, 1)
	}
	if before != "" && w.cluster(i) { // แพร: the vowel belongs to both
		w.l.slot(thaiLetters[w.at(i)])
		i++
	}
	if w.at(i) == 'ร' && w.at(i+1) == 'ร' && before == "" {
		w.l.slot(thaiDouble)
		return i + 2 - from
	}
	letter := thaiLetters[w.at(i)]
	i++
	after := ""
	for ; i < len(w.r) && (sign(w.r[i]) || w.r[i] >= 0xe47 && w.r[i] <= 0xe4b); i++ {
		if sign(w.r[i]) {
			after += string(w.r[i])
		}
	}
	if w.at(i) == thaiSilent {
		w.l.slot(append([]option{{"", .8}}, letter...))
		if after != "" {
			w.l.slot([]option{{"", 1}, {"i", .2}})
		}
		return i + 1 - from
	}
	if w.at(i-1) == 'ว' && before == "" && after == "" && i-1 > from-1 && w.consonant(i-2) && w.consonant(i) {
		w.l.slot(thaiUa)
		return i - from
	}
	if w.silenced(i) {
		letter = append([]option{{"", .5}}, letter...)
	}
	w.l.slot(letter)
	i += w.vowel(i, before, after)
	return i - from
}

// cluster tells two consonants of which the vowel written before them follows the second.
func (w *thaiWord) cluster(i int) bool {
	return strings.ContainsRune("รลว", w.at(i+1)) && strings.ContainsRune("กขคตปผพท", w.at(i)) && (w.consonant(i+2) || sign(w.at(i+2)))
}

// silenced tells whether the letter after this one is silent: then this one often is too (จันทร์).
func (w *thaiWord) silenced(i int) bool {
	return w.consonant(i) && w.at(i+1) == thaiSilent
}

// vowel writes the vowel after a consonant, and tells how many of the letters from i on were a part of it.
func (w *thaiWord) vowel(i int, before, after string) int {
	if r := w.at(i); before+after != "" && (r == 'ย' || r == 'อ' || r == 'ว') {
		if o := thaiSigns[before+after+string(r)]; o != nil && !sign(w.at(i+1)) && w.at(i+1) != thaiSilent {
			w.l.slot(o)
			return 1
		}
	}
	if o := thaiSigns[before+after]; o != nil {
		w.l.slot(o)
		return 0
	}
	switch {
	case before+after != "":
		w.l.slot(taiA)
	case w.at(i) == 'อ' && !sign(w.at(i+1)):
		w.l.slot(thaiSigns["อ"])
		return 1
	case w.at(i) == 'ร' && w.at(i+1) == 'ร':
	case i == len(w.r):
		w.l.slot(thaiNoneLast)
	case w.consonant(i) || lead(w.at(i)):
		w.l.slot(thaiNone)
	}
	return 0
}
