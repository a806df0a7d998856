package romanize

import "strings"

// Sources: Revised Romanization of Korean (Ministry of Culture and Tourism, notice 2000-8); McCune and Reischauer, Transactions
// of the Korea Branch of the Royal Asiatic Society 29 (1939); what people use is told by passports and by rolls of officials.

// Letters of the standards, in the order of Unicode's syllables: 19 initials, 21 vowels, 28 finals.
var (
	rrInitials = strings.Split("g|kk|n|d|tt|r|m|b|pp|s|ss||j|jj|ch|k|t|p|h", "|")
	rrVowels   = strings.Split("a|ae|ya|yae|eo|e|yeo|ye|o|wa|wae|oe|yo|u|wo|we|wi|yu|eu|ui|i", "|")
	rrFinals   = strings.Split("|k|k|k|n|n|n|t|l|k|m|l|l|l|p|l|m|p|p|t|t|ng|t|t|k|t|p|t", "|")
	// McCune-Reischauer without its breves and apostrophes, at the beginning of a word and between vowels, n, m, ng and l.
	mrInitials = strings.Split("k|kk|n|t|tt|r|m|p|pp|s|ss||ch|tch|ch|k|t|p|h", "|")
	mrVoiced   = strings.Split("g|kk|n|d|tt|r|m|b|pp|s|ss||j|tch|ch|k|t|p|h", "|")
	mrVowels   = strings.Split("a|ae|ya|yae|o|e|yo|ye|o|wa|wae|oe|yo|u|wo|we|wi|yu|u|ui|i", "|")
)

// Letters as people write them, where no syllable of the tables below says it better.
var (
	hangulInitials = list("k:6 g:5|kk:3 gg k|n|d:5 t:2|tt dd t|r:5 l:4|m|b:6 p:3|pp bb p|s|ss s|-|j:6 ch:3|jj j|ch:8 c|k|t|p|h")
	hangulVowels   = list("a:9 ah|ae:6 e:2 ai:2 ay|ya|yae ye|eo:5 u:3 o:3 uh ou|e:8 ae|yeo:4 you:2 yu:2 yo:2 yuh|ye:5 yae yea|o:9 oh|wa|wae wai|oe:2 oi:2 we wae|yo" +
		"|u:5 oo:5|wo:8 weo won|we|wi:8 wie|yu:5 yoo:3 you|eu:5 u:4 oo|ui:3 eui:2 ee:2 i|i:6 ee:4 y")
	hangulFinals = list("-|k:8 g:2 ck|k|k|n:9 hn|n|n|t|l:9 r|k|m|l|l|l|p|l|m|p:5 b:3|p|t:5 s:2|t|ng|t j|t ch|k|t|p|-:5 h:2")
	// Where the next syllable begins with a vowel, a final is written as it is heard there.
	hangulLinked = map[rune][]option{1: options("k:6 g:3"), 8: options("l:6 r:3"), 19: options("s"), 17: options("b:4 p:3"), 7: options("d"), 22: options("j")}
	// s before i and y is heard as sh.
	hangulS = options("s:6 sh:4")
)

