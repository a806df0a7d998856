package names

import (
	"strings"
	"sync"
)

// vietTable are the Sino-Vietnamese readings of letters in names that Unihan lacks, or where it gives a Nôm reading first
// (Thiều Chửu, Hán Việt tự điển, 1942, for the readings; what families use for their order).
const vietTable = `
蘭 lan|霞 ha|雪 tuyet|芳 phuong|寧 ninh|祥 tuong|嬋 thuyen|娟 quyen|淑 thuc|兒 nhi|潘 phan|胡 ho|陶 dao|馮 phung|劉 luu|賴 lai|蔡 thai
何 ha|徐 tu|韋 vi|朱 chu|春 xuan|智 tri|簡 gian|甘 cam|蘇 to|強 cuong|淸 thanh|清 thanh|麗 le|美 my|星 tinh|凰 hoang|佩 boi|筍 duan|琰 diem
攸 du|廌 trai|楨 trinh|周 chu chau|貞 trinh|雁 nhan|燕 yen|萍 binh|水 thuy|瑞 thuy|緣 duyen|桂 que|蓮 lien|柳 lieu|松 tung|柏 bach|桃 dao
榴 luu|蓉 dung|薇 vi|瑤 dao|琴 cam|詩 thi|畫 hoa|學 hoc|士 si|登 dang|科 khoa|第 de|大 dai|小 tieu|公 cong|侯 hau|伯 ba|廣 quang|永 vinh
榮 vinh|華 hoa|富 phu|貴 quy|興 hung|盛 thinh|旺 vuong|利 loi|勝 thang|戰 chien|開 khai|通 thong|達 dat|發 phat|祿 loc|福 phuc phuoc
全 toan|良 luong|才 tai|秀 tu|豪 hao|克 khac|敏 man|捷 tiep|勤 can|誠 thanh|實 thuc|直 truc|正 chinh|中 trung|意 y|志 chi|氣 khi|行 hanh
恩 an|惠 hue|慧 hue|慈 tu|喜 hy hi|樂 lac nhac|歡 hoan|幸 hanh|靜 tinh|雅 nha|素 to|白 bach|青 thanh|碧 bich|藍 lam|黃 hoang huynh|紅 hong
紫 tu|彩 thai|錦 cam|繡 tu|羅 la|綺 y|裳 thuong|冠 quan|馬 ma|橋 kieu|路 lo|城 thanh|郭 quach|宮 cung|樓 lau|臺 dai|亭 dinh|園 vien|苑 uyen
池 tri|湖 ho|河 ha|洋 duong|波 ba|濤 dao|雨 vu|露 lo|霜 suong|雷 loi|風 phong|雲 van|虹 hong|影 anh|聲 thanh|音 am|律 luat|歌 ca|舞 vu|棋 ky
書 thu|經 kinh|夏 ha|秋 thu|冬 dong|時 thi|東 dong|西 tay|北 bac|上 thuong|左 ta|右 huu|前 tien|地 dia|人 nhan|神 than|仙 tien|聖 thanh
王 vuong|皇 hoang|妃 phi|臣 than|民 dan|軍 quan|兵 binh|相 tuong|師 su|友 huu|父 phu|母 mau|子 tu|孫 ton|女 nu|夫 phu|元 nguyen|甲 giap
筆 but|同 dong|紹 thieu|道 dao|部 bo|領 linh|蘊 uan|凱 khai|孟 manh|晉 tan|茶 tra|繼 ke|陣 tran|祺 ky|映 anh|瓊 quynh|順 thuan|化 hoa|嘉 gia
定 dinh|隆 long|命 menh mang|維 duy|新 tan|啟 khai|保 bao|太 thai|宗 tong|理 ly|珍 tran|珊 san|翡 phi|瑛 anh|琳 lam|瑜 du|玲 linh|淵 uyen
源 nguyen|深 tham|澄 trung|潮 trieu|洪 hong|滿 man|浩 hao|淳 thuan|法 phap|沈 tham tram|汪 uong|武 vu vo|魏 nguy|孔 khong|尹 doan
嚴 nghiem|溫 on|鍾 chung|鄭 trinh|呂 lu la|曹 tao|方 phuong|湯 thang|關 quan|龔 cung|顏 nhan|翁 ong|林 lam|盧 lu lo|莫 mac|麥 mach|葉 diep
余 du|鄒 trau|丘 khau khuu|邱 khuu|程 trinh|倪 nghe|施 thi|伍 ngu|古 co|毛 mao|歐 au|陽 duong|姚 dieu|薛 tiet|詹 chiem|柯 kha|彭 banh
唐 duong|宋 tong|田 dien|董 dong|章 chuong|蕭 tieu|戴 dai|凌 lang|覃 dam|譚 dam|岑 sam|張 truong|范 pham|仲 trong|重 trong|勇 dung|杜 do
妙 dieu|區 khu au|楊 duong|高 cao|段 doan|梁 luong|裴 bui|心 tam|德 duc|忠 trung|孝 hieu|長 truong|慶 khanh|善 thien|宜 nghi|豐 phong
峰 phong|鋒 phong|幹 can|健 kien|堅 kien|建 kien|剛 cuong|毅 nghi|威 uy|彬 ban|斌 tan|賓 tan|寅 dan|卯 mao|辰 thin than|申 than|酉 dau
午 ngo|未 mui vi|戊 mau|己 ky|庚 canh|辛 tan|壬 nham|癸 quy|一 nhat|二 nhi|三 tam|四 tu|五 ngu|六 luc|七 that|八 bat|九 cuu|十 thap|百 bach
千 thien|萬 van|億 uc|兆 trieu|雄 hung|鴻 hong|鵬 bang|鶴 hac|麟 lan|鳳 phuong|禽 cam|愛 ai|情 tinh|思 tu|念 niem|懷 hoai|憶 uc|望 vong
希 hy|夢 mong|芸 van|芝 chi|荷 ha|菱 lang|萱 huyen|蕙 hue|茹 nhu|藝 nghe|草 thao|葵 quy|薰 huan|莊 trang|妝 trang|裝 trang|香 huong|馨 hinh
幽 u|谷 coc|顯 hien|揚 duong|昌 xuong|晃 hoang|昭 chieu|晴 tinh|曉 hieu|旭 huc|昇 thang|升 thang|曦 hy|暉 huy|耀 dieu|煌 hoang|炳 binh
燦 xan|焯 trac|煥 hoan|烈 liet|然 nhien|熙 hy|照 chieu|文 van|博 bac|識 thuc|知 tri|謀 muu|略 luoc|計 ke|言 ngon|談 dam|詞 tu|訓 huan
誼 nghi|謙 khiem|諒 luong|讓 nhuong|敬 kinh|恭 cung|崇 sung|尊 ton|奉 phung|事 su|世 the|代 dai|紀 ky|曆 lich|史 su|冊 sach|籍 tich
`

// vietReadings is vietTable by letter, as kVietnamese would have it.
var vietReadings = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(vietTable) {
		for entry := range strings.SplitSeq(strings.TrimSpace(line), "|") {
			if letter, readings, ok := strings.Cut(entry, " "); ok {
				out[letter] = readings
			}
		}
	}
	return out
})
