package linkage

import "strings"

// Levels of agreement of birth dates, best first.
const (
	birthUnknown uint8 = iota
	birthSame          // the whole date
	birthTurned        // day and month in each other's place
	birthTypo          // one digit, or two neighbours turned round
	birthPart          // two of year, month and day
	birthYear          // the year; one of them has no more, or only a first of January
	birthSlips         // two slips
	birthNear          // within a year, or ten years apart, give or take a month; a year apart where there are only years
	birthFar           // something else, of one generation
	birthAge           // 15 to 50 years apart: parents and children
	birthOld           // further apart
	birthLevels
)

var birthLevelNames = [birthLevels]string{"unknown", "same", "day and month turned round", "typing error", "two of year, month, day", "same year, day unknown",
	"two typing errors", "near or ten years off", "different", "a generation apart", "further apart than a generation"}

// date is YYYYMMDD as a number, with 0 for what is not known; 0 is no date.
type date uint32

func (d date) year() int  { return int(d / 10000) }
func (d date) month() int { return int(d / 100 % 100) }
func (d date) day() int   { return int(d % 100) }

// dateStyle says how a date was written. A list writes all its dates in one way, so that those which could be read in two ways are
// read as the others are.
type dateStyle uint8

const (
	datePlain    dateStyle = iota // nothing to ask
	dateDayFirst                  // 25/12/1985
	dateMonthFirst
	dateEitherWay // 03/04/1985, taken for the 4th of March
	dateStyles
)

// parseDate reads the ways in which lists write dates.
func parseDate(s string) (date, dateStyle) {
	s = strings.TrimSpace(s)
	if i := strings.IndexByte(s, 'T'); i == 10 {
		s = s[:i]
	}
	var nums [3]int
	var width [3]int
	n, month := 0, -1
	for i := 0; i < len(s) && n < 3; {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			j := i
			for ; j < len(s) && s[j] >= '0' && s[j] <= '9'; j++ {
				nums[n] = nums[n]*10 + int(s[j]-'0')
			}
			width[n] = j - i
			if width[n] > 8 {
				return 0, datePlain
			}
			n++
			i = j
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			j := i
			for ; j < len(s) && s[j]|0x20 >= 'a' && s[j]|0x20 <= 'z'; j++ {
			}
			if m := monthNamed(s[i:j]); m > 0 && n < 3 {
				nums[n], width[n], month = m, 2, n
				n++
			}
			i = j
		case c == ' ' && n == 3:
			i = len(s)
		default:
			i++
		}
	}
	return assemble(nums, width, n, month)
}

// monthNamed reads 'Jan', 'january'; 0 for no month.
func monthNamed(s string) int {
	if len(s) < 3 {
		return 0
	}
	if i := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(s[:3])); i >= 0 && i%3 == 0 {
		return i/3 + 1
	}
	return 0
}

func assemble(nums, width [3]int, n, month int) (date, dateStyle) {
	at := func(y, m, d int) date { return date(y*10000 + m*100 + d) }
	switch {
	case n == 1 && width[0] == 8:
		if y := nums[0] / 10000; y < 1300 || y > 2100 { // DDMMYYYY or MMDDYYYY
			first, second := nums[0]/1000000, nums[0]/10000%100
			return either(nums[0]%10000, first, second)
		}
		return date(nums[0]), datePlain
	case n == 1 && width[0] == 4:
		return at(nums[0], 0, 0), datePlain
	case n == 1 && width[0] == 6:
		return at(nums[0]/100, nums[0]%100, 0), datePlain
	case n == 2 && width[0] == 4:
		return at(nums[0], nums[1], 0), datePlain
	case n == 2 && width[1] == 4:
		return at(nums[1], nums[0], 0), datePlain
	case n < 3:
		return 0, datePlain
	case width[0] == 4:
		return at(nums[0], nums[1], nums[2]), datePlain
	}
	year := nums[2]
	if width[2] == 2 {
		if year += 1900; year < 1926 {
			year += 100
		}
	}
	switch month {
	case 0:
		return at(year, nums[0], nums[1]), datePlain
	case 1:
		return at(year, nums[1], nums[0]), datePlain
	}
	return either(year, nums[0], nums[1])
}

// either takes the month first, as the United States write, where both are possible.
func either(year, first, second int) (date, dateStyle) {
	style := dateEitherWay
	switch {
	case first > 12:
		return date(year*10000 + second*100 + first), dateDayFirst
	case second > 12:
		style = dateMonthFirst
	case first == second:
		style = datePlain
	}
	return date(year*10000 + first*100 + second), style
}

// turn exchanges day and month.
func (d date) turn() date { return date(d.year()*10000 + d.day()*100 + d.month()) }

// compareDates grades two birth dates.
func compareDates(a, b date) uint8 {
	if a == 0 || b == 0 {
		return birthUnknown
	}
	years := a.year() - b.year()
	if years < 0 {
		years = -years
	}
	if a.month() == 0 || b.month() == 0 {
		return compareYears(a, b, years)
	}
	switch {
	case a == b:
		return birthSame
	case years == 0 && a.month() == b.day() && a.day() == b.month():
		return birthTurned
	case years == 0 && (a%10000 == 101 || b%10000 == 101):
		return birthYear
	}
	d := slips(a, b)
	same := 0
	for _, eq := range [3]bool{years == 0, a.month() == b.month(), a.day() == b.day()} {
		if eq {
			same++
		}
	}
	switch {
	case d == 1:
		return birthTypo
	case same == 2:
		return birthPart
	case d == 2:
		return birthSlips
	case years <= 1 || tenYears(a, b):
		return birthNear
	case years > 50:
		return birthOld
	case years >= 15:
		return birthAge
	}
	return birthFar
}

// tenYears tells dates that are ten years apart, give or take a month: a digit of the year and then some.
func tenYears(a, b date) bool {
	days := func(d date) int { return d.year()*365 + d.month()*30 + d.day() }
	apart := days(a) - days(b)
	if apart < 0 {
		apart = -apart
	}
	return apart >= 3650-35 && apart <= 3650+35
}

func compareYears(a, b date, years int) uint8 {
	switch {
	case years == 0 && a.month() != 0 && b.month() != 0 && a.month() != b.month():
		return birthNear
	case years == 0:
		return birthYear
	case years == 1:
		return birthNear
	case years > 50:
		return birthOld
	case years >= 15:
		return birthAge
	}
	return birthFar
}

// slips counts wrong digits; two neighbours turned round are one slip.
func slips(a, b date) int {
	n := 0
	for i := 0; i < 8; i++ {
		x, y := a%10, b%10
		a, b = a/10, b/10
		if x == y {
			continue
		}
		n++
		if a%10 == y && b%10 == x {
			a, b = a/10, b/10
			i++
		}
	}
	return n
}
