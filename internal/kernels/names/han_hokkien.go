package names

import (
	"strings"
	"sync"
)

// hokkienTable are letters of given names as families from Fujian and Chaozhou spell them in Singapore, Malaysia, Indonesia and the
// Philippines, the usual spelling first. The readings are those of Amoy (C. Douglas, Chinese-English Dictionary of the Vernacular or
// Spoken Language of Amoy, 1873) and Chaozhou (A. Fielde, Swatow Dictionary, 1883); how they are spelled is what registers in English
// have, which follow no table.
const hokkienTable = `
一 it yit|乙 it ye|丁 teng ting|三 sam sah|上 siong|世 say seh si|中 tiong tong|主 choo|久 kiew kew|之 chi tze|乾 kian khian|九 kau kiew|二 jee|五 ngo goh|井 cheng
人 jin lang|仁 jin lin|仙 sian|代 tai|令 leng|以 ee|任 jim|伊 ee|伯 pek|佑 yew iu|佩 poey pui pei|來 lai|依 ee|信 sin seng|修 siew|俊 choon joon|保 poh po|倫 loon lun|健 kian keng
偉 wee wei|傑 kiat keat|傳 chuan thuan|元 guan goan yuan|光 kong kwang kuan|兆 tiau siew tiow|先 sian|全 chuan|公 kong|六 lak|兵 peng|典 tian|冠 kuan|冬 tang|凱 khai|利 lee li|前 chian
剛 kong|力 lek|功 kong|加 kah ka|助 choh|勇 yong eng|勝 seng|勤 kin khin|勳 hoon|化 hua hwa|北 pak|千 chian|升 seng|南 lam|博 phok pok|印 in|友 yew iu you|古 kor|史 su|各 kok|合 hup hap
吉 kiat keat|同 tong|名 beng|君 koon kun|吟 gim|味 bee|和 hoe ho hock hua|品 phin pin|哲 tiat teat|善 sian siang|喜 hee|嘉 kah ka kar|四 si|回 hui|國 kok|圓 yuan|團 thuan|土 thor toh|在 chai
地 tee|坤 khoon koon kun|城 seng|基 kee ki|堂 tong tng|堅 kian|報 poh|場 tiong|塗 thoh|士 su|壽 siew siu|夏 ha|多 to|大 tai tua|天 thian tian teen|夫 hu hoo|太 thye tai|夷 ee|奇 kee|女 lu
妙 miow beow|妹 mui moi|姑 kor|姿 chu|娘 neo nio|娟 kuan|娥 ngoh goh|婉 wan|婷 teng|媽 mah|嬌 kiaw kiow keow|子 choo chu tze|孔 khong|孝 haw hau|孟 beng|季 kwee|學 hak ok|安 ann an aun|宏 hong|宗 chong
定 teng|宜 gee ngee|宜 ghee|宣 suan|客 kheh|家 kah ka kay|容 yong|富 hoo hu poo|寬 khuan|實 sit|寶 poh po pau|尊 choon|小 sio siew|少 siew siau|尚 siang|尤 yew|展 tian|山 san suan sua|岳 gak|峰 hong
島 toh|川 chuan|州 chew chiu|巧 khau kaw|巖 giam|平 peng ping|年 nian nien leng|幸 heng|幼 yew|序 su|庚 kee keng kenn|康 kang khong|庭 teng|廉 liam|廣 kong kwang|廷 teng theng|建 kian kean
弘 hong|強 kiong keong|彬 pin ping|彩 chai chye|影 eng|往 ong|德 teck tek teik|心 sim|必 pit|志 chi chee chee|忠 tiong tong|快 khuai|忍 jim|思 su soo|性 seng|怡 ee yi|恆 heng|恩 oon eng|悅 wat
惠 hooi hui hwee|情 cheng|惜 siok|愛 ai|慈 choo chu|慎 sin|慶 keng kheng khing|慧 hooi hwee huay|成 seng sing|戊 boh|房 pang|才 chye chai tsai|扁 pian|承 seng|抱 poh|招 chiow cheow|拔 puat|振 chin
捷 chiat|接 chiap|掌 chiang|排 pai|提 thye|換 wan|撥 puat|政 cheng|教 kau|敏 bin min|敦 toon|敬 keng|文 boon bun mun|斌 pin|新 sin|方 hong png|旋 suan|旺 ong|日 jit|早 chah|旭 hiok|昌 chiang cheong chong
明 beng meng bing|昆 koon|星 seng chheng|春 choon chun|昭 chiow chiau|是 si|時 see si|晉 chin|晴 cheng|智 ti tee|暖 nuan|曉 hiow hiau|書 su chu|曾 cheng|會 hwee hooi|月 guat goat gek|有 yew iu ooi u|朋 peng
望 bong|朝 tiau teow tiow|木 bok bak|本 poon poh|材 chye chai|村 choon|杏 heng|東 tong tang|松 siong cheng|林 lim|枝 kee ki|果 kor|柏 peh pek|柱 choo|柳 liew|栄 eng|根 kin koon|桂 kwee kui kooi|桃 thoh toh tho
桐 tong|梁 liang|梅 bway boey mui muay|森 sim sum|楚 chor|業 giap|榕 yong|榮 eng yong weng|模 boh|橋 kio|權 kuan khuan|欽 khim kim|欣 him hin|歡 huan|正 cheng chia|武 boo bu|殿 tian|比 pi|民 bin min
水 chwee chui tsui|永 eng yong weng|求 kiew kew|江 kang|沛 phai|河 ho hor|治 ti|泉 chuan chua|法 huat|波 po|泰 tai thai thye|洋 yang iong|洲 chew|派 phai|流 liew|浩 ho|海 hai|淇 kee|淑 siok sok seok|深 chim
清 cheng chheng ching|添 thiam tiam|淵 ian|渭 wui|港 kang|湖 oh|湘 siang|溪 khay kay|源 guan goan gwan|滿 buan mua|漢 han hun|漳 chiang|潔 kiat|潤 joon|潮 tiau teo|澤 tek|火 hwee huay hoe|炎 yam iam|炳 peng
為 wee|烈 liat|煌 hong|煥 huan|照 chiow chiau|熙 hee|熊 him|燕 yian ian yan|燦 chan|爵 chiok|牛 gu|玉 geok gek giok|珊 san|珍 tin tin|珠 choo chu|珮 poey|現 hian|球 kiew|理 lee|琴 kim khim|瑛 eng|瑜 joo
瑞 swee sui soi|瑤 yew iau|璋 chiang|環 huan|瓊 keng kheng|甘 kam|生 seng sang say|田 tian|申 sin|男 lam|界 kai|畢 pit|發 huat fatt|白 peh|百 pek pah|皆 kai|益 ek eik iah|盈 eng yin|盛 seng|目 bak
直 tit|省 seng|相 siang|真 chin|眉 bee|睦 bok|知 ti|石 chiok chioh sek|碧 pek phek pik|祖 chor choh|祝 chiok|神 sin|祥 siang siong cheong|福 hock hok|祿 lok|禎 cheng|禧 hee|禮 lay leh lee|秀 siew siu sew
秋 chiew chiu chew|科 khoe kho|程 thia|種 cheng|穎 eng|穗 swee|空 khong|立 lip|章 chiang cheong|端 tuan|竹 teck tek|笑 chio|筆 pit|算 suan|籃 nah|素 soh sor|紅 ang hong|純 soon|細 say soi|紫 chi
結 kiat|統 thong|經 keng|綠 lek|維 wee|綿 bian|緣 yan|縣 kuan|繼 kay|續 siok|羅 lo|美 bee bi mui|群 koon|義 ghee gee ngee|翠 chui chwee|翰 han|耀 yew yau iew|老 lau|聖 seng|聚 choo|聯 lian|聰 chong chang
聲 seng|肇 tiau|肖 siow|良 liang leong liong|色 sek|芝 chi|芬 hoon|花 hua huay hwa|芳 hong phang pang|英 eng ing|茂 boh bo mow|茶 teh|草 chau|荷 ho|莉 lee|莊 chng|莫 bok|華 hua hwa|萍 peng ping|萬 ban buan
葉 yap|蓉 yong|蓬 phong|蓮 lian lean|薇 bee|藍 lam|藝 gay|蘭 lan|虎 hoh hor|蝶 tiap|螺 loh|行 heng|表 piow|裕 joo jee ju|西 say|親 chin|觀 kuan|角 kak|計 kay|訓 hoon|詩 see si|詠 eng|誠 seng|誼 ghee|諒 liang
謀 boh|謙 khiam kiam|讀 thok|豐 hong|象 chhiang|財 chye chai tsai|貞 cheng|貴 kwee kui|買 bay|賀 ho|賓 pin|賜 su|賢 hian heng hien|質 chit|起 khee|超 chiow|越 wat|足 chok|路 loh|軍 koon|輝 hui hooi huei|輝 fai
輪 loon|轉 chuan|辛 sin|辰 sin|農 long|近 kin|送 sang|通 thong tong|進 chin|逢 hong|連 lian|逸 ek|遂 sui|道 tow to|達 tat tart|遠 wan uan|遷 chian|選 suan|部 poh|都 toh|醒 cheng|里 lee|金 kim|釵 chai
銀 gin ngin|銅 tang|銘 beng|鋒 hong|錦 kim gim|錫 sek siak|鎮 tin|鐘 cheng|鐵 thiat|長 tiang teong tiong|門 mui|開 khai kai|間 kan|防 hong|陣 tin|陸 lek|陽 yong|隆 leong liong loong|隨 sui|雄 hiong heong
雅 nga gah|雙 siang|雨 hor|雪 soat suat seok|雲 hoon yun|電 tian|青 cheng chee|靜 cheng|音 im|順 soon sun|頂 teng|頭 thau|題 tay|願 guan|顯 hian|風 hong|飛 hui hwee|香 hiang hiong heong phang|馨 heng hin|馬 beh
駿 choon|騰 teng|驗 giam|高 koh|魁 kway khui|鳳 hong|鳴 beng|鴻 hong|鶯 eng|鶴 hock hoh hok|麒 kee|麗 lay li lee leh|麟 lin leng|黃 hong|鼎 teng|龍 leong liong leng loong|興 heng hin hing|與 ee|善 siang|雷 luai|章 chong
梧 goh ngoh|標 piow peow|祐 yew eu|佑 eu|志 chee|智 tee|景 keng kheng|順 soon|福 hock|俊 choon jun|觀 koon kon|楓 hong png|實 sik|六 lark|勛 hoon hng|亞 ah|阿 ah|氏 see|玲 leng|珊 san|佳 kay kai|豪 ho haw|宇 yu oo
健 kian|慧 hooi|薇 bee wee|雯 boon|怡 ee|婷 teng|凱 khai|偉 wee wai wei|文 boon|明 beng meng|強 keong khiang|成 seng|財 chai chye|發 huat fatt|金 kim|水 chwee|土 thor|木 bak|火 huay
`

// hokkienReadings is hokkienTable by letter.
var hokkienReadings = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(hokkienTable) {
		for entry := range strings.SplitSeq(strings.TrimSpace(line), "|") {
			if letter, spellings, ok := strings.Cut(entry, " "); ok {
				out[letter] = join(out[letter], spellings)
			}
		}
	}
	return out
})
