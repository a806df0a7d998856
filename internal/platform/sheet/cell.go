package sheet

import (
	"regexp"
	"strings"
)

// Bare takes the apostrophe away that [Safe] put before a cell.
func Bare(cell string) string {
	if cell == "" || cell[0] != '\'' {
		return cell
	}
	if rest := cell[1:]; rest != "" && strings.ContainsRune(formula, []rune(rest)[0]) {
		return rest
	}
	return cell
}

// Safe keeps a spreadsheet from computing a cell: one that begins as a formula gets an apostrophe in front. A number is no
// formula.
func Safe(cell string) string {
	if cell != "" && !number.MatchString(cell) && strings.ContainsRune(formula, []rune(cell)[0]) {
		return "'" + cell
	}
	return cell
}

var number = regexp.MustCompile(`^[+-]\d+(\.\d+)?$`)

const formula = "=+-@\t\r＝＋－＠"
