package places

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"banyan/internal/kernels/geo"
)

// The kinds of an outline. Roads are kept apart, as a network.
const (
	KindWard       = "ward"
	KindCongress   = "congress"
	KindStateUpper = "state_upper"
	KindStateLower = "state_lower"
	KindCounty     = "county"
	KindCouncil    = "council" // of a city: aldermanic districts
	KindBoard      = "county_board"
	KindSchool     = "school"
	KindDistrict   = "district" // any other
	KindBoundary   = "boundary" // of a city or another place
	KindStreet     = "street"
	KindRoads      = "roads"
)

// Kinds lists what a file can hold, in the order of the form.
func Kinds() []string {
	return []string{KindWard, KindCongress, KindStateUpper, KindStateLower, KindCounty, KindCouncil, KindBoard, KindSchool, KindDistrict, KindBoundary, KindStreet, KindRoads}
}

// DistrictKinds lists the kinds of which a household has one each, by its place. The ward is a column of the household itself.
func DistrictKinds() []string {
	return []string{KindCongress, KindStateUpper, KindStateLower, KindCounty, KindCouncil, KindBoard, KindSchool, KindDistrict, KindBoundary}
}

// kindWords tell an area's kind: by the Census's class of features (MTFCC), by words of its full name, by the name of a property.
var kindWords = []struct{ kind, class, name, property string }{
	{KindCongress, "G5200", "congressional|delegate district|resident commissioner", `^cd\d*fp$|^cd\d+$|^congress`},
	{KindStateUpper, "G5210", "senat", `^sldust|^senate`},
	{KindStateLower, "G5220", "house|assembly|delegates", `^sldlst|^assembly|^house_?dist`},
	{KindSchool, "G5420|G5410|G5400", "school", `^unsdlea|^elsdlea|^scsdlea|^school`},
	{KindCounty, "G4020", "county|parish|borough", `^countyns$|^county_?name`},
	{KindWard, "", "^ward", `^ward`},
	{KindCouncil, "", "aldermanic|council", `^alder|^council`},
	{KindBoard, "", "supervisor", `^supervisor`},
	{KindBoundary, "G4110|G4040", "", `^city$|^boundary$|^placens$|^municipal`},
}

// kindOf tells what a file holds by its first shape.
func kindOf(f geo.Feature) string {
	if len(f.Geometry.Polygons) == 0 {
		return KindStreet
	}
	full := property(f, "namelsad", "namelsad20")
	for _, k := range kindWords {
		if class := property(f, "mtfcc", "mtfcc20"); class != "" && k.class != "" && slices.Contains(strings.Split(k.class, "|"), class) {
			return k.kind
		}
		if full != "" && k.name != "" && regexp.MustCompile(`(?i)`+k.name).MatchString(full) {
			return k.kind
		}
	}
	for _, k := range kindWords {
		is := regexp.MustCompile(`(?i)` + k.property)
		for p := range f.Properties {
			if is.MatchString(p) {
				return k.kind
			}
		}
	}
	return KindDistrict
}

// property is the first of the named properties that says something, in whatever case the file writes their names.
func property(f geo.Feature, names ...string) string {
	for _, want := range names {
		for name := range f.Properties {
			if strings.EqualFold(name, want) {
				if text := strings.TrimSpace(f.Text(name)); text != "" {
					return text
				}
			}
		}
	}
	return ""
}

// nameProperties are where files of cities, counties and the Census write a shape's name, best first.
var nameProperties = map[string][]string{
	KindWard:       {"ward", "ward_2021", "ward_id", "wardid", "ward_fips", "name"},
	KindCongress:   {"cd119fp", "cd118fp", "cd116fp", "district", "name", "id"},
	KindStateUpper: {"sldust", "sldust20", "district", "senate", "name", "id"},
	KindStateLower: {"sldlst", "sldlst20", "district", "assembly", "name", "id"},
	KindCounty:     {"namelsad", "name", "county_name", "county", "id"},
	KindCouncil:    {"aldermanic_2022", "aldermanic", "council", "district", "name", "id"},
	KindBoard:      {"district", "supervisor_district", "name", "id"},
	KindSchool:     {"school", "school_district", "name", "namelsad", "id"},
	KindDistrict:   {"district", "namelsad", "name", "namelsad20", "id"},
	KindBoundary:   {"name", "city", "boundary", "namelsad"},
	KindStreet:     {"street", "name", "fullname", "road"},
}

