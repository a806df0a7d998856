package romanize

import "strings"

// Sources: UNGEGN's Khmer (BGN/PCGN 1972, the geographical service's), Huffman's Cambodian System of Writing (1970) for the series;
// spellings by the rolls of Khmer families in California, Massachusetts, Minnesota and Washington.

type khmerConsonant struct {
	options  []option
	second   bool // of the second series
	sonorant bool // takes the series of the consonant before it
}

// khmerConsonants: a line is letter, series, s for sonorants, spellings.
var khmerConsonants = func() map[rune]*khmerConsonant {
	out := map[rune]*khmerConsonant{}
	for line := range strings.Lines(`ក 1 - k:9 c
ខ 1 - kh:9 k:2
គ 2 - k:9 g:1 c
ឃ 2 - kh:8 k:3
ង 2 s ng
ច 1 - ch:9 c
ឆ 1 - chh:5 ch:6
ជ 2 - ch:9 j:2 cch
ឈ 2 - chh:6 ch:6
ញ 2 s nh:7 ny:3 n
ដ 1 - d:9 t:1
ឋ 1 - th:8 t
ឌ 2 - d:8 t:1
ឍ 2 - th:8 t
ណ 1 s n
ត 1 - t:7 d:4
ថ 1 - th:8 t:3
ទ 2 - t:9 d:2 th
ធ 2 - th:8 t:3
ន 2 s n
ប 1 - b:8 p:4
ផ 1 - ph:8 p:3
ព 2 - p:7 ph:2 b:1
ភ 2 - ph:8 p:3
ម 2 s m
យ 2 s y
រ 2 s r
ល 2 s l
វ 2 s v:9 w:2
ឝ 1 - s
ឞ 1 - s
ស 1 - s
ហ 1 - h
ឡ 1 s l
អ 1 - -`) {
		f := strings.SplitN(strings.TrimSpace(line), " ", 4)
		out[[]rune(f[0])[0]] = &khmerConsonant{options: options(f[3]), second: f[1] == "2", sonorant: f[2] == "s"}
	}
	return out
}()

// khmerFinals are consonants at the end of a syllable.
var khmerFinals = runes(`កខគឃ k:9 c:1|ចជ ch:6 c:1 k:1 t:1|ឆឈ ch|ញ nh:6 n:4 ny:1|ដតទ t:6 th:5 d:1|ឋឌឍថធ th:6 t:6 d|ណន n:9 ne:1 nn|បពផភ p:8 b:2 ph:1|ម m|យ y:8 i:3|រ -:5 r:6|លឡ l:9 ll|វ v:6 w:2 o:2|ស s:8 h:1 ss:1|ហ h|ង ng`)

