package sheet

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// through reads a stored file as an upload is read: looked at, then opened as found.
func through(t *testing.T, content []byte) ([]Table, [][]string) {
	t.Helper()
	src := bytes.NewReader(content)
	tables, _, err := Look(src, src.Size(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r, err := Open(src, src.Size(), t.TempDir(), tables[0].Format)
	if err != nil {
		t.Fatal(err)
	}
	out := [][]string{r.Header}
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return tables, out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, row.Cells)
	}
}

func encoded(t *testing.T, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func table2(rows [][]string) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(strings.Join(r, ",") + "\n")
	}
	return b.String()
}

func TestLook_readsEachEncoding(t *testing.T) {
	lists := map[string]struct {
		rows [][]string
		encs map[string]encoding.Encoding
	}{
		"Korean": {[][]string{{"이름", "전화", "주소"}, {"김민준", "414-555-0101", "12 Oak St"}, {"이서연", "", "서울시 종로구"}, {"박지훈", "", ""}},
			map[string]encoding.Encoding{"euc-kr": korean.EUCKR, "gb18030 of Korean": simplifiedchinese.GB18030}},
		"Taiwan": {[][]string{{"姓名", "電話", "地址"}, {"陳怡君", "414-555-0101", "12 Oak St"}, {"林志明", "", "台北市信義區"}, {"黃淑芬", "", ""}}, map[string]encoding.Encoding{"big5": traditionalchinese.Big5}},
		"China":  {[][]string{{"姓名", "电话", "地址"}, {"王伟", "414-555-0101", "12 Oak St"}, {"李秀英", "", "北京市朝阳区"}, {"张静", "", ""}}, map[string]encoding.Encoding{"gb18030": simplifiedchinese.GB18030, "gbk": simplifiedchinese.GBK}},
		"Japan":  {[][]string{{"氏名", "電話番号", "住所"}, {"佐藤さくら", "414-555-0101", "12 Oak St"}, {"田中健太", "", "東京都渋谷区"}, {"スミス", "", ""}}, map[string]encoding.Encoding{"shift_jis": japanese.ShiftJIS, "euc-jp": japanese.EUCJP}},
		"Spain":  {[][]string{{"Nombre", "Teléfono", "Dirección"}, {"José Núñez", "414-555-0101", "12 Oak St"}, {"Begoña Müller", "", ""}, {"François D’Amico", "", ""}}, map[string]encoding.Encoding{"windows-1252": charmap.Windows1252}},
	}
	for name, l := range lists {
		l.encs["utf-8"] = encoding.Nop
		l.encs["utf-16"] = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
		l.encs["utf-16 big"] = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
		l.encs["utf-8 with a mark"] = unicode.UTF8BOM
		for enc, e := range l.encs {
			if enc == "gb18030 of Korean" {
				continue // nobody writes Korean so, and nothing could tell it
			}
			if _, got := through(t, encoded(t, e, table2(l.rows))); !reflect.DeepEqual(got, l.rows) {
				t.Errorf("%s in %s reads %q", name, enc, got)
			}
		}
	}
}

var vietnamese = [][]string{{"Tên", "Email", "Ghi chú"}, {"Nguyễn Đức Thắng", "n@example.org", "đường Trần Hưng Đạo"}, {"Phạm Thị Quỳnh", "", "khách ở lại"}, {"Vũ Ngọc Ánh", "", ""}, {"TRƯƠNG VĨNH KỲ", "", "ước gì được"}, {"Đỗ Thuỷ Tiên", "jose@x.org", "xã Bình Mỹ"}}

// vni and abc write Vietnamese as the old fonts had it, by our own tables turned round: what counts is that the texts that people
// really have, below, read right.
func TestUnlegacy_readsRealTexts(t *testing.T) {
	for _, c := range []struct{ font, old, want string }{
		{VNI, "Nguyeãn Ñöùc Thaéng", "Nguyễn Đức Thắng"}, {VNI, "Phaïm Thò Quyønh", "Phạm Thị Quỳnh"}, {VNI, "TRÖÔNG VÓNH KYÙ", "TRƯƠNG VĨNH KÝ"}, {VNI, "ñöôøng Traàn Höng Ñaïo", "đường Trần Hưng Đạo"},
		{VNI, "Leâ Thò Hoàng", "Lê Thị Hồng"}, {VNI, "Ngoïc AÙnh", "Ngọc Ánh"}, {VNI, "xaõ Bình Myõ", "xã Bình Mỹ"}, {VNI, "Höôùng daãn", "Hướng dẫn"}, {VNI, "Lyù Thuûy", "Lý Thủy"},
		{TCVN3, "NguyÔn §øc Th¾ng", "Nguyễn Đức Thắng"}, {TCVN3, "Ph¹m ThÞ Quúnh", "Phạm Thị Quỳnh"}, {TCVN3, "®\u00adêng TrÇn H\u00adng §¹o", "đường Trần Hưng Đạo"}, {TCVN3, "Lª ThÞ Hång", "Lê Thị Hồng"}, {TCVN3, "Vò Ngäc ¸nh", "Vũ Ngọc ánh"},
	} {
		if got := Unlegacy(c.font, c.old); got != c.want {
			t.Errorf("%s: %q reads %q, want %q", c.font, c.old, got, c.want)
		}
	}
	for _, s := range []string{"José Núñez", "Begoña Müller", "Nguyễn Văn Đức", "Zoë Ångström"} {
		for _, font := range []string{VNI, TCVN3} {
			if got := Unlegacy(font, s); got != s {
				t.Errorf("%s makes %q of %q", font, got, s)
			}
		}
	}
}

