package voterfile

import (
	"slices"
	"strconv"
	"strings"
)

// readDate reads a day, a month or a year as lists write them, and gives as much of 2006-01-02 as it says. Where day and month
// could be either, the order decides; a number that can't be what the order says is no day rather than another one.
func readDate(s string, order DateOrder) (string, bool) {
	s = bare(s)
	var n [3]int
	var width [3]int
	parts, i := 0, 0
	for i < len(s) && parts < 3 {
		start := i
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			n[parts] = n[parts]*10 + int(s[i]-'0')
			i++
		}
		if i == start {
			return named3(s, order)
		}
		if i-start > 8 {
			return "", false
		}
		width[parts] = i - start
		parts++
		if i < len(s) && (s[i] == '/' || s[i] == '-' || s[i] == '.') {
			if i++; i == len(s) {
				return "", false
			}
		} else if i < len(s) {
			return named3(s, order)
		}
	}
	if i < len(s) {
		return "", false
	}
	switch {
	case parts == 1:
		return joined(s, n[0])
	case parts == 2 && width[0] == 4:
		return month(n[0], n[1])
	case parts == 2 && width[1] == 4:
		return month(n[1], n[0])
	case parts != 3:
		return "", false
	case width[0] == 4:
		return day(n[0], n[1], n[2])
	case width[2] == 4 || width[2] == 2:
		y := n[2]
		if width[2] == 2 {
			y = century(y)
		}
		if order == DayFirst {
			return day(y, n[1], n[0])
		}
		return day(y, n[0], n[1])
	}
	return "", false
}

// bare takes the time of day away: everything from the first blank or T on.
func bare(s string) string {
	for i := range len(s) {
		if i >= 6 && (s[i] == ' ' || s[i] == 'T') && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9' && digits(s[:i]) >= 4 && s[i-1] != ',' {
			return s[:i]
		}
	}
	return s
}

// joined reads eight digits, six or a year: 20060102 or 01022006, never both, since no month is 20.
func joined(s string, n int) (string, bool) {
	switch len(s) {
	case 4:
		if n < 1850 || n > 2150 {
			return "", false
		}
		return s, true
	case 6:
		return month(n/100, n%100)
	case 8:
		if y := n / 10000; y >= 1850 && y <= 2150 {
			return day(y, n/100%100, n%100)
		}
		return day(n%10000, n/1000000, n/10000%100)
	}
	return "", false
}

// century is the year that two digits mean: nobody in a list was born after it was written, and few are over a hundred.
func century(y int) int {
	if y <= 26 {
		return 2000 + y
	}
	return 1900 + y
}

var lengths = [13]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

func day(y, m, d int) (string, bool) {
	if y < 1850 || y > 2150 || m < 1 || m > 12 || d < 1 || d > lengths[m] || m == 2 && d == 29 && (y%4 != 0 || y%100 == 0 && y%400 != 0) {
		return "", false
	}
	b := [10]byte{byte('0' + y/1000), byte('0' + y/100%10), byte('0' + y/10%10), byte('0' + y%10), '-', byte('0' + m/10), byte('0' + m%10), '-', byte('0' + d/10), byte('0' + d%10)}
	return string(b[:]), true
}

func month(y, m int) (string, bool) {
	if y < 1850 || y > 2150 || m < 1 || m > 12 {
		return "", false
	}
	return strconv.Itoa(y) + "-" + two(m), true
}

// twoNumbers gives the first two numbers of a day whose order is not plain.
func twoNumbers(s string) (a, b int, ok bool) {
	_, first := readDate(s, MonthFirst)
	_, second := readDate(s, DayFirst)
	if !first && !second || len(s) < 6 {
		return 0, 0, false
	}
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		a = a*10 + int(s[i]-'0')
		i++
	}
	if i == 0 || i > 2 || i == len(s) {
		return 0, 0, false
	}
	for i++; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		b = b*10 + int(s[i]-'0')
	}
	return a, b, b > 0
}

// named3 reads a day with its month in letters: 'Mar 14, 1980', '14-Mar-1980', and the East Asian 1980年3月14日.
func named3(s string, order DateOrder) (string, bool) {
	if strings.ContainsAny(s, "年년") {
		f := strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
		return readDate(strings.Join(f, "-"), order)
	}
	f := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ' ' || r == '-' || r == ',' || r == '.' || r == '/' })
	if len(f) != 3 {
		return "", false
	}
	if len(f[0]) >= 3 && f[0][0] > '9' {
		f[0], f[1] = f[1], f[0]
	}
	m := -1
	if len(f[1]) >= 3 {
		m = slices.Index(months, f[1][:3])
	}
	d, errD := strconv.Atoi(f[0])
	y, errY := strconv.Atoi(f[2])
	if m < 0 || errD != nil || errY != nil {
		return "", false
	}
	if len(f[2]) == 2 {
		y = century(y)
	}
	return day(y, m+1, d)
}
