package linkage

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"

	"banyan/internal/kernels/names"
	"banyan/internal/kernels/romanize"
)

// row is a record as it is compared: numbers only, 68 bytes.
type row struct {
	given, middle, family uint32 // names
	letters               uint32 // of the whole name in any order; 0 where it is short
	number, street, unit  uint32
	city, zip             uint32
	door                  uint32 // street, number and ZIP in one
	date                  date
	phone, email, local   uint32
	id                    uint32
	flags, suffix         uint8
}

const (
	dateOpen uint8 = 1 << iota // day and month of the date may be either way round
	nameOnly                   // the parts of the name were guessed from the whole
)

// Table holds the rows of one or two lists, folded and numbered: about 100 bytes a row and the different texts once.
type Table struct {
	rows    []row
	lefts   int // rows of the left list; those of the right one follow
	names   *nameSpace
	cities  *nameSpace
	streets *nameSpace
	raw     *dict // streets as written
	spelled []uint32
	written [2]*dict  // parts of names as written: given and middle, family
	cells   [2][]cell // what they were read as
	numbers *dict
	units   *dict
	zips    *dict
	emails  *dict
	locals  *dict
	ids     *dict
	phones  *dict
	doors   *dict
	dialled []uint64 // telephone numbers
	inboxes []inbox  // what is known of the locals
	styles  [2][dateStyles]int
	buf     []byte
	settled bool
}

// NewTable makes an empty table.
func NewTable() *Table {
	t := &Table{names: newNameSpace(ofNames), cities: newNameSpace(ofCities), streets: newNameSpace(ofStreets), raw: newDict(), spelled: make([]uint32, 1),
		numbers: newDict(), units: newDict(), zips: newDict(), emails: newDict(), locals: newDict(), ids: newDict(), phones: newDict(), doors: newDict(), dialled: make([]uint64, 1), inboxes: make([]inbox, 1), buf: make([]byte, 0, 256)}
	for i := range t.written {
		t.written[i], t.cells[i] = newDict(), make([]cell, 1)
	}
	return t
}

// Expect makes room for so many more rows.
func (t *Table) Expect(rows int) { t.rows = slices.Grow(t.rows, rows) }

// Len is the number of rows on a side.
func (t *Table) Len(side Side) int {
	if side == Left {
		return t.lefts
	}
	return len(t.rows) - t.lefts
}

// Add appends a record to a side. All of the left list comes before the right one.
func (t *Table) Add(side Side, r *Record) {
	if side == Left {
		if t.lefts < len(t.rows) {
			panic("linkage: a row of the left list after the right one")
		}
		t.lefts++
	}
	t.rows = append(t.rows, t.row(side, r))
	t.settled = false
}

// row folds and numbers a record.
func (t *Table) row(side Side, r *Record) row {
	var w row
	t.name(&w, r)
	t.place(&w, r)
	t.born(&w, side, r)
	if n := parsePhone(r.Phone); n != 0 {
		id, fresh := t.phones.intern(binary.LittleEndian.AppendUint64(t.buf[:0], n))
		if w.phone = id; fresh {
			t.dialled = append(t.dialled, n)
		}
	}
	if r.Email != "" {
		whole, local := cutEmail(r.Email, t.buf)
		w.email, _ = t.emails.intern(whole)
		id, fresh := t.locals.intern(local)
		if w.local = id; fresh {
			t.inboxes = append(t.inboxes, inboxOf(local))
		}
	}
	if r.ID != "" {
		w.id, _ = t.ids.intern(bytes.TrimSpace([]byte(r.ID)))
	}
	return w
}

func (t *Table) name(w *row, r *Record) {
	given, middle, family := r.Given, r.Middle, r.Family
	if strings.TrimSpace(given) == "" && strings.TrimSpace(family) == "" && r.Name != "" {
		given, middle, family = split(r.Name, &w.suffix)
		if r.Given == "" && r.Family == "" {
			w.flags |= nameOnly
		}
	}
	given, family = cutNative(given, family)
	w.given = t.part(given, false, &w.suffix)
	w.middle = t.part(middle, false, &w.suffix)
	w.family = t.part(family, true, &w.suffix)
	if r.Suffix != "" {
		if s, ok := suffixes[string(fold(r.Suffix, t.buf))]; ok {
			w.suffix = s
		}
	}
	w.letters = t.names.letterSum(w.given, w.middle, w.family)
}

// cutNative takes a name apart that stands in one piece in its own script, where the other part is empty: 阮文安.
func cutNative(given, family string) (string, string) {
	whole := given + family
	if given != "" && family != "" || ascii([]byte(whole)) {
		return given, family
	}
	if n := names.Parse(whole, names.Native); n.Script != romanize.Latin && n.Family != "" && n.Given != "" {
		return n.Given, n.Family
	}
	return given, family
}

// cell is what a part of a name was read as.
type cell struct {
	name   uint32
	suffix uint8
}

// part folds and numbers a part of a name, once for each different text. A suffix at its end is told apart.
func (t *Table) part(text string, family bool, suffix *uint8) uint32 {
	if text == "" {
		return 0
	}
	of := 0
	if family {
		of = 1
	}
	id, fresh := t.written[of].intern(append(t.buf[:0], text...))
	if fresh {
		var c cell
		c.name = t.names.intern([]byte(clean(text, t.buf, &c.suffix, family)))
		t.cells[of] = append(t.cells[of], c)
	}
	c := t.cells[of][id]
	if c.suffix != suffixNone {
		*suffix = c.suffix
	}
	return c.name
}

