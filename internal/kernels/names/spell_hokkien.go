package names

// Hokkien and Teochew as registers of Singapore, Malaysia, Indonesia and the Philippines spell them: by ear, in English or Dutch letters.
// A spelling of the tables brings with it those that differ from it as registrars' ears do.
var (
	hokkienInitials = parts(`
chh: ch ts:4 ch:0 chh:5 tj:6 z:8
ch: ch ts:4 tj:5 c:6 j:5 tz:6 z:6 chh:6
ts: ts ch:1 tz:5 s:8 z:6 c:6
tj: tj ch:1 c:5 j:6
tz: tz ts:2 ch:2 z:5 tsz:5
ph: ph p:2
p: p ph:4 b:5
b: b m:5
th: th t:2
t: t th:4 d:5
kh: kh k:2
k: k kh:4 g:4 c:6
g: g ng:4 k:6
ng: ng g:4
s: s sh:5 x:8
h: h f:7
j: j y:4 l:7 z:6
l: l n:8
m: m b:6
n: n
y: y -:5 j:7
w: w v:8
`)
	hokkienFinals = parts(`
a: a ah:1 ar:4
ah: ah a:1 ar:3
ar: ar ah:1 a:1
ai: ai ye:2 ay:4
ye: ye ai:1 ay:5
am: am um:7
an: an ann:3
ann: ann an:1
ang: ang
at: at art:4
ak: ak ark:3 uk:7
au: au ow:3 aw:4 ao:3
aw: aw au:2 ow:3
ow: ow au:1 ao:4
e: e ay:2 eh:2 ey:4
ay: ay e:2 eh:2 ey:4 ai:4
eh: eh e:2 ay:2
ek: ek eck:2 eik:3 ik:3 iek:5 aik:5 yik:6 erk:5
eik: eik ek:1 eck:3 ik:3
eng: eng ing:2 enn:7 erng:6
ing: ing eng:2
i: i ee:1 y:5 ie:5
ee: ee i:1 ie:4 y:6
ia: ia ea:3 iah:3 eah:3
ea: ea ia:1 eah:3
iam: iam eam:2 yam:4 iem:5
iang: iang eang:2 iong:4 eong:4 yang:6
eang: eang iang:1 eong:4
ian: ian ien:1 ean:1 yan:4 een:6 en:6
ien: ien ian:1 ean:2 en:5
ean: ean ian:1 ien:2
iap: iap eap:2 iep:5
iat: iat eat:1 iet:3 eet:6 iak:7
eat: eat iat:1 iet:4
iau: iau eow:3 iow:2 iew:3 iaw:3 ieu:4 eo:4 iao:3 eaw:4
eow: eow iow:1 iau:2 eo:4 iew:4
iow: iow eow:1 iau:2 eo:4 iew:4
iew: iew ew:2 iu:1 eu:4 ieu:3 iou:5 eow:5
iu: iu iew:1 ew:2 eu:3 ieu:3
ew: ew iew:1 iu:2 eu:3
eu: eu iew:3 iu:3 ew:3
im: im eam:6 um:7 eem:5
in: in ing:6 een:5 inn:4
ip: ip eep:4
it: it eet:5
io: io eo:2 ioh:3 iau:5 ieo:4 eoh:3
eo: eo io:2 eoh:2 iow:4
ioh: ioh eoh:2 io:3
iok: iok eok:2 eock:4 iock:4
eok: eok iok:2 ok:6
iong: iong eong:2 iang:3 eang:4 ong:6
eong: eong iong:2 iang:4 ong:6
o: o oh:1 or:2 oo:5 oe:6
oh: oh o:1 or:2
or: or oh:1 o:1
oe: oe oey:4 uay:4 ue:4 ui:6
oey: oey oe:2 uay:3 ui:5
ok: ok ock:1 uk:5 ork:4
ock: ock ok:1
ong: ong oong:6 ung:6
oi: oi oy:3 ui:4
u: u oo:1 ue:5 er:5 oe:5
oo: oo u:1 ou:6
ua: ua wa:2 uah:2 wah:3
uah: uah ua:1 wah:2 wa:3
wa: wa ua:1 wah:2 uah:3
uai: uai wai:2 uay:5
uan: uan wan:2 oan:4 wann:5
wan: wan uan:1
uang: uang wang:1
wang: wang uang:1
uat: uat wat:2 att:6 uatt:4
wat: wat uat:1
ue: ue uay:2 wee:4 way:3 ueh:3
uay: uay ue:2 way:2 wee:5 uey:3
way: way uay:2 ue:3 wee:3
ui: ui wee:1 ooi:2 uei:3 wi:4 uy:5 oei:5 oi:5 uee:4
wee: wee ui:1 uee:3 uei:3 ooi:4 way:5
ooi: ooi ui:1 uei:4 oi:4
un: un oon:1 oen:5
oon: oon un:1 uen:4
ut: ut oot:2
uk: uk ok:3 ook:4
um: um om:5
ng: ng ung:5 eng:6 nng:4 hng:5
`)
)

// spellHokkien are the spellings of one that a table has.
func spellHokkien(s string) slot {
	initial, final := cutInitial(s, hokkienInitials)
	if n := len("chh"); len(s) > n && s[:n] == "chh" {
		initial, final = s[:n], s[n:]
	}
	f := hokkienFinals[final]
	switch {
	case f == nil:
		return slot{{s, 0}}
	case initial == "":
		return f.tidy()
	}
	return both(hokkienInitials[initial], f)
}
