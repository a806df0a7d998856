package jdic

import (
	"flag"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/transform"

	"banyan/internal/testing/embedded"
)

var update = flag.Bool("update", false, "write the table that package names embeds")

const (
	source = "/usr/share/chasen/dic/naist-jdic/naist-jdic.dic" // the Debian package naist-jdic
	packed = "../japanese.txt.gz"
)

func table(t *testing.T) []byte {
	t.Helper()
	f, err := os.Open(source)
	if err != nil {
		t.Fatalf("%v: scripts/install-packages installs naist-jdic", err)
	}
	defer f.Close()
	made, err := Table(transform.NewReader(f, japanese.EUCJP.NewDecoder()))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestTable_isTheOneThatNamesEmbeds(t *testing.T) {
	made := table(t)
	embedded.Same(t, packed, made, *update)
}

func TestTable_knowsFamiliesGivenNamesAndLetters(t *testing.T) {
	made := "\n" + string(table(t))
	for _, want := range []string{"\n佐藤\tf\tsatou\n", "\n大輔\tg\tdaisuke\n"} {
		if !strings.Contains(made, want) {
			t.Errorf("no %q", want)
		}
	}
	_, letters, _ := strings.Cut(made, "\n\n")
	for letter, reading := range map[string]string{"大": "hiro", "将": "masa", "美": "mi", "郎": "rou"} {
		_, line, _ := strings.Cut("\n"+letters, "\n"+letter+"\t")
		line, _, _ = strings.Cut(line, "\n")
		if !strings.Contains(" "+line+" ", " "+reading+" ") {
			t.Errorf("%s is read %q, not %s", letter, line, reading)
		}
	}
}

func TestRomaji(t *testing.T) {
	for kana, want := range map[string]string{"サトウ": "satou", "リョウヘイ": "ryouhei", "ハットリ": "hattori", "イッチ": "itchi", "ジュン": "jun", "A": ""} {
		if got := romaji(kana); got != want {
			t.Errorf("%s is %q, not %q", kana, got, want)
		}
	}
}
