package romanize

// splitters cut full names of scripts that write them without blanks.
var splitters = [scriptCount]func(word string) []string{
	Hangul: splitHangul, Burmese: splitBurmese, Arabic: splitCompound,
	Devanagari: splitCompound, Bengali: splitCompound, Gujarati: splitCompound, Gurmukhi: splitCompound, Tamil: splitCompound, Telugu: splitCompound,
	Kannada: splitCompound, Malayalam: splitCompound,
}

// Split cuts a word that holds several parts of a name, as 김민준 holds 김 and 민준, where a script writes names without blanks or
// joins two words.
// It is nil for a word that is one part as it stands.
func Split(word string) []string {
	if split := splitters[ScriptOf(word)]; split != nil {
		return split(word)
	}
	return nil
}
