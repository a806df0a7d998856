package romanize

import (
	"slices"
	"strings"
)

// Thai and Lao write some vowels before the consonant that they follow in speech, leave others out, and (Thai) keep letters of
// Pali and Sanskrit words that are not heard. A word is cut into syllables from left to right: onset, vowel, final.

// tai is how one of the two is read.
type tai struct {
	initials, finals map[rune][]option
	marks            map[string][]option // vowels by their signs; 'เ-า' has a hyphen for the consonant
	names            map[string][]option
	pieces           []taiPiece
	second           string // letters that may be the second of an onset: ร ล ว
	leading          string // letters that a silent h stands before
	bare             bool   // Thai: two consonants alone have an o between them
	system           System
}

// taiWord is a word on its way.
type taiWord struct {
	t        *tai
	r        []rune
	l        *lattice
	standard strings.Builder
}

// read lays the slots of a word.
func (t *tai) read(word []rune, l *lattice) {
	r := t.audible(word)
	if o := t.names[string(r)]; o != nil {
		for _, each := range o {
			l.standards = append(l.standards, Reading{Text: each.text, Weight: each.weight})
		}
	}
	w := taiWord{t: t, r: r, l: l}
	for i := 0; i < len(r); {
		if n := w.piece(i); n > 0 {
			i += n
			continue
		}
		i += w.syllable(i)
	}
	l.standard(t.system, w.standard.String())
}

// piece reads a part of a compound that rules of letters read wrongly, and tells how many letters it has.
func (w *taiWord) piece(i int) int {
	rest := string(w.r[i:])
	for _, p := range w.t.pieces {
		if strings.HasPrefix(rest, p.letters) && !w.vowelAfter(i+len([]rune(p.letters))-1) {
			w.say(p.options)
			return len([]rune(p.letters))
		}
	}
	return 0
}

// taiPiece is a part of names, without what is not heard.
type taiPiece struct {
	letters string
	options []option
}

func taiPieces(table string) []taiPiece {
	var out []taiPiece
	for line := range strings.Lines(table) {
		if letters, o, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			out = append(out, taiPiece{letters, options(o)})
		}
	}
	return out
}

// audible leaves out tones and what a thanthakhat silences with its vowel, and takes apart the digraphs of Lao.
func (t *tai) audible(word []rune) []rune {
	out := word[:0:0]
	for _, r := range word {
		switch {
		case r >= 0xe48 && r <= 0xe4b || r >= 0xec8 && r <= 0xecb || r == 0xe47 || r == 0xe4d || r == 0xe4e:
		case r == 0xe4c || r == 0xecc:
			n := len(out)
			for n > 0 && t.initials[out[n-1]] == nil {
				n--
			}
			if out = out[:max(n-1, 0)]; n > 3 && strings.ContainsRune("รณ", word[max(slices.Index(word, r)-1, 0)]) {
				out = t.silentBefore(out)
			}
		case r == 'ໜ':
			out = append(out, 'ນ')
		case r == 'ໝ':
			out = append(out, 'ມ')
		case r == 'ຼ':
			out = append(out, 'ລ')
		default:
			out = append(out, r)
		}
	}
	return out
}

// silentBefore leaves out the letter before a silent one too where it follows a final: จันทร์ chan, ลักษณ์ lak.
func (t *tai) silentBefore(out []rune) []rune {
	n := len(out)
	if n > 2 && strings.ContainsRune("ทตดษ", out[n-1]) && t.initials[out[n-2]] != nil && t.initials[out[n-3]] == nil {
		return out[:n-1]
	}
	return out
}

func (w *taiWord) at(i int) rune {
	if i >= 0 && i < len(w.r) {
		return w.r[i]
	}
	return 0
}

func (w *taiWord) consonant(i int) bool { return w.t.initials[w.at(i)] != nil }

// lead tells the vowels that are written before their consonant.
func lead(r rune) bool { return r >= 0xe40 && r <= 0xe44 || r >= 0xec0 && r <= 0xec4 }

func (w *taiWord) mark(i int) bool {
	return w.at(i) != 0 && !w.consonant(i) && !lead(w.at(i)) || w.glide(i)
}

