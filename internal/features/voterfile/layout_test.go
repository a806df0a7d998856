package voterfile

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"banyan/internal/platform/errs"
	"banyan/internal/platform/sheet"
)

func TestRecognize(t *testing.T) {
	for header, want := range map[string]struct {
		kind Kind
		sure bool
	}{
		"Given name,Family name,Native name,Language,Address,ZIP,Phone,Email": {Members, true},
		"first_name,last_name,cell":                        {Members, true},
		"voter_reg_number,language,source":                 {Languages, true},
		"Voter ID,Last Name,First Name,Language":           {Voters, false},
		"voter_id,name":                                    {Voters, false},
		"housenumber,unit,street,city,state,zip,lat,lon":   {Places, true},
		"Address,City,Latitude,Longitude":                  {Places, true},
		"Nachname,Vorname":                                 {Members, false},
		"Họ,Tên,Điện thoại,Địa chỉ":                        {Members, true},
		"姓名,電話,地址":                                         {Members, true},
		"이름,전화번호,주소":                                       {Members, true},
		"Nombre,Apellidos,Teléfono,Correo electrónico":     {Members, true},
		"氏名,電話番号,住所":                                       {Members, true},
		"Voter ID,Election Date,Voting Method":             {Ballots, false},
		"lat,lon":                                          {Members, false},
		"LAST_NAME,FIRST_NAME,COUNTY,REGISTRATION_NUMBER":  {Voters, false},
		"Full Name,Languages spoken,Street,House number":   {Members, true},
		"State Voter ID,Language code,First name,Lastname": {Voters, false},
	} {
		p, _, sure := Recognize(sheet.Table{Rows: [][]string{strings.Split(header, ",")}}, "WI")
		if p.Kind != want.kind || sure != want.sure {
			t.Errorf("%s: %s, sure %v", header, p.Kind, sure)
		}
	}
}

func TestRecognize_losesNoColumnToALayoutThatHasFewer(t *testing.T) {
	p, _, sure := Recognize(sheet.Table{Rows: [][]string{strings.Split("number,street,unit,city,state,zip,lat,lon", ",")}}, "WI")
	if !sure || p.Kind != Places || p.Columns["zip"] != "zip" || p.Columns["state"] != "state" {
		t.Errorf("%v, sure %v", p, sure)
	}
}

func TestElection(t *testing.T) {
	for column, want := range map[string]string{
		"November2022": "2022-11", "April2025": "2025-04", "General November 2020": "2020-11", "11/08/2022": "2022-11-08", "2022-11-08": "2022-11-08", "General 2022_11_08": "2022-11-08",
		"20201103": "2020-11-03", "May_2018": "2018-05", "110816-G": "2016-11-08", "112008-G": "2008-11", "061918-P": "2018-06-19", "111996-G": "1996-11", "vb.vf_g2016": "2016-11", "Primary_2024": "2024-primary", "GENERAL-11/08/2022": "2022-11-08",
		"Voter ID": "", "Ward 2021": "", "Marching 2020": "", "2022-13-40": "", "March": "",
	} {
		if got, _ := Election(column); got != want {
			t.Errorf("Election(%q) = %q, want %q", column, got, want)
		}
	}
}

func TestPlan_unusedColumnsAreNamed(t *testing.T) {
	header := []string{"Given name", "Family name", "truth_voter_id"}
	p, _, _ := Recognize(sheet.Table{Rows: [][]string{header}}, "WI")
	if got := p.Unused(header); len(got) != 1 || got[0] != "truth_voter_id" {
		t.Errorf("got %q", got)
	}
}

func TestCheck_refusesFieldsAndColumnsThatAreNotThere(t *testing.T) {
	header := []string{"Nr", "Name", "E1"}
	good := Plan{Kind: Voters, State: "WI", Columns: map[string]string{"voter_id": "Nr", "name": "Name", "election.2022-11": "E1", "district.ward": "E1"}}
	if err := good.Check(header); err != nil {
		t.Error(err)
	}
	for field, column := range map[string]string{"shoe_size": "Nr", "lat": "Nr", "given": "Vorname"} {
		p := Plan{Kind: Voters, State: "WI", Columns: map[string]string{"voter_id": "Nr", "name": "Name", field: column}}
		if err := p.Check(header); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s=%s: %v", field, column, err)
		}
	}
}

// FuzzCells holds that whatever stands in a row, it becomes a record within limits or a fault with a reason.
func FuzzCells(f *testing.F) {
	f.Add("voter_id,last name,first name,address,zip,phone,language,lat,lon,registration date,November2022", "1,Lee,Kou,\"8600,8602 Oak\",53218,414,hmn,43,-88,1/2/2020,At Polls")
	f.Add("name,languages,tags", "\"Lee, Kou\",hmn/en;;,a|b")
	f.Add("housenumber,street,lat,lon", "\"1,,2\",Oak,NaN,1e999")
	f.Fuzz(func(t *testing.T, header, row string) {
		r, err := sheet.NewReader(strings.NewReader(header + "\n" + row + "\n"))
		if err != nil {
			return
		}
		line, err := r.Next()
		if err != nil {
			return
		}
		for _, kind := range Kinds {
			p := PlanFor(kind, r.Header)
			p.State, p.Dates = "WI", MonthFirst
			var b batch
			f := newConverter(p, r.Header).convert(line, &b)
			var names []string
			for _, v := range b.voters {
				names = append(names, v.Name.Given, v.Name.Family, v.Name.Middle, v.ID, v.Address.Street, v.Party, v.County)
			}
			for _, m := range b.members {
				names = append(names, m.Name.Given, m.Name.Family, m.Name.Native, m.Phone, m.Email)
			}
			for _, l := range b.speakers {
				names = append(names, l.VoterID)
			}
			for _, v := range b.ballots {
				names = append(names, v.VoterID, v.Vote.Election, v.Vote.Method)
			}
			for _, pt := range b.points {
				if !(pt.Lat >= -90 && pt.Lat <= 90 && pt.Lon >= -180 && pt.Lon <= 180) {
					t.Fatalf("a point at %v, %v", pt.Lat, pt.Lon)
				}
				names = append(names, pt.Address.Street)
			}
			if f != nil && (f.Reason == "" || len(names) > 0) {
				t.Fatalf("a fault %v, and %d records", f, len(names))
			}
			for _, n := range names {
				if !utf8.ValidString(n) || utf8.RuneCountInString(n) > maxOther || strings.ContainsFunc(n, unicode.IsControl) {
					t.Fatalf("%q was taken", n)
				}
			}
		}
	})
}
