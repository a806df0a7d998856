package simulate

import (
	"math/rand/v2"
	"strings"
	"unicode"
)

// typo damages a word as hands, ears and scanners do. Short words are damaged too; what comes out always differs.
func typo(s string, rng *rand.Rand) string {
	for range 8 {
		var out string
		switch x := rng.Float64(); {
		case x < 0.45:
			out = slip(s, rng)
		case x < 0.8:
			out = replaced(s, sounds, rng)
		default:
			out = replaced(s, looks, rng)
		}
		if out != s && out != "" {
			return out
		}
	}
	r := []rune(s)
	return s + string(r[len(r)-1])
}

const keyboard = "qwertyuiop asdfghjkl zxcvbnm"

// slip leaves a letter out, doubles it, hits its neighbour or changes the order of two.
func slip(s string, rng *rand.Rand) string {
	r := []rune(s)
	if len(r) < 2 {
		return s
	}
	i := 1 + rng.IntN(len(r)-1)
	switch rng.IntN(4) {
	case 0:
		if len(r) < 4 {
			return s
		}
		return string(r[:i]) + string(r[i+1:])
	case 1:
		return string(r[:i+1]) + string(r[i:])
	case 2:
		r[i-1], r[i] = r[i], r[i-1]
		return capital(string(r))
	}
	at := strings.IndexRune(keyboard, r[i])
	if at < 0 {
		return s
	}
	if at+1 < len(keyboard) && keyboard[at+1] != ' ' {
		r[i] = rune(keyboard[at+1])
	} else {
		r[i] = rune(keyboard[at-1])
	}
	return string(r)
}

var (
	sounds = [][2]string{{"ph", "f"}, {"f", "ph"}, {"ck", "k"}, {"ie", "y"}, {"y", "i"}, {"ee", "i"}, {"ea", "ee"}, {"ou", "u"}, {"oo", "u"}, {"c", "k"}, {"k", "c"}, {"s", "z"},
		{"z", "s"}, {"ai", "ay"}, {"ll", "l"}, {"nn", "n"}, {"tt", "t"}, {"ss", "s"}, {"mm", "m"}, {"th", "t"}, {"j", "g"}, {"w", "v"}, {"v", "w"}, {"x", "ks"}, {"er", "ar"}, {"an", "en"}, {"in", "en"}, {"o", "u"}, {"a", "e"}, {"h", ""}}
	looks = [][2]string{{"rn", "m"}, {"m", "rn"}, {"l", "i"}, {"i", "l"}, {"o", "0"}, {"cl", "d"}, {"d", "cl"}, {"h", "b"}, {"e", "c"}, {"u", "v"}, {"v", "u"}, {"n", "ri"}, {"g", "q"}, {"t", "f"}, {"a", "o"}, {"s", "5"}}
)

// replaced applies one pair that fits, behind the first letter.
func replaced(s string, pairs [][2]string, rng *rand.Rand) string {
	if len(s) < 3 {
		return s
	}
	start := rng.IntN(len(pairs))
	for i := range pairs {
		p := pairs[(start+i)%len(pairs)]
		if at := strings.Index(s[1:], p[0]); at >= 0 {
			return s[:at+1] + p[1] + s[at+1+len(p[0]):]
		}
	}
	return s
}

// capital writes a word with a capital first letter.
func capital(s string) string {
	r := []rune(strings.ToLower(s))
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}
