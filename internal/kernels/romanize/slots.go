package romanize

// Spelling is one way to write a slot, and how usual it is beside the most usual, which has 1.
type Spelling struct {
	Text   string
	Weight float32
}

// Slots are the word's row of slots, each with its spellings, for who compares a word with one given spelling: that needs no
// list of all combinations. Syllables of Hangul have, besides what the tables say of them, what their letters give. It is nil
// where [Readings] is.
func Slots(word string) [][]Spelling {
	read := readers[ScriptOf(word)]
	if read == nil {
		return nil
	}
	runes := []rune(word)
	runes = runes[:min(len(runes), maxRunes)]
	var l lattice
	read(runes, &l)
	out := make([][]Spelling, 0, len(l.slots))
	for _, options := range l.slots {
		out = append(out, spellingsOf(options))
	}
	if syllables := syllablesOf(runes); len(syllables) == len(out) {
		for i := range out {
			out[i] = append(out[i], byLetter(syllables[i:i+1])...)
		}
	}
	return out
}

func spellingsOf(options []option) []Spelling {
	out := make([]Spelling, len(options))
	for i, o := range options {
		out[i] = Spelling{o.text, o.weight}
	}
	return out
}

// byLetterWeight is how usual a syllable is that is spelled letter by letter though a table knows better.
const byLetterWeight = 0.04

func byLetter(s []syllable) []Spelling {
	var l lattice
	l.letters(s, 0)
	paths := []Spelling{{"", byLetterWeight}}
	for _, options := range l.slots {
		var next []Spelling
		for _, p := range paths {
			for _, o := range options {
				next = append(next, Spelling{p.Text + o.text, p.Weight * (o.weight + 1) / 2})
			}
		}
		paths = next
	}
	return paths
}
