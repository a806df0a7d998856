package unihan

import (
	"compress/bzip2"
	"flag"
	"io"
	"os"
	"strings"
	"testing"

	"banyan/internal/testing/embedded"
)

var update = flag.Bool("update", false, "write the table that package names embeds")

const (
	source = "/usr/share/unicode/" // the Debian package unicode-data
	packed = "../han.txt.gz"
)

func TestTable_isTheOneThatNamesEmbeds(t *testing.T) {
	made, err := Table(open(t, "Unihan_Readings.txt.bz2"), open(t, "Unihan_Variants.txt.bz2"))
	if err != nil {
		t.Fatal(err)
	}
	embedded.Same(t, packed, made, *update)
}

func TestTable_knowsLettersOfNames(t *testing.T) {
	made, err := Table(open(t, "Unihan_Readings.txt.bz2"), open(t, "Unihan_Variants.txt.bz2"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"陳\tchen zhen\tcan\t진\ttran\tchin jin tsuraneru noberu furui\n", "陈\t陳\n", "金\tjin\tgam\t김 금\tkim\tkin kon kane\n", "范\tfan\t",
	} {
		if !strings.Contains(string(made), "\n"+want) {
			at := strings.Index(string(made), "\n"+want[:3])
			t.Errorf("no line %q but %q", want, made[at:at+60])
		}
	}
	for _, pair := range []string{"陈陳", "黄黃", "刘劉", "郑鄭", "吴吳", "沢澤", "温溫", "恒恆"} {
		r := []rune(pair)
		if a, b := plain(string(made), r[0]), plain(string(made), r[1]); a != b {
			t.Errorf("%c and %c stand under %c and %c", r[0], r[1], a, b)
		}
	}
}

func plain(table string, letter rune) rune {
	_, line, _ := strings.Cut(table, "\n"+string(letter)+"\t")
	line, _, _ = strings.Cut(line, "\n")
	fields := strings.Split(line, "\t")
	if len(fields) == 1 {
		return []rune(fields[0])[0]
	}
	return letter
}

func open(t *testing.T, name string) io.Reader {
	t.Helper()
	f, err := os.Open(source + name)
	if err != nil {
		t.Fatalf("%v: scripts/install-packages installs unicode-data", err)
	}
	t.Cleanup(func() { f.Close() })
	return bzip2.NewReader(f)
}
