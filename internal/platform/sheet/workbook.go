package sheet

import (
	"errors"
	"io"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// A workbook is held compressed while it is read; its sheets, unfolded, wait in files next to the uploads.
const (
	maxWorkbook = 200 << 20
	xmlInMemory = 8 << 20
	maxXML      = 8 << 30
)

// workbook is one sheet of an xlsx file.
type workbook struct {
	format Format
	file   *excelize.File
	rows   *excelize.Rows
	old    bool // days are counted from 1904
	width  int
	done   bool
}

func openBook(src io.Reader, temp string) (*excelize.File, error) {
	f, err := excelize.OpenReader(src, excelize.Options{RawCellValue: true, UnzipSizeLimit: maxXML, UnzipXMLSizeLimit: xmlInMemory, TmpDir: temp})
	switch {
	case errors.Is(err, excelize.ErrWorkbookPassword):
		return nil, ErrLocked
	case err != nil && strings.Contains(err.Error(), "exceeds"):
		return nil, ErrBomb
	case err != nil:
		return nil, ErrDamaged
	}
	return f, nil
}

// openSheet stands before a sheet's first row.
func openSheet(src io.Reader, f Format, temp string) (*workbook, error) {
	book, err := openBook(src, temp)
	if err != nil {
		return nil, err
	}
	return sheetOf(book, f)
}

func sheetOf(book *excelize.File, f Format) (*workbook, error) {
	if f.Sheet == "" && len(book.GetSheetList()) > 0 {
		f.Sheet = book.GetSheetList()[0]
	}
	rows, err := book.Rows(f.Sheet)
	if err != nil {
		return nil, errors.Join(ErrDamaged, book.Close())
	}
	w := &workbook{format: f, file: book, rows: rows}
	if p, err := book.GetWorkbookProps(); err == nil && p.Date1904 != nil {
		w.old = *p.Date1904
	}
	return w, nil
}

func (w *workbook) next() (cells []string, bad, err error) {
	if w.done || !w.rows.Next() {
		w.done = true
		if err := w.rows.Error(); err != nil {
			return nil, nil, ErrDamaged
		}
		return nil, nil, io.EOF
	}
	if cells, err = w.rows.Columns(); err != nil {
		return nil, nil, ErrDamaged
	}
	for i, c := range cells {
		cells[i] = w.plain(i, c)
	}
	for len(cells) < w.width { // empty cells at the end are not in the file
		cells = append(cells, "")
	}
	return cells, nil, nil
}

var exponent = regexp.MustCompile(`^\d(\.\d+)?[eE]\+?\d+$`)

// plain writes a number as a person would: a day as 2006-01-02, and a long number without an exponent.
func (w *workbook) plain(column int, c string) string {
	if c == "" || c[0] < '0' || c[0] > '9' {
		return c
	}
	if slices.Contains(w.format.Dates, column) {
		if day, ok := w.day(c); ok {
			return day
		}
	}
	if exponent.MatchString(c) {
		if n, ok := new(big.Rat).SetString(c); ok && n.IsInt() {
			return n.Num().String()
		}
	}
	return c
}

func (w *workbook) day(c string) (string, bool) {
	n, err := strconv.ParseFloat(c, 64)
	if err != nil || n < 1 || n > 2958465 {
		return "", false
	}
	t, err := excelize.ExcelDateToTime(n, w.old)
	if err != nil {
		return "", false
	}
	return t.Format(time.DateOnly), true
}

func (w *workbook) skip(n int64) (done int64, err error) {
	for ; done < n; done++ {
		if _, _, err := w.next(); err != nil {
			return done, err
		}
	}
	return done, nil
}

func (w *workbook) header() ([]string, error) {
	for {
		cells, _, err := w.next()
		if errors.Is(err, io.EOF) {
			return nil, ErrEmpty
		}
		if err != nil {
			return nil, err
		}
		if !(Row{Cells: cells}).Empty() {
			h := Headers(cells)
			w.width = len(h)
			return h, nil
		}
	}
}

func (w *workbook) close() error { return errors.Join(w.rows.Close(), w.file.Close()) }

var looksLikeDay = regexp.MustCompile(`^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|^\d{1,2}[- ][A-Za-z]{3}|^[A-Za-z]{3,9} \d{1,2}`)

// days finds the columns whose numbers the workbook shows as days.
func days(book *excelize.File, sheet string, rows int) (out []int) {
	raw, err := book.Rows(sheet)
	if err != nil {
		return nil
	}
	shown, err := book.Rows(sheet)
	if err != nil {
		return nil
	}
	defer func() { _, _ = raw.Close(), shown.Close() }() // only read
	is := map[int]bool{}
	for range rows {
		if !raw.Next() || !shown.Next() {
			break
		}
		a, errA := raw.Columns()
		b, errB := shown.Columns(excelize.Options{RawCellValue: false})
		if errA != nil || errB != nil {
			break
		}
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] && looksLikeDay.MatchString(b[i]) {
				is[i] = true
			}
		}
	}
	for i := range is {
		out = append(out, i)
	}
	slices.Sort(out)
	return out
}

// Day gives the day that a workbook counts as number n, from the end of 1899 on.
func Day(n int) string { return time.Date(1899, 12, 30+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly) }
