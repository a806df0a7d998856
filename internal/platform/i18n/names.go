package i18n

import (
	"strings"
	"unicode"
)

// A Name is a person's name as it was given to us. Native is the name in the person's own writing, kept whole:
// its order and spacing are the person's.
type Name struct {
	Given, Middle, Family, Suffix string
	Native                        string
	NativeLang                    string // BCP 47 tag of Native, such as "zh-Hant"; also tells the name's culture
	// FamilyFirst is set where the person said so. Nothing else decides against what a file or a person gave us.
	FamilyFirst bool
}

// A NamePart is a piece of text with its language, for <bdi lang="…">. Lang is "" where it is not known.
type NamePart struct{ Text, Lang string }

// familyFirst are the cultures whose names, in their own writing, begin with the family name. A romanized name stays
// in the order of the voter file and the mailbox, given name first; Vietnamese is the one whose own writing is Latin,
// and its own readers read it family name first.
var familyFirst = map[string]bool{"zh": true, "ko": true, "ja": true, "vi": true, "km": true}

// PersonName is the one text to show where there is room for one: the native name to whoever reads its script and
// language, else the romanized name.
func (l *Localizer) PersonName(n Name) string { return l.PersonNames(n)[0].Text }

// PersonNames returns the name as this reader knows it and, second, its other writing where there is one. There is
// always a first part; it is empty only for a name without any text.
func (l *Localizer) PersonNames(n Name) []NamePart {
	native := NamePart{strings.TrimSpace(n.Native), n.NativeLang}
	roman := NamePart{Text: l.written(n)}
	switch {
	case native.Text == "" || native.Text == roman.Text:
		return []NamePart{roman}
	case roman.Text == "":
		return []NamePart{native}
	case baseOf(l.locale.tag) == baseOf(canonical(n.NativeLang)):
		return []NamePart{native, roman}
	}
	return []NamePart{roman, native}
}

// written joins the name's fields in the order that its culture and this reader share.
func (l *Localizer) written(n Name) string {
	given := strings.Join(strings.Fields(n.Given), " ")
	family := strings.Join(strings.Fields(n.Family), " ")
	middle := strings.Join(strings.Fields(n.Middle), " ")
	culture := baseOf(canonical(n.NativeLang))
	own := !isLatin(family + given)
	ownReader := culture == "vi" && baseOf(l.locale.tag) == "vi"
	first := n.FamilyFirst || own && (familyFirst[culture] || isEastAsian(family+given)) || ownReader
	space := " "
	if isEastAsian(given+family) && given != "" && family != "" {
		space = ""
	}
	parts := []string{given, middle, family}
	if first {
		parts = []string{family, middle, given}
	}
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	name := strings.Join(kept, space)
	if n.Suffix != "" {
		name += " " + strings.TrimSpace(n.Suffix)
	}
	return strings.TrimSpace(name)
}

// baseOf is the first subtag of a tag.
func baseOf(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	return base
}

func isLatin(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) })
}

// isEastAsian tells Han and Hangul, which are written without a space between family and given name.
func isEastAsian(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.In(r, unicode.Han, unicode.Hangul) })
}
