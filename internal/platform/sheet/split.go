package sheet

import "strings"

// take gives room for a row's cells. Rows may be kept, so that room is never used twice; one allocation serves many rows.
func (t *text) take() []string {
	want := max(t.width, 8) + 1
	if cap(t.slab)-len(t.slab) < want {
		t.slab = make([]string, 0, max(4096, want))
	}
	return t.slab[len(t.slab):len(t.slab)]
}

// split cuts a row into cells; open tells that it ended within quotes. Text after a closing mark belongs to the cell, and
// a mark within a bare cell is a letter: many programs write such rows.
func (t *text) split(row string) (cells []string, open bool) {
	cells = t.take()
	for len(cells) < maxCells {
		var cell string
		if row != "" && row[0] == '"' {
			var closed bool
			if cell, row, closed = quoted(row[1:], t.comma); !closed {
				return nil, true
			}
		} else {
			i := strings.IndexByte(row, t.comma)
			if i < 0 {
				i = len(row)
			}
			cell, row = row[:i], row[i:]
		}
		cells = append(cells, cell)
		if row == "" {
			return t.keep(cells), false
		}
		row = row[1:] // the comma
	}
	return t.keep(cells), false
}

// keep closes the room that a row took.
func (t *text) keep(cells []string) []string {
	if n := len(t.slab) + len(cells); n <= cap(t.slab) {
		t.slab = t.slab[:n]
	}
	return cells[:len(cells):len(cells)]
}

// quoted reads a cell after its opening mark: its text, and the row from the next comma on. Text after the closing mark
// of a cell of several lines tells that this mark opens another cell: then the first one is not closed.
func quoted(row string, comma byte) (cell, rest string, closed bool) {
	if i := strings.IndexByte(row, '"'); i >= 0 && (i+1 == len(row) || row[i+1] == comma) {
		return row[:i], row[i+1:], true
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(row, '"')
		if i < 0 {
			return "", "", false
		}
		b.WriteString(row[:i])
		row = row[i+1:]
		if strings.HasPrefix(row, `"`) {
			b.WriteByte('"')
			row = row[1:]
			continue
		}
		end := strings.IndexByte(row, comma)
		if end < 0 {
			end = len(row)
		}
		if end > 0 && strings.TrimSpace(row[:end]) != "" && strings.ContainsRune(b.String(), '\n') {
			return "", "", false
		}
		b.WriteString(row[:end])
		return b.String(), row[end:], true
	}
}

// comma finds what divides the cells: the candidate by which most of the first lines have as many cells as the first.
// It is "" where no candidate divides the first line.
func comma(lines []string) string {
	lines = lines[:min(len(lines), 30)]
	best, most := "", 0
	for _, c := range []string{",", "\t", ";", "|"} {
		widths := widths(lines, c[0])
		if len(widths) == 0 || widths[0] < 2 {
			continue
		}
		score := 1000 + min(widths[0], 50)
		for _, w := range widths[1:] {
			if w == widths[0] {
				score += 1000
			}
		}
		if score > most {
			best, most = c, score
		}
	}
	if most < 1000*(len(lines)+1)/2 && Columns(lines) != nil {
		return "" // commas here and there, in columns that stand under each other
	}
	return best
}

// widths counts the cells of each row, as this candidate would cut them.
func widths(lines []string, comma byte) (out []int) {
	t := &text{comma: comma}
	for i := 0; i < len(lines); i++ {
		cells, open := t.split(lines[i])
		for whole, j := lines[i], i+1; open && j < min(len(lines), i+6); j++ {
			whole += "\n" + lines[j]
			if cells, open = t.split(whole); !open {
				i = j
			}
		}
		out = append(out, len(cells))
	}
	return out
}
