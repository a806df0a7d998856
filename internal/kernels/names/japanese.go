package names

import (
	_ "embed"
	"strings"
	"sync"

	"banyan/internal/kernels/romanize"
)

// japaneseTable is made by package jdic from the NAIST Japanese Dictionary.
//
//go:embed japanese.txt.gz
var japaneseTable []byte

// nanoriTable is made by package enamdict from ENAMDICT.
//
//go:embed nanori.txt.gz
var nanoriTable []byte

// japaneseLetters are the readings of single letters in names.
func japaneseLetters() map[string]string {
	out := map[string]string{}
	_, letters, _ := strings.Cut(unpack(japaneseTable), "\n\n")
	for _, table := range []string{letters, unpack(nanoriTable)} {
		for line := range strings.Lines(table) {
			letter, readings, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			readings, _, _ = strings.Cut(readings, "\t")
			out[letter] = join(out[letter], readings)
		}
	}
	return out
}

// japaneseNames has the readings of families and given names, by letters of which each stands for its variants.
type japaneseNames struct{ family, given map[string]string }

// japaneseData unpacks the table at its first use: some 20 ms.
var japaneseData = sync.OnceValue(func() *japaneseNames {
	j := &japaneseNames{map[string]string{}, map[string]string{}}
	names, _, _ := strings.Cut(unpack(japaneseTable), "\n\n")
	for line := range strings.Lines(names) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		key := string(plainLetters(f[0]))
		if f[1] == "f" {
			j.family[key] = join(j.family[key], f[2])
		} else {
			j.given[key] = join(j.given[key], f[2])
		}
	}
	for line := range strings.Lines(unpack(nanoriTable)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		key := string(plainLetters(f[0]))
		j.given[key] = join(j.given[key], f[2])
	}
	return j
})

// isFamily tells a family name of the dictionary.
func (j *japaneseNames) isFamily(letters []rune) bool { return j.family[string(letters)] != "" }

// endsFamily tells whether a family name of Japan may end where these letters do: one of the dictionary, or two letters of which the second is one
// with which most such names end.
func endsFamily(letters []rune) bool {
	return len(letters) == 2 && strings.ContainsRune("村田山川本井野原木島嶋口崎﨑藤沢澤谷橋上下中内林森岡坂津浜濱部瀬池塚尾戸里辺倉岸町間屋見場葉根関平", letters[1]) || japaneseData().isFamily(letters)
}

// read is the slot of a whole name: as what it stands for first, then as the other.
func (j *japaneseNames) read(text string, isFamily bool) slot {
	first, second := j.given[text], j.family[text]
	if isFamily {
		first, second = second, first
	}
	var out slot
	for i, readings := range []string{first, second} {
		for k, r := range strings.Fields(readings) {
			out = out.plus(spellRomaji(r), uint8(4*i+min(2*k, 6)))
		}
	}
	return out
}

// kana are the spellings of one letter of kana.
func kana(letter rune) slot {
	out := slot{{"", 0}}
	for _, s := range romanize.Slots(string(letter)) {
		out = both(out, fromSpellings(s))
	}
	return out
}