func (t *Table) place(w *row, r *Record) {
	if r.Street != "" {
		d := cutDoor(r.Street, r.Unit, t.buf)
		w.number, _ = t.numbers.intern(d.number)
		id, fresh := t.raw.intern(d.street)
		if fresh {
			t.spelled = append(t.spelled, t.streets.intern([]byte(streetName(string(d.street)))))
		}
		w.street = t.spelled[id]
		w.unit, _ = t.units.intern(d.unit)
	}
	if r.City != "" {
		if c := fold(r.City, t.buf); !unknown[string(c)] {
			w.city = t.cities.intern(c)
		}
	}
	if r.Zip != "" {
		w.zip, _ = t.zips.intern(cleanZip(r.Zip, t.buf))
	}
	if w.street != 0 && w.number != 0 {
		where := w.zip
		if where == 0 {
			where = w.city | 1<<31
		}
		key := binary.LittleEndian.AppendUint32(t.buf[:0], w.street)
		key = binary.LittleEndian.AppendUint32(key, w.number)
		w.door, _ = t.doors.intern(binary.LittleEndian.AppendUint32(key, where))
	}
}

func (t *Table) born(w *row, side Side, r *Record) {
	d, style := parseDate(r.BirthDate)
	if d == 0 && r.BirthYear != "" {
		d, style = parseDate(r.BirthYear)
		d -= d % 10000
	}
	if y := d.year(); y < 1000 || y > 2200 {
		return
	}
	w.date = d
	t.styles[side][style]++
	if style == dateEitherWay {
		w.flags |= dateOpen
	}
}

// dicts are all dictionaries of the table.
func (t *Table) dicts() [dicts]*dict {
	return [...]*dict{t.names.dict, t.cities.dict, t.streets.dict, t.raw, t.numbers, t.units, t.zips, t.emails, t.locals, t.ids, t.phones, t.doors, t.written[0], t.written[1]}
}

const dicts = 14

// tableMark is how many texts a table has.
type tableMark struct {
	lens   [dicts]int
	groups [3]int
	styles [2][dateStyles]int
}

func (t *Table) spaces() [3]*nameSpace { return [...]*nameSpace{t.names, t.cities, t.streets} }

func (t *Table) mark() (m tableMark) {
	for i, d := range t.dicts() {
		m.lens[i] = d.len()
	}
	for i, n := range t.spaces() {
		m.groups[i] = len(n.groups)
	}
	m.styles = t.styles
	return m
}

// reset takes out what came after a mark, and tells whether that was any name.
func (t *Table) reset(m tableMark) bool {
	before := t.mark()
	for i, d := range t.dicts() {
		d.cut(m.lens[i])
	}
	for i, n := range t.spaces() {
		for id := n.dict.len(); id < len(n.info); id++ {
			delete(n.keys, uint32(id))
		}
		n.info, n.groups = n.info[:n.dict.len()], n.groups[:m.groups[i]]
	}
	t.spelled = t.spelled[:t.raw.len()]
	for i, d := range t.written {
		t.cells[i] = t.cells[i][:d.len()]
	}
	t.dialled, t.inboxes = t.dialled[:t.phones.len()], t.inboxes[:t.locals.len()]
	t.styles = m.styles
	return before.lens != m.lens
}

// settle decides what only the whole list can tell: whether it writes the day or the month first, and which of its dates are no births.
func (t *Table) settle() {
	if t.settled {
		return
	}
	for side, rows := range [2][]row{t.rows[:t.lefts], t.rows[t.lefts:]} {
		t.turn(rows, Side(side))
		forget(rows)
	}
	t.settled = true
}

// turn reads the dates that could be read in two ways as the others of their list are.
func (t *Table) turn(rows []row, side Side) {
	for i := range rows {
		if w := &rows[i]; w.flags&dateOpen != 0 {
			if t.styles[side][dateDayFirst] > t.styles[side][dateMonthFirst] {
				w.date = w.date.turn()
			}
			w.flags &^= dateOpen
		}
	}
}

// forget drops the dates that stand for an unknown birth: 1900-01-01 and the like, and any day that is far too frequent. Where a list has
// too many first days of the year, as the papers of refugees do, only their year is believed.
func forget(rows []row) {
	count := map[date]int{}
	dates, firsts := 0, 0
	for i := range rows {
		if d := rows[i].date; d.month() != 0 {
			count[d]++
			dates++
			if d%10000 == 101 {
				firsts++
			}
		}
	}
	usual := float64(dates) / float64(max(len(count), 1))
	yearOnly := firsts > 20 && float64(firsts) > .015*float64(dates)
	for i := range rows {
		d := &rows[i].date
		n := float64(count[*d])
		switch {
		case *d == 18000101 || *d == 19000101 || *d == 19010101 || *d == 18991230 || *d == 18991231:
			*d = 0
		case d.month() == 0:
		case n > 20 && n > 20*usual && n > .0005*float64(dates) && (*d%10000 != 101 || n > .03*float64(dates)):
			*d = 0
		case yearOnly && *d%10000 == 101:
			*d -= 101
		}
	}
}
