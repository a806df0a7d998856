package names

import "strings"

// Cantonese: from Jyutping (Linguistic Society of Hong Kong, 1993) to how the government of Hong Kong spells names, which follows
// no published table (Kataoka and Lee 2008 collect its habits), and how Cantonese families overseas do.
var (
	jyutpingInitials = parts(`
b: p b:4
p: p ph:9
m: m
f: f
d: t d:4
t: t th:9
n: n l:6
l: l
gw: kw k:3 gw:5 qu:7 ku:8
kw: kw k:5 qu:8
g: k g:4 kh:9
k: k kh:9 q:9
ng: ng -:2
h: h
w: w v:6 wh:8
z: ch ts:2 j:4 tz:6 c:8 z:6 tch:8
c: ch ts:3 c:7 tz:8 j:10
s: s sh:2 sz:8
j: y -:6 j:7 i:6
`)
	jyutpingFinals = parts(`
aa: a ah:3 ar:5
aai: ai aai:6 ay:7 i:9
aau: au ao:3 aau:6 aw:7 ow:8
aam: am aam:6 arm:8
aan: an aan:6 ann:7
aang: ang aang:7
aap: ap aap:7
aat: at aat:7
aak: ak aak:7 ark:8 ack:7
ai: ai ei:7 ay:6 i:8 ie:9 y:9
au: au ow:4 ao:5 aw:9
am: am um:3 em:7 om:8
an: an un:2 en:6 on:9 in:8
ang: ang eng:5 ung:6
ap: ap up:3 ep:8
at: at ut:3 ud:8
ak: ak uk:5 eck:8 ack:6 eak:9
e: e eh:5 er:6 ea:7
ei: ei i:2 ee:3 ay:4 ie:6 y:6
eng: eng ing:4 iang:9
ek: ek ik:3 eck:6 ick:7
i: i ee:2 ie:5 y:6 e:7
iu: iu io:5 iew:7 ew:7 ieu:7
im: im em:8 eem:8
in: in een:8
ing: ing eng:6
ip: ip eep:8
it: it eet:8
ik: ik ick:6 ek:7
o: o or:3 oh:4 aw:7 aw:8
oi: oi oy:3 oye:8
on: on
ong: ong orng:9
ot: ot
ok: ok ock:6 uk:8
ou: o ou:4 oo:6 u:6 oh:7 ow:8 owe:9
u: u oo:3
ui: ui ooi:4 uy:6 oi:6 ei:7
un: un oon:2 uen:7
ung: ung oong:8
ut: ut oot:5
uk: uk ook:5 ock:8
eoi: ui oi:3 ai:9 eui:6 uei:8 oy:6 eoi:8 oey:8
eon: un on:3 en:5 eon:8 eun:7
eot: ut eot:8 at:8 ot:7
oe: o eo:7 oe:5 er:7
oeng: eung ong:3 ung:6 eong:2 oeng:5 iang:8 eang:8 oung:8
oek: euk ok:4 eok:5 eak:7 oek:6 erk:8 ork:8
yu: yu u:1 ue:3 yue:2 ee:7 yui:8
yun: uen un:2 yun:3 uan:8 uin:7 ien:9 oon:7
yut: uet ut:3 yut:5 uit:8 yuet:3
m: ng m:6 ing:7 eng:6 ung:8
ng: ng ing:7 eng:6 m:7 ung:8
`)
	jyutpingWhole = parts(`
si: si see:3 sze:1 sz:4 shi:5 sy:8 szee:9 she:8 shee:8
zi: chi tsz:1 tze:4 chee:5 tsze:4 ji:6 tse:6 jee:7 gee:8 tsi:8 ze:8 tzu:9
ci: chi tsz:2 tse:4 chee:5 tze:6 tsze:5 tsi:8
ji: yi yee:1 i:4 yee:1 e:8 ee:6 yie:8 yi:0 yu:9 ye:8
jyu: yu eu:7 yue:2 u:8 yee:7 yui:9 yuh:9
jyun: yuen yun:3 yuan:7 yin:9 un:8 youn:8
jyut: yuet yut:4 yuit:7 yuk:10
zyu: chu chue:4 chyu:7 ju:6 jue:5 choo:5 tsu:8 gee:9
syu: shu shue:2 su:5 shyu:8 sue:5
cyu: chu chue:4 tsui:9
syun: suen shuen:4 sun:4 shun:6 suan:9 soon:7
cyun: chuen tsuen:4 chun:4 chuan:8 tsun:6
zyun: chuen tsuen:5 chun:4 juen:8
syut: suet shuet:4 sut:6 suit:8
hyun: huen hun:6 hyun:5 hoon:8 huan:9
lyun: luen lun:6 luan:8
gyun: kuen kun:5 guen:6 kuan:8
kyun: kuen kun:5 kuan:8
hyut: huet hyut:6
m: ng m:6
ng: ng ing:6 eng:5 ung:8 m:8 woo:9
gwok: kwok kuok:5 kwock:5 kok:6 gwok:6 kowk:9
gwong: kwong kong:4 gwong:6 quong:7
gwan: kwan kwun:4 kuan:7 quan:6 gwan:6
gwaan: kwan quan:4 kuan:7 gwan:6
gwai: kwai kuai:7 gwai:6 kwei:7
gwo: kwo ko:4 kwo:0
waa: wa wah:1 hwa:6
fan: fan fun:1 fen:8
jat: yat iat:6 yut:5
jan: yan yun:5 ian:6 yen:8 in:9
faa: fa fah:3
haa: ha hah:4 har:5
maa: ma mah:4 mar:4
jim: yim im:6
jip: yip ip:3 yep:8 yap:8
jing: ying ing:6 yin:8 ying:0
jam: yam yum:6
jau: yau yow:5
jung: yung yong:6 jung:7
joeng: yeung young:4 yong:6 yeong:5 yeang:9
seoi: sui shui:1 sey:8 soy:6
seon: shun sun:3 son:7
ceoi: tsui chui:1 choi:5 chuey:9 tsuei:9 tchui:8
zeoi: chui tsui:3 jui:7
zeon: chun tsun:4 jun:6 chon:7
heoi: hui hoy:4 hui:0 huie:6 hooi:7
leoi: lui loui:5 louie:4 looi:6 loy:7 luey:8
leon: lun lon:5 lan:9 leun:8 loon:7
caai: chai tsai:3
coi: choi tsoi:2 choy:3 tsoy:6
zoi: choi tsoi:3 joy:6
zang: tsang chang:4 jang:7 tseng:6
cang: tsang chang:3 tseng:6
zung: chung tsung:4 jung:6 chong:7
cung: chung tsung:4
ze: che tse:2 jeh:8
ce: che tse:2 cheh:6
se: se sze:6 sheh:4 she:2 seh:4
`)
)

// spellJyutping are the spellings of a syllable of Jyutping without its tone.
func spellJyutping(s string) slot {
	if whole := jyutpingWhole[s]; whole != nil {
		return whole.tidy()
	}
	initial, final := cutInitial(s, jyutpingInitials)
	f := jyutpingFinals[final]
	switch {
	case f == nil:
		return slot{{s, 0}}
	case initial == "" && strings.ContainsAny(final[:1], "ao"): // 安 is On and Ngon
		return both(slot{{"", 0}, {"ng", 4}}, f)
	case initial == "":
		return f.tidy()
	}
	return both(jyutpingInitials[initial], f)
}