// koreanFamilies are the family names, most common first within a line. Two-syllable ones are below.
var koreanFamilies = entries(`
김 kim:95 gim:4 ghim
이 lee:85 yi:7 rhee:4 i:1 li:2 yee:2 rhie ri
리 lee:5 ri:3 li:3 rhee yi
박 park:90 pak:6 bak:3 bark bahk
최 choi:88 choe:6 choy:2 chey
정 jung:45 chung:28 jeong:20 cheong:5 joung:2 jeung chong:2 jong
강 kang:90 gang:6 kahng
조 cho:75 jo:20 joe:3 joh choe
윤 yoon:60 yun:28 youn:8 yune
장 jang:60 chang:36 jahng zhang
임 lim:55 im:25 yim:15 rim:3 leem:2 rhim
림 lim:5 rim:4 im
한 han:95 hahn:4 hann
오 oh:85 o:10 oe
서 seo:55 suh:28 so:4 su:3 sur seoh se:2
신 shin:85 sin:9 shinn synn
권 kwon:85 gwon:5 kweon:5 kuen
황 hwang:90 whang:7 hoang
안 ahn:60 an:35 aan
송 song:95 soung
류 ryu:55 yu:15 ryoo:8 yoo:10 lyu:4 rhyu rew
유 yoo:42 yu:38 ryu:6 you:10 yoo ryoo yew
전 jeon:45 jun:20 chun:16 cheon:5 chon:3 jon:2
홍 hong:95
고 ko:55 go:25 koh:15 goh:4
문 moon:72 mun:24 mon munn
양 yang:92 ryang
량 yang:5 ryang:4 lyang
손 son:70 sohn:26 sonn
배 bae:75 pae:7 bai:6 pai:4 bay bea
백 baek:45 paik:18 back:8 paek:8 beak:3 pak:2 baik:4 paick
허 heo:35 hur:30 huh:25 her:4 hu ho
남 nam:95 nahm
심 shim:70 sim:26 seem
노 noh:45 roh:26 no:14 ro:8 rho:5
로 ro:4 roh:4 noh:3 no
하 ha:92 hah:4
곽 kwak:75 gwak:9 kwack:5 kwag koak
성 sung:55 seong:33 song:3 soung
차 cha:95 tcha
주 joo:50 ju:32 chu:9 choo:5 zoo
우 woo:75 u:12 wu:5 oo
구 koo:55 gu:18 ku:13 goo:9
민 min:95 mihn
나 na:70 ra:13 nah:5 rha la
라 ra:5 na:4 la:2 rha
진 jin:65 chin:26 jean:2 gin
지 ji:55 chi:18 jee:18 gee
엄 um:28 eom:36 uhm:16 om:5 eum:3
채 chae:70 chai:13 che:4
원 won:90 weon
천 cheon:45 chun:36 chon:9 chen
방 bang:70 pang:23 bhang
공 kong:60 gong:32
현 hyun:62 hyeon:22 hyon:5
함 ham:85 hahm:11
변 byun:55 byeon:18 pyun:7 byon:7 pyon
염 yeom:45 yum:32 youm:9 yom:5
여 yeo:50 yuh:8 yo:7 yeoh lyu ryeo
추 choo:45 chu:36
도 do:55 doh:14 to toh
소 so:70 soh
석 seok:45 suk:32 sok:9 suck
선 sun:45 seon:32 sunn son
설 seol:45 sul:32 sol
마 ma:85 mah
길 gil:50 kil:36 gill
연 yeon:60 youn:10 yun:9 yon:7
위 wi:60 wee:22 wie
표 pyo:80 phyo
명 myung:60 myeong:25 myong
기 ki:65 gi:18 kee:9 key
반 ban:70 bahn:13 pan
왕 wang
금 keum:40 geum:27 kum:22
옥 ok:70 ock:13 oak
육 yook:50 yuk:27 youk
인 in:70 ihn
맹 maeng:75 maing
제 je:60 jae jei
모 mo:80 moh
탁 tak:75 tark
국 kook:55 guk:22 kuk
은 eun:65 un
편 pyun:45 pyeon:40 pyon
용 yong:85
`)

// koreanCompounds are the family names of two syllables.
var koreanCompounds = []string{"남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방", "어금", "망절"}

