package romanize

// Spelling is one way to write a slot, and how usual it is beside the most usual, which has 1.
type Spelling struct {
	Text   string
	Weight float32
}

// Slots are the word's row of slots, each with its spellings, for who compares a word with one given spelling: that needs no
// list of all combinations. It is nil where [Readings] is.
func Slots(word string) [][]Spelling {
	read := readers[ScriptOf(word)]
	if read == nil {
		return nil
	}
	runes := []rune(word)
	var l lattice
	read(runes[:min(len(runes), maxRunes)], &l)
	out := make([][]Spelling, len(l.slots))
	for i, options := range l.slots {
		out[i] = make([]Spelling, len(options))
		for j, o := range options {
			out[i][j] = Spelling{o.text, o.weight}
		}
	}
	return out
}
