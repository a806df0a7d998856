package linkage

import (
	"bytes"
	"strings"

	"banyan/internal/kernels/address"
)

// Parts of the one comparison of addresses. 0 is unknown in each.
const (
	streetSame   uint8 = iota + 1 // the same door
	streetHouse                   // the same house, of which only one names a flat
	streetTypo                    // the same number, the street's name with a slip
	streetNumber                  // the same street, another number
	streetUnit                    // another flat of the same building
	streetOther                   // somewhere else
	streetLevels
)

const (
	zipSame uint8 = iota + 1
	zipTypo       // a slip
	zipNear       // the same part of the country
	zipOther
	zipLevels
)

const (
	citySame  uint8 = iota + 1
	cityClose       // a slip, or a shorter form
	cityOther
	cityLevels
)

// AnotherStreet begins the level of a comparison of addresses whose streets differ.
const AnotherStreet = "another street"

// addressLevels counts the cells of the address comparison.
const addressLevels = int(streetLevels) * int(zipLevels) * int(cityLevels)

var (
	streetLevelNames = [streetLevels]string{"", "same door", "same house, flat named once", "same number, street nearly the same", "same street, another number", "another flat of the building", AnotherStreet}
	zipLevelNames    = [zipLevels]string{"", "same ZIP", "ZIP with a typing error", "ZIP nearby", "another ZIP"}
	cityLevelNames   = [cityLevels]string{"", "same city", "city nearly the same", "another city"}
)

// addressLevel puts the three parts into one level and parts takes it apart.
func addressLevel(street, zip, city uint8) uint8 { return (street*zipLevels+zip)*cityLevels + city }

func addressParts(level uint8) (street, zip, city uint8) {
	return level / cityLevels / zipLevels, level / cityLevels % zipLevels, level % cityLevels
}

// door is a street line cut into its parts, folded.
type door struct{ number, street, unit []byte }

var unitWords = map[string]bool{"apt": true, "apartment": true, "unit": true, "ste": true, "suite": true, "lot": true, "rm": true, "room": true, "spc": true, "space": true,
	"trlr": true, "bldg": true, "fl": true, "floor": true, "flat": true}

// cutDoor takes '5690 N. 55th Pl Apt 2' apart. Numbers like '37-12' and '532HH' stay whole.
func cutDoor(line, unit string, buf []byte) door {
	if strings.IndexByte(line, '#') >= 0 {
		line = strings.ReplaceAll(line, "#", " apt ")
	}
	text := fold(line, buf)
	var d door
	first, rest, more := bytes.Cut(text, []byte{' '})
	if len(first) > 0 && first[0] >= '0' && first[0] <= '9' && more && !ordinal(first) {
		d.number = first
		second, after, _ := bytes.Cut(rest, []byte{' '})
		if len(second) > 0 && len(after) > 0 && digits(second) && strings.Contains(line, string(first)+"-") {
			d.number, rest = text[:len(first)+1+len(second)], after
		}
		text = rest
	} else if more && digits(text[bytes.LastIndexByte(text, ' ')+1:]) {
		i := bytes.LastIndexByte(text, ' ') // 'Hauptstrasse 5'
		if !unitWords[string(lastWord(text[:i]))] {
			d.number, text = text[i+1:], text[:i]
		}
	}
	d.street = text
	for i := 0; i < len(text); {
		j := bytes.IndexByte(text[i:], ' ')
		if j < 0 {
			j = len(text) - i
		}
		if i > 0 && unitWords[string(text[i:i+j])] && i+j < len(text) {
			d.street, d.unit = text[:i-1], text[i:]
			break
		}
		i += j + 1
	}
	if unit != "" {
		d.unit = []byte(unit)
	}
	if len(d.unit) > 0 {
		d.unit = []byte(address.Unit(string(d.unit)))
	}
	return d
}

// kinds are the usual kinds of streets in full: a mistake in 'crescent' or 'place' is only seen as one beside the whole word.
var kinds = map[string]string{"st": "street", "ave": "avenue", "rd": "road", "dr": "drive", "ln": "lane", "ct": "court", "pl": "place", "cir": "circle", "cres": "crescent",
	"blvd": "boulevard", "ter": "terrace", "pkwy": "parkway", "trl": "trail", "hwy": "highway", "sq": "square", "grv": "grove", "gdns": "gardens"}

// streetName folds a street's name as the post does, with its kind in full.
func streetName(s string) string {
	s = address.Street(s)
	i := strings.LastIndexByte(s, ' ') + 1
	if kind, ok := kinds[s[i:]]; ok && i > 0 {
		return s[:i] + kind
	}
	return s
}

func lastWord(s []byte) []byte { return s[bytes.LastIndexByte(s, ' ')+1:] }

func ordinal(s []byte) bool {
	n := len(s)
	if n < 3 {
		return false
	}
	switch string(s[n-2:]) {
	case "st", "nd", "rd", "th":
		return s[n-3] >= '0' && s[n-3] <= '9'
	}
	return false
}

func digits(s []byte) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(s) > 0
}

// cleanZip folds a postal code: five digits of a ZIP, or letters and digits in one piece.
func cleanZip(s string, buf []byte) []byte {
	if s = strings.TrimSpace(s); len(s) >= 5 && digits([]byte(s[:5])) && (len(s) == 5 || len(s) == 10 && s[5] == '-' && digits([]byte(s[6:]))) {
		return append(buf[:0], s[:5]...)
	}
	out := bytes.ReplaceAll(fold(s, buf), []byte{' '}, nil)
	if unknown[string(out)] {
		return nil
	}
	if digits(out) && (len(out) == 9 || len(out) == 8) {
		out = out[:len(out)-4]
	}
	if digits(out) && len(out) == 4 && strings.Contains(s, "-") {
		return append([]byte{'0'}, out...)
	}
	return out
}

// compareZips grades two different postal codes.
func compareZips(a, b []byte, s *scratch) uint8 {
	switch d := s.distance(a, b); {
	case d == 1:
		return zipTypo
	case digits(a) && digits(b):
		if len(a) == len(b) && len(a) >= 4 && string(a[:len(a)-2]) == string(b[:len(b)-2]) {
			return zipNear
		}
		return zipOther
	case len(a) > 4 && len(b) > 4 && string(a[:len(a)-3]) == string(b[:len(b)-3]):
		return zipNear // the outward code of the United Kingdom
	case d == 2 && len(a) > 5:
		return zipNear
	}
	return zipOther
}
