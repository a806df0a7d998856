package form

import (
	"slices"

	"banyan/internal/platform/i18n"
)

// Language is one in which a form can be written.
type Language struct {
	Tag, Endonym string // what it calls itself
	Dir          string // ltr, rtl
}

// Languages lists the languages that a form can be in: those of Banyan's own pages first, then the others. Chinese is
// there as its two writings: what is spoken differs more than that, but a script is read.
func Languages() []Language {
	var out []Language
	for _, l := range i18n.All() {
		out = append(out, Language{l.Tag(), l.Endonym(), l.Dir()})
	}
	for _, l := range i18n.Languages() {
		if _, own := i18n.Get(l.Code); own || writtenAsChinese[l.Code] {
			continue
		}
		dir := "ltr"
		if l.RTL {
			dir = "rtl"
		}
		out = append(out, Language{l.Code, l.Endonym, dir})
	}
	return out
}

var writtenAsChinese = map[string]bool{"zh": true, "yue": true, "cmn": true, "nan": true, "hak": true, "cdo": true, "wuu": true}

// FindLanguage looks a language up by its tag; an unknown one is shown by its tag.
func FindLanguage(tag string) Language {
	for _, l := range Languages() {
		if l.Tag == tag {
			return l
		}
	}
	return Language{tag, tag, "ltr"}
}

// LanguageLabel names a language in the reader's words; the two writings of Chinese go by their own names.
func LanguageLabel(l *i18n.Localizer, tag string) string {
	if tag == "zh-Hans" || tag == "zh-Hant" {
		return FindLanguage(tag).Endonym
	}
	return l.LanguageName(tag)
}

func knownLanguage(tag string) bool {
	return slices.ContainsFunc(Languages(), func(l Language) bool { return l.Tag == tag })
}
