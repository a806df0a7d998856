package names

import (
	"strings"
	"sync"
)

// families are spellings of Han family names that the readings of their letter do not give: names have readings of their own
// (曾 is Zeng, never Ceng), and families from Fujian, Chaozhou, the Hakka hills and Toishan keep the speech of their home. '-' stands
// where the readings of the letter say it all.
//
//	letter  Mandarin  Cantonese  Hangul  other speeches
const familyTable = `
王 - - 왕 ong heng bong wong
李 - lee:0,li:1,lei:4 이 lie dy
張 - cheung:0,chang:3,cheong:3 장 teo tiu chong tjong teoh chang
劉 - lau:0,liu:6,lew:5,low:4 류 lau low law lao lew
陳 - chan:0,chun:6 진 tan chin ting ching tran chinn tang
楊 - yeung:0,young:3,yeong:4 양 yeo yeoh yong iu njoo young nio
黃 - wong:0,wang:6 황 ng ooi oei wee huang bong uy vong ong
趙 - chiu:0,chew:4,jew:5 조 teo chow tio dio chu
吳 - ng:0,ing:5,eng:4,woo:6 오 goh go gouw gaw kho eng ing
周 - chow:0,chau:0,chou:4 주 chew chiu jew joe choo
徐 - tsui:0,chui:1,choy:6 서 chee cher tjhie see soo zee
孫 - suen:0,suan:5,shuen:5,sun:3 손 soon sng sung
馬 - ma:0,mah:2,mar:3 마 beh be mah
朱 - chu:0,chue:3,gee:5,jue:5 주 choo tjoe chee jee
胡 - wu:0,woo:1 호 oh ow aw foo hu
郭 - kwok:0,kuok:4,gock:6 곽 quek kuok keh kwek koay quah
何 - ho:0 하 ho hor hoe haw
高 - ko:0,kao:6 고 kho ko goh
林 - lam:0,lum:2 임 lim liem lum lin ling
羅 - lo:0,law:1,loh:5 나 loh lo law low
鄭 - cheng:0,cheang:6 정 tay tee teh the tie chang zeng
梁 - leung:0,leong:2,luong:6,liang:6 양 neo niu nio leong leang
謝 - tse:0,che:4,jair:7 사 chia cheah seah sia tjia zia dea
宋 - sung:0,soong:5 송 song soong
唐 - tong:0 당 tng teng thong
許 - hui:0,hoy:5,hui:0 허 koh khaw kho khoe co hee hsu
韓 - hon:0 한 hang hon
馮 feng fung:0,fong:3 풍 pang phang foong fung
鄧 - tang:0,dang:6 등 teng theng
曹 - tso:0,cho:3,chow:6 조 cho chor zo
彭 - pang:0,pong:6 팽 phe pheh pang
曾 zeng tsang:0,tseng:5,jung:6,jang:6 증 chan tjan chen chang
蕭 - siu:0,shiu:1,sew:6 소 seow siow siew seo seah
田 - tin:0 전 chan tian
董 - tung:0 동 tang
袁 - yuen:0 원 wan wang yan
潘 - poon:0,pun:2,pan:6 반 phua pua puah phoa
于 - yu:0 우 -
蔣 jiang cheung:0,tseung:2,chiang:5 장 chio tjio chong
蔡 - choi:0,tsoi:2,choy:3,toy:5 채 chua chuah tsai tjoa chai coa cua choa
余 - yu:0,yue:2,yee:4 여 ee eu yee er iye
杜 - to:0 두 toh toe
葉 ye yip:0,ip:2,yep:5 엽 yap yeap yapp yeh jap
程 - ching:0 정 thia teng ting
蘇 - so:0,soo:4,sue:5 소 soh saw souw so sou
魏 - ngai:0,wai:5 위 gui goey wee
呂 - lui:0,lu:6,looi:5 여 loo lu loi lee
丁 - ting:0 정 teng ting
任 ren yam:0 임 jim yam
沈 shen sum:0,shum:1,sham:2 심 sim sham shum shim
姚 - yiu:0 요 yeo yew io
盧 - lo:0,loo:4 노 loh lou lu loo
姜 - keung:0 강 keong kiang
崔 - chui:0,tsui:1 최 -
鍾 - chung:0,chong:4 종 cheong choong chong tjiong
譚 - tam:0,tom:5,hom:6,hum:6 담 tham tam
陸 - luk:0 육 lok loke
汪 - wong:0 왕 ong
范 - fan:0 범 huan hwan
金 - kam:0 김 kim
石 - shek:0 석 chioh seok
廖 - liu:0,lew:6,liew:4 요 leow liew liauw liau
賈 jia ka:0 가 ka
夏 - ha:0 하 hay heh
韋 - wai:0 위 wee
傅 - fu:0,foo:2 부 poh pho
方 - fong:0 방 png hong png fung
白 - pak:0 백 peh pek
鄒 - chow:0 추 chew
孟 - mang:0 맹 beng
熊 - hung:0 웅 him
秦 - chun:0 진 chin
邱 - yau:0 구 khoo khu hew koo kew qiu
侯 - hau:0 후 how ho hou
江 - kong:0 강 kang kong
尹 - wan:0 윤 -
薛 - sit:0,sid:6,seid:6 설 sik see
閻 yan yim:0 염 giam
段 - tuen:0,tuan:5 단 -
雷 - lui:0,loui:2,louie:2,looi:5 뇌 lui loy
龍 - lung:0 용 leng leong liong
黎 - lai:0 여 loy lai le
史 - sze:0,sz:2 사 soo su
陶 - to:0 도 -
賀 - ho:0 하 -
毛 - mo:0 모 mo
顧 - koo:0,ku:3 고 -
龔 - kung:0 공 keng kiong
邵 - siu:0,shiu:2,shaw:4 소 siew
萬 wan man:0 만 ban
覃 qin,tan tam:0,chum:4 담 -
武 - mo:0,mou:4 무 boo
錢 - chin:0 전 -
戴 - tai:0 대 tay teh
嚴 - yim:0 엄 giam ngiam
歐 ou au:0,ow:4 구 au aw ou
莫 - mok:0 막 boh mok
孔 - hung:0 공 khong
向 - heung:0 향 -
常 - sheung:0 상 siang
溫 - wan:0,won:5 온 oon voon woon
伍 - ng:0,eng:4,ing:4 오 goh ngu eng
施 - sze:0,si:2,see:3 시 see sy shih
洪 - hung:0 홍 ang ung fung
翁 - yung:0 옹 ong ang
顏 - ngan:0 안 gan ngan
單 shan shin:0 단 -
解 xie hai:0 해 -
仇 qiu kau:0 구 -
區 ou au:0 구 ow
查 zha cha:0 사 -
翟 zhai,di chak:0,tik:3 적 tek
華 hua wah:0,wa:0 화 -
朴 piao,pu pok:0 박 -
游 - yau:0 유 yew iu
卓 - cheuk:0,chuk:4 탁 toh tok
簡 - kan:0,gan:5 간 kang kan
柯 - or:0,o:3 가 kua qua quah
甘 - kam:0,gum:5 감 kam
古 - ku:0,koo:2 고 koo
鄺 - kwong:0,fong:4 광 kong
關 - kwan:0,quan:4 관 kuan
梅 - mui:0,moy:2,mai:6 매 moy bue
麥 - mak:0,mark:5 맥 beh mak
湯 - tong:0,thong:5 탕 thng teng tng
莊 - chong:0,tsong:4 장 chng ching tsng cheng
符 - fu:0,foo:2 부 hu foo phoo
佘 she se:0,sheh:5 사 seah sia seow
詹 - chim:0,jim:4 첨 chiam cheam tjiam
連 - lin:0 연 lien lian
章 - cheung:0,tseung:4 장 cheang chiong chong teo
倪 - ngai:0 예 gay ge nga ngay
饒 - yiu:0 요 jeow jao yeow liau
童 - tung:0 동 tong tang
康 - hong:0 강 khng kang khong kng
凌 - ling:0 능 leng
岑 cen sham:0,shum:2 잠 gim chim
紀 - kei:0 기 kee ki
藍 - lam:0 남 nah na lang
巫 - mo:0,mou:3 무 boo bu moo
涂 - to:0 도 thor toh doo
尤 - yau:0 우 yew iu ew
辜 - koo:0,ku:2 고 koh kou
阮 - yuen:0 완 uan guan
駱 - lok:0 낙 loh loke
冼 - sin:0,sinn:3 선 sian sen
賴 - lai:0 뇌 luah lua
管 - kun:0,koon:2 관 kuan
祝 - chuk:0 축 chiok
霍 - fok:0 곽 hok
容 - yung:0 용 yong
勞 - lo:0 노 loh
甄 - yan:0,yen:3 견 -
葛 - kot:0,got:4,quat:6 갈 kat
官 - kun:0,koon:2 관 kuan quan kwa
丘 - yau:0 구 khoo khu
鐘 - chung:0,chong:4 종 cheong choong teng
易 - yik:0,yick:1 역 ek
商 - sheung:0 상 siang seong
司徒 - szeto:0,seto:2,szetoe:6 사도 seeto situ
歐陽 - auyeung:0,owyang:3,auyoung:2,owyeong:4 구양 ouyang auyong
上官 - sheungkwun:0 상관 -
諸葛 - chukot:0 제갈 -
司馬 - szema:0 사마 -
夏侯 - hahau:0 하후 -
皇甫 - wongpo:0 황보 -
南宮 - - 남궁 -
鮮于 - - 선우 -
獨孤 - - 독고 -
柳 - lau:0 유 liu
俞 - yu:0,yue:2 유 joo
兪 - yu:0 유 -
權 - kuen:0 권 -
安 - on:0,ngon:4 안 an
申 - san:0 신 sin
全 - chuen:0 전 -
文 - man:0,mann:3 문 boon bun
裵 - pui:0 배 -
裴 - pui:0 배 -
成 - shing:0 성 seng
車 che che:0 차 -
具 - kui:0 구 -
禹 - yu:0 우 -
閔 - man:0 민 -
辛 - sun:0,san:1 신 sin
池 - chi:0 지 -
元 - yuen:0 원 -
奉 - fung:0 봉 -
`

