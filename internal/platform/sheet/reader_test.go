package sheet

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

func readAll(t *testing.T, src io.Reader) (*Reader, []Row) {
	t.Helper()
	r, err := NewReader(src)
	if err != nil {
		t.Fatal(err)
	}
	var out []Row
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return r, out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, row)
	}
}

func cellsOf(rows []Row) (out [][]string) {
	for _, r := range rows {
		out = append(out, r.Cells)
	}
	return out
}

func TestReader_readsHoweverTheFileIsWritten(t *testing.T) {
	want := [][]string{{"Nguyễn", "12 Oak St, Apt 3"}, {"徐雨桐", ""}}
	plain := "name,address\nNguyễn,\"12 Oak St, Apt 3\"\n徐雨桐,\n"
	files := map[string][]byte{
		"plain": []byte(plain), "with a mark": []byte("\ufeff" + plain), "windows lines": []byte(strings.ReplaceAll(plain, "\n", "\r\n")), "old mac lines": []byte(strings.ReplaceAll(plain, "\n", "\r")),
		"semicolons": []byte("name;address\nNguyễn;12 Oak St, Apt 3\n徐雨桐;\n"), "tabs": []byte("name\taddress\nNguyễn\t12 Oak St, Apt 3\n徐雨桐\t\n"), "no last line end": []byte(strings.TrimSuffix(plain, "\n")),
	}
	for name, order := range map[string]unicode.Endianness{"utf-16 little": unicode.LittleEndian, "utf-16 big": unicode.BigEndian} {
		for mark, policy := range map[string]unicode.BOMPolicy{"": unicode.UseBOM, " without a mark": unicode.IgnoreBOM} {
			b, err := unicode.UTF16(order, policy).NewEncoder().Bytes([]byte(strings.ReplaceAll(plain, "name,address", "given name of the person,address of the household")))
			if err != nil {
				t.Fatal(err)
			}
			files[name+mark] = b
		}
	}
	var zipped bytes.Buffer
	zw := gzip.NewWriter(&zipped)
	if _, err := zw.Write([]byte(plain)); err != nil {
		t.Fatal(err)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	files["gzip"] = zipped.Bytes()
	for name, content := range files {
		r, rows := readAll(t, bytes.NewReader(content))
		if len(r.Header) != 2 || !reflect.DeepEqual(cellsOf(rows), want) {
			t.Errorf("%s: header %q, rows %q", name, r.Header, cellsOf(rows))
		}
	}
}

func TestReader_takesWindows1252ByTheLine(t *testing.T) {
	_, rows := readAll(t, strings.NewReader("name,city\nJos\xe9,Pe\xf1a\nNguyễn,\u00d1u\n"))
	if got := cellsOf(rows); !reflect.DeepEqual(got, [][]string{{"José", "Peña"}, {"Nguyễn", "Ñu"}}) {
		t.Errorf("got %q", got)
	}
}

func TestReader_aBrokenRowCostsThatRowAlone(t *testing.T) {
	var b strings.Builder
	b.WriteString("a,b\n1,\"two\nlines\"\n\"open,2\n")
	for range 60 {
		b.WriteString("3,4\n")
	}
	b.WriteString(strings.Repeat("x", maxLine+10) + ",9\n5,6\n7,say \"hi\"\n\"8\" x,9\n")
	_, rows := readAll(t, strings.NewReader(b.String()))
	if len(rows) != 66 {
		t.Fatalf("%d rows", len(rows))
	}
	if rows[0].Cells[1] != "two\nlines" || !errors.Is(rows[1].Err, ErrQuote) || !errors.Is(rows[62].Err, ErrTooLong) {
		t.Errorf("got %q, %v, %v", rows[0].Cells, rows[1].Err, rows[62].Err)
	}
	if got := cellsOf(rows[63:]); !reflect.DeepEqual(got, [][]string{{"5", "6"}, {"7", `say "hi"`}, {"8 x", "9"}}) {
		t.Errorf("after it: %q", got)
	}
	for i, r := range rows {
		if r.Number != int64(i+1) {
			t.Fatalf("row %d says %d", i+1, r.Number)
		}
	}
}

func TestReader_losesNoRowAfterAnOpenMark(t *testing.T) {
	long := strings.Repeat("x", maxLine+10)
	for name, content := range map[string]string{
		"another mark closes it": "a,b\n\"1,2\n3,4\n\"5\",6\n", "a row that would be too wide": "a,b\n\"1,2\n3,\"4\n5,6\n",
		"a line too long": "a,b\n\"1,2\n" + long + "\n3,4\n", "the end": "a,b\n\"1,2\n3,4\n5,6",
	} {
		_, rows := readAll(t, strings.NewReader(content))
		if len(rows) != 3 || !errors.Is(rows[0].Err, ErrQuote) {
			t.Errorf("%s: %d rows, the first with %v", name, len(rows), rows[0].Err)
		}
	}
}

func TestNewReader_saysWhatAFileIsInstead(t *testing.T) {
	for content, want := range map[string]error{
		"": ErrEmpty, " \n \n": ErrEmpty, "PK\x03\x04...": ErrSpreadsheet, "\xd0\xcf\x11\xe0x": ErrSpreadsheet, "%PDF-1.7": ErrDocument, "<!DOCTYPE html>": ErrDocument,
		`{"a":1}`: ErrDocument, "\x89PNG\r\n": ErrBinary, "a\x00b,c": ErrBinary, "Dear all,": ErrOneColumn, "just words\nand more\n": ErrOneColumn, "\x1f\x8bnonsense": ErrDamaged,
	} {
		if _, err := NewReader(strings.NewReader(content)); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", content, err, want)
		}
	}
}

