package language

import (
	"slices"
	"strings"
)

// English is tried at doors of which no language is known.
const English = "en"

// Understood tells whether somebody who says that they speak one language is understood by somebody who prefers another: the same, a
// variety of it, or the language that it is a variety of. Where nothing is known of a door ("") English is tried.
func Understood(mine, theirs string) bool {
	if theirs == "" {
		theirs = English
	}
	mine, theirs = voice(mine), voice(theirs)
	return mine == theirs || slices.Contains(Family(mine), theirs) || slices.Contains(Family(theirs), mine)
}

// voice is the language that a writing is read in: two scripts of Chinese are one language to the ear.
func voice(code string) string {
	if strings.HasPrefix(code, "zh-") {
		return "zh"
	}
	return code
}
