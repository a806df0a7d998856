package names

import "strings"

// Mandarin: Hanyu Pinyin (ISO 7098), then Wade-Giles as Taiwan's passports print it, without apostrophes and umlauts (Giles 1912),
// then Tongyong, Gwoyeu-like and free spellings that people have.
var (
	pinyinInitials = parts(`
zh: zh ch:1 j:4 jh:5 ts:9
ch: ch c:7 tch:9
sh: sh s:7 sch:9
b: b p:2
p: p ph:9
d: d t:2
t: t th:9
g: g k:2
k: k kh:9
j: j ch:1 c:8 g:8 zh:9 ts:8 k:9
q: q ch:1 c:6 ci:7 ts:8 k:10
x: x hs:1 s:4 sh:3 h:9
z: z ts:1 tz:3 c:9 ds:8 tsz:6
c: c ts:1 tz:6 ch:7 tsz:9
s: s sz:6 ss:7
r: r j:4 y:9
y: y -:9
w: w -:9 v:9
f: f
h: h
l: l
m: m
n: n
`)
	pinyinFinals = parts(`
a: a ah:6 ar:8
o: o oh:6 wo:8
e: e o:4 eh:4 er:6 u:8 erh:8
i: i ee:6 y:7 ie:7
ai: ai aye:8 ay:7 ei:8
ei: ei ay:7 ey:7 e:9 wei:9
ao: ao au:4 aw:8 ow:8
ou: ou o:7 ow:7 eu:9 oe:9
an: an ann:6 en:8
en: en un:4 in:8 an:8
ang: ang aang:9
eng: eng ung:5 ong:6 on:9 en:7
ong: ong ung:1 oong:7
er: er erh:4 el:8 erl:8
ia: ia ya:7 ea:8
ie: ie ieh:1 ye:7 eh:7 e:9 iea:8
iao: iao iau:6 eao:8 ao:7 io:9
iu: iu iou:5 iew:8 ew:8 yu:7 ieu:8 eo:8 o:9
ian: ian ien:1 en:6 an:7 ean:8 yan:8 yen:7
in: in ing:7 een:7 yn:8
iang: iang eang:8 ang:6 yang:8
ing: ing in:7 eng:8 yng:6 iing:8
iong: iong iung:1 ung:7 yong:8 ong:8
u: u oo:6 wu:8 ou:8
ua: ua wa:5
uo: uo o:4 wo:7 oh:8
uai: uai wai:6
ui: ui uei:4 wei:6 uey:7 we:9 uy:8
uan: uan wan:6 uen:8
un: un uen:5 wen:7 en:8 oon:8 ueen:9
uang: uang wang:5 ong:9
v: u v:4 yu:3 ue:4 eu:7 ui:8 uu:8 ew:9 yue:8 yui:9
ue: ue ueh:2 ve:6 yue:5 eh:9 uie:9
ve: ue ueh:4 ve:6 yue:5
van: uan uen:5 yuan:5 ien:8
vn: un uin:6 iun:6 yun:5 yn:9
`)
	// Syllables that are spelled by no rule of their parts.
	pinyinWhole = parts(`
zhi: zhi chih:2 jhih:5 chi:4 ji:6 jih:6 tzu:9
chi: chi chih:2 tze:9
shi: shi shih:1 shyh:7 sy:9 sze:9 si:8 see:9
ri: ri jih:4 rih:6 ryh:9
zi: zi tzu:3 tse:7 tz:6 tze:6 tsu:8 dzu:9 ze:9 zih:5 chi:9 tsz:8
ci: ci tzu:4 tsu:6 tse:7 cih:5 tze:8 tz:9
si: si szu:3 ssu:3 sze:6 su:8 sih:5 ssu:3 see:8
yi: yi i:3 yih:4 yee:5 e:8 ee:8 ih:7 y:8
ya: ya yah:7
ye: ye yeh:2 yea:8
yao: yao yau:5 yow:9
you: you yu:3 yiu:7 yo:6 yeou:8 iou:8
yan: yan yen:2 ien:8 yann:7 yian:9
yin: yin in:6 yinn:8
yang: yang young:8 yeung:9
ying: ying ing:5 in:9
yong: yong yung:2 young:6 iong:8
yu: yu yue:6 u:7 yuh:6 yui:9 ju:10 iu:9 yeu:9 yee:9
yue: yue yueh:2 yuet:9 yeh:9
yuan: yuan yuen:4 yuann:8 yuon:9
yun: yun yuin:7 yuen:8 yiun:8
wu: wu woo:4 oo:9 u:8 vu:9 wuu:9
wei: wei way:6 wai:8 wey:8 uei:9
wo: wo
wen: wen wun:4 wan:8 wern:9
weng: weng ong:8 wong:8 oung:9
wang: wang wong:8 vang:9
wan: wan
wai: wai
lv: lu lv:4 lyu:3 leu:6 lui:8 lue:5 liu:8 loo:9 lyu:3
nv: nu nv:3 nyu:3
jue: jue chueh:2 jyue:6
xue: xue hsueh:2 shueh:6 syue:5 hsieh:8 sheue:9 shue:7 sueh:7
que: que chueh:2 cyue:6
xiu: xiu hsiu:1 shiu:4 siu:5 shiow:6 hsiou:5 shiou:6
xiao: xiao hsiao:1 shiao:4 siao:5 shaw:8 hsiau:5 shiau:5 siaw:8
chen: chen chern:6 tsen:9 chun:8
hong: hong hung:1 horng:6 hoong:7 hrong:7
zheng: zheng cheng:1 jheng:5 jeng:5 tseng:9 chen:9
cheng: cheng chern:8 tcheng:8
jiu: jiu chiu:1 jeou:6 chiou:5 jiou:5
li: li lee:3 lih:7 ly:8 lii:8
fei: fei fay:5 fai:8 fey:7
xu: xu hsu:1 shu:5 syu:5 hsiu:7 shyu:6 sheu:6 hsui:8 su:8 hsue:8 xue:9
ju: ju chu:1 jyu:4 chui:8
qu: qu chu:1 cyu:5 chiu:7 chyu:6
xuan: xuan hsuan:1 shuan:5 syuan:4 hsuen:5 shiuan:6 hsien:9 xuen:8
juan: juan chuan:1 jyuan:4 chuen:7
quan: quan chuan:1 cyuan:5 chuen:6 chyuan:7
xun: xun hsun:1 hsuin:6 shun:5 syun:5 shiun:8
jun: jun chun:1 jyun:4 chin:8 chiun:7 joon:8 gene:10
qun: qun chun:1 cyun:5
gui: gui kuei:1 kui:5 guey:6 kwei:6 guei:3 kwai:9
kui: kui kuei:2 kwei:7
guo: guo kuo:1 gou:7 kwo:6 go:9 kuok:9 quo:9
hua: hua hwa:4 huah:6 wah:9 hwua:9
huang: huang hwang:4 hung:9 huan:9
huai: huai hwai:5
hui: hui huei:3 hwei:5 huey:6 whei:9 wei:9
he: he ho:1 heh:7 her:6 hoh:8 hor:9
ge: ge ko:3 ke:5 keh:6 kuh:9 geh:8 kuo:8 ger:8
ke: ke ko:1 keh:6 kuo:8 ker:7
e: e o:5 eh:6 er:8 ngo:9
de: de te:2 teh:5 der:6 deh:7 ter:7
te: te teh:5
ze: ze tse:2 tzeh:7 tze:7 tzer:9
ce: ce tse:2 tseh:7
se: se seh:6
zhe: zhe tseh:7 che:1 jhe:5 jer:8 je:7 cher:8
zhong: zhong chung:1 jhong:5 chong:4 jong:6 jung:8 tsung:9
zhuang: zhuang chuang:2 jhuang:6 juang:7
`)
)

