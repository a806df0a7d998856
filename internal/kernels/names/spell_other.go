package names

import "strings"

// vietWhole are the Sino-Vietnamese syllables that North and South say otherwise, or that families spell in two ways.
var vietWhole = parts(`
hoang: hoang huynh:1 huyen:9
vu: vu vo:1
vo: vo vu:3
phuc: phuc phuoc:2
chu: chu chau:3
chau: chau chu:4
ly: ly li:3 lee:6
li: ly li:2 lee:6
quy: quy qui:2
quoc: quoc quac:8
tung: tung tong:4
tong: tong tung:4
nham: nham nhiem:3 nhan:8
canh: canh kieng:5 kinh:8
kinh: kinh canh:5
truong: truong chuong:8 trang:9
duong: duong zuong:8 young:9
nguyen: nguyen nguyn:8 nguyet:9
vuong: vuong wong:8
dang: dang
bui: bui buy:6
mai: mai may:5
hoa: hoa hue:7
tinh: tinh tanh:5
chinh: chinh chanh:5
sinh: sinh sanh:5
thai: thai tai:8
son: son san:7
dan: dan don:7
nhat: nhat nhut:4
long: long
phung: phung
thi: thi ti:8
hong: hong hang:9
van: van
vinh: vinh
minh: minh
tran: tran
pham: pham
le: le
do: do
ho: ho
luc: luc
luong: luong
cat: cat kiet:7
dat: dat
dinh: dinh
binh: binh
thanh: thanh thinh:7
linh: linh
yen: yen ien:6 an:8
gia: gia ja:8
giang: giang jang:8
bao: bao buu:6
`)

// spellViet are the spellings of a syllable of Vietnamese, without diacritics as files have it.
func spellViet(s string) slot {
	if whole := vietWhole[s]; whole != nil {
		return whole
	}
	out := slot{{s, 0}}
	if y, ok := strings.CutSuffix(s, "y"); ok {
		out = append(out, option{y + "i", 4})
	} else if i, ok := strings.CutSuffix(s, "i"); ok {
		out = append(out, option{i + "y", 4})
	}
	return out
}

// romajiParts are what Hepburn and Kunrei, and the two ways with long vowels, write otherwise.
var romajiParts = func() (out []struct {
	text    string
	options slot
}) {
	for line := range strings.Lines(`
ou: o ou:1 oh:3 oo:6
oo: o oh:3 oo:2 ou:4
uu: u uu:2 oo:7
ei: ei e:6 ey:7
sha: sha sya:6
shu: shu syu:6
sho: sho syo:6
shi: shi si:6
cha: cha tya:6
chu: chu tyu:6
cho: cho tyo:6
chi: chi ti:6
tsu: tsu tu:6
ja: ja jya:5 zya:6
ju: ju jyu:5 zyu:6
jo: jo jyo:5 zyo:6
ji: ji zi:6
fu: fu hu:5
`) {
		if part, spellings, ok := strings.Cut(strings.TrimSpace(line), ": "); ok {
			out = append(out, struct {
				text    string
				options slot
			}{part, parseSlot(spellings)})
		}
	}
	return out
}()

// spellRomaji are the spellings of a piece of Japanese given in romaji with its long vowels written out.
func spellRomaji(s string) slot {
	out := slot{{"", 0}}
	for s != "" {
		options := slot{{s[:1], 0}}
		n := 1
		for _, p := range romajiParts {
			if !strings.HasPrefix(s, p.text) {
				continue
			}
			options, n = p.options, len(p.text)
			if vowel := p.text[n-1]; n > 1 && n < len(s) && vowel != 'i' && (s[n] == 'u') && strings.ContainsRune("ou", rune(vowel)) && p.text != "ou" && p.text != "uu" {
				options, n = both(options, slot{{"", 0}, {string(vowel), 4}, {"u", 2}, {"h", 4}}), n+1
			}
			break
		}
		out = both(out, options)
		s = s[n:]
	}
	return out
}

// voiced is how a piece of a Japanese compound begins after another: Yama and ta make Yamada.
func voiced(s string) string {
	for _, p := range [][2]string{{"sh", "j"}, {"ch", "j"}, {"ts", "z"}, {"k", "g"}, {"s", "z"}, {"t", "d"}, {"h", "b"}, {"f", "b"}} {
		if rest, ok := strings.CutPrefix(s, p[0]); ok {
			return p[1] + rest
		}
	}
	return ""
}
