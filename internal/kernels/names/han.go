package names

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"banyan/internal/kernels/romanize"
)

// hanTable is made by package unihan from Unicode's Unihan database.
//
//go:embed han.txt.gz
var hanTable []byte

// hanLetters is the table unpacked: by letter, which slot reads it in each language. A slot of 0 means no reading.
type hanLetters struct {
	letters []rune
	plain   []rune // the letter that stands for this one, or itself
	slots   [systems][]uint16
	all     []slot
}

// hanData unpacks the table at its first use: some 20 ms.
var hanData = sync.OnceValue(func() *hanLetters {
	h := &hanLetters{all: []slot{nil}}
	text := unpack(hanTable)
	known := map[string]uint16{}
	plain := plainOf(text)
	viet, japanese, hokkien := plain.keys(vietReadings()), plain.keys(japaneseLetters()), plain.keys(hokkienReadings())
	for line := range strings.Lines(text) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		r, _ := utf8.DecodeRuneInString(fields[0])
		h.letters = append(h.letters, r)
		if len(fields) == 2 {
			p, _ := utf8.DecodeRuneInString(fields[1])
			h.plain = append(h.plain, p)
			for s := range h.slots {
				h.slots[s] = append(h.slots[s], 0)
			}
			continue
		}
		h.plain = append(h.plain, r)
		if known := viet[fields[0]]; known != "" {
			fields[4] = join(known, fields[4])
		}
		if known := japanese[fields[0]]; known != "" {
			fields[5] = join(known, fields[5])
		}
		fields = append(fields, join(hokkien[fields[0]], minnan(fields[1], fields[2], fields[3], fields[4])))
		for s, spell := range hanSpellings {
			h.slots[s] = append(h.slots[s], h.slot(known, System(s), spell, fields))
		}
	}
	return h
})

// plain says which letter stands for a variant.
type plain map[string]string

func plainOf(hanTable string) plain {
	out := plain{}
	for line := range strings.Lines(hanTable) {
		if letter, p, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); !strings.Contains(p, "\t") {
			out[letter] = p
		}
	}
	return out
}

// keys are readings by the letters that stand for their variants.
func (p plain) keys(readings map[string]string) map[string]string {
	out := maps.Clone(readings)
	for _, letter := range slices.Sorted(maps.Keys(readings)) {
		if stands := p[letter]; stands != "" {
			out[stands] = join(out[stands], readings[letter])
		}
	}
	return out
}

// join puts better readings before others.
func join(better, others string) string {
	for _, o := range strings.Fields(others) {
		if !slices.Contains(strings.Fields(better), o) {
			better = strings.TrimSpace(better + " " + o)
		}
	}
	return better
}

// unpack unzips an embedded table. It panics where the table is broken: then the program was built wrong.
func unpack(table []byte) string {
	z, err := gzip.NewReader(bytes.NewReader(table))
	if err != nil {
		panic("names: embedded table: " + err.Error())
	}
	text, err := io.ReadAll(z)
	if err != nil {
		panic("names: embedded table: " + err.Error())
	}
	return string(text)
}

// hanColumns says where the table has the readings of each system.
var hanColumns = [systems]int{Mandarin: 1, Cantonese: 2, Korean: 3, Vietnamese: 4, Japanese: 5, Hokkien: 6}

var hanSpellings = [systems]func(string) slot{
	Mandarin: spellPinyin, Cantonese: spellJyutping, Vietnamese: spellViet, Korean: spellHangul, Japanese: spellJapanese, Hokkien: spellHokkien,
}

// slot is the number of the slot that joins all readings of a letter; the later ones are dearer.
func (h *hanLetters) slot(known map[string]uint16, s System, spell func(string) slot, fields []string) uint16 {
	if spell == nil || fields[hanColumns[s]] == "" {
		return 0
	}
	column := fields[hanColumns[s]]
	key := string(rune('0'+s)) + column
	if n, ok := known[key]; ok {
		return n
	}
	var joined slot
	for i, reading := range strings.Fields(column) {
		extra := uint8(min(i, 3) * 3)
		switch {
		case s == Hokkien: // registrars' ears differ
			extra = uint8(min(i, 3))
		case s == Japanese: // names take either kind
			extra = uint8(min(i, 3+i/6*2))
		}
		joined = joined.plus(spell(reading), extra)
	}
	h.all = append(h.all, joined)
	known[key] = uint16(len(h.all) - 1)
	return known[key]
}

// spellHangul are the spellings of one syllable as romanize has them for given names.
func spellHangul(s string) slot {
	var out slot
	for i, options := range romanize.Slots(s) {
		if i == 0 {
			out = fromSpellings(options)
			continue
		}
		out = both(out, fromSpellings(options))
	}
	return out
}

func spellJapanese(s string) slot {
	out := spellRomaji(s)
	if v := voiced(s); v != "" {
		out = out.plus(spellRomaji(v), 4)
	}
	return out
}

func (h *hanLetters) at(r rune) int {
	i, ok := slices.BinarySearch(h.letters, r)
	if !ok {
		return -1
	}
	return i
}

// plainOf is the letter that stands for r and its variants.
func (h *hanLetters) plainOf(r rune) rune {
	if i := h.at(r); i >= 0 {
		return h.plain[i]
	}
	return r
}

// plainLetters are the letters of a word, each under the one that stands for its variants, and doubled where 々 stands.
func plainLetters(word string) []rune {
	table := hanData()
	out := make([]rune, 0, len(word)/3)
	for _, r := range word {
		if r == '々' && len(out) > 0 {
			r = out[len(out)-1]
		}
		out = append(out, table.plainOf(r))
	}
	return out
}

// read is the slot of a letter in one language, nil where it has no reading there.
func (h *hanLetters) read(r rune, s System) slot {
	if i := h.at(h.plainOf(r)); i >= 0 {
		return h.all[h.slots[s][i]]
	}
	return nil
}
