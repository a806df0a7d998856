package unihan

import (
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"flag"
	"io"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table that package names embeds")

const (
	source   = "/usr/share/unicode/" // the Debian package unicode-data
	embedded = "../han.txt.gz"
)

func TestTable_isTheOneThatNamesEmbeds(t *testing.T) {
	made, err := Table(open(t, "Unihan_Readings.txt.bz2"), open(t, "Unihan_Variants.txt.bz2"))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		write(t, made)
	}
	f, err := os.Open(embedded)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(made, kept) {
		t.Errorf("%s is not what the table is made into from %s: go test ./internal/kernels/names/unihan -update", embedded, source)
	}
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

func write(t *testing.T, table []byte) {
	t.Helper()
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if _, err := z.Write(table); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(embedded, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
