package i18n

import "strings"

var accents = strings.NewReplacer("a", "á", "c", "ç", "e", "é", "g", "ĝ", "h", "ĥ", "i", "î", "k", "ķ", "l", "ļ", "n", "ñ", "o", "ö", "r", "ŕ", "s", "š", "t", "ţ",
	"u", "û", "w", "ŵ", "y", "ý", "A", "Å", "C", "Ç", "D", "Ð", "E", "É", "G", "Ĝ", "H", "Ĥ", "I", "Î", "K", "Ķ", "L", "Ļ", "N", "Ñ", "O", "Ö", "R", "Ŕ", "S", "Š",
	"T", "Ţ", "U", "Û", "W", "Ŵ", "Y", "Ý")

// padding is what a text grows by: German and Tagalog are about two fifths longer than English.
var padding = words("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen")

// lengthen makes a template of the long pseudo-locale: accented, two fifths longer, between brackets.
func lengthen(t template) template {
	out := make(template, len(t))
	length := 0
	for i, part := range t {
		out[i] = part
		if i%2 == 0 {
			out[i] = accents.Replace(part)
			length += len(part)
		}
	}
	var more strings.Builder
	for i := 0; more.Len()*5 < length*2; i++ {
		more.WriteString(" " + padding[i%len(padding)])
	}
	out[0] = "⟦" + out[0]
	out[len(out)-1] += more.String() + "⟧"
	return out
}

// mirror makes a template of the right-to-left pseudo-locale: the same English words, shown backwards.
func mirror(t template) template {
	out := make(template, len(t))
	for i, part := range t {
		out[i] = part
		if i%2 == 0 {
			out[i] = mirrorText(part)
		}
	}
	return out
}

// mirrorText wraps each word in a right-to-left override, with marks so that the space between takes the direction.
func mirrorText(s string) string {
	parts := strings.Split(s, " ")
	for i, word := range parts {
		if word != "" {
			parts[i] = "\u200f\u202e" + word + "\u202c\u200f"
		}
	}
	return strings.Join(parts, " ")
}

func pseudoCatalog(english *catalog, change func(template) template) *catalog {
	c := newCatalog()
	for key, m := range english.messages {
		copied := &message{plural: m.plural}
		for _, form := range m.forms {
			copied.forms = append(copied.forms, change(form))
		}
		c.messages[key], c.domain[key] = copied, english.domain[key]
	}
	return c
}
