package sheet

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// Western is the code page of a line that is no UTF-8 where nothing tells another.
const Western = "windows-1252"

// encodings are the older writings of East Asia, with the letters that lists of people there are full of: common family
// and given names and the words of headers. Which one a file is in is told by how many of them it then has.
var encodings = []struct {
	name   string
	enc    encoding.Encoding
	common string
}{
	{"gb18030", simplifiedchinese.GB18030, "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文" +
		"伟芳娜秀英敏静丽强磊军洋勇艳杰涛明超兰霞平刚桂红玉华建国志小婷雪梅雨欣子轩浩宇春生海云永成光新姓名电话地址城市性别语言邮箱编号出日期电子件街道门牌号州邮编码备注手机家中文简体会员标签"},
	{"big5", traditionalchinese.Big5, "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何羅高蕭潘簡朱鍾彭游詹胡施沈余趙盧梁顏柯孫魏翁戴范宋方鄧杜傅侯曹薛丁卓馬阮董唐溫藍蔣石古紀姚連馮歐程湯姜田康伍關麥鄺譚甄司徒" +
		"志明俊傑家豪淑芬美玲雅婷怡君宗翰建宏惠秀英麗華文雄玉珍國榮春嬌金水雲芳儀詩涵子軒偉龍慧敏欣安平姓名電話地址城市性別語言郵遞區號出生日期子件街道門牌州備註手機家中文繁體會員標籤大小信義"},
	{"shift_jis", japanese.ShiftJIS, "佐藤鈴木高橋田中伊渡辺山本村小林加吉松井上清斎口阿部森池石川前後原岡長谷近野坂遠青西福太三金中島浦竹内和杉今平河武久保大子美一郎恵真由香優愛翔陽健太直樹翼さくらゆみあいかなひろこアイウカキサシスタチツテトナニハマミムメモヤユラリルレロン" +
		"氏名姓電話番号住所市区町郵便性別言語生年月日メール県都道府備考のはをがでにるたい"},
	{"euc-kr", korean.EUCKR, "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구나민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국" +
		"준서연현우수빈영희철경미숙자은혜동훈상혁재호성민아름다운병용태규종순옥이름성명전화번호주소시도구동로길우편생년월일별언어메일비고회원"},
	{"euc-jp", japanese.EUCJP, "佐藤鈴木高橋田中伊渡辺山本村小林加吉松井上清斎口阿部森池石川前後原岡長谷近野坂遠青西福太三金中島浦竹内和杉今平河武久保大子美一郎恵真由香優愛翔陽健太直樹翼さくらゆみあいかなひろこアイウカキサシスタチツテトナニハマミムメモヤユラリルレロン" +
		"氏名姓電話番号住所市区町郵便性別言語生年月日メール県都道府備考のはをがでにるたい"},
}

const plausibleShare = 0.3 // of the letters of an East Asian text that must be common ones

// detect tells the encoding of those lines of a head that are no UTF-8.
func detect(head []byte) string {
	var odd [][]byte
	for _, l := range bytes.FieldsFunc(head, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if !utf8.Valid(l) && len(odd) < 2000 {
			odd = append(odd, l)
		}
	}
	if len(odd) > 1 && len(head) == peekSize {
		odd = odd[:len(odd)-1] // cut off within a letter, perhaps
	}
	if len(odd) == 0 {
		return ""
	}
	sample := bytes.Join(odd, []byte("\n"))
	if western(sample) {
		return Western
	}
	best, most := Western, plausibleShare
	for _, e := range encodings {
		s, err := e.enc.NewDecoder().Bytes(sample)
		if err != nil || bytes.ContainsRune(s, utf8.RuneError) {
			continue
		}
		if share := share(string(s), e.common); share > most {
			best, most = e.name, share
		}
	}
	return best
}

// share is how many of the letters that are not ASCII are common ones.
func share(s, common string) float64 {
	n, good := 0, 0
	for _, r := range s {
		if r < 0x80 {
			continue
		}
		n++
		if strings.ContainsRune(common, r) {
			good++
		}
	}
	if n == 0 {
		return 0
	}
	return float64(good) / float64(n)
}

// western tells a text of accents here and there among ASCII letters, or one in an old Vietnamese font.
func western(sample []byte) bool {
	s, err := charmap.Windows1252.NewDecoder().String(string(sample))
	if err != nil {
		return false
	}
	if legacyText(s) != "" {
		return true
	}
	n, good := 0, 0
	runes := []rune(s)
	at := func(i int) rune {
		if i < 0 || i >= len(runes) {
			return ' '
		}
		return runes[i]
	}
	for i, r := range runes {
		if r < 0x80 {
			continue
		}
		n++
		before, after := at(i-1), at(i+1)
		if unicode.IsLetter(r) && r < 0x180 && before < 0x80 && after < 0x80 && (unicode.IsLetter(before) || unicode.IsLetter(after)) || strings.ContainsRune("’‘“”–—½°®©", r) && after < 0x80 {
			good++
		}
	}
	return good*10 >= n*8
}

// decoder reads a line's bytes: UTF-8, or else the encoding, or else Windows-1252, in which every byte says something. It
// decides by the line, so that a file that was put together from two encodings is read as well as can be.
func decoder(name string) func([]byte) string {
	var enc encoding.Encoding
	for _, e := range encodings {
		if e.name == name {
			enc = e.enc
		}
	}
	return func(line []byte) string {
		if ascii(line) || utf8.Valid(line) {
			return string(line)
		}
		if enc != nil {
			if s, err := enc.NewDecoder().Bytes(line); err == nil && !bytes.ContainsRune(s, utf8.RuneError) {
				return string(s)
			}
		}
		s, err := charmap.Windows1252.NewDecoder().Bytes(line)
		if err != nil {
			return strings.ToValidUTF8(string(line), "�")
		}
		return string(s)
	}
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}