// districtWords are what a full name says besides the number or name of the district itself.
var districtWords = regexp.MustCompile(`(?i)\b(congressional|state|house|senate|senatorial|assembly|legislative|delegates?|resident commissioner|general court|of|districts?|at large)\b|[()]`)

// nameOf finds a shape's name. Districts of a state begin with its postal code, since an organization may work in several: 'WI-4',
// 'VT-Bennington', 'AK-AL' where one member stands for the whole state. An area that is no district is "".
func nameOf(kind string, f geo.Feature) string {
	switch kind {
	case KindCongress, KindStateUpper, KindStateLower:
		return districtName(kind, f)
	case KindCounty:
		name := property(f, nameProperties[kind]...)
		if state := stateOf(f); state != "" && name != "" {
			return name + ", " + state
		}
		return name
	}
	if name := property(f, nameProperties[kind]...); name != "" {
		return name
	}
	return f.ID
}

func districtName(kind string, f geo.Feature) string {
	number, full := property(f, nameProperties[kind]...), property(f, "namelsad", "namelsad20")
	if strings.Contains(full, "not defined") || strings.HasPrefix(number, "ZZ") {
		return "" // water
	}
	if full != "" {
		number = strings.Join(strings.Fields(districtWords.ReplaceAllString(full, " ")), " ")
	}
	if number = strings.TrimLeft(number, "0"); number == "" || number == "98" && kind == KindCongress {
		number = "AL"
	}
	if state := stateOf(f); state != "" {
		return state + "-" + number
	}
	return number
}

// stateOf is the postal code of the state that a Census file names by its FIPS code.
func stateOf(f geo.Feature) string {
	fips := property(f, "statefp", "statefp20", "geoid", "geoid20")
	if len(fips) < 2 {
		return ""
	}
	return postal[fips[:2]]
}

// postal are the postal codes of the states by FIPS 5-2.
var postal = map[string]string{
	"01": "AL", "02": "AK", "04": "AZ", "05": "AR", "06": "CA", "08": "CO", "09": "CT", "10": "DE", "11": "DC", "12": "FL", "13": "GA", "15": "HI", "16": "ID", "17": "IL",
	"18": "IN", "19": "IA", "20": "KS", "21": "KY", "22": "LA", "23": "ME", "24": "MD", "25": "MA", "26": "MI", "27": "MN", "28": "MS", "29": "MO", "30": "MT", "31": "NE",
	"32": "NV", "33": "NH", "34": "NJ", "35": "NM", "36": "NY", "37": "NC", "38": "ND", "39": "OH", "40": "OK", "41": "OR", "42": "PA", "44": "RI", "45": "SC", "46": "SD",
	"47": "TN", "48": "TX", "49": "UT", "50": "VT", "51": "VA", "53": "WA", "54": "WV", "55": "WI", "56": "WY", "60": "AS", "66": "GU", "69": "MP", "72": "PR", "78": "VI",
}

// surveyed is how exact, in metres, a file is whose borders are drawn corner by corner.
const surveyed = 10

// exactness estimates from the spacing of a file's corners, in metres, how far its borders may be off. A file that was simplified for
// a map of a state or the country has few corners; half of what lies between two of them is what was left out at worst.
func exactness(features []geo.Feature) float64 {
	var sides []float64
	for _, f := range features {
		for _, p := range f.Geometry.Polygons {
			for _, r := range p {
				for i := 1; i < len(r); i++ {
					sides = append(sides, geo.Distance(r[i-1], r[i]))
				}
			}
		}
	}
	if len(sides) == 0 {
		return 0
	}
	slices.Sort(sides)
	median := sides[len(sides)/2]
	if median <= 60 {
		return surveyed
	}
	return math.Round(median / 2)
}