// khmerVowels by the sign, in the first and the second series.
var khmerVowels = func() map[string][2][]option {
	out := map[string][2][]option{}
	for line := range strings.Lines(`open|a:6 or:4 o:3 ar:2|o:4 or:4 a:4 ea:1
closed|a:6 o:4 or:4 orn:.1 aw:1|o:6 or:3 a:4 ou:2 u:2
short|a:8 o:2|o:6 oa:2 u:3 a:2 ou:1
ា|a:9 ar:3 aa:1|ea:7 ia:5 a:4 eer:.2
ិ|e:5 i:7|i:9 e:2 y:1 ith:.1
ី|ey:6 y:4 i:4 ei:2 ee:3 ay:1|i:6 y:5 ee:4 ey:1
ឹ|oeu:1 eu:2 i:6 e:5 oe:2 u:1|i:6 eu:2 u:2 oeu:1 e:2 oe:1
ឺ|eu:6 oeu:4 oe:3 u:1|eu:6 oeu:4 u:2 oe:2 er:2
ុ|o:7 u:3 ou:2 oh:1 uo:1|u:7 o:3 ou:3 uo:1
ូ|o:6 ou:3 au:2 u:1 aw:1|ou:6 u:5 oo:4 o:1
ួ|uo:5 ua:4 ou:4 o:1 u:1|uo:5 ou:5 ua:4 o:1 u:1
ើ|oeu:4 aeu:2 eu:4 er:3 oe:3 or:1 aeur:1|oeu:4 eu:5 er:3 oe:3 ir:1 eur:1
ឿ|oeu:4 eua:3 oeur:3 ea:2 oea:2 eu:2|oeu:4 eua:4 oeur:3 ea:3 oea:2 eu:3 uo:1
ៀ|ie:6 ia:5 ea:5 ier:2 eav:.1|ie:6 ia:5 ea:5 ier:2
េ|e:8 ei:2 ay:2|e:7 i:4 ei:2 ee:1 ea:1
ែ|e:6 ae:5 aer:2 ea:1|e:5 ae:5 ea:4 er:2
ៃ|ai:6 ay:5 y:1|ey:6 ay:4 ai:3 y:2 ei:2
ោ|o:7 ao:4 aor:2 au:1 or:1|o:7 ou:4 oh:1 or:2
ៅ|ao:5 au:5 av:2 ow:2 o:1 eo:1|ov:4 ou:3 ao:3 au:2 o:1 ow:1 ew:.5
ុំ|om:7 um:4|um:8 om:2 oum:2
ំ|am:6 om:4 orm:1|um:6 om:4 oum:1 am:1
ាំ|am:8 aim:.5|oam:3 am:4 eam:4 oum:1 om:1
ាំង|ai:6 a:6 ea:1|ea:6 ai:3 a:3
ំង|o:6 a:3|u:6 o:4
ះ|ah:7 as:3 a:3|eah:6 ah:3 eas:3
ុះ|oh:7 os:3|uh:6 us:4 oh:1
េះ|eh:7 es:3|eh:6 ih:3 es:3 is:1
ោះ|oh:6 aoh:3 os:3 aos:1|uoh:3 oh:4 os:3 uos:1
ិះ|eh es|ih is
័|a:8 ai:1|a:5 ea:3 oa:1 o:2 e:2`) {
		f := strings.Split(strings.TrimSpace(line), "|")
		out[f[0]] = [2][]option{options(f[1]), options(f[2])}
	}
	return out
}()

// khmerAlone are vowels that need no consonant.
var khmerAlone = runes(`ឥ e:5 i:6|ឦ ey:6 i:4 ei:3|ឧ u:6 o:5 ou:2|ឩ ou:6 u:4|ឪ ov:5 au:3 ao:2 ou:1|ឫ ri:5 reu:4 rith:1 rith:.2|ឬ reu|ឭ leu|ឮ leu|ឯ e:6 ae:4 ai:1|ឰ ai:6 ay:3|ឱ ao:4 o:6 ou:1|ឲ ao:4 o:4 aoy|ឳ au:6 ao:4 ov:1`)

var (
	khmerInherentMiddle = options("a:6 -:4 o:3")
	khmerPa             = options("p:8 b:2") // ប្រ
	khmerDoubled        = options("-:6 n:.1")
)

