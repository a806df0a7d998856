// Package jdic makes the tables of Japanese names that package names embeds, from the NAIST Japanese Dictionary (naist-jdic, see
// LICENSE): how families and given names are read, and, drawn from those, how single letters are read in names (nanori), which
// Unihan does not have. Its test makes the tables anew and compares; with -update it writes them.
package jdic

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
)

// entry is a name of the dictionary.
type entry struct {
	letters, reading string // 佐藤, satou
	family           bool
	cost             int // the dictionary's: less is more common
}

// most is how many readings are kept of one name.
const most = 4

// Table reads naist-jdic.dic (as UTF-8) and writes a line for every name: its letters, 'f' or 'g', its readings, the usual first.
// After an empty line come single letters with their readings in names.
func Table(dic io.Reader) ([]byte, error) {
	entries, err := read(dic)
	if err != nil {
		return nil, err
	}
	var out strings.Builder
	for i := 0; i < len(entries); {
		first := entries[i]
		var readings []string
		for ; i < len(entries) && entries[i].letters == first.letters && entries[i].family == first.family; i++ {
			if r := entries[i].reading; !slices.Contains(readings, r) && len(readings) < most {
				readings = append(readings, r)
			}
		}
		kind := "g"
		if first.family {
			kind = "f"
		}
		fmt.Fprintf(&out, "%s\t%s\t%s\n", first.letters, kind, strings.Join(readings, " "))
	}
	out.WriteByte('\n')
	writeLetters(&out, entries)
	return []byte(out.String()), nil
}

// read takes the families and given names that are written with Han letters, in the order of the table.
func read(dic io.Reader) ([]entry, error) {
	var out []entry
	lines := bufio.NewScanner(dic)
	for lines.Scan() {
		e, ok := parse(lines.Text())
		if ok {
			out = append(out, e...)
		}
	}
	slices.SortFunc(out, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.letters, b.letters), rank(a.family)-rank(b.family), cmp.Compare(a.cost, b.cost), cmp.Compare(a.reading, b.reading))
	})
	return out, lines.Err()
}

func rank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// parse reads '(品詞 (名詞 固有名詞 人名 姓)) ((見出し語 (佐藤 1667)) (読み サトウ) …'. Several readings stand as {ア/イ}.
func parse(line string) ([]entry, bool) {
	family := strings.HasPrefix(line, "(品詞 (名詞 固有名詞 人名 姓))")
	if !family && !strings.HasPrefix(line, "(品詞 (名詞 固有名詞 人名 名))") {
		return nil, false
	}
	_, rest, _ := strings.Cut(line, "(見出し語 (")
	letters, rest, _ := strings.Cut(rest, " ")
	cost := 0
	if _, err := fmt.Sscanf(rest, "%d", &cost); err != nil {
		return nil, false
	}
	_, rest, _ = strings.Cut(rest, "(読み ")
	kana, _, ok := strings.Cut(rest, ")")
	if !ok || !strings.ContainsFunc(letters, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return nil, false
	}
	var out []entry
	for _, k := range strings.Split(strings.Trim(kana, "{}"), "/") {
		if reading := romaji(k); reading != "" {
			out = append(out, entry{letters, reading, family, cost})
		}
	}
	return out, true
}