// glide tells a letter that is a vowel in its place: Thai อ and ว, Lao ອ, ວ and ຽ between consonants.
func (w *taiWord) glide(i int) bool {
	r := w.at(i)
	switch r {
	case 'ຽ':
		return true
	case 'อ', 'ອ':
		return i > 0 && w.consonant(i-1) && !w.vowelAfter(i)
	case 'ว', 'ວ':
		return i > 0 && w.consonant(i-1) && w.consonant(i+1) && !w.vowelAfter(i+1) && !w.vowelAfter(i) && !(w.at(i+1) == 'ร' && w.at(i+2) == 'ร')
	}
	return false
}

// vowelAfter tells whether a written vowel stands after the letter at i.
func (w *taiWord) vowelAfter(i int) bool {
	r := w.at(i + 1)
	return r != 0 && w.t.initials[r] == nil && !lead(r)
}

func (w *taiWord) say(o []option) {
	if len(o) == 0 {
		return
	}
	w.l.slot(o)
	w.standard.WriteString(o[0].text)
}

// syllable reads the syllable at i and tells how many letters it has.
func (w *taiWord) syllable(from int) int {
	i := from
	sign := ""
	if lead(w.r[i]) {
		sign = string(w.r[i])
		i++
	}
	if !w.consonant(i) {
		if i == from {
			w.say(w.t.marks[string(w.r[i])])
			i++
		}
		return i - from
	}
	i += w.onset(i, sign)
	if sign != "" {
		sign += "-"
	}
	at := i
	for i < len(w.r) && i < at+3 && w.mark(i) {
		sign += string(w.r[i])
		i++
	}
	if r := w.at(i); (r == 'ว' || r == 'ວ') && (strings.HasSuffix(sign, "ั") || strings.HasSuffix(sign, "ົ")) && !w.vowelAfter(i) {
		sign += string(r)
		i++
	}
	if strings.HasPrefix(sign, "เ-") && (strings.HasSuffix(sign, "ี") || sign == "เ-") && w.at(i) == 'ย' && !w.vowelAfter(i) {
		sign += "ย"
		i++
	}
	if w.t.bare && sign == "" && w.at(i) == 'ร' && w.at(i+1) == 'ร' {
		sign = "รร"
		i += 2
	}
	return w.rime(i, sign) - from
}

// onset reads one or two consonants.
func (w *taiWord) onset(i int, led string) int {
	c, next := w.r[i], w.at(i+1)
	closed := led != "" && (w.consonant(i+2) && !w.vowelAfter(i+2) || led == "ไ" || led == "ใ") // a final follows the pair
	switch {
	case next == 0 || !closed && !w.vowelAfter(i+1) && !w.glide(i+2):
	case (c == 'ห' || c == 'ຫ') && strings.ContainsRune(w.t.leading, next):
		w.say(w.t.initials[next])
		return 2
	case (c == 'ส' || c == 'ศ') && next == 'ร':
		w.say(w.t.initials[c])
		w.say(taiSilentR)
		return 2
	case strings.ContainsRune(w.t.second, next) && !w.glide(i+1) && strings.ContainsRune("กขคตปผพทກຂຄປຕພບ", c):
		w.say(w.t.initials[c])
		w.say(w.t.initials[next])
		return 2
	}
	w.say(w.t.initials[c])
	return 1
}

// rime reads vowel and final; i stands behind the signs.
func (w *taiWord) rime(i int, sign string) int {
	final := w.final(i)
	switch {
	case sign != "":
		w.say(w.vowel(sign, final && w.at(i) == 'ม'))
	case final && w.at(i) == 'ร' && w.t.bare && i+1 == len(w.r):
		w.say(taiOrn)
		return i + 1
	case final && w.at(i) == 'ร' && w.t.bare:
		w.say(taiOra)
		return i + 1
	case final && w.t.bare && i+2 < len(w.r) && w.consonant(i+1):
		w.say(w.oneOrTwo(w.r[i]))
		return i + 1
	case final:
		w.say(taiO)
	default:
		w.say(taiA)
	}
	if !final {
		return i
	}
	if sign == "รร" && w.at(i) != 'ม' { // วรรณ: the letter after รร is silent or another n
		return i + 1
	}
	if w.t.bare && w.r[i] == 'ร' && w.consonant(i+1) && (i+2 == len(w.r) || i+3 == len(w.r) && shortSign(w.r[i+2])) {
		i++ // เกียรติ kiat
	}
	if w.t.bare && (w.r[i] == 'ช' || w.r[i] == 'จ') && w.consonant(i+1) && i+2 < len(w.r) {
		w.say(taiTcha)
		return i + 1
	}
	w.say(w.t.finals[w.r[i]])
	return w.after(i + 1)
}

