package romanize

import "strings"

// Variants are other spellings in use of a name that is written in Latin letters already, the nearest first: Mohammed for Md,
// Vang for Vaj, Nguyen for what a broken Vietnamese keyboard left. The word comes as it was written, with its diacritics; letters
// are compared in lower case. It is nil for most words: [Key] and [Distance] find what differs by sound alone.
func Variants(word string) []Reading {
	if len(word) == 0 || len(word) > 2*maxLatin {
		return nil
	}
	lower := strings.TrimRight(strings.ToLower(word), ".")
	var out []Reading
	put := func(text string, s System, weight float32) {
		if text != lower && text != "" {
			add(&out, Reading{text, s, weight})
		}
	}
	if !HmongClan(lower) { // the Hmong spelling of a clan stands for that clan alone
		for _, group := range variantGroups[lower] {
			for _, other := range group {
				put(other, Usual, .7)
			}
		}
	}
	for _, other := range southAsianRows[lower] {
		put(other, Usual, .6)
	}
	if short := abbreviations[lower]; short != "" {
		put(short, Usual, .9)
	}
	for _, o := range hmongClans[lower] {
		put(o.text, HmongRPA, o.weight)
	}
	if hmongClans[lower] == nil {
		hmongVariants(lower, put)
	}
	put(vietnameseRemnant(lower), Usual, .9)
	heaviestFirst(out)
	return out[:min(len(out), MaxReadings)]
}

// Hmong are the spellings of a word of the Hmong alphabet, for who knows that it is one.
func Hmong(word string) []Reading {
	slots, _ := hmong(word)
	if slots == nil || len(word) > maxLatin || HmongClan(word) {
		return nil
	}
	l := lattice{slots: slots}
	out := l.readings()
	for i := range out {
		out[i].System = HmongRPA
	}
	return out
}

// HmongClan tells the spelling of a clan that only the Hmong alphabet has.
func HmongClan(lower string) bool {
	switch lower {
	case "koo", "ham", "pha", "xeem", "lis":
		return false // names elsewhere too
	}
	return hmongClans[lower] != nil
}

func hmongVariants(lower string, put func(string, System, float32)) {
	slots, strong := hmong(lower)
	if slots == nil {
		return
	}
	n, weight := 4, float32(.2) // Tom and Kim could be Hmong too
	if strong {
		n, weight = MaxReadings, .8
	}
	l := lattice{slots: slots}
	all := l.readings()
	for _, r := range all[:min(n, len(all))] {
		put(r.Text, HmongRPA, r.Weight*weight)
	}
}

// variantGroups are spellings of one name. A spelling may be of several names (Yu is 유 and 于), so that groups are not joined.
var variantGroups = func() map[string][][]string {
	out := map[string][][]string{}
	for line := range strings.Lines(variantTable) {
		if group := strings.Fields(line); len(group) > 1 {
			for _, name := range group {
				out[name] = append(out[name], group)
			}
		}
	}
	return out
}()

// variantTable has what sound does not tell.
const variantTable = `
lee li rhee yi yee lie
choi choy tsoi choe
nguyen nguyan nguyn ngyuen nguen
vue vu vwj wu
vang wang vaj
xiong shong xyooj
moua mua muas
thao thor thoj
her hawj heu
lor lo lauj
kue ku kwm
chang cha tsab
hang ham
fang faj
cheng tsheej
yang yaj
khang khab
phommachanh phommachan
sok sokh
chea chia ja
keo kaew
ngo ngoh wu
huynh hoang huinh
vo vu
phan pan
pham fam
tran tan chan
ly lee li
dang deng
do doe
hoang huang wong
cheung zhang cheong chang
chan chen tan tran
wong wang huang ong vuong
kwok kuo guo quach
ng wu ngo eng
lam lin lim
leung liang luong
chow chou zhou chau
hui xu hsu heo
tse xie hsieh ta
choi cai tsai thai chua
lau liu lew luu
yip ye yeh diep
ho he hor ha
yeung yang duong
zheng cheng cheng teng jung
mak mai mac
fung feng phung
so su soh to
tsang zeng tseng tang
park pak bak
kim gim
jung chung jeong cheong
yoon yun youn
lim im rim yim
ryu yoo yu ryoo
noh roh no
kang gang
seo suh so
shin sin
kwon gwon
oh o
ahn an
moon mun
koo ku gu
heo hur huh her
baek paik back paek
`

// abbreviations that stand for one name.
var abbreviations = map[string]string{
	"md": "mohammed", "mohd": "mohammed", "muhd": "muhammad", "mhd": "mohammed", "mohmd": "mohammed", "moh": "mohammed", "ma": "maria", "sk": "sheikh", "syd": "syed",
	"abd": "abdul", "jno": "john", "wm": "william", "jos": "joseph", "chas": "charles", "geo": "george", "thos": "thomas", "robt": "robert", "jas": "james", "sto": "santo", "sta": "santa",
}
