package demo

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
)

// File is a file that a user of the organization would bring.
type File struct {
	Name    string // voters.csv, members.csv, languages.csv, addresses.csv, wards.geojson, streets.geojson, river.geojson
	Content []byte
}

// Files writes an organization's world down: its voter list in Wisconsin's layout (the first organization alone), its
// member list, its languages by voter number, and the places.
func (o *Organization) Files() []File {
	var files []File
	if len(o.voterRows()) > 1 {
		files = append(files, File{"voters.csv", table(o.voterRows())})
	}
	files = append(files, File{"members.csv", table(o.memberRows())})
	if languages := o.languageRows(); len(languages) > 1 {
		files = append(files, File{"languages.csv", table(languages)})
	}
	files = append(files, File{"addresses.csv", table(o.addressRows())}, File{"wards.geojson", o.Town.wardsGeoJSON()}, File{"streets.geojson", o.Town.streetsGeoJSON()})
	if o.Town.River != nil {
		files = append(files, File{"river.geojson", o.Town.riverGeoJSON()})
	}
	return files
}

func table(rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(rows); err != nil { // a bytes.Buffer does not fail
		panic(err)
	}
	return b.Bytes()
}

// voterColumns are the columns of Wisconsin's voter list, without its elections.
var voterColumns = []string{"Voter Reg Number", "LastName", "FirstName", "MiddleName", "Suffix", "PhoneNumber", "EmailAddress", "Address1", "Address2",
	"MailingAddress1", "MailingAddress2", "MailingCityStateZip", "HouseNumber", "StreetName", "UnitType", "UnitNumber", "ZipCode", "Jurisdiction", "DistrictCombo",
	"Ward", "Congressional", "State Senate", "State Assembly", "Court of Appeals", "Multi-Jurisdictional Judge", "County", "County Supervisory", "Municipality",
	"Aldermanic", "School", "High School", "Sanitary", "Technical College", "Representational School", "State", "District Attorney", "Circuit Court",
	"First Class School", "Incorporation", "voter_status", "Voter Status Reason", "ApplicationDate", "ApplicationSource", "IsPermanentAbsentee", "Voter Type"}

func (o *Organization) voterRows() [][]string {
	out := [][]string{append(append([]string{}, voterColumns...), Elections...)}
	for _, p := range o.People {
		if p.Voter == nil {
			continue
		}
		a := o.Town.Addresses[o.Households[p.Household].Address]
		unitType, status := "", "Active"
		if a.Unit != "" {
			unitType = "Apt"
		}
		if !p.Voter.Active {
			status = "Inactive"
		}
		cells := map[string]string{"Voter Reg Number": p.Voter.ID, "LastName": p.Family, "FirstName": p.Given, "MiddleName": p.Middle, "PhoneNumber": p.Phone,
			"EmailAddress": p.Email, "Address1": a.Line(), "Address2": o.Town.Name + " " + o.Town.State + " " + o.Town.ZIP, "HouseNumber": a.Number, "StreetName": a.Street,
			"UnitType": unitType, "UnitNumber": a.Unit, "ZipCode": o.Town.ZIP, "Jurisdiction": "CITY OF BANYAN FALLS - 99999", "Ward": fmt.Sprint("Ward ", a.Ward),
			"Congressional": "Congressional - District 9", "State Senate": "State Senate - District 34", "State Assembly": fmt.Sprint("Assembly - District ", 100+(a.Ward-1)/4),
			"County": o.Town.County, "Municipality": "CITY OF BANYAN FALLS", "Aldermanic": fmt.Sprint("Aldermanic - District ", 1+(a.Ward-1)/2), "State": "WISCONSIN",
			"voter_status": status, "ApplicationDate": p.Voter.Applied, "IsPermanentAbsentee": "No", "Voter Type": "Regular"}
		for election, how := range p.Voter.Voted {
			cells[election] = how
		}
		out = append(out, pick(out[0], cells))
	}
	return out
}

func pick(columns []string, cells map[string]string) []string {
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = cells[c]
	}
	return row
}

func (o *Organization) memberRows() [][]string {
	out := [][]string{{"Given name", "Family name", "Native name", "Language", "Address", "ZIP", "Phone", "Email"}}
	for _, p := range o.People {
		if p.Member == nil {
			continue
		}
		phone := p.Phone
		if !p.Member.KnowsPhone {
			phone = ""
		}
		out = append(out, []string{p.Member.Given, p.Family, p.Native, p.Language, p.Member.Address, o.Town.ZIP, phone, p.Email})
	}
	return out
}

func (o *Organization) languageRows() [][]string {
	out := [][]string{{"voter_reg_number", "language", "source"}}
	for _, p := range o.People {
		if p.Voter != nil && p.Source != "" {
			out = append(out, []string{p.Voter.ID, p.Language, p.Source})
		}
	}
	return out
}

func (o *Organization) addressRows() [][]string {
	out := [][]string{{"housenumber", "unit", "street", "city", "state", "zip", "lat", "lon", "ward", "floor"}}
	for _, a := range o.Town.Addresses {
		lon, lat := o.Town.LonLat(a.At)
		floor := ""
		if a.Floor > 0 {
			floor = fmt.Sprint(a.Floor)
		}
		out = append(out, []string{a.Number, a.Unit, a.Street, o.Town.Name, o.Town.State, o.Town.ZIP, fmt.Sprintf("%.6f", lat), fmt.Sprintf("%.6f", lon), fmt.Sprint(a.Ward), floor})
	}
	return out
}

type feature struct {
	Type       string         `json:"type"`
	Properties map[string]any `json:"properties"`
	Geometry   geometry       `json:"geometry"`
}

type geometry struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

func collection(features []feature) []byte {
	b, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": features})
	if err != nil { // numbers and strings alone
		panic(err)
	}
	return b
}

func (t *Town) coordinates(line []XY) [][2]float64 {
	out := make([][2]float64, len(line))
	for i, p := range line {
		out[i][0], out[i][1] = t.LonLat(p)
	}
	return out
}

func (t *Town) wardsGeoJSON() []byte {
	var out []feature
	for _, w := range t.Wards {
		out = append(out, feature{"Feature", map[string]any{"ward": w.Number, "name": fmt.Sprint("Ward ", w.Number)},
			geometry{"Polygon", [][][2]float64{t.coordinates(w.Outline)}}})
	}
	return collection(out)
}

func (t *Town) streetsGeoJSON() []byte {
	var out []feature
	for _, b := range t.Blocks {
		s := t.Streets[b.Street]
		out = append(out, feature{"Feature", map[string]any{"name": s.Name, "highway": s.Class}, geometry{"LineString", t.coordinates(b.Line)}})
	}
	return collection(out)
}

func (t *Town) riverGeoJSON() []byte {
	return collection([]feature{{"Feature", map[string]any{"name": "Fallow River", "waterway": "river"}, geometry{"LineString", t.coordinates(t.River)}}})
}
