package romanize

// Script is the writing of a word.
type Script uint8

const (
	Unknown Script = iota
	Latin
	Han
	Hangul
	Kana
	Devanagari
	Bengali
	Gurmukhi
	Gujarati
	Odia
	Tamil
	Telugu
	Kannada
	Malayalam
	Sinhala
	Thai
	Lao
	Burmese
	Khmer
	Arabic
	Pahawh
	Cyrillic
	Greek
	Armenian
	Hebrew
	Georgian
	scriptCount
)

// blocks of Unicode by script, in order.
var blocks = []struct {
	from, to rune
	script   Script
}{
	{'A', 'Z', Latin}, {'a', 'z', Latin}, {0xaa, 0x24f, Latin}, {0x370, 0x3ff, Greek}, {0x400, 0x52f, Cyrillic}, {0x531, 0x58f, Armenian}, {0x591, 0x5f4, Hebrew},
	{0x600, 0x6ff, Arabic}, {0x750, 0x77f, Arabic}, {0x8a0, 0x8ff, Arabic}, {0x900, 0x97f, Devanagari}, {0x980, 0x9ff, Bengali}, {0xa00, 0xa7f, Gurmukhi},
	{0xa80, 0xaff, Gujarati}, {0xb00, 0xb7f, Odia}, {0xb80, 0xbff, Tamil}, {0xc00, 0xc7f, Telugu}, {0xc80, 0xcff, Kannada}, {0xd00, 0xd7f, Malayalam},
	{0xd80, 0xdff, Sinhala}, {0xe00, 0xe7f, Thai}, {0xe80, 0xeff, Lao}, {0x1000, 0x109f, Burmese}, {0x10a0, 0x10ff, Georgian}, {0x1100, 0x11ff, Hangul},
	{0x1780, 0x17ff, Khmer}, {0x1e00, 0x1eff, Latin}, {0x3041, 0x30ff, Kana}, {0x3130, 0x318f, Hangul}, {0x3400, 0x9fff, Han}, {0xac00, 0xd7a3, Hangul},
	{0xf900, 0xfaff, Han}, {0xfb50, 0xfdff, Arabic}, {0xfe70, 0xfefc, Arabic}, {0xff66, 0xff9f, Kana}, {0x16b00, 0x16b8f, Pahawh}, {0x20000, 0x323af, Han},
}

// ScriptOf is the script of the word's first letter. A word of Han letters and kana is Han: its reading needs the dictionary.
func ScriptOf(word string) Script {
	first := Unknown
	for _, r := range word {
		switch s := scriptOf(r); {
		case s == Han:
			return Han
		case first == Unknown:
			first = s
		}
		if first == Latin {
			break
		}
	}
	return first
}

func scriptOf(r rune) Script {
	lo, hi := 0, len(blocks)
	for lo < hi {
		mid := (lo + hi) / 2
		if blocks[mid].to < r {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(blocks) && blocks[lo].from <= r {
		return blocks[lo].script
	}
	return Unknown
}