// family is what a family name reads as: one slot for each system.
type family struct{ slots [systems]slot }

// familyOf is by the letters of the family name, simplified or traditional.
var familyNames = sync.OnceValue(func() map[string]*family {
	out := map[string]*family{}
	for line := range strings.Lines(familyTable) {
		f := strings.Fields(line)
		if len(f) < 5 {
			continue
		}
		n := &family{}
		for _, s := range strings.Split(f[1], ",") {
			if s != "-" {
				n.slots[Mandarin] = n.slots[Mandarin].plus(spellPinyin(s), 0)
			}
		}
		if f[2] != "-" {
			n.slots[Cantonese] = parseSlot(strings.ReplaceAll(f[2], ",", " ")).tidy()
		}
		if f[3] != "-" {
			n.slots[Korean] = spellHangul(f[3])
		}
		if f[4] != "-" {
			others := parseSlot(strings.Join(f[4:], ":8 ") + ":8")
			n.slots[Mandarin] = n.slots[Mandarin].plus(others, 0)
			n.slots[Cantonese] = n.slots[Cantonese].plus(others, 0)
			n.slots[Hokkien] = parseSlot(strings.Join(f[4:], ":1 ") + ":1")
			n.slots[Hokkien][0].cost = 0
		}
		n.finish([]rune(f[0]))
		out[string(plainLetters(f[0]))] = n
	}
	return out
})

// finish adds what the letters read as elsewhere, dearer.
func (n *family) finish(letters []rune) {
	table := hanData()
	for s := Mandarin; s < systems; s++ {
		read := joined(table, letters, s)
		if len(letters) == 1 {
			read = table.read(letters[0], s)
		}
		switch {
		case n.slots[s] == nil:
			n.slots[s] = read
		case n.slots[s][0].cost > 0: // other speeches alone were given
			n.slots[s] = read.plus(n.slots[s], 0)
		default:
			n.slots[s] = n.slots[s].plus(read, 4)
		}
	}
}