func TestReader_aCutGzipIsDamaged(t *testing.T) {
	var zipped bytes.Buffer
	zw := gzip.NewWriter(&zipped)
	for i := range 20000 {
		if _, err := io.WriteString(zw, strings.Repeat(string(rune('a'+i%26)), i%37)+",b\n"); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := NewReader(bytes.NewReader(zipped.Bytes()[:zipped.Len()/2]))
	for err == nil {
		_, err = r.Next()
	}
	if !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

func TestHeader_isUniqueAndNamed(t *testing.T) {
	r, _ := readAll(t, strings.NewReader(" Name , Name,,\"Two\nlines\",\n1,2,3,4,\n"))
	if want := []string{"Name", "Name (2)", "Column 3", "Two lines"}; !slices.Equal(r.Header, want) {
		t.Errorf("got %q", r.Header)
	}
}

func TestSafe_isUndoneByBare(t *testing.T) {
	for _, s := range []string{"=1+1", "+1 414", "-2", "@x", "＝1", "plain", "", "'quoted", "'=x"} {
		if got := Bare(Safe(s)); got != s && s != "'=x" {
			t.Errorf("%q became %q", s, got)
		}
	}
	for cell, want := range map[string]string{"=cmd": "'=cmd", "-87.9": "-87.9", "+1": "+1", "-1+2": "'-1+2", "-": "'-"} {
		if got := Safe(cell); got != want {
			t.Errorf("%q became %q", cell, got)
		}
	}
}

// FuzzReader holds that no input stops the reader, that it ends, and that what it reads is text within its limits.
func FuzzReader(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "a;b\r\n\"x\ny\";2", "\xff\xfea\x00,\x00b\x00", "a\tb\n\"\"\"", "\ufeffa|b\n|", "a,b\n\"open\n1,2\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		r, err := NewReader(bytes.NewReader(content))
		if err != nil {
			return
		}
		for n := int64(1); ; n++ {
			row, err := r.Next()
			if err != nil {
				return
			}
			if row.Number < n || int(row.Number) > len(content)+1 {
				t.Fatalf("row %d says it is %d", n, row.Number)
			}
			for _, c := range row.Cells {
				if strings.ToValidUTF8(c, "") != c {
					t.Fatalf("%q is no text", c)
				}
			}
		}
	})
}
