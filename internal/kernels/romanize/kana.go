package romanize

import "strings"

// Sources: modified Hepburn as in the ALA-LC table for Japanese; Kunrei-shiki (cabinet order no. 1 of 1954, ISO 3602); passports
// (Ministry of Foreign Affairs) for long vowels: o, oh, ou.

// kana holds Hepburn and, where it differs, Kunrei, by hiragana; katakana are shifted to them.
var kana = kanaTable(`あ a い i う u え e お o か ka き ki く ku け ke こ ko さ sa し shi/si す su せ se そ so た ta ち chi/ti つ tsu/tu て te と to な na に ni ぬ nu ね ne の no
は ha ひ hi ふ fu/hu へ he ほ ho ま ma み mi む mu め me も mo や ya ゆ yu よ yo ら ra り ri る ru れ re ろ ro わ wa ゐ i ゑ e を o が ga ぎ gi ぐ gu げ ge ご go ざ za じ ji/zi ず zu ぜ ze ぞ zo
だ da ぢ ji/zi づ zu で de ど do ば ba び bi ぶ bu べ be ぼ bo ぱ pa ぴ pi ぷ pu ぺ pe ぽ po ゔ vu きゃ kya きゅ kyu きょ kyo しゃ sha/sya しゅ shu/syu しょ sho/syo ちゃ cha/tya ちゅ chu/tyu ちょ cho/tyo
にゃ nya にゅ nyu にょ nyo ひゃ hya ひゅ hyu ひょ hyo みゃ mya みゅ myu みょ myo りゃ rya りゅ ryu りょ ryo ぎゃ gya ぎゅ gyu ぎょ gyo じゃ ja/zya じゅ ju/zyu じょ jo/zyo びゃ bya びゅ byu びょ byo
ぴゃ pya ぴゅ pyu ぴょ pyo しぇ she じぇ je ちぇ che てぃ ti でぃ di とぅ tu どぅ du ふぁ fa ふぃ fi ふぇ fe ふぉ fo ゔぁ va ゔぃ vi ゔぇ ve ゔぉ vo うぃ wi うぇ we うぉ wo つぁ tsa つぇ tse いぇ ye
ぁ a ぃ i ぅ u ぇ e ぉ o ゃ ya ゅ yu ょ yo ゎ wa`)

type mora struct{ hepburn, kunrei string }

func kanaTable(table string) map[string]mora {
	f := strings.Fields(table)
	out := make(map[string]mora, len(f)/2)
	for i := 0; i+1 < len(f); i += 2 {
		hepburn, kunrei, differs := strings.Cut(f[i+1], "/")
		if !differs {
			kunrei = hepburn
		}
		out[f[i]] = mora{hepburn, kunrei}
	}
	return out
}

// Long vowels as people write them. In names ō is mostly written o, sometimes oh or ou.
var (
	longO    = options("-:8 u:2 h:3 o:1")
	longU    = options("-:8 u:3 h")
	longII   = options("i:8 -:4 e")
	longMark = options("-:8 h:1")
	moraN    = options("n")
	moraNM   = options("n:6 m:5")
)

// foreign spellings of a mora in names that came to Japan: ラ la, ヴ v.
var foreignMora = map[string][]option{
	"ら": options("ra:8 la:3"), "り": options("ri:8 li:3"), "る": options("ru:8 l:2 lu:1"), "れ": options("re:8 le:3"), "ろ": options("ro:8 lo:3"),
}

// readKana reads hiragana and katakana.
func readKana(word []rune, l *lattice) {
	var hepburn, kunrei strings.Builder
	var doubled bool
	var last byte // the vowel before
	k := hiragana(word)
	for _, each := range kanaNames[string(k)] {
		l.standards = append(l.standards, Reading{Text: each.text, Weight: each.weight})
	}
	for i := 0; i < len(k); {
		switch k[i] {
		case 'っ':
			doubled = true
			i++
		case 'ん':
			l.slot(nasalMora(k, i))
			hepburn.WriteByte('n')
			kunrei.WriteByte('n')
			i, last = i+1, 0
		case 'ー':
			l.slot(longMark)
			i++
		default:
			m, n := moraAt(k, i)
			if o := longVowel(last, k, i); n == 1 && o != nil {
				l.slot(o)
				if last == 'i' {
					hepburn.WriteByte('i')
					kunrei.WriteByte('i')
				}
				last = 0
			} else if n > 0 {
				l.mora(m, string(k[i:i+n]), doubled)
				hepburn.WriteString(geminate(m.hepburn, doubled))
				kunrei.WriteString(geminate(m.kunrei, doubled))
				last = m.hepburn[len(m.hepburn)-1]
			}
			doubled = false
			i += max(n, 1)
		}
	}
	l.standard(Hepburn, hepburn.String())
	l.standard(Kunrei, kunrei.String())
}