// koreanSyllables are the syllables of given names, as people spell them.
var koreanSyllables = entries(`
현 hyun:60 hyeon:25 hyon:5 hyoun:4
영 young:60 yeong:20 yong:8 yung:8
준 jun:60 joon:36 june:4 chun:3 juhn:2
석 seok:40 suk:30 sok:6 suck:3 seog:2 sug
선 sun:50 seon:36 son:3
우 woo:60 u:22 wu:3 oo
규 kyu:50 gyu:36 kyoo:3
성 sung:50 seong:38 song:3 soung
철 chul:50 cheol:30 chol:8 cheul
은 eun:75 un:11 en:2 eunn
민 min:90 meen:2
지 ji:75 jee:12 chi:5 gi
정 jung:50 jeong:36 chung:8 joung:3 jong:2 jeung
수 soo:50 su:45 sue
경 kyung:50 gyeong:22 kyeong:9 kyoung:12 kyong:3 gyung:3
호 ho:92 hoh
진 jin:88 chin:5 jean:2 gin
연 yeon:55 yun:9 youn:12 yon:5
혜 hye:75 hae:6 hea hei
미 mi:80 mee:10 me
숙 sook:50 suk:36 sug
순 soon:55 sun:32
자 ja:80 cha:5 jah
옥 ok:75 ock:5 oak
희 hee:60 hui:18 hi:9
상 sang:95
승 seung:75 sung:12
용 yong:75 young:12
훈 hoon:60 hun:36
태 tae:85 tai:3 te
동 dong:90 tong:4
재 jae:78 jai:4 jay:2 chae:3
종 jong:75 chong:11
형 hyung:60 hyeong:25 hyoung:8
병 byung:55 byeong:22 byoung:5 pyong:2 byong
원 won:85 weon:3 one
인 in:90 inn een
윤 yoon:45 yun:45 youn:4
서 seo:75 suh:10 so:2 su se
하 ha:92
아 ah:50 a:45
나 na:88 nah:4 ra
라 ra:70 la:13 rah
예 ye:80 yea:4 yae
유 yu:50 yoo:36 you:3 u
주 joo:45 ju:48 chu:3
린 rin:60 lin:27 leen
림 rim:45 lim:36 leem
람 ram:60 lam
란 ran:60 lan:18 rahn
래 rae:50 lae:13 rye
록 rok:50 lok rock
률 ryul:45 yul:18 ryool
율 yul:60 yool:9 yule
열 yeol:45 yul:22 yol youl
걸 gul:32 geol:45 girl kul:9 kurl
국 kook:40 guk:27 kuk:18 gook:7
근 geun:45 keun:32 gun:9 kun:9
길 gil:55 kil:27 gill
건 gun:30 geon:40 kun:14 keon:6
광 kwang:60 gwang:30
권 kwon:60 gwon:22
구 koo:30 gu:36 ku:18 goo:6
기 ki:50 gi:40 kee:7
금 keum:36 geum:32 kum:14 gum:5
남 nam:95
노 no:60 noh:13 ro
대 dae:75 dai:3 tae:5 de
덕 deok:32 duk:36 dug:6 tuk:4 duck:4
도 do:85 doh to
두 doo:50 du:36 tu
려 ryeo:40 ryo:13 lyeo ryu
령 ryung:27 ryeong:32 ryoung:9 lyung:5 young:5
례 rye:45 lye:9 ye:9
만 man:90 mahn
명 myung:55 myeong:25 myoung:9 myong:5
문 moon:55 mun:40
배 bae:75 bai
백 baek:50 paek paik
범 bum:45 beom:45 bom:5 bohm pum
보 bo:85 boh
복 bok:75 pok:9 bock
봉 bong:80 pong:5
빈 bin:75 been:5
삼 sam:95
섭 sup:36 seop:27 sub:18 seob:9 sop
세 se:70 sei:4 sae:3 say
소 so:85 soh
솔 sol:85 soul
슬 seul:75 sul
시 si:65 shi:22 see
식 sik:55 shik:27 sic
신 shin:60 sin:32
실 sil:55 shil:27
심 sim shim
애 ae:60 ai:9 e:5 aie
양 yang:90
언 eon:50 un:14 on
업 up:32 eop:32 eob
엽 yeop:36 yup:27 yub:13 yop
오 oh:50 o:40
완 wan:80 hwan:3
욱 wook:55 uk:27 ook:9 wuk:5
웅 woong:55 ung:27
월 wol:75 weol
위 wi
을 eul:65 ul
의 eui:32 ui:40 yi ee
이 i:40 yi:22 ee:13 lee:9
익 ik:70 ick
일 il:75 ill:4 iel
임 im:60 lim
장 jang:60 chang:27
제 je:60 jae:13 jei
조 jo:55 cho:27
중 joong:45 jung:45 chung:5
직 jik:65 jick
찬 chan:90
창 chang:90
채 chae:75 chai che
천 chun:40 cheon:45 chon
초 cho:90
춘 chun:45 choon:36
충 choong:36 chung:50
치 chi:80 chee
택 taek:55 tack:9 tak:5 taeg
표 pyo:85
필 pil:60 phil:27 feel
한 han:90
해 hae:75 hai hye:3
향 hyang:90
헌 heon:50 hun:32 hon
혁 hyuk:60 hyeok:22 hyuck:5 hyok:3 hyug
홍 hong:95
화 hwa:90 wha:3
환 hwan:85 whan:5
황 hwang
효 hyo:90 hyoh
후 hoo:45 hu:40
휘 hwi:60 whi hui
운 un:50 woon:36 oon:3 wun:2
흥 heung:55 hung:27 hueng
흠 heum hum
득 deuk:55 duk:22 deug
별 byul:50 byeol:40
산 san
새 sae:60 se
샘 saem:50 sam
송 song
안 an:60 ahn:36
단 dan
담 dam
달 dal
다 da:85 dah
강 kang:60 gang:36
가 ga:60 ka:22
결 gyeol:50 kyul:27 gyul
겸 gyeom:45 kyum:32 gyum
관 kwan:60 gwan:30
교 kyo:60 gyo:30
귀 gwi:36 kwi:18 kui:9 gui
균 kyun:50 gyun:40 kyoon
극 geuk:50 keuk:18 kuk
김 kim
까 kka ga
든 deun
로 ro:70 roh
루 ru:45 lu:13 roo:13
름 reum:55 rum
리 ri:50 lee:22 ree:7 ly:3 li:9
마 ma
모 mo
무 moo:50 mu:45
묵 mook muk
목 mok:75
방 bang
변 byun byeon
부 boo bu
비 bi:60 bee:9
빛 bit
사 sa
설 seol:45 sul:32
혼 hon
확 hwak
`)
