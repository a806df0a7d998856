package enamdict

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
	source = "/usr/share/edict/enamdict" // the Debian package enamdict
	packed = "../nanori.txt.gz"
)

var made []byte // by the first test that needs it: it takes some seconds

func table(t *testing.T) []byte {
	t.Helper()
	if made != nil {
		return made
	}
	f, err := os.Open(source)
	if err != nil {
		t.Fatalf("%v: scripts/install-packages installs enamdict", err)
	}
	defer f.Close()
	made, err = Table(transform.NewReader(f, japanese.EUCJP.NewDecoder()))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestTable_isTheOneThatNamesEmbeds(t *testing.T) {
	made := table(t)
	embedded.Same(t, packed, made, *update)
}

func TestTable_knowsHowLettersAreReadInNames(t *testing.T) {
	made := "\n" + string(table(t))
	for letter, want := range map[string][2]string{"駿": {"", "hayao"}, "将": {"masa", "susumu"}, "久": {"hisa", "hisashi"}, "護": {"mori", "mamoru"}} {
		_, line, _ := strings.Cut(made, "\n"+letter+"\t")
		line, _, _ = strings.Cut(line, "\n")
		parts, wholes, _ := strings.Cut(line, "\t")
		if want[0] != "" && !strings.Contains(" "+parts+" ", " "+want[0]+" ") || want[1] != "" && !strings.Contains(" "+wholes+" ", " "+want[1]+" ") {
			t.Errorf("%s is read %q within names and %q alone, without %v", letter, parts, wholes, want)
		}
	}
}
