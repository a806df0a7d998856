package i18n

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// aliases are the codes that our readers' phones, forms and files use and x/text's matcher would miss or send
// elsewhere: the two Hmong languages share the RPA writing; Cantonese and Taiwanese readers write traditional Chinese.
var aliases = map[string]string{
	"mww": "hmn", "hnj": "hmn", "blu": "hmn", "hmv": "hmn", "hmong": "hmn",
	"yue": "zh-Hant", "nan": "zh-Hant", "hak": "zh-Hant", "cdo": "zh-Hant",
	"cmn": "zh-Hans", "wuu": "zh-Hans", "zho": "zh-Hans", "chi": "zh-Hans", "zh": "zh-Hans",
	"fil": "tl", "tgl": "tl", "pil": "tl",
	"vie": "vi", "kor": "ko", "hin": "hi", "ben": "bn", "urd": "ur", "khm": "km", "eng": "en",
}

// traditional are the places where Chinese is written in the traditional script unless the tag says otherwise.
var traditional = map[string]bool{"tw": true, "hk": true, "mo": true}

// canonical rewrites a tag by our aliases: "yue-HK" → "zh-Hant", "zh_TW" → "zh-Hant", "fil-PH" → "tl-PH".
func canonical(tag string) string {
	parts := strings.Split(strings.ReplaceAll(tag, "_", "-"), "-")
	base, ok := aliases[strings.ToLower(parts[0])]
	if !ok {
		return strings.Join(parts, "-")
	}
	if !strings.HasPrefix(base, "zh") {
		return strings.Join(append([]string{base}, parts[1:]...), "-")
	}
	for _, part := range parts[1:] {
		switch part = strings.ToLower(part); {
		case part == "hans":
			return "zh-Hans"
		case part == "hant", traditional[part]:
			base = "zh-Hant"
		}
	}
	return base
}

var matcher = sync.OnceValue(func() language.Matcher {
	var tags []language.Tag
	for _, l := range locales {
		tags = append(tags, language.Make(l.tag))
	}
	return language.NewMatcher(tags)
})

// Match finds the first language that we speak in lists of languages as the Accept-Language header has them, the
// strongest wish first (an address, a cookie, then the header). English where there is none. A pseudo-locale is found
// only by its exact tag.
func Match(wishes ...string) *Localizer {
	b := built()
	for _, wish := range wishes {
		for _, tag := range acceptedTags(wish) {
			if l, ok := b.byTag[tag]; ok {
				return l
			}
			parsed, err := language.Parse(canonical(tag))
			if err != nil {
				continue
			}
			if _, i, confidence := matcher().Match(parsed); confidence >= language.High {
				return b.localizer[i]
			}
		}
	}
	return Default()
}

// maxTags bounds what one header can make us do.
const maxTags = 20

// acceptedTags reads "vi;q=0.8, en" in order of q. Tags are kept as they were written: x/text would rewrite some of
// them before our aliases are asked.
func acceptedTags(header string) []string {
	type wish struct {
		tag string
		q   string
	}
	var wishes []wish
	for _, part := range strings.SplitN(header, ",", maxTags+1) {
		tag, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		q := "1"
		if _, value, ok := strings.Cut(params, "q="); ok {
			q = strings.TrimSpace(value)
		}
		if tag = strings.TrimSpace(tag); tag == "" || tag == "*" || len(tag) > 35 || strings.Trim(q, "0.") == "" {
			continue
		}
		at := len(wishes)
		for at > 0 && wishes[at-1].q < q { // "0.8" < "0.9" < "1" as text too
			at--
		}
		wishes = append(wishes[:at], append([]wish{{tag, q}}, wishes[at:]...)...)
	}
	tags := make([]string, 0, min(len(wishes), maxTags))
	for _, w := range wishes[:min(len(wishes), maxTags)] {
		tags = append(tags, w.tag)
	}
	return tags
}