// khmerNames are names whose usual spelling no rule gives.
var khmerNames = entries(`
កែវ keo:9 kev:2 keov:2 keow:1
ជា chea:9 chia:2
ស្រី srey:9 sry:2 srei:2 sri:1
សុខ sok:9 sokh:1
ចន្ទ chan:9 chanda:1 chanth:2 chandra:.3
ចាន់ chan:9
ច័ន្ទ chan:9
ជ័យ chey:9 chay:3
វង្ស vong:9 vongs:1 wong:.5
វណ្ណ vann:9 van:6
វណ្ណា vanna:9 vana:2
សុវណ្ណ sovann:9 sovan:6 sovanna:2 suvann:1
សុវណ្ណា sovanna:9
សុភាព sopheap:9 sopheab:2
សុភា sophea:9 sophia:1
បុប្ផា bopha:9 bophar:1
សុផល sophal:9 sophol:3
សុផាត sophat:9 sophath:4
ពេជ្រ pich:9 pech:5 pichr:.5
ពិសិដ្ឋ piseth:9 pisith:5 piset:3
រដ្ឋា ratha:9 rotha:3
រិទ្ធី rithy:9 rithi:2 ritthy:1
រិទ្ធិ rith:9 rithy:3
សម្បត្តិ sambath:9 sambat:4 sombath:3
សម្ផស្ស samphors:9 samphas:3 samphoas:2
សំណាង samnang:9 somnang:5
សុគន្ធា sokuntha:7 sokunthea:8 sokhuntha:1
គន្ធា kuntha:6 kunthea:9
គន្ធី kunthy:9
សុជាតា socheata:9 sochetha:3 sucheata:1
បញ្ញា panha:8 panya:3 pagna:4 panhah:1
វិជ្ជា vichea:7 vicheka:.2 vichhea:3
វុទ្ធី vuthy:9 vuthi:2
វិសាល visal:9
មុនី mony:9 muny:4 moni:3 muni:2
មុន្នី mony:9 muny:3
កល្យាណ kalyan:9 kallyan:2
ធារ៉ា theara:8 thara:4 tira:1
តារា dara:9 tara:3
ដារា dara:9
តារារស្មី dararasmey:5
រស្មី raksmey:9 rasmey:7 reaksmey:8 rasmei:2 reaksmei:2
លក្ខិណា leakhena:8 leakena:5 lakhena:4 lakena:3
លក្ខណា leakhena:8 lakhena:4
កញ្ញា kanha:8 kanya:5 kagna:2 kunya:1
សុកញ្ញា sokanha:7 sokunhea:2
ចរិយា chakriya:2 chariya:9 chakrya:3
ចរិយ chariya:8
ធីតា thida:9 tida:4 thyda:3
ស្រីនាង sreyneang:9
នាង neang:9
បុរី borey:9 bory:3 bori:2
បូរី borey:9
ភក្តី pheakdey:9 phakdey:5 pheaktra:.1 phakdy:2
ភ័ក្ត្រា pheaktra:9 phaktra:4
មករា makara:9
មេសា mesa:9
សីហា seyha:9 siha:4 seiha:2
កក្កដា kakada:9
បញ្ចនា panchana:9
ឧត្តម udom:7 oudom:9 utdom:1 outdom:1
ឧត្តរា utdara:3 oudara:5
ឯកសារ aeksa
វាសនា veasna:9 veasana:3
ទេវី tevy:9 devi:3 tevi:3
ទេវា teva:5 deva:3 tevea:1
នរោត្តម norodom:9 narodom:1
សីហនុ sihanouk:9 sihanu:2
សុរិយា soriya:9 suriya:4 sorya:3
សូរិយា sorya:7 soriya:6 suriya:3
បុណ្យ bun:7 boun:7 bon:2
ប៊ុន bun:9 boun:5 boon:1
ហ៊ុន hun:9 hoeun:1
សែន sen:9 saen:1
ម៉ៅ mao:9 mau:1
ប៉ុល pol:9
ប៉ែន pen:9
អ៊ឹម im:7 eum:2
អ៊ុំ um:7 oum:4 om:1
អ៊ុក ouk:9 uk:4 uch:.1
អ៊ុង ung:8 oung:3
អ៊ុយ uy:8 ouy:2
ឌួង duong:9 doung:4
យឹម yim:9 yem:2
លឹម lim:9 lem:1
ងួន nguon:9 ngoun:5
ទូច touch:9 tuch:3
ទិត tith:7 tit:3
ទិត្យ tith:8
អាទិត្យ atith:7 artith:3
ពុធ puth:7 put:2
ព្រហ្ម prom:9 prum:7 proum:1
ព្រំ prom:8 prum:9
រ័ត្ន rath:7 rat:1 roth:4
រត្ន roth:6 rattana:3 ratana:3
រត្នា ratana:8 rattana:5 rotana:2 rathna:3
រតនា ratana:9 ratanak:.5 rattana:4 rotana:2
រតនៈ ratanak:8 rattanak:5 rotanak:3
វីរៈ virak:8 vireak:8
វីរៈបុត្រ virakbot:5 vireakboth:6
បុត្រ both:7 bot:4 bott:1
បុត្រា botra:7 bottra:2
ឫទ្ធី rithy:9
ឫទ្ធិ rith:7 rithy:4
ស៊ីវ siv:7 siew:1
អៀវ eav:5 iv:6 ieu:1 ear:.1
អេង eng:9
តាំង taing:9 tang:4
កាំង kang:6 kaing:7
ជាំ cheam:6 chum:1
អ៊ៀង eang:5 ieng:6
ហេង heng:9
ម៉េង meng:9
គីម kim:9
គឹម kim:9
កឹម kim:6 kem:5 kum:1
`)