// oneOrTwo spells a bare consonant in the middle: as a final after o (สมพร som-porn), or as a syllable of its own after a (ธนพล tha-na-phon).
func (w *taiWord) oneOrTwo(r rune) []option {
	return append(prefixed("o", w.t.finals[r], "", 1), prefixed("a", w.t.initials[r], "a", .7)...)
}

func prefixed(before string, o []option, after string, weight float32) []option {
	out := make([]option, len(o))
	for i := range o {
		out[i] = option{before + o[i].text + after, o[i].weight * weight}
	}
	return out
}

// vowel is the spelling of the signs. รร is a before m (ธรรม tham), an otherwise (วรรณ wan).
func (w *taiWord) vowel(sign string, m bool) []option {
	if sign == "รร" && m {
		return taiRR
	}
	if o := w.t.marks[sign]; o != nil {
		return o
	}
	for n := len(sign); n > 0; n-- { // a sign too many
		if o := w.t.marks[sign[:n]]; o != nil {
			return o
		}
	}
	return taiA
}

// final tells whether the consonant at i closes the syllable.
func (w *taiWord) final(i int) bool {
	if !w.consonant(i) || w.t.finals[w.r[i]] == nil || w.mark(i+1) && !(w.t.bare && shortSign(w.at(i+1)) && i+2 == len(w.r) && i > 1) {
		return false
	}
	if w.glide(i+1) || w.at(i+1) == 'ร' && w.at(i+2) == 'ร' {
		return false
	}
	next := w.at(i + 1)
	if next == 0 || lead(next) {
		return true
	}
	// One more letter alone at the end makes a syllable of its own with this one: ธนากร tha-na-kon.
	if w.t.bare && i+2 == len(w.r) && w.consonant(i+1) && !(silentPair(w.r[i], next) && w.at(i-1) != 'า') {
		return false
	}
	return true
}

// silentPair tells the pairs at the end of Sanskrit words of which only the first is heard: จักร, บุตร, เพชร.
func silentPair(a, b rune) bool {
	return b == 'ร' && strings.ContainsRune("กตทชฏ", a) || a == b || b == 'ย' && strings.ContainsRune("ทน", a) || a == 'ร' || a == 'ณ' || a == 'ช' && b == 'ญ'
}

// after skips what is written behind a final and not heard, at the end of the word.
func (w *taiWord) after(i int) int {
	if !w.t.bare {
		return i
	}
	switch {
	case i+1 == len(w.r) && shortSign(w.r[i]):
		w.l.slot(taiSilentVowel)
		return i + 1
	case i+1 == len(w.r) && w.r[i] == 'ร':
		w.l.slot(taiSilentRa) // ชินวัตร Shinawatra
		return i + 1
	case i+1 == len(w.r) && w.consonant(i):
		return i + 1
	case i < len(w.r) && w.consonant(i) && strings.ContainsRune("ตทธฐฒณนชญกลรพศ", w.r[i-1]):
		w.l.slot(taiMiddleA)
	case i+2 == len(w.r) && w.consonant(i) && shortSign(w.r[i+1]): // ชาติ, กิตติ
		w.l.slot(taiSilentI)
		return i + 2
	}
	return i
}

// shortSign tells short i and u, which are silent at the end of Pali words.
func shortSign(r rune) bool { return r == 0xe34 || r == 0xe38 }

var (
	taiSilentR     = options("r:5 -:5")
	taiO           = options("o:9 u:1")
	taiOra         = options("orn:6 ora:5 on:5 or:1 an:1 ara:1")
	taiSilentRa    = options("-:8 ra:3 tra:1")
	taiTcha        = options("t:5 tcha:5 ch:2 cha:3 j:2") // พัชรี Patcharee
	taiMiddleA     = options("-:8 a:3")                   // รัตนา Rat-ta-na
	taiSilentVowel = options("-:7 i:4 u:1")
	taiA           = options("a:9 -:1")
	taiOrn         = options("on:5 orn:6 or:1 an:1")
	taiRR          = options("a:9 u:1")
	taiSilentI     = options("-:7 ti:4 i:2")
)
