package romanize

import "strings"

// Hmong is written in the Romanized Popular Alphabet (Smalley, Barney and Bertrais, 1953), whose last letter is a tone and is not
// heard, and whose doubled vowels end in ng: Vaj is Vang, Xyooj is Xiong, Lis is Lee.

// rpaOnsets and rpaRhymes as people spell them in English. Longest first.
var (
	rpaOnsets = rpa(`ntsh ch:5 j:3|ntxh ch:4 z:3 j:3 s:1.5 x:1.5|nplh bl pl|hmly ml|nts j:5 ch:3 y:2 s:1 x:1|ntx z:4 j:4 y:2 ch:2 s:1.5 x:1.5 nz:1|nch ch j|nkh kh g|nqh kh g|nph ph b|npl bl:6 pl:2|nth th d|nrh tr|plh pl|tsh ch:6 sh:3|txh ch:4 s:3 ts:2
|hny nh:5 n:4 ny:3|hml ml|hm m|hn n|hl l:7 hl:2|ny nh:6 n:4 ny:4|np b:7 p:2 np:1|nt d:6 nd:2 t:2|nk g:5 k:5|nq g:6 k:3|nc j:6 nj:1|nr tr:3 d:3 dr:3 r:2|ph ph:8 p:3|pl pl|ml ml|th th:8 t:3|dh dh d|kh kh|qh kh:8 k:2|ch ch
|tx ts:4 j:4 z:2 ch:3 tx:1|ts ch:8 ts:2 j:1|xy x:6 sh:4 s:2 y:.5|rh tr:4 rh:2 th:1|p p|m m|f f|v v:9 w:1|t t:8 d:3|d d|n n|l l|z z:4 zh:2 j:1 y:1|r tr:3 r:3 t:3 ch:1|s sh:6 s:3 x:2|x s:6 x:5 z:1|c ch:8 j:3 c:1|k k:9 g:1|q k:8 g:2|y y|h h|g g`)
	rpaRhymes = rpa(`ai ai:6 ay:3 y:1 i:1|au or:4 ao:4 o:3 au:3 ow:1|aw er:6 aw:3 eu:2 ue:2 ur:1 o:1|ee eng:8 ee:2 ing:2 e:1|ia ia:7 ea:4 ie:2 ear:1|oo ong:9 oung:3 oo:2 on:1|aa ang:9 a:2|ua oua:6 ua:6 oa:1 our:.5|a a:6 ang:5 ah:1 ar:1|e e:6 ay:4 ai:1 eh:1
|i ee:6 i:5 y:5 ie:1|o o:6 or:3 ao:3 aw:2 oh:1|u u:6 ou:4 oo:4 ue:1|w eu:4 ue:4 u:4 er:1 oo:1`)
)

type rpaPart struct {
	letters string
	options []option
}

func rpa(table string) []rpaPart {
	var out []rpaPart
	for part := range strings.SplitSeq(table, "|") {
		letters, o, _ := strings.Cut(strings.TrimSpace(part), " ")
		out = append(out, rpaPart{letters, options(o)})
	}
	return out
}

// hmongClans are the eighteen clans and how they are spelled in the United States.
var hmongClans = entries(`
vaj vang:9 wang:1 vue:.1
yaj yang:9 young:.2
xyooj xiong:9 shong:.3
lis lee:9 ly:5 li:2 le:1
thoj thao:9 thor:3 tho:1 thoj:.2
muas moua:9 mua:4 mouas:.1
hawj her:9 heu:2 herr:1 hawj:.2
tsab chang:9 cha:6 tchang:.2
kwm kue:6 ku:5 keu:2 ker:.3
koo kong:9 khong:.3
faj fang:9
khab khang:9 kha:1
lauj lor:7 lo:6 lau:3 lao:1
ham hang:9 ha:1
phab pha:9 phang:1
vwj vue:9 vu:4 wu:1
tsheej cheng:9 chieng:1 seng:.3
tsom tchong:.5 chong:1
pha pha
xeem seng:3
`)

// hmong reads a word by the alphabet. strong tells that no other language would spell it so.
func hmong(word string) (slots [][]option, strong bool) {
	rest := word
	for len(rest) > 0 {
		onset := rpaPrefix(rpaOnsets, rest)
		var o []option
		if onset != nil {
			rest, o = rest[len(onset.letters):], onset.options
			strong = strong || len(onset.letters) > 2 && onset.letters[0] == 'n' || onset.letters == "hl" || onset.letters == "tx" || onset.letters == "xy" || onset.letters == "hn" || onset.letters == "hm"
		}
		rhyme := rpaPrefix(rpaRhymes, rest)
		if rhyme == nil {
			return nil, false
		}
		rest = rest[len(rhyme.letters):]
		if o != nil {
			slots = append(slots, o)
		}
		slots = append(slots, rhyme.options)
		strong = strong || rhyme.letters == "w"
		if len(rest) > 0 && strings.IndexByte("bjvsgmd", rest[0]) >= 0 && (len(rest) == 1 || rpaPrefix(rpaOnsets, rest[1:]) != nil) {
			strong = strong || rest[0] == 'j' || rest[0] == 'v' && len(rest) == 1 || len(rest) == 1 && len(rhyme.letters) == 2 && rhyme.letters[0] == rhyme.letters[1]
			rest = rest[1:]
		}
		if len(slots) > 6 {
			return nil, false
		}
	}
	return slots, strong
}

func rpaPrefix(parts []rpaPart, s string) *rpaPart {
	for i := range parts {
		if strings.HasPrefix(s, parts[i].letters) {
			return &parts[i]
		}
	}
	return nil
}
