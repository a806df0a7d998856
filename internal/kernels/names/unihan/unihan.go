// Package unihan makes the table of Han readings that package names embeds, from the Unihan database of Unicode (UAX #38).
// Its test makes the table anew and compares; with -update it writes it.
package unihan

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// entry is what the table keeps of one letter.
type entry struct {
	letter    rune
	mandarin  []string // Pinyin without tones, ü as v; the customary reading first
	cantonese []string // Jyutping without tones
	korean    []string // Hangul; readings in names before readings in words where Unihan marks them
	viet      []string // Quốc ngữ without diacritics
	japanese  []string // romaji: on readings first, then kun
	plain     rune     // the letter that stands for this one and its variants; 0 where it stands for itself
}

// most is how many readings are kept for a letter and a language: what comes after is in dictionaries alone.
const most = 3

// Table reads Unihan_Readings.txt and Unihan_Variants.txt and writes a line for every letter that names are written with.
func Table(readings, variants io.Reader) ([]byte, error) {
	fields, err := read(readings)
	if err != nil {
		return nil, err
	}
	other, err := read(variants)
	if err != nil {
		return nil, err
	}
	entries := map[rune]*entry{}
	for r, f := range fields {
		if e := entryOf(r, f); e != nil {
			entries[r] = e
		}
	}
	unite(entries, other)
	list := make([]*entry, 0, len(entries))
	for _, e := range entries {
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b *entry) int { return cmp.Compare(a.letter, b.letter) })
	var out strings.Builder
	for _, e := range list {
		if e.plain != 0 { // its readings are those of the letter that it stands under
			fmt.Fprintf(&out, "%c\t%c\n", e.letter, e.plain)
			continue
		}
		fmt.Fprintf(&out, "%c\t%s\t%s\t%s\t%s\t%s\n", e.letter, strings.Join(e.mandarin, " "), strings.Join(e.cantonese, " "),
			strings.Join(e.korean, " "), strings.Join(e.viet, " "), strings.Join(e.japanese, " "))
	}
	return []byte(out.String()), nil
}

// read collects the fields of each letter.
func read(r io.Reader) (map[rune]map[string]string, error) {
	all := map[rune]map[string]string{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		code, rest, _ := strings.Cut(lines.Text(), "\t")
		field, value, ok := strings.Cut(rest, "\t")
		if !ok || !strings.HasPrefix(code, "U+") {
			continue
		}
		letter, err := codePoint(code)
		if err != nil {
			return nil, fmt.Errorf("unihan: %q: %w", lines.Text(), err)
		}
		if all[letter] == nil {
			all[letter] = map[string]string{}
		}
		all[letter][field] = value
	}
	return all, lines.Err()
}

func codePoint(s string) (rune, error) {
	n, err := strconv.ParseInt(strings.TrimPrefix(s, "U+"), 16, 32)
	return rune(n), err
}

// entryOf is nil for letters that no name is known to be written with: outside the first plane they have a reading of Korean,
// Vietnamese or Japanese, or two of Chinese.
func entryOf(letter rune, f map[string]string) *entry {
	e := &entry{letter: letter, mandarin: mandarin(f), cantonese: folded(f["kCantonese"]), korean: hangul(f["kHangul"]), viet: folded(f["kVietnamese"]),
		japanese: japanese(f["kJapaneseOn"], f["kJapaneseKun"])}
	known := 0
	for _, l := range [][]string{e.mandarin, e.cantonese, e.korean, e.viet, e.japanese} {
		if len(l) > 0 {
			known++
		}
	}
	if known < 2 || letter > 0xffff && known < 3 {
		return nil
	}
	return e
}

// mandarin takes the customary reading first, then those of dictionaries of today's language.
func mandarin(f map[string]string) []string {
	var out []string
	add := func(s string) {
		if s = pinyin(s); s != "" && !slices.Contains(out, s) && len(out) < most {
			out = append(out, s)
		}
	}
	for _, s := range strings.Fields(f["kMandarin"]) {
		add(s)
	}
	for _, s := range strings.Fields(f["kHanyuPinlu"]) {
		s, _, _ = strings.Cut(s, "(")
		add(s)
	}
	for _, field := range []string{"kTGHZ2013", "kXHC1983"} {
		for _, s := range strings.Fields(f[field]) {
			_, s, _ = strings.Cut(s, ":")
			for _, each := range strings.Split(s, ",") {
				add(each)
			}
		}
	}
	return out
}

// pinyin drops the tone and writes ü as v.
func pinyin(s string) string {
	s = strings.NewReplacer("ü", "v", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v").Replace(norm.NFC.String(s))
	return letters(s)
}

// letters folds to a-z.
func letters(s string) string {
	s = strings.NewReplacer("đ", "d", "Đ", "d", "ê", "e").Replace(s)
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		if r >= 'a' && r <= 'z' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func folded(s string) []string {
	var out []string
	for _, f := range strings.Fields(s) {
		if f = letters(f); f != "" && !slices.Contains(out, f) && len(out) < most {
			out = append(out, f)
		}
	}
	return out
}

// hangul orders: readings marked N (used in names) first, then E (taught in school), then the rest, each as Unihan has them.
func hangul(s string) []string {
	var out []string
	for _, mark := range []string{"N", "E", ""} {
		for _, f := range strings.Fields(s) {
			reading, marks, _ := strings.Cut(f, ":")
			if strings.Contains(marks, mark) && !slices.Contains(out, reading) && len(out) < most {
				out = append(out, reading)
			}
		}
	}
	return out
}

func japanese(on, kun string) []string {
	out := folded(on)
	for _, s := range folded(kun) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
