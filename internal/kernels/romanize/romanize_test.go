package romanize

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestReadings_areSortedBoundedAndPlain(t *testing.T) {
	for _, lang := range []string{"ko", "hi", "bn", "ur", "km", "lo", "th", "ja", "ta", "my", "pa"} {
		tuned, held := readGoldens(t, lang)
		for _, g := range append(tuned, held...) {
			holds(t, g.native)
		}
	}
}

// holds checks what every answer must hold.
func holds(t *testing.T, word string) {
	t.Helper()
	readings := Readings(word)
	if len(readings) > MaxReadings {
		t.Fatalf("%q has %d readings", word, len(readings))
	}
	seen := map[string]bool{}
	for i, r := range readings {
		if r.Text == "" || len(r.Text) > maxLatin || strings.Trim(r.Text, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Fatalf("%q is read as %q", word, r.Text)
		}
		if i > 0 && r.Weight > readings[i-1].Weight || r.Weight > 1 || r.Weight <= 0 {
			t.Fatalf("%q: weights out of order: %v", word, readings)
		}
		if seen[r.Text] {
			t.Fatalf("%q: %s comes twice", word, r.Text)
		}
		seen[r.Text] = true
	}
}

func TestReadings_ofLatinHanAndNothingAreNone(t *testing.T) {
	for _, word := range []string{"", "Nguyễn", "陳", "田中さん", "123", "—", "\xff\xfe", "्", "்", "ៈ", "\u1a20"} {
		if got := Readings(word); got != nil {
			t.Errorf("Readings(%q) = %v", word, got)
		}
	}
}

func TestScriptOf(t *testing.T) {
	for word, want := range map[string]Script{
		"Trần": Latin, "김": Hangul, "陳": Han, "高橋はな": Han, "はな": Kana, "ケン": Kana, "राम": Devanagari, "দাস": Bengali, "ਸਿੰਘ": Gurmukhi, "முருகன்": Tamil,
		"علی": Arabic, "សុខ": Khmer, "ສີ": Lao, "ชัย": Thai, "အောင်": Burmese, "Иван": Cyrillic, "גל": Hebrew, "": Unknown, "7": Unknown, "ﷴ": Arabic,
	} {
		if got := ScriptOf(word); got != want {
			t.Errorf("ScriptOf(%q) = %d, want %d", word, got, want)
		}
	}
}

func TestSystems_haveKeysOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for s := range systemCount {
		if key := s.Key(); !strings.HasPrefix(key, "names.system.") || seen[key] || len(key) < 15 {
			t.Errorf("system %d has key %q", s, key)
		} else {
			seen[key] = true
		}
	}
}

func TestKey_spellingsOfOneNameShareIt(t *testing.T) {
	for _, names := range [][]string{
		{"chowdhury", "chaudhary", "choudhury", "chaudhri"}, {"vishwakarma", "bishwakarma", "vishvakarma", "biswakarma"}, {"hyunjung", "hyeonjeong", "hyonjung"},
		{"mohammed", "muhammad", "mohamed", "muhamad"}, {"hussain", "hossain", "husein"}, {"yoon", "yun", "youn"}, {"anwar", "anvar"}, {"ishwar", "eswar", "ishvar"},
		{"phan", "fan"}, {"singh", "sing"}, {"aziz", "ajij"}, {"sokha", "sokkha"}, {"zia", "jia"}, {"khadija", "khadeeja"}, {"sayavong", "xayavong"},
	} {
		for _, other := range names[1:] {
			if Key(other) != Key(names[0]) {
				t.Errorf("Key(%s) = %s, but Key(%s) = %s", names[0], Key(names[0]), other, Key(other))
			}
		}
	}
}

func TestKeys_hearALetterInTwoWays(t *testing.T) {
	for _, pair := range [][2]string{{"siriporn", "siriphon"}, {"yim", "im"}, {"shinpei", "shimpei"}, {"hussain", "ussain"}} {
		if !slices.ContainsFunc(Keys(pair[0]), func(k string) bool { return slices.Contains(Keys(pair[1]), k) }) {
			t.Errorf("%s %v and %s %v share none", pair[0], Keys(pair[0]), pair[1], Keys(pair[1]))
		}
	}
	if Keys("") != nil || Key("陳") != "" {
		t.Error("nothing has a key")
	}
}

