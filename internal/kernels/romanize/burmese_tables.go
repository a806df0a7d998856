package romanize

import "strings"

// Sources: BGN/PCGN 1970 agreement for Burmese; Okell, A Guide to the Romanization of Burmese (1971), whose 'conventional
// transcription' is how names are spelled.

var burmeseInitials = runes(`က k|ခ kh:9 k:3|ဂဃ g|င ng:9 n|စ s:9 z:1|ဆ s:8 hs:3|ဇဈ z|ညဉ ny:9 gn:.5|ဋတ t:9 d:2|ဌထ ht:6 t:6 th:2|ဍဎဒဓ d|ဏန n|ပ p|ဖ ph:7 hp:4 p:3|ဗဘ b:9 bh:1|မ m|ယ y|ရ y:7 r:5|လဠ l|ဝ w|သ th:9 t:1|ဟ h|အ -`)

// burmeseMedials by the sign: y, r, w, h.
var burmeseMedials = map[rune][]option{0x103b: options("y"), 0x103c: options("y"), 0x103d: options("w"), 0x103e: options("-:6 h:1")}

// burmeseOnsets are initials with medials that have a spelling of their own.
var burmeseOnsets = func() map[string][]option {
	out := map[string][]option{}
	for part := range strings.SplitSeq(`ချ ch:9 kh:1 chy:.5|ခြ ch:9 khy:1|ဂျ gy:6 j:5|ဂြ gy:6 j:4|ရှ sh|ရွှ shw|လျှ sh|သျှ sh|လှ hl:9 l:2|မှ hm:7 m:5|နှ hn:7 n:5|ဝှ wh|လွှ hlw:6 lw:4|မြ my|မျ my|မြှ hmy:6 my:4|ဖြ phy:8 hpy:3 py:2|ဖျ phy:8 hpy:3|ပြ py|ပျ py
|ဗျ by|ဗြ by|ကျ ky:9 gy:1 ch:1 j:.5|ကြ ky:9 gy:2 ch:.5|ကျွ kyw|ကြွ kyw|ချွ chw|သွ thw|ညွ ny|ညွှ hny ny|ယွ yw|လျ ly:5 y:4|ငြ ny|ငွ ngw:9 nw:1|ဆွ sw:9 hsw:3|စွ sw|ဇွ zw|ထွ htw:6 tw:4 ht:1|တွ tw`, "|") {
		f, o, _ := strings.Cut(strings.TrimSpace(part), " ")
		out[f] = options(o)
	}
	return out
}()

// burmeseRhymes; '-' is the vowel that is not written.
var burmeseRhymes = func() map[string][]option {
	out := map[string][]option{"": options("a")}
	for part := range strings.SplitSeq(`- a|ာ a:9 ar:3 ah:1|ိ i|ီ i:9 ee:3 y:.5|ု u:9 oo:1|ူ u:9 oo:2|ေ ay:5 e:5 ei:1|ဲ e:6 eh:2 ae:2 ai:.5|ော aw:9 or:1 au:1|ော် aw:8 or:1|ံ an:9 am:.5 un:1|ို o:9 oe:1|ိံ ein|ုံ on:8 one:4 oun:2
|က et:7 ek:2 ak:.5|င in:8 inn:4 ing:.5|စ it:9 is:.5|ည i:4 yi:2 ee:2 e:2 ay:1 in:.5|ဉ in|တ at:9 ut:.5|န an:9 ann:1 ane:.3 un:.5|ပ at:8 ap:2 ut:.5|မ an:7 am:3 ann:.5|ယ e:5 ae:3 ai:1 eh:1 al:1|ိတ eik:6 eit:4 ate:1|ိန ein:9 eain:1 ain:1|ိပ eik:5 eip:2 eit:3|ိမ ein:7 eim:2 aim:.5
|ုတ ok:7 oat:1 ote:2|ုန on:7 one:4 oun:2|ုပ ok:5 op:2 ote:1 oat:2|ုမ on:6 one:3 oan:1|ောက auk:8 ouk:1 awk:.5|ောင aung:9 oung:2 ong:.5 awng:.5|ိုက aik:9 ike:2|ိုင aing:9 ine:3|ါ a
|ွတ ut:6 wut:2 oot:1|ွန un:6 oon:3 wun:2 wan:1|ွမ un:6 oon wan|ွပ ut wut|ွံ un:6 oon:2|ွက wet:8 wek:1`, "|") {
		f, o, _ := strings.Cut(strings.TrimSpace(part), " ")
		out[f] = options(o)
	}
	return out
}()

// burmeseAlone are vowels that need no consonant.
var burmeseAlone = runes(`ဣ i|ဤ i|ဥ u:9 o:1|ဦ u:9 oo:2|ဧ ay:6 e:5|ဩ aw:6 o:3|ဪ aw`)

// burmeseNames are syllables that names spell otherwise, without the dots of tones.
var burmeseNames = entries(`
ဦ u:9 oo:1
ဒော် daw:9
မောင် maung:9 mg:3 mong:1
ကို ko:9
မ ma:9
အောင် aung:9 oung:.3 ong:.2
ကျော် kyaw:9 kyow:.2 jaw:.2 gyaw:.2
သိန် thein:9 thane:.2
စိန် sein:9
ထွန် htun:8 tun:7 htoon:2 htwn:.1
ဝင် win:9 winn:1
လှ hla:9
စန် san:9 sann:1 sandar:.1
ဆန် san:9 hsan:2
မြင် myint:9 myin:1
ညွန် nyunt:9 nyun:2
ခင် khin:9 khine:.2 kin:.3
တင် tin:9 tint:2
ဆွေ swe:9 hswe:1
ဇော် zaw:9
မင် min:9 minn:1
လင် lin:9 linn:4
ကြည် kyi:9 kyee:1 kyii:.2 chi:.3
ကြီ gyi:7 kyi:6
စု su:9 suu:2
သန် than:9 thann:2 thant:2
အေ aye:9 ay:2
ဌေ htay:9 tay:2
ထေ htay:8 te:2
ရီ yi:7 yee:5
ရည် yi:7 yee:4
ယဉ် yin:9
ဖြူ phyu:9 phyoo:.5 hpyu:1
ဖြို phyo:9
ဟန် han:9
နိုင် naing:9 nine:1
ဝေ wai:7 way:6 we:2
ဇင် zin:9
ရွှေ shwe:9
မြ mya:9
မွန် mon:9 mun:2
ရတနာ yadana:9 yadanar:4
စော saw:9
နော် naw:9
လွင် lwin:9
သူ thu:9 thuu:.5
သက် thet:9
ဝာ war:6 wa:6
ချို cho:9
ချစ် chit:9
ဖို pho:7
ဘို bo:8
ဗို bo:9
ဗိုလ် bo:9
တို toe:7 to:6
မို moe:8 mo:6
ညို nyo:9
ဆို so:9 soe:3
စို soe:9 so:6
လဲ le
ထက် htet:9 htat:1 tet:1
အိ ei:8 i:5 ai:.5
အိမ် eain:4 ein:6 aim:2
အိန် ein
ပို poe:5 po:5
ဇွန် zun:8 zune:1
ပွင် pwint:9
ငြိမ် nyein:9
ဖုန် phone:7 hpone:5 phon:3 hpon:1
မိုင် maing
လျှံ shan
သီရိ thiri
`)
