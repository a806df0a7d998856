package app

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"banyan/internal/kernels/linkage"
)

// runMatch finds the rows of one file, or of two, that are one person.
func runMatch(_ context.Context, c *cli, args []string) error {
	var o linkage.Options
	mapping := c.flags.String("map", "", "which columns hold what: given=first_name,street=number+name; a|b takes the first that the file has; empty: by their headers")
	right := c.flags.String("map-right", "", "the same for the second file, where its columns have other names")
	out := c.flags.String("out", "", "file of the pairs; empty: standard output")
	c.flags.Float64Var(&o.Threshold, "threshold", 0.5, "probability from which two rows are called one person")
	all := c.flags.Bool("all", false, "also write pairs from a probability of 0.01 on, for review")
	if err := c.settings(args, -1); err != nil {
		return err
	}
	if len(c.files) < 1 || len(c.files) > 2 {
		c.flags.Usage()
		return errUsage
	}
	if o.Threshold <= 0 || o.Threshold >= 1 {
		return fmt.Errorf("--threshold is %v: it must lie between 0 and 1", o.Threshold)
	}
	if *all {
		o.ReviewThreshold = min(0.01, o.Threshold)
	}
	if *right == "" {
		right = mapping
	}
	// Nearly all of the memory is a few large tables without pointers: collecting early costs little time and saves half of it.
	defer debug.SetGCPercent(debug.SetGCPercent(25))
	start := time.Now()
	t := linkage.NewTable()
	for i, name := range c.files {
		m := *mapping
		if i == 1 {
			m = *right
		}
		columns, err := readPeople(t, linkage.Side(i), name, m)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.err, "%s: %d rows; %s\n", name, t.Len(linkage.Side(i)), columns)
	}
	var result linkage.Result
	if len(c.files) == 1 || t.Len(linkage.Right) > 0 { // the kernel takes an empty second list for none
		result = linkage.Match(t, o)
	}
	if result.RowNumbers {
		fmt.Fprintln(c.err, "every row has an id of its own: taken for row numbers and left aside")
	}
	if err := writeOut(c.out, *out, func(w *bufio.Writer) error { return writePairs(w, result.Pairs) }); err != nil {
		return err
	}
	automatic := 0
	for _, p := range result.Pairs {
		if p.Band == linkage.Automatic {
			automatic++
		}
	}
	fmt.Fprintf(c.err, "%d pairs, %d of them automatic; %d compared in %.1f s\n", len(result.Pairs), automatic, result.Compared, time.Since(start).Seconds())
	return nil
}

