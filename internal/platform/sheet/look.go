package sheet

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

// Table is one table that a file holds, with its first rows. The first of them may be a header: whoever looks decides.
type Table struct {
	Format Format
	Rows   [][]string
	Lines  []string // as they stand, where the columns are divided by no mark
}

const (
	lookRows   = 200
	maxMembers = 1000
	longLine   = 100 // letters; a shorter line holds no person and address in columns
)

// Look finds out what a stored file holds: one table, or the sheets of a workbook, or the members of a zip. Members that are no
// tables are named in other. Temp is a folder for what a workbook unfolds to.
func Look(src io.ReaderAt, size int64, temp string) (tables []Table, other []string, err error) {
	switch kind, zr, err := container(src, size); {
	case err != nil:
		return nil, nil, err
	case kind == bookFile:
		tables, err := lookBook(io.NewSectionReader(src, 0, size), "", temp)
		return tables, nil, err
	case kind == zipFile:
		return lookZip(zr, temp)
	}
	t, err := lookText(io.NewSectionReader(src, 0, size), "")
	if err != nil {
		return nil, nil, err
	}
	return []Table{t}, nil, nil
}

type kind int

const (
	textFile kind = iota
	bookFile
	zipFile
)

// container tells what a file is by its first bytes, and a zip by its table of contents.
func container(src io.ReaderAt, size int64) (kind, *zip.Reader, error) {
	head := make([]byte, min(size, 64<<10))
	if _, err := src.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return 0, nil, err
	}
	if bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")) && bytes.Contains(head, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00")) {
		return 0, nil, ErrLocked
	}
	if !bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return textFile, nil, nil
	}
	zr, err := zip.NewReader(src, size)
	if err != nil {
		return 0, nil, ErrDamaged
	}
	for _, f := range zr.File {
		switch {
		case f.Name == "xl/workbook.xml":
			if size > maxWorkbook {
				return 0, nil, ErrBomb
			}
			return bookFile, nil, nil
		case f.Name == "word/document.xml" || f.Name == "ppt/presentation.xml":
			return 0, nil, ErrDocument
		case f.Name == "content.xml" || f.Name == "xl/workbook.bin":
			return 0, nil, ErrSpreadsheet
		}
	}
	return zipFile, zr, nil
}

func lookText(src io.Reader, member string) (Table, error) {
	t, err := openText(src, Format{})
	if errors.Is(err, ErrOneColumn) {
		t, err = t.long()
	}
	if err != nil {
		return Table{}, err
	}
	if member != "" {
		t.format.Members = []string{member}
	}
	out := Table{Format: t.format}
	if t.comma == 0 {
		head, _ := t.br.Peek(peekSize)
		out.Lines = t.lines(head)
	}
	return out, out.fill(t, func(n int) { t.width = n })
}

// long takes lines that nothing divides for columns of fixed width that nobody has cut yet, if they are long enough for that.
func (t *text) long() (*text, error) {
	head, _ := t.br.Peek(peekSize)
	lines, long := t.lines(head), 0
	for _, l := range lines {
		if len(l) >= longLine {
			long++
		}
	}
	if long < 2 || long*10 < len(lines)*9 {
		return nil, ErrOneColumn
	}
	t.format.Widths = []int{longLine}
	return t, nil
}

// fill reads the first rows of a table.
func (t *Table) fill(r rows, width func(int)) error {
	for len(t.Rows) < lookRows {
		cells, bad, err := r.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if bad == nil && !(Row{Cells: cells}).Empty() {
			t.Rows = append(t.Rows, cells)
			if len(t.Rows) == 1 {
				width(len(Headers(cells)))
			}
		}
	}
	if len(t.Rows) == 0 {
		return ErrEmpty
	}
	if len(Headers(t.Rows[0])) < 2 && t.Lines == nil {
		return ErrOneColumn
	}
	t.Format.Legacy = legacy(t.Rows)
	return nil
}

// legacy finds the columns that were written for old Vietnamese fonts. It is nil where there is none.
func legacy(rows [][]string) []string {
	var out []string
	for i := range rows[0] {
		var cells []string
		for _, r := range rows {
			if i < len(r) && !isASCII(r[i]) {
				cells = append(cells, r[i])
			}
		}
		if font := Font(cells); font != "" {
			out = append(out, make([]string, i+1-len(out))...)
			out[i] = font
		}
	}
	return out
}

func lookBook(src io.Reader, member, temp string) ([]Table, error) {
	book, err := openBook(src, temp)
	if err != nil {
		return nil, err
	}
	var out []Table
	none := ErrEmpty
	for _, name := range book.GetSheetList() {
		t := Table{Format: Format{Sheet: name, Dates: days(book, name, lookRows)}}
		if member != "" {
			t.Format.Members = []string{member}
		}
		rows, err := book.Rows(name)
		if err != nil {
			continue // a sheet of charts
		}
		w := &workbook{format: t.Format, file: book, rows: rows}
		switch err := t.fill(w, func(n int) { w.width = n }); {
		case err == nil && len(t.Rows[0]) > 1:
			out = append(out, t)
		case err == nil || errors.Is(err, ErrOneColumn):
			none = ErrOneColumn
		}
		if err := rows.Close(); err != nil {
			return nil, errors.Join(err, book.Close())
		}
	}
	if err := book.Close(); err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, none
	}
	return out, nil
}