func TestDistance_variantsAreNearAndOtherNamesFar(t *testing.T) {
	for _, c := range []struct {
		a, b        string
		least, most float32
	}{
		{"lee", "lee", 0, 0}, {"jeong", "jung", 0, .2}, {"mohammed", "muhammad", 0, .12}, {"bhattarai", "vattarai", .01, .2}, {"khan", "kan", 0, .1}, {"sunita", "suneeta", 0, .05},
		{"kim", "lim", .3, 1}, {"vang", "xiong", .4, 1}, {"nguyen", "tran", .4, 1}, {"singh", "patel", .5, 1}, {"maria", "", 1, 1}, {"sok", "sokha", .01, .25},
	} {
		got, back := Distance(c.a, c.b), Distance(c.b, c.a)
		if got < c.least || got > c.most || got-back > 1e-5 || back-got > 1e-5 {
			t.Errorf("Distance(%s, %s) = %.3f and %.3f, want %.2f to %.2f", c.a, c.b, got, back, c.least, c.most)
		}
	}
}

func TestVariants_onTheLatinSide(t *testing.T) {
	for word, want := range map[string]string{
		"Vaj": "vang", "Yaj": "yang", "Xyooj": "xiong", "Lis": "lee", "Thoj": "thao", "Hawj": "her", "Md.": "mohammed", "Ma.": "maria", "Nguyeãn": "nguyen", "Nguyeenx": "nguyen",
		"Nguye64n": "nguyen", "Phamj": "pham", "Ñöùc": "duc", "Lee": "rhee", "Chaudhary": "chowdhury", "Tsheej": "cheng", "Mukherjee": "mukhopadhyay",
	} {
		if !slices.ContainsFunc(Variants(word), func(r Reading) bool { return r.Text == want }) {
			t.Errorf("Variants(%s) has no %s: %v", word, want, Variants(word))
		}
	}
	for _, word := range []string{"", "Jennifer", "James", "Alexander", "陳", strings.Repeat("a", 500)} {
		if got := Variants(word); got != nil {
			t.Errorf("Variants(%s) = %v", word, got)
		}
	}
}

func TestWholes_areWhatSlotsDoNotSpell(t *testing.T) {
	for word, want := range map[string]string{"グエン": "nguyen", "สุริยาพร": "", "រតនៈ": "ratanak", "রায়": "roy"} {
		got := Wholes(word)
		if want != "" && !slices.ContainsFunc(got, func(r Reading) bool { return r.Text == want }) {
			t.Errorf("Wholes(%s) has no %s: %v", word, want, got)
		}
		for _, r := range got {
			if !slices.Contains(texts(word), r.Text) {
				t.Errorf("Wholes(%s) has %s, which is no reading", word, r.Text)
			}
		}
	}
	if Wholes("Kim") != nil {
		t.Error("a Latin word has wholes")
	}
}

func TestSplit_burmeseNamesAreTheirSyllables(t *testing.T) {
	for word, want := range map[string][]string{"အောင်ဆန်းစုကြည်": {"အောင်", "ဆန်း", "စု", "ကြည်"}, "နန္ဒာ": nil, "ဦး": nil} {
		if got := Split(word); !slices.Equal(got, want) {
			t.Errorf("Split(%s) = %q, want %q", word, got, want)
		}
	}
}

func FuzzReadings(f *testing.F) {
	for _, s := range []string{"김민준", "선우", "さっぽろー", "ｹﾝｼﾞ", "क्ष्", "ਸੱਜਣ", "ৎ", "தமிழ்", "ക്ഷൻ", "ේක", "เ", "เ-ียร์", "ຫຼ້າ", "ើ្", "្្", "င်္", "္က", "عبدال", "ال", "ی", "\u1161\u1100", "Vwj", "ntxhw", "Nguyeãn", "шщ", "\u0e4c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, word string) {
		holds(t, word)
		Split(word)
		Slots(word)
		if v := Variants(word); len(v) > MaxReadings {
			t.Fatalf("%q has %d variants", word, len(v))
		}
		if d := Distance(word, "nguyen"); d < 0 || d > 1 {
			t.Fatalf("Distance(%q) = %v", word, d)
		}
		if len(Key(word)) > maxSounds || utf8.RuneCountInString(Key(word)) != len(Key(word)) {
			t.Fatalf("Key(%q) = %q", word, Key(word))
		}
		for _, part := range Split(word) {
			holds(t, part)
		}
	})
}

func BenchmarkReadings(b *testing.B) {
	words := []string{"김민준", "विश्वकर्मा", "চৌধুরী", "محمد", "زرداری", "សុវណ្ណ", "ສີສະຫວາດ", "กิตติศักดิ์", "たかはし", "အောင်ဆန်း", "சுப்பிரமணியன்"}
	for i := 0; b.Loop(); i++ {
		Readings(words[i%len(words)])
	}
}

func BenchmarkDistance(b *testing.B) {
	for b.Loop() {
		Distance("hyunjung", "hyeonjeong")
	}
}

func BenchmarkKey(b *testing.B) {
	for b.Loop() {
		Key("hyunjung")
	}
}
