// Package language knows how lists name the languages of people: codes of two or three letters, English names, and which
// codes an organizer means who says 'Chinese'.
package language

import (
	"slices"
	"strings"
)

// families are the codes that one spoken code stands for when somebody asks for its speakers. The first code of a row is the
// one that is kept and shown.
var families = [][]string{
	{"zh", "cmn", "yue", "nan", "hak", "wuu", "cdo", "gan", "hsn", "cjy", "zho", "chi", "zh-hans", "zh-hant", "zh-cn", "zh-tw", "zh-hk", "zh-sg", "zh-mo"},
	{"hmn", "mww", "hnj", "hmong"},
	{"tl", "fil", "tgl"},
	{"fa", "prs", "pes", "fas", "per"},
	{"ar", "arb", "ara"},
	{"pa", "pnb", "pan"},
	{"ne", "npi", "nep"},
	{"ms", "zsm", "msa", "may"},
}

// aliases are other spellings of one code, by ISO 639-2 and by the words of an English list.
var aliases = map[string]string{
	"vie": "vi", "kor": "ko", "khm": "km", "hin": "hi", "ben": "bn", "urd": "ur", "jpn": "ja", "lao": "lo", "tha": "th", "mya": "my", "bur": "my", "spa": "es", "eng": "en",
	"guj": "gu", "tam": "ta", "tel": "te", "mal": "ml", "mar": "mr", "ind": "id", "som": "so", "fra": "fr", "fre": "fr", "rus": "ru", "kar": "kar", "pus": "ps",
	"vietnamese": "vi", "korean": "ko", "khmer": "km", "cambodian": "km", "hindi": "hi", "bangla": "bn", "bengali": "bn", "urdu": "ur", "japanese": "ja", "lao (laotian)": "lo",
	"laotian": "lo", "thai": "th", "burmese": "my", "karen": "kar", "spanish": "es", "english": "en", "chinese": "zh", "mandarin": "cmn", "cantonese": "yue", "taiwanese": "nan",
	"hokkien": "nan", "hakka": "hak", "hmong": "hmn", "tagalog": "tl", "filipino": "tl", "nepali": "ne", "punjabi": "pa", "gujarati": "gu", "tamil": "ta", "telugu": "te",
	"malayalam": "ml", "marathi": "mr", "indonesian": "id", "malay": "ms", "somali": "so", "arabic": "ar", "persian": "fa", "farsi": "fa", "dari": "fa", "pashto": "ps",
	"french": "fr", "russian": "ru", "mien": "ium", "ilocano": "ilo", "cebuano": "ceb", "rohingya": "rhg", "uyghur": "ug", "mongolian": "mn", "tibetan": "bo",
	"chinese (simplified)": "zh-Hans", "chinese (traditional)": "zh-Hant",
}

// Canonical is the code under which a language is kept, from a code or an English name. A variety that a person may care
// about (yue, nan) stays what it is. ok is false for what is neither.
func Canonical(s string) (code string, ok bool) {
	s = strings.ToLower(strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "_", "-"))
	if code, ok := aliases[s]; ok {
		return code, true
	}
	switch s {
	case "zh-cn", "zh-sg", "zh-hans":
		return "zh-Hans", true
	case "zh-tw", "zh-hk", "zh-mo", "zh-hant":
		return "zh-Hant", true
	case "mww", "hnj":
		return "hmn", true
	case "zho", "chi":
		return "zh", true
	case "fil", "tgl":
		return "tl", true
	}
	base, _, _ := strings.Cut(s, "-")
	if len(base) < 2 || len(base) > 3 || strings.Trim(base, "abcdefghijklmnopqrstuvwxyz") != "" {
		return "", false
	}
	if code, ok := aliases[base]; ok {
		return code, true
	}
	return base, true
}

// Family is every code whose speakers are meant by this one: 'zh' means Cantonese and Min Nan too, 'yue' means only itself.
func Family(code string) []string {
	low := strings.ToLower(code)
	for _, family := range families {
		if family[0] == low {
			return append(slices.Clone(family), written(family)...)
		}
	}
	if low != code {
		return []string{code, low}
	}
	return []string{code}
}

// written are the codes of a family as they are kept, with a script's capital.
func written(family []string) []string {
	if family[0] == "zh" {
		return []string{"zh-Hans", "zh-Hant"}
	}
	return nil
}
