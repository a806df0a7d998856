package app

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// match runs the command on files of these texts and returns its pairs, what it said, and its exit code.
func match(t *testing.T, texts []string, settings ...string) (pairs [][]string, said string, code int) {
	t.Helper()
	dir := t.TempDir()
	args := append([]string{"match"}, settings...)
	for i, text := range texts {
		name := filepath.Join(dir, string(rune('a'+i))+".csv")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, name)
	}
	out := filepath.Join(dir, "pairs.csv")
	var printed, errs bytes.Buffer
	code = Run(t.Context(), append(args, "--out", out), strings.NewReader(""), &printed, &errs)
	if text, err := os.ReadFile(out); err == nil {
		rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Join(rows[0], ",") != "left_row,right_row,probability,band" {
			t.Errorf("header is %v", rows[0])
		}
		pairs = rows[1:]
	}
	return pairs, errs.String(), code
}

const (
	registry = "Voter ID, first_name ,LAST_NAME,dob,House Number,Street Name,Zip\n" +
		"7,Robert,Miller,03/14/1961,12,North Oak Street,53208\n8,Wei,Chen,12/31/1990,5,Lake Dr,53211\n9,Thị Mai,Nguyễn,06/02/1975,88,W Vine St,53212\n"
	members = "\ufeffName;Birthday;Address;Postcode\nNguyen Thi Mai;1975-06-02;88 West Vine Street;53212-1200\nBob Miller;1961-03-14;12 N Oak St;53208\nAda Okafor;1988-08-08;1 Elm St;53202\n"
)

func TestMatch_knowsColumnsByTheirHeaders(t *testing.T) {
	pairs, said, code := match(t, []string{registry, members})
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, said)
	}
	if len(pairs) != 2 || strings.Join(pairs[0][:2], " ") != "0 1" || strings.Join(pairs[1][:2], " ") != "2 0" {
		t.Errorf("pairs are %v; said: %s", pairs, said)
	}
	if !strings.Contains(said, "street=House Number+Street Name") || !strings.Contains(said, "name=Name") {
		t.Errorf("it does not say which columns it took: %s", said)
	}
}

func TestMatch_takesTheColumnsItIsTold(t *testing.T) {
	pairs, said, code := match(t, []string{registry, members}, "--map", "given=first_name,family=last_name,birth_date=dob,street=house number+street name,zip=zip",
		"--map-right", "name=Name,birth_date=Birthday,street=Address|Street,zip=Postcode")
	if code != 0 || len(pairs) != 2 {
		t.Errorf("exit code %d, pairs %v: %s", code, pairs, said)
	}
}

func TestMatch_saysWhatToDoAboutAWrongMap(t *testing.T) {
	for mapping, want := range map[string]string{
		"given=vorname":  `no column "vorname"; there are: Voter ID, first_name, LAST_NAME`,
		"vorname=given":  "the fields are: given, middle, family",
		"given":          "is not field=column",
		"street=a|b+Zip": `no column "a|b"`,
	} {
		if _, said, code := match(t, []string{registry}, "--map", mapping); code != 1 || !strings.Contains(said, want) {
			t.Errorf("--map %s: exit code %d, said %q, want %q", mapping, code, said, want)
		}
	}
	if _, said, code := match(t, []string{"x,y\n1,2\n"}); code != 1 || !strings.Contains(said, "--map given=") {
		t.Errorf("unknown headers: exit code %d, said %q", code, said)
	}
	if _, _, code := match(t, nil); code != 2 {
		t.Errorf("no file: exit code %d", code)
	}
}

func TestMatch_oneFile(t *testing.T) {
	list := "row,given,family,birth_date,email\n1,Zo\xeb,Quist,1980-05-06,zoe@example.org\n2,Karim,Rahman,1971-03-21,\n3,Zoe,Quist,1980-05-06,zoe@example.org\n"
	pairs, said, code := match(t, []string{list}, "--map", "id=row,given=given,family=family,birth_date=birth_date,email=email")
	if code != 0 || len(pairs) != 1 || strings.Join(pairs[0][:2], " ") != "0 2" {
		t.Errorf("exit code %d, pairs %v: %s", code, pairs, said)
	}
	if !strings.Contains(said, "row numbers") {
		t.Errorf("it does not say that ids are row numbers: %s", said)
	}
}

func TestMatch_anEmptySecondFileHasNobody(t *testing.T) {
	list := "given,family,birth_date\nZoe,Quist,1980-05-06\nZoe,Quist,1980-05-06\n"
	for _, files := range [][]string{{list, "given,family,birth_date\n"}, {"given,family,birth_date\n", list}} {
		if pairs, said, code := match(t, files); code != 0 || len(pairs) != 0 {
			t.Errorf("exit code %d, pairs %v: %s", code, pairs, said)
		}
	}
}