func lookZip(zr *zip.Reader, temp string) (tables []Table, other []string, err error) {
	var first error
	for _, f := range members(zr) {
		if f.Flags&1 != 0 {
			return nil, nil, ErrLocked
		}
		found, err := lookMember(f, temp)
		if errors.Is(err, ErrBomb) || errors.Is(err, ErrDamaged) {
			return nil, nil, err
		}
		if err != nil {
			other = append(other, f.Name)
			first = errors.Join(first, err)
			continue
		}
		tables = append(tables, found...)
	}
	if len(tables) == 0 && first == nil {
		first = ErrEmpty
	}
	if len(tables) == 0 {
		return nil, other, first
	}
	return tables, other, nil
}

// members are the files of a zip that may be tables, by name, so that they are read in one order always.
func members(zr *zip.Reader) (out []*zip.File) {
	for _, f := range zr.File {
		hidden := strings.HasPrefix(path.Base(f.Name), ".") || strings.HasPrefix(f.Name, "__MACOSX/")
		if !f.FileInfo().IsDir() && !hidden && len(out) < maxMembers {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func lookMember(f *zip.File, temp string) ([]Table, error) {
	rc, err := openMember(f)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rc.Close() }() // only read, and not to its end
	if isBook(f.Name) {
		return lookBook(io.LimitReader(rc, maxWorkbook), f.Name, temp)
	}
	t, err := lookText(rc, f.Name)
	return []Table{t}, err
}

func isBook(name string) bool { return strings.EqualFold(path.Ext(name), ".xlsx") }

// openMember reads one file of a zip, and no more of it than a zip of that size may hold.
func openMember(f *zip.File) (io.ReadCloser, error) {
	rc, err := f.Open()
	if err != nil {
		return nil, ErrDamaged
	}
	packed := int64(f.CompressedSize64)
	return member{unzipped{&bounded{r: rc, packed: func() int64 { return packed }}}, rc}, nil
}

type member struct {
	io.Reader
	io.Closer
}

type unzipped struct{ r io.Reader }

func (u unzipped) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	var corrupt flate.CorruptInputError
	if errors.Is(err, zip.ErrChecksum) || errors.Is(err, zip.ErrFormat) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &corrupt) {
		err = ErrDamaged
	}
	return n, err
}

// Open reads a stored file as the formats say, one after the other, and stands below the header of the first. The source
// stays open as long as the reader.
func Open(src io.ReaderAt, size int64, temp string, formats ...Format) (*Reader, error) {
	k, zr, err := container(src, size)
	if err != nil {
		return nil, err
	}
	r := &Reader{Format: formats[0]}
	for i, f := range formats {
		files := []func() (io.ReadCloser, error){func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(src, 0, size)), nil }}
		if k == zipFile {
			if files, err = inZip(zr, f.Members); err != nil {
				return nil, err
			}
		}
		for _, file := range files {
			r.parts = append(r.parts, part{format: i, legacy: f.Legacy, open: func() (rows, error) {
				rows, header, err := openPart(file, f, temp)
				if r.Header == nil {
					r.Header = header
				}
				return rows, err
			}})
		}
	}
	return r, r.advance()
}

func inZip(zr *zip.Reader, names []string) (out []func() (io.ReadCloser, error), err error) {
	for _, name := range names {
		i := slices.IndexFunc(zr.File, func(f *zip.File) bool { return f.Name == name })
		if i < 0 {
			return nil, ErrDamaged
		}
		out = append(out, func() (io.ReadCloser, error) { return openMember(zr.File[i]) })
	}
	return out, nil
}

// openPart opens one file and reads over its header. A format without one gets numbered columns.
func openPart(file func() (io.ReadCloser, error), f Format, temp string) (rows, []string, error) {
	src, err := file()
	if err != nil {
		return nil, nil, err
	}
	if f.Sheet != "" {
		w, err := openSheet(src, f, temp)
		if err = errors.Join(err, src.Close()); err != nil {
			return nil, nil, err
		}
		return below(w, f, w.header, func(n int) { w.width = n })
	}
	t, err := openText(src, f)
	if err != nil {
		return nil, nil, errors.Join(err, src.Close())
	}
	t.closer = src
	return below(t, f, t.header, func(n int) { t.width = n })
}

func below(r rows, f Format, header func() ([]string, error), width func(int)) (rows, []string, error) {
	if f.NoHeader {
		n := f.Columns
		if f.Widths != nil {
			n = len(f.Widths)
		}
		width(n)
		return r, Numbered(n), nil
	}
	h, err := header()
	if err != nil {
		return nil, nil, errors.Join(err, r.close())
	}
	return r, h, nil
}
