package geo

import (
	"strings"
	"unicode"
)

// streetWords are the short forms of the words of American street names (Publication 28 of the United States Postal Service,
// appendix C1, those that maps and address lists really mix). A word stands for its value.
var streetWords = map[string]string{
	"n": "north", "s": "south", "e": "east", "w": "west", "ne": "northeast", "nw": "northwest", "se": "southeast", "sw": "southwest",
	"st": "street", "str": "street", "ave": "avenue", "av": "avenue", "blvd": "boulevard", "dr": "drive", "rd": "road", "ln": "lane",
	"ct": "court", "pl": "place", "cir": "circle", "ter": "terrace", "terr": "terrace", "pkwy": "parkway", "pky": "parkway",
	"hwy": "highway", "sq": "square", "trl": "trail", "aly": "alley", "xing": "crossing", "plz": "plaza", "mt": "mount", "ft": "fort",
	"cres": "crescent", "expy": "expressway", "fwy": "freeway", "hts": "heights", "pt": "point", "rdg": "ridge", "crk": "creek",
	"first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th",
	"eighth": "8th", "ninth": "9th", "tenth": "10th",
}

// StreetKey is the same for 'N. 60th St' and 'North 60th Street'. It is for comparing only, never shown.
func StreetKey(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return unicode.IsSpace(r) || (unicode.IsPunct(r) && r != '\'' && r != '’')
	})
	for i, w := range words {
		w = strings.NewReplacer("'", "", "’", "").Replace(w)
		if long, ok := streetWords[w]; ok && !(i == 0 && w == "st") { // St Paul Avenue is a saint
			w = long
		}
		words[i] = w
	}
	return strings.Join(words, " ")
}