func TestLook_findsOldVietnameseByTheColumn(t *testing.T) {
	rows := [][]string{{"Name", "Email", "City"}, {"Nguyeãn Vaên Ñöùc", "a@example.org", "Montréal"}, {"Phaïm Thò Hoa", "b@example.org", "Québec"}, {"Traàn Ngoïc", "c@example.org", "San José"}}
	want := [][]string{{"Name", "Email", "City"}, {"Nguyễn Văn Đức", "a@example.org", "Montréal"}, {"Phạm Thị Hoa", "b@example.org", "Québec"}, {"Trần Ngọc", "c@example.org", "San José"}}
	for name, e := range map[string]encoding.Encoding{"windows-1252": charmap.Windows1252, "utf-8": encoding.Nop} {
		if tables, got := through(t, encoded(t, e, table2(rows))); !reflect.DeepEqual(got, want) || tables[0].Format.Legacy[0] != VNI || len(tables[0].Format.Legacy) != 1 {
			t.Errorf("%s: %q, %q", name, got, tables[0].Format.Legacy)
		}
	}
	abc := "Name,City\nNguyÔn V¨n §øc,Montréal\nPh¹m ThÞ Hoa,Québec\n"
	if _, got := through(t, []byte(abc)); got[1][0] != "Nguyễn Văn Đức" || got[1][1] != "Montréal" {
		t.Errorf("ABC reads %q", got)
	}
	if tables, got := through(t, []byte(table2(vietnamese))); tables[0].Format.Legacy != nil || !reflect.DeepEqual(got, vietnamese) {
		t.Errorf("Unicode was taken for %q", tables[0].Format.Legacy)
	}
}