func writePairs(w *bufio.Writer, pairs []linkage.Pair) error {
	fmt.Fprintln(w, "left_row,right_row,probability,band") // the first error stays until w is flushed
	var line []byte
	for _, p := range pairs {
		line = strconv.AppendInt(line[:0], int64(p.Left), 10)
		line = strconv.AppendInt(append(line, ','), int64(p.Right), 10)
		line = strconv.AppendFloat(append(line, ','), p.Probability, 'f', 6, 64)
		line = append(append(append(line, ','), p.Band.String()...), '\n')
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// roughly is after how many rows the size of a file tells how many there are.
const roughly = 1000

// columnSource is a field of a record and the columns that make it, joined with a blank.
type columnSource struct {
	field   string
	columns []int
}

// readPeople adds the rows of a CSV file to one side of the table and says which columns it took.
func readPeople(t *linkage.Table, side linkage.Side, name, mapping string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	r := csvReader(f)
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	header, err := r.Read()
	if err != nil {
		return "", fmt.Errorf("%s has no header line: %w", name, err)
	}
	header = slices.Clone(header)
	for i := range header {
		header[i] = strings.TrimSpace(header[i])
	}
	sources, err := chooseColumns(header, mapping)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	for n := 0; ; n++ {
		row, err := r.Read()
		if err == io.EOF {
			return describeColumns(sources, header), nil
		}
		if err != nil {
			return "", fmt.Errorf("%s, row %d: %w", name, n, err)
		}
		if n == roughly && info.Mode().IsRegular() {
			t.Expect(int(float64(info.Size()) / float64(r.InputOffset()) * roughly))
		}
		var rec linkage.Record
		fillRecord(&rec, sources, row)
		t.Add(side, &rec)
	}
}

// fillRecord puts the cells of a row where they belong.
func fillRecord(rec *linkage.Record, sources []columnSource, row []string) {
	for _, s := range sources {
		value := ""
		for _, col := range s.columns {
			if col >= len(row) {
				continue
			}
			cell := cellText(row[col])
			switch {
			case cell == "":
			case value == "":
				value = cell
			default:
				value += " " + cell
			}
		}
		*recordField(rec, s.field) = value
	}
}

// cellText trims a cell and mends what is not UTF-8: such files are from old Windows programs.
func cellText(cell string) string {
	cell = strings.TrimSpace(cell)
	if !utf8.ValidString(cell) {
		if s, err := charmap.Windows1252.NewDecoder().String(cell); err == nil {
			return s
		}
	}
	return cell
}

// recordField is where a field lies in a record; nil for no field.
func recordField(r *linkage.Record, field string) *string {
	switch field {
	case "given":
		return &r.Given
	case "middle":
		return &r.Middle
	case "family":
		return &r.Family
	case "name":
		return &r.Name
	case "suffix":
		return &r.Suffix
	case "birth_date":
		return &r.BirthDate
	case "birth_year":
		return &r.BirthYear
	case "street":
		return &r.Street
	case "unit":
		return &r.Unit
	case "city":
		return &r.City
	case "zip":
		return &r.Zip
	case "phone":
		return &r.Phone
	case "email":
		return &r.Email
	case "id":
		return &r.ID
	}
	return nil
}

// matchFields are the names of the fields, as --map takes them.
var matchFields = []string{"given", "middle", "family", "name", "suffix", "birth_date", "birth_year", "street", "unit", "city", "zip", "phone", "email", "id"}

// chooseColumns finds the columns of each field: as told, or by their headers.
func chooseColumns(header []string, mapping string) ([]columnSource, error) {
	if strings.TrimSpace(mapping) == "" {
		sources := recognizeColumns(header)
		if len(sources) == 0 {
			return nil, fmt.Errorf("no column was recognized; say which are which with --map given=…,family=…; there are: %s", strings.Join(header, ", "))
		}
		return sources, nil
	}
	var sources []columnSource
	for _, part := range strings.Split(mapping, ",") {
		field, names, ok := strings.Cut(part, "=")
		field = strings.ToLower(strings.TrimSpace(field))
		if !ok || !slices.Contains(matchFields, field) {
			return nil, fmt.Errorf("--map: %q is not field=column; the fields are: %s", part, strings.Join(matchFields, ", "))
		}
		columns, err := columnsOf(header, names)
		if err != nil {
			return nil, err
		}
		sources = append(sources, columnSource{field, columns})
	}
	return sources, nil
}

// columnsOf finds 'number+name': each by its header, or the first of several that the file has.
func columnsOf(header []string, names string) ([]int, error) {
	var columns []int
	for _, name := range strings.Split(names, "+") {
		at := -1
		for _, one := range strings.Split(name, "|") {
			same := func(h string) bool { return strings.EqualFold(h, strings.TrimSpace(one)) }
			if at = slices.IndexFunc(header, same); at >= 0 {
				break
			}
		}
		if at < 0 {
			return nil, fmt.Errorf("--map: there is no column %q; there are: %s", strings.TrimSpace(name), strings.Join(header, ", "))
		}
		columns = append(columns, at)
	}
	return columns, nil
}

// matchHeaders are the names by which columns are known, without blanks and marks, the best first.
var matchHeaders = []struct {
	field string
	names string
}{
	{"given", "givenname firstname first fname given givennames forename forenames namefirst firstnm"},
	{"middle", "middlename middle mname middleinitial mi namemiddle middlenames midlname"},
	{"family", "familyname surname lastname last lname family namelast lastnm"},
	{"suffix", "suffix namesuffix sfx namesuff namesufx namesuffixlbl"},
	{"birth_date", "birthdate dateofbirth dob birthday bday birthdt"},
	{"birth_year", "birthyear yearofbirth yob birthyr"},
	{"unit", "unit unitnumber apt apartment aptnumber aptunitnumber aptno unitnum aptnum"},
	{"city", "city town suburb municipality rescity rescitydesc cityname residencecity registeredcity birthplace"},
	{"zip", "zip zip5 zipcode postcode postalcode ziporpostal reszip zippostal residencezipcode postcodefake"},
	{"phone", "phone phonenumber telephone preferredphone cellphone mobile mobilephone homephone fullphonenumber phonenum"},
	{"email", "email emailaddress preferredemail mail emailaddr"},
	{"id", "voterid vanid voterfilevanid statevoterid stateid voterregnumber registrationnumber voterregistrationnumber ncid voterregnum sosvoterid voteridnumber"},
}

const (
	numberHeaders = "streetnumber housenumber housenum streetno houseno addressnumber addrnumber"
	roadHeaders   = "streetname road roadname stname"
	lineHeaders   = "address1 addressline1 streetaddress street address residentialaddress residenceaddress resaddress1 resstreetaddress addressline votingaddress"
	nameHeaders   = "fullname name votername contactname personname firstandsurname"
)

// recognizeColumns finds the columns by their headers.
func recognizeColumns(header []string) []columnSource {
	at := map[string]int{}
	for i, h := range header {
		key := strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return unicode.ToLower(r)
			}
			return -1
		}, h)
		if _, taken := at[key]; !taken && key != "" {
			at[key] = i
		}
	}
	find := func(names string) int {
		for _, n := range strings.Fields(names) {
			if i, ok := at[n]; ok {
				return i
			}
		}
		return -1
	}
	var sources []columnSource
	for _, h := range matchHeaders {
		if i := find(h.names); i >= 0 {
			sources = append(sources, columnSource{h.field, []int{i}})
		}
	}
	named := slices.ContainsFunc(sources, func(s columnSource) bool { return s.field == "given" || s.field == "family" })
	if i := find(nameHeaders); i >= 0 && !named {
		sources = append(sources, columnSource{"name", []int{i}})
	}
	number, road, line := find(numberHeaders), find(roadHeaders), find(lineHeaders)
	switch {
	case number >= 0 && road >= 0:
		sources = append(sources, columnSource{"street", []int{number, road}})
	case number >= 0 && line >= 0:
		sources = append(sources, columnSource{"street", []int{number, line}})
	case line >= 0:
		sources = append(sources, columnSource{"street", []int{line}})
	case road >= 0:
		sources = append(sources, columnSource{"street", []int{road}})
	}
	return sources
}

// describeColumns says which column was taken for what.
func describeColumns(sources []columnSource, header []string) string {
	var parts []string
	for _, s := range sources {
		var names []string
		for _, c := range s.columns {
			names = append(names, header[c])
		}
		parts = append(parts, s.field+"="+strings.Join(names, "+"))
	}
	return strings.Join(parts, ", ")
}