// mora lays the slot of one mora.
func (l *lattice) mora(m mora, native string, doubled bool) {
	if o := foreignMora[native]; o != nil && !doubled {
		l.slot(o)
		return
	}
	o := []option{{geminate(m.hepburn, doubled), 1}}
	if m.kunrei != m.hepburn {
		o = append(o, option{geminate(m.kunrei, doubled), .15})
	}
	l.slot(o)
}

// geminate doubles the first consonant; Hepburn writes tch for a doubled ch.
func geminate(s string, doubled bool) string {
	switch {
	case !doubled:
		return s
	case strings.HasPrefix(s, "ch"):
		return "t" + s
	}
	return s[:1] + s
}

func moraAt(k []rune, i int) (mora, int) {
	if i+1 < len(k) {
		if m, ok := kana[string(k[i:i+2])]; ok {
			return m, 2
		}
	}
	if m, ok := kana[string(k[i:i+1])]; ok {
		return m, 1
	}
	return mora{}, 0
}

// longVowel tells whether the kana at i only makes the vowel before it long.
func longVowel(last byte, k []rune, i int) []option {
	switch {
	case last == 'o' && (k[i] == 'う' || k[i] == 'お'):
		return longO
	case last == 'u' && k[i] == 'う':
		return longU
	case last == 'i' && k[i] == 'い':
		return longII
	}
	return nil
}

// nasalMora is m before b, m and p in older Hepburn.
func nasalMora(k []rune, i int) []option {
	if i+1 < len(k) && strings.ContainsRune("ばびぶべぼぱぴぷぺぽまみむめも", k[i+1]) {
		return moraNM
	}
	return moraN
}

// hiragana shifts katakana, joins half-width and combining voice marks, and drops what is no kana.
func hiragana(word []rune) []rune {
	out := word[:0:0]
	for _, r := range word {
		switch {
		case r >= 'ァ' && r <= 'ヴ':
			r -= 0x60
		case r == '\u3099' || r == 'ﾞ':
			if n := len(out) - 1; n >= 0 {
				out[n]++
			}
			continue
		case r == '\u309a' || r == 'ﾟ':
			if n := len(out) - 1; n >= 0 {
				out[n] += 2
			}
			continue
		case r >= 0xff66 && r <= 0xff9d:
			r = []rune(halfWidth)[r-0xff66]
		}
		if r >= 'ぁ' && r <= 'ゔ' || r == 'ー' {
			out = append(out, r)
		}
	}
	return out
}

const halfWidth = "をぁぃぅぇぉゃゅょっーあいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわん"

// kanaNames are names from elsewhere whose own spelling kana do not tell, by hiragana.
var kanaNames = entries(`
ぐえん nguyen:9
ちゃん chan:9 tran:4 zhang:3 chang:3 trang:1
りー lee:9 li:7 leigh:2
りん lin:7 lim:6 lynn:3 rin:9
きむ kim:9
ぱく park:9 pak:3
ちぇ choi:9
ちょん jung:7 chung:6 jeong:5
わん wang:9 wan:3 won:3
ちぇん chen:9 cheng:4
ちょう zhang:5 zhao:4 cho:9 chang:3
じょーじ george:9
じょうじ joji:9 george:4
でいびっど david:9
でびっど david:9
まいける michael:9
じょん john:9 jon:4
じぇーむず james:9
ろばーと robert:9
うぃりあむ william:9
りちゃーど richard:9
ちゃーるず charles:9
とーます thomas:9
ぽーる paul:9
ぴーたー peter:9
だにえる daniel:9
けん ken:9 kenn:1
けびん kevin:9
すてぃーぶ steve:9
めありー mary:9
えりざべす elizabeth:9
じぇにふぁー jennifer:9
りんだ linda:9
ばーばら barbara:9
すーざん susan:9
なんしー nancy:9
まりあ maria:9
かれん karen:9
あんな anna:9 ana:4
えいみー amy:9
えみりー emily:9
ろーら laura:9 lora:2
さら sara:9 sarah:8
じゅりあ julia:9
くりす chris:9
くりすてぃーな christina:9 kristina:3
あれっくす alex:9
さんとす santos:9
がるしあ garcia:9
ろどりげす rodriguez:9 rodrigues:4
れいえす reyes:9
しんぐ singh:9
ぱてる patel:9
かーん khan:9
あり ali:9
もはめど mohammed:9 mohamed:6
`)
