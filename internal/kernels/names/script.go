package names

import (
	"strings"
	"unicode"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// scripts in the order in which they decide: kana in a name of Han letters makes it Japanese.
var scripts = []struct {
	table *unicode.RangeTable
	lang  string
	also  []string // other languages of the same script, believed where somebody said so
}{
	{unicode.Hiragana, "ja", nil}, {unicode.Katakana, "ja", nil}, {unicode.Hangul, "ko", nil},
	{unicode.Khmer, "km", nil}, {unicode.Lao, "lo", nil}, {unicode.Thai, "th", nil}, {unicode.Myanmar, "my", []string{"kar", "shn", "mnw", "rki"}},
	{unicode.Devanagari, "hi", []string{"ne", "mr", "mai", "bho"}}, {unicode.Bengali, "bn", []string{"as"}}, {unicode.Gurmukhi, "pa", nil},
	{unicode.Gujarati, "gu", nil}, {unicode.Tamil, "ta", nil}, {unicode.Telugu, "te", nil}, {unicode.Malayalam, "ml", nil}, {unicode.Kannada, "kn", nil},
	{unicode.Sinhala, "si", nil}, {unicode.Tibetan, "bo", []string{"dz"}}, {unicode.Mongolian, "mn", nil},
	{unicode.Arabic, "ur", []string{"ar", "fa", "ps", "ug", "pa", "pnb", "rhg", "ks"}},
	{unicode.Pahawh_Hmong, "hmn-Hmng", nil}, {unicode.Nyiakeng_Puachue_Hmong, "hmn-Hmnp", nil},
	{unicode.Cyrillic, "ru", []string{"mn", "uk", "kk", "ky", "uz"}}, {unicode.Ethiopic, "am", []string{"ti"}}, {unicode.Hebrew, "he", nil},
}

// Lang is the BCP 47 tag for <bdi lang> of a name in its own writing. The script decides; said, the person's languages as far as
// they are known, decides between languages that share a script. It is "" where nothing tells.
func Lang(native string, said ...string) string {
	for _, s := range scripts {
		if strings.ContainsFunc(native, func(r rune) bool { return unicode.Is(s.table, r) }) {
			return choose(s.lang, s.also, said)
		}
	}
	switch {
	case strings.ContainsFunc(native, func(r rune) bool { return unicode.Is(unicode.Han, r) }):
		return han(native, said)
	case strings.ContainsFunc(native, vietnamese):
		return "vi"
	case native != "" && len(said) > 0:
		return latinOf(said[0])
	}
	return ""
}

func choose(usual string, also, said []string) string {
	for _, lang := range said {
		for _, a := range also {
			if lang == a {
				return lang
			}
		}
	}
	return usual
}

// han tells simplified from traditional letters by the two national character sets: a name with a letter that only Big5 has is
// traditional, one with a letter that only GB 2312 has is simplified. Where both have all of it, what was said decides.
func han(native string, said []string) string {
	for _, lang := range said {
		switch base, _, _ := strings.Cut(lang, "-"); base {
		case "ko", "ja", "vi":
			return base + "-Hani"
		case "yue", "nan":
			return base + "-Hant"
		}
		if lang == "zh-Hans" || lang == "zh-Hant" {
			return lang
		}
	}
	switch big5, gb := encodes(traditionalchinese.Big5, native), encodes(simplifiedchinese.HZGB2312, native); {
	case big5 && !gb:
		return "zh-Hant"
	case gb && !big5:
		return "zh-Hans"
	}
	return "zh"
}

// simplified tells a name of Han letters of which one is written so in the reformed Chinese writing alone.
func simplified(name string) bool {
	han := strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	return han && encodes(simplifiedchinese.HZGB2312, name) && !encodes(traditionalchinese.Big5, name) && !encodes(japanese.ShiftJIS, name)
}

func encodes(set encoding.Encoding, text string) bool {
	_, err := set.NewEncoder().String(text)
	return err == nil
}

// vietnamese tells the letters that no other language of our lists writes.
func vietnamese(r rune) bool {
	return strings.ContainsRune("đĐơƠưƯăĂ", r) || r >= 0x1ea0 && r <= 0x1ef9
}

// latinOf is the tag of a Latin spelling in a language that is usually written otherwise.
func latinOf(lang string) string {
	switch base, _, _ := strings.Cut(lang, "-"); base {
	case "vi", "tl", "hmn", "en", "es", "id", "ms", "so", "fr", "ilo", "ceb", "ium":
		return base
	default:
		return base + "-Latn"
	}
}