// parts parses a table of lines 'part: spelling spelling:cost'.
func parts(table string) map[string]slot {
	out := map[string]slot{}
	for line := range strings.Lines(table) {
		if part, spellings, ok := strings.Cut(strings.TrimSpace(line), ": "); ok {
			out[part] = parseSlot(spellings)
		}
	}
	return out
}

// spellPinyin are the spellings of a syllable of Pinyin without its tone.
func spellPinyin(s string) slot {
	if whole := pinyinWhole[s]; whole != nil {
		return whole.tidy()
	}
	initial, final := cutInitial(s, pinyinInitials)
	f := pinyinFinals[final]
	if f == nil {
		return slot{{s, 0}}
	}
	if strings.ContainsAny(initial, "jqx") && len(initial) == 1 && strings.HasPrefix(final, "u") {
		if v := pinyinFinals["v"+final[1:]]; v != nil {
			f = v // ü is written u here
		}
	}
	if initial == "" {
		return f.tidy()
	}
	return both(pinyinInitials[initial], f)
}

// cutInitial takes the longest initial of the table off a syllable.
func cutInitial(s string, initials map[string]slot) (initial, final string) {
	for n := min(2, len(s)); n > 0; n-- {
		if initials[s[:n]] != nil {
			return s[:n], s[n:]
		}
	}
	return "", s
}