func workbookOf(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range [][]any{{"Name", "ZIP", "Born", "Number"}, {"Mai Vang", 2139, time.Date(1980, 3, 4, 0, 0, 0, 0, time.UTC), 123456789012.0}, {"Kou Lee", "02139", nil, 7}} {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(f.SetCellStyle("Sheet1", "C2", "C3", style), second(f)); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := errors.Join(f.Write(&b), f.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func second(f *excelize.File) error {
	_, err := f.NewSheet("More")
	return errors.Join(err, f.SetSheetRow("More", "A1", &[]any{"a", "b"}), f.SetSheetRow("More", "A3", &[]any{1, 2}))
}

func TestLook_readsWorkbooks(t *testing.T) {
	tables, got := through(t, workbookOf(t))
	want := [][]string{{"Name", "ZIP", "Born", "Number"}, {"Mai Vang", "2139", "1980-03-04", "123456789012"}, {"Kou Lee", "02139", "", "7"}}
	if !reflect.DeepEqual(got, want) || len(tables) != 2 || tables[1].Format.Sheet != "More" {
		t.Errorf("%d tables, %q", len(tables), got)
	}
}

func zipOf(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err == nil {
			_, err = io.WriteString(f, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLook_saysThatAWorkbookHasOneColumn(t *testing.T) {
	for want, rows := range map[error][]string{ErrOneColumn: {"Name", "Mai Xiong", "Linh Tran"}, ErrEmpty: nil} {
		f := excelize.NewFile()
		for i, name := range rows {
			if err := f.SetCellStr("Sheet1", "A"+strconv.Itoa(i+1), name); err != nil {
				t.Fatal(err)
			}
		}
		var out bytes.Buffer
		if err := errors.Join(f.Write(&out), f.Close()); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Look(bytes.NewReader(out.Bytes()), int64(out.Len()), t.TempDir()); !errors.Is(err, want) {
			t.Errorf("%d rows: %v, want %v", len(rows), err, want)
		}
	}
}

func TestOpen_readsTheMembersOfAZipOneAfterTheOther(t *testing.T) {
	src := bytes.NewReader(zipOf(t, "b/two.csv", "id,name\n3,Pao\n4,Sok\n", "__MACOSX/._one.csv", "x", "readme.pdf", "%PDF-1.7", "one.csv", "id,name\n1,Mai\n2,Kou\n", "who.txt", "id\tday\n1\t2022-11-08\n", "book.xlsx", string(workbookOf(t))))
	tables, other, err := Look(src, src.Size(), t.TempDir())
	if err != nil || len(tables) != 5 || !reflect.DeepEqual(other, []string{"readme.pdf"}) {
		t.Fatalf("%d tables, others %q: %v", len(tables), other, err)
	}
	people := tables[0].Format
	people.Members = []string{"one.csv", "b/two.csv"}
	r, err := Open(src, src.Size(), t.TempDir(), people, Format{Members: []string{"who.txt"}, Comma: "\t"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for {
		row, err := r.Next()
		if err != nil {
			break
		}
		got = append(got, fmt.Sprint(row.Number, row.Part, row.Cells))
	}
	if want := []string{"1 0 [1 Mai]", "2 0 [2 Kou]", "3 0 [3 Pao]", "4 0 [4 Sok]", "5 1 [1 2022-11-08]"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestSkipTo_isAsReading(t *testing.T) {
	var b strings.Builder
	b.WriteString("a,b\n")
	for i := range 3000 {
		switch i % 5 {
		case 0:
			fmt.Fprintf(&b, "%d,\"two\nlines\"\n", i)
		case 1:
			fmt.Fprintf(&b, "\"open %d,x\n", i)
		case 2:
			b.WriteString("\n")
		default:
			fmt.Fprintf(&b, "%d,plain\r\n", i)
		}
	}
	b.WriteString("last,line")
	src := strings.NewReader(b.String())
	open := func() *Reader {
		r, err := Open(src, src.Size(), t.TempDir(), Format{})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	var all []Row
	for r := open(); ; {
		row, err := r.Next()
		if err != nil {
			break
		}
		all = append(all, row)
	}
	for n := 0; n <= len(all); n += 97 {
		r := open()
		if err := r.SkipTo(int64(n)); err != nil {
			t.Fatal(err)
		}
		row, err := r.Next()
		if n == len(all) {
			if !errors.Is(err, io.EOF) {
				t.Errorf("after the end: %v", err)
			}
			continue
		}
		if err != nil || !reflect.DeepEqual(row, all[n]) {
			t.Fatalf("after %d: %+v, %v; want %+v", n, row, err, all[n])
		}
	}
}

func TestLook_refusesBombs(t *testing.T) {
	zeros := strings.Repeat("0,", 100<<20)
	for name, content := range map[string][]byte{"zip": zipOf(t, "bomb.csv", "a,b\n"+zeros), "gzip": gzipped(t, "a,b\n"+zeros)} {
		src := bytes.NewReader(content)
		tables, _, err := Look(src, src.Size(), t.TempDir())
		if err == nil {
			var r *Reader
			if r, err = Open(src, src.Size(), t.TempDir(), tables[0].Format); err == nil {
				for err == nil {
					_, err = r.Next()
				}
			}
		}
		if !errors.Is(err, ErrBomb) {
			t.Errorf("%s of %d bytes: %v", name, len(content), err)
		}
	}
}

func gzipped(t *testing.T, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, s); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLook_guessesColumnsOfFixedWidth(t *testing.T) {
	_, got := through(t, []byte("NAME      CITY        ZIP  \nMAI VANG  MILWAUKEE   53218\nKOU LEE   LA CROSSE   54601\nSOK CHEA  ST. PAUL    55101\nHOA LE    EAU CLAIRE  54701\n"))
	if want := []string{"KOU LEE", "LA CROSSE", "54601"}; len(got) != 5 || !reflect.DeepEqual(got[2], want) {
		t.Errorf("got %q", got)
	}
}

func TestReader_aRowWithAZeroByteIsABadOne(t *testing.T) {
	_, rows := readAll(t, strings.NewReader("name,city\n"+strings.Repeat("Mai,Milwaukee\n", 20)+"Kou\x00Lee,Wausau\nSok,Salem\n"))
	if len(rows) != 22 || !errors.Is(rows[20].Err, ErrNul) || rows[20].Cells[1] != "Wausau" || rows[21].Err != nil {
		t.Errorf("%d rows, %+v", len(rows), rows[len(rows)-2:])
	}
}

// FuzzLook holds that whatever is stored, looking at it ends, and what it finds can be read to its end as it was found.
func FuzzLook(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "NAME  ZIP  X\nMAI   1    2\nKOU   2    3\nSOK   3    4\n", "Name,City\nNguyÔn V¨n,x\nPh¹m ThÞ,y\n", "PK\x03\x04", "\x1f\x8b", "\xc0\xcc\xb8\xa7,b\n\xb1\xe8,1\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		src := bytes.NewReader(content)
		tables, _, err := Look(src, src.Size(), t.TempDir())
		if err != nil {
			return
		}
		for _, table := range tables {
			r, err := Open(src, src.Size(), t.TempDir(), table.Format)
			if err != nil {
				continue
			}
			n := int64(0)
			for {
				row, err := r.Next()
				if err != nil {
					break
				}
				if n++; row.Number != n || n > int64(len(content))+1 {
					t.Fatalf("row %d says it is %d", n, row.Number)
				}
			}
		}
	})
}
