package voterfile

import (
	"slices"
	"testing"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/sheet"
)

func TestAnswers_inManyLanguages(t *testing.T) {
	for want, list := range map[answer][]string{
		saysYes:     {"Yes", "Y", "TRUE", "sí", "Có", "đồng ý", "同意", "是", "네", "はい", "جی ہاں", "हाँ", "បាទ", "Opo", "✓", "Opted in"},
		saysNo:      {"No", "n", "0", "không", "否", "不同意", "아니요", "いいえ", "نہیں", "नहीं", "ទេ", "Unsubscribed", "✗"},
		saysNothing: {"", "-", "N/A", "unknown"},
		unclear:     {"maybe", "2024", "call first"},
	} {
		for _, s := range list {
			if got := answerOf(s); got != want {
				t.Errorf("%q is %d, want %d", s, got, want)
			}
		}
	}
}

// converted reads rows of a member list by the names of its columns.
func converted(header []string, rows ...[]string) (out []record.Member, faults []*Fault) {
	c := newConverter(PlanFor(Members, header), header)
	c.about("list.csv", nil)
	var b batch
	for i, cells := range rows {
		if f := c.convert(sheet.Row{Number: int64(i + 1), Cells: cells}, &b); f != nil {
			faults = append(faults, f)
		}
	}
	return b.members, faults
}

func TestMembers_aNameInOnePieceStaysWhole(t *testing.T) {
	header := []string{"Name", "Language", "English name"}
	for _, c := range []struct {
		row         []string
		given, last string
		first       bool
	}{
		{[]string{"Nguyễn Văn An", "", ""}, "Văn An", "Nguyễn", true},
		{[]string{"Nguyen Van An", "Vietnamese", ""}, "Van An", "Nguyen", true},
		{[]string{"An Nguyen", "Vietnamese", ""}, "An", "Nguyen", false},
		{[]string{"Mai Nhia Vang", "Hmong", ""}, "Mai Nhia", "Vang", false},
		{[]string{"Maria del Carmen Ruiz", "", ""}, "Maria del Carmen", "Ruiz", false},
		{[]string{"Lee, Kou", "", ""}, "Kou", "Lee", false},
		{[]string{"陳大文", "Cantonese", "Tai Man Chan"}, "Tai Man", "Chan", false},
		{[]string{"រស់ សុខា", "Khmer", ""}, "រស់ សុខា", "", false},
	} {
		list, faults := converted(header, c.row)
		if len(list) != 1 {
			t.Fatalf("%q: %v", c.row, faults[0])
		}
		if n := list[0].Name; n.Given != c.given || n.Family != c.last || n.FamilyFirst != c.first || n.Family != "" && n.Native == "" && n.Whole != c.row[0] && c.row[0] != "Lee, Kou" {
			t.Errorf("%q: %+v", c.row, n)
		}
	}
}

func TestMembers_whatACellMaySay(t *testing.T) {
	header := []string{"First name", "Last name", "Mobile", "Home phone", "Email", "Preferred language", "Languages read", "Text consent", "Consent date", "Mailing address", "Mailing city", "Mailing zip", "Tags"}
	row := []string{"Mai", "Vang", "414-555-0101 / 414-555-0102", "(414) 555-0103", "a@example.org; b@example.org", "Hmong", "English, Lao", "không", "3/14/2025", "PO Box 9", "Milwaukee", "53201", "leader; youth"}
	list, faults := converted(header, row, append(slices.Clone(row[:7]), "perhaps", "", "", "", "", ""))
	if len(list) != 1 || len(faults) != 1 || faults[0].Reason != "import.bad.yes_no" || faults[0].Field != "consent.text.organizing" {
		t.Fatalf("%+v, faults %v", list, faults)
	}
	m := list[0]
	if m.Phone != "+14145550101" || !slices.Equal(m.MorePhones, []string{"+14145550102", "+14145550103"}) || m.Email != "a@example.org" || !slices.Equal(m.MoreEmails, []string{"b@example.org"}) {
		t.Errorf("reached by %q %q, %q %q", m.Phone, m.MorePhones, m.Email, m.MoreEmails)
	}
	if want := []record.Language{{Code: "en", Kind: record.Read, Source: record.SelfReported}, {Code: "lo", Kind: record.Read, Source: record.SelfReported}, {Code: "hmn", Kind: record.Preferred, Source: record.SelfReported}}; !slices.Equal(m.Languages, want) {
		t.Errorf("languages %+v", m.Languages)
	}
	if want := []record.Consent{{Channel: "text", Purpose: "organizing", On: "2025-03-14", Wording: "list.csv: Text consent = không"}}; !slices.Equal(m.Consents, want) {
		t.Errorf("consents %+v", m.Consents)
	}
	if want := (record.Mailing{Lines: "PO Box 9", City: "Milwaukee", Zip: "53201"}); m.Mailing != want || len(m.Tags) != 2 {
		t.Errorf("%+v, tags %q", m.Mailing, m.Tags)
	}
}
