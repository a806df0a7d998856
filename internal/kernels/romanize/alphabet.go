package romanize

import "strings"

// alphabet reads scripts that write every sound: a letter is a slot, and the first spelling of each makes the standard.
type alphabet struct {
	letters map[rune][]option
	starts  map[rune][]option // where a letter is spelled otherwise at the beginning
	system  System
}

func (a *alphabet) read(word []rune, l *lattice) {
	var standard strings.Builder
	for i, r := range word {
		o, ok := a.letters[r]
		if s, special := a.starts[r]; special && i == 0 {
			o = s
		}
		if !ok {
			continue
		}
		l.slot(o)
		standard.WriteString(o[0].text)
	}
	l.standard(a.system, standard.String())
}

// alphabetOf parses pairs of letters and spellings separated by '|'; capitals are read like small letters.
func alphabetOf(system System, table, starts string) *alphabet {
	return &alphabet{letters: runes(table), starts: runes(starts), system: system}
}

func runes(table string) map[rune][]option {
	out := map[rune][]option{}
	for part := range strings.SplitSeq(table, "|") {
		letter, o, ok := strings.Cut(strings.TrimSpace(part), " ")
		if !ok {
			continue
		}
		for _, r := range letter {
			out[r] = options(o)
			for _, upper := range strings.ToUpper(string(r)) {
				out[upper] = out[r]
			}
		}
	}
	return out
}

// Sources: BGN/PCGN romanization of Russian (1947), Mongolian (1964), Kazakh, Kyrgyz, Ukrainian, Uzbek and Uyghur Cyrillic; the
// national systems of Greek (ELOT 743), Armenian (BGN/PCGN 1981), Georgian (2002) and Hebrew (Academy 2006).
var (
	cyrillic = alphabetOf(CyrillicGeographic, `а a|б b|в v:9 w|г g:9 h|ґ g|д d|е e:8 ye:3|ё yo:6 e:4 io|є ie:5 ye|ж zh:8 j:3|з z|и i:9 y:2|і i|ї i:5 yi|й i:5 y:6|к k|л l|м m|н n|о o
|п p|р r|с s|т t|у u|ф f|х kh:8 h:5|ц ts:8 c|ч ch|ш sh|щ shch|ъ -:5 a:2|ы y:7 i:4|ь -:9 i:2|э e|ю yu:8 iu:3 ju|я ya:7 ia:4 a|ө o:6 u:4|ү u|ң ng:6 n|ғ gh:6 g:4|қ q:5 k:5|ұ u|һ h
|ә a:6 e:3|ў o:6 u|ҳ h|ҷ j|ӣ i|ӯ u|ђ dj:6 d|ј j:7 y:4|љ lj:7 l|њ nj:7 n|ћ c:6 ch:4|џ dz:6 dj`, "е ye:5 e:6|ю yu:8 iu:2 j")
	greek    = alphabetOf(OtherStandard, `αά a|β v|γ g|δ d|εέ e|ζ z|ηή i|θ th|ιίϊΐ i|κ k:8 c:4|λ l|μ m|ν n|ξ x|οό o|π p|ρ r|σς s|τ t|υύϋΰ y:7 i:5 u:3|φ f:6 ph:5|χ ch:7 h:5|ψ ps|ωώ o`, "")
	armenian = alphabetOf(OtherStandard, `ա a|բ b|գ g|դ d|ե e:8 ye:2|զ z|է e|ը e:6 y|թ t|ժ zh:7 j|ի i|լ l|խ kh|ծ ts:6 tz:3 dz|կ k|հ h|ձ dz:6 tz|ղ gh|ճ ch:6 j|մ m|յ y:7 h|ն n|շ sh|ո o:7 vo:3|չ ch|պ p|ջ j|ռ r
|ս s|վ v|տ t|ր r|ց ts|ւ w:3 u:7 v|փ p|ք k|օ o|ֆ f|և ev`, "ե ye:6 e:5|ո vo:7 o:4")
	georgian = alphabetOf(OtherStandard, `ა a|ბ b|გ g|დ d|ე e|ვ v|ზ z|თ t|ი i|კ k|ლ l|მ m|ნ n|ო o|პ p|ჟ zh|რ r|ს s|ტ t|უ u|ფ p|ქ k|ღ gh|ყ q|შ sh|ჩ ch|ც ts|ძ dz|წ ts|ჭ ch|ხ kh|ჯ j|ჰ h`, "")
	hebrew   = alphabetOf(OtherStandard, `א a:7 e:3 -:4|ב v:5 b:5|ג g|ד d|ה h:5 a:5 ah:4|ו o:5 u:3 v:4|ז z|ח ch:5 h:6|ט t|י i:6 y:6|כך k:5 ch:5|ל l|םמ m|ןנ n|ס s|ע a:7 e:3 -|ףפ f:5 p:5|ץצ tz:6 ts:5|ק k|ר r|ש sh:8 s:2|ת t:8 th`,
		"ב b:8 v|ו v|כ k|פ p:7 f|ה h|י y:8 i:3 j:2|א a:7 e:4 i:2 o")
)
