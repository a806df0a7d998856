package address

import "strings"

// Abbreviations of USPS Publication 28, appendices B and C, as far as streets carry them.

var directions = map[string]string{
	"north": "n", "south": "s", "east": "e", "west": "w", "n": "n", "s": "s", "e": "e", "w": "w", "no": "n", "so": "s",
	"northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw", "ne": "ne", "nw": "nw", "se": "se", "sw": "sw",
}

var suffixes = table(
	"aly alley ally", "ave avenue av aven avenu avn", "bch beach", "bnd bend", "blf bluff", "blvd boulevard boul blv", "br branch", "brg bridge", "brk brook",
	"byp bypass", "cswy causeway", "ctr center centre", "cir circle circ", "clf cliff", "cmn common", "cor corner", "ct court crt", "cts courts", "cv cove",
	"crk creek", "cres crescent crsnt", "xing crossing", "dl dale", "dr drive drv", "est estate", "ests estates", "expy expressway", "ext extension",
	"fls falls", "fld field", "flds fields", "frst forest", "fwy freeway", "gdn garden", "gdns gardens", "gtwy gateway", "gln glen", "grn green", "grv grove",
	"hbr harbor", "hvn haven", "hts heights ht", "hwy highway", "hl hill", "hls hills", "holw hollow", "is island", "jct junction", "knl knoll", "lk lake",
	"ln lane", "lgt light", "loop loops", "mnr manor", "mdw meadow", "mdws meadows", "ml mill", "mt mount", "mtn mountain", "orch orchard", "oval ovl",
	"park prk", "pkwy parkway pky", "path paths", "pike pikes", "pne pine", "pl place", "pln plain", "plz plaza", "pt point", "pr prairie", "rnch ranch",
	"rdg ridge", "riv river", "rd road", "row", "run", "shr shore", "shrs shores", "spg spring", "spgs springs", "sq square", "sta station", "st street str strt",
	"ter terrace terr", "trl trail", "tpke turnpike", "un union", "vly valley", "vw view", "vlg village", "walk walks", "way wy", "wls wells",
)

var ordinals = map[string]string{
	"first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th", "eighth": "8th", "ninth": "9th",
	"tenth": "10th", "eleventh": "11th", "twelfth": "12th", "thirteenth": "13th", "fourteenth": "14th", "fifteenth": "15th", "sixteenth": "16th",
	"seventeenth": "17th", "eighteenth": "18th", "nineteenth": "19th", "twentieth": "20th",
}

// designators say that a unit follows, and say nothing about which.
var designators = map[string]bool{
	"#": true, "apt": true, "apartment": true, "unit": true, "ste": true, "suite": true, "rm": true, "room": true, "no": true, "lot": true, "trlr": true,
	"spc": true, "space": true, "fl": true, "floor": true, "flr": true,
}

// sides are units by themselves: the flats of a two-family house.
var sides = map[string]string{
	"upper": "upr", "up": "upr", "upr": "upr", "upstairs": "upr", "lower": "lwr", "low": "lwr", "lwr": "lwr", "downstairs": "lwr",
	"front": "frnt", "frnt": "frnt", "rear": "rear", "side": "side", "basement": "bsmt", "bsmt": "bsmt",
}

// table reads lines of one abbreviation followed by its other spellings.
func table(lines ...string) map[string]string {
	out := map[string]string{}
	for _, line := range lines {
		words := strings.Fields(line)
		for _, w := range words {
			out[w] = words[0]
		}
	}
	return out
}
