package canvass

import (
	"context"
	"encoding/csv"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	spreadsheet "banyan/internal/kernels/cell"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

// table writes rows of CSV as they come, so that an export of any length needs the memory of one row.
type table struct {
	w   *csv.Writer
	err error
}

func newTable(w io.Writer) *table {
	_, err := io.WriteString(w, "\ufeff") // spreadsheets read UTF-8 only with a byte-order mark
	return &table{w: csv.NewWriter(w), err: err}
}

func (t *table) row(cells ...string) error {
	for i := range cells {
		cells[i] = spreadsheet.Neutral(cells[i])
	}
	if t.err == nil {
		t.err = t.w.Write(cells)
	}
	return t.err
}

func (t *table) close() error {
	t.w.Flush()
	if t.err == nil {
		t.err = t.w.Error()
	}
	return t.err
}

// ExportLog writes a program's attempt log as CSV: every entry, undone ones and undos too, in the log's order. begin
// runs once everything is allowed, noted and found, right before the first byte. Times are of the zone.
// Without ReadPeople the rows say nothing of whose door it was: no names, house numbers or notes.
// It returns errs.Forbidden without ExportResults and errs.NotFound outside the Scope.
func (s *Service) ExportLog(ctx context.Context, sc authz.Scope, program id.ID, zone *time.Location, begin func(Program) io.Writer) (err error) {
	defer errs.Wrap(&err, "canvass.ExportLog(%v)", program)
	p, err := s.noteExport(ctx, sc, program, "log")
	if err != nil {
		return err
	}
	// The packets first: a row's door and names are in the snapshots, and one transaction has one conversation.
	places, err := s.placesOf(ctx, sc, program)
	if err != nil {
		return err
	}
	return s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		t := newTable(begin(p))
		if err := t.row(logHeader...); err != nil {
			return err
		}
		err := db.Each(ctx, tx, func(r db.Row) error {
			line, err := scanLogLine(r)
			if err != nil {
				return err
			}
			if !sc.Can(authz.ReadPeople) {
				return t.row(line.anonymous(places[line.Packet], zone)...)
			}
			return t.row(line.cells(places[line.Packet], zone)...)
		}, `SELECT `+entryColumns+`, w.name, t.number, `+languageOf+`, CASE WHEN `+effective+` THEN 1 ELSE 0 END FROM attempt a
			JOIN worker w ON w.org_id = a.org_id AND w.id = a.worker_id JOIN turf t ON t.org_id = a.org_id AND t.id = a.turf_id
			WHERE a.org_id = $1 AND a.program_id = $2 ORDER BY a.seq`, sc.Organization(), program)
		if err != nil {
			return err
		}
		return t.close()
	})
}

// noteExport authorizes an export and keeps in the audit log that it was made.
func (s *Service) noteExport(ctx context.Context, sc authz.Scope, program id.ID, what string) (p Program, err error) {
	if err := sc.Require(authz.ExportResults); err != nil {
		return p, err
	}
	err = s.db.Write(ctx, sc, "canvass.export", func(tx *db.WriteTx) error {
		if p, err = s.turfs.ProgramOf(ctx, tx, sc, program); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, sc, "results.export", program, map[string]string{"what": what})
	})
	return p, err
}

// placesOf reads the packets of a program that have entries.
func (s *Service) placesOf(ctx context.Context, sc authz.Scope, program id.ID) (map[id.ID]*place, error) {
	var packets []id.ID
	err := s.db.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
		packets, err = db.All(ctx, tx, db.Value[id.ID], `SELECT DISTINCT packet_id FROM attempt WHERE org_id = $1 AND program_id = $2`, sc.Organization(), program)
		return err
	})
	out := map[id.ID]*place{}
	for _, p := range packets {
		if err == nil {
			out[p], err = s.place(ctx, sc, p)
		}
	}
	return out, err
}

// logHeader names the columns in the field's own words, the same in every language, for the programs that read them.
var logHeader = []string{"seq", "at", "received_at", "turf", "worker", "channel", "kind", "result", "language", "attempt", "contact", "conversation", "effective",
	"number", "street", "unit", "city", "household", "person", "person_name", "answers", "note", "entry", "undoes"}

type logLine struct {
	entry
	worker    string
	turf      int
	counts    string // the language under which it is counted
	effective int
}

func scanLogLine(r db.Row) (l logLine, err error) {
	l.entry, err = scanEntry(rowAnd{r, []any{&l.worker, &l.turf, &l.counts, &l.effective}})
	return l, err
}

// rowAnd scans more columns behind those that a scan function knows.
type rowAnd struct {
	db.Row
	more []any
}

// Scan reads the row.
func (r rowAnd) Scan(dest ...any) error { return r.Row.Scan(append(dest, r.more...)...) }

func (l logLine) cells(p *place, zone *time.Location) []string {
	yes := func(b bool) string {
		if b {
			return "1"
		}
		return "0"
	}
	stamp := func(t db.Time) string { return t.In(zone).Format("2006-01-02 15:04:05") }
	out := []string{strconv.FormatInt(l.Seq, 10), stamp(l.At), stamp(l.ReceivedAt), strconv.Itoa(l.turf), l.worker, l.Channel, l.Kind, string(l.Result), l.counts,
		yes(l.Kind == kindAttempt), yes(l.Contact), yes(l.Talked), strconv.Itoa(l.effective)}
	f := FollowUp{house: l.Household, person: l.Person}
	f.describe(p.snapshot)
	name := l.Detail.Name
	if f.Person != nil {
		name = i18n.Default().PersonName(f.Person.name())
	}
	return append(out, f.Stop.Number, f.Stop.Street, f.Door.Unit, f.Stop.City, idText(l.Household), idText(l.Person), name, answersText(l.Answers), l.Detail.Text, l.EventID, l.Undoes)
}

// anonymous is a line without the columns that name a person or a door; the ids still tell which lines are about the same.
func (l logLine) anonymous(p *place, zone *time.Location) []string {
	out := l.cells(p, zone)
	for i, column := range logHeader {
		if slices.Contains([]string{"number", "unit", "person_name", "note"}, column) {
			out[i] = ""
		}
	}
	return out
}

func idText(i id.ID) string {
	if i == 0 {
		return ""
	}
	return i.String()
}

// answersText writes answers as q1=yes; q2=bus,school: one cell, in the order of the questions' names.
func answersText(answers map[string][]string) string {
	var parts []string
	for _, q := range sortedKeys(answers) {
		parts = append(parts, q+"="+strings.Join(answers[q], ","))
	}
	return strings.Join(parts, "; ")
}

// ExportTotals writes a program's totals as CSV: one row for each language, result, turf, worker and hour. Errors as
// ExportLog.
func (s *Service) ExportTotals(ctx context.Context, sc authz.Scope, program id.ID, zone *time.Location, begin func(Program) io.Writer) (err error) {
	defer errs.Wrap(&err, "canvass.ExportTotals(%v)", program)
	p, err := s.noteExport(ctx, sc, program, "totals")
	if err != nil {
		return err
	}
	var totals Totals
	if err := s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		totals, err = s.count(ctx, tx, sc, program)
		return err
	}); err != nil {
		return err
	}
	t := newTable(begin(p))
	line := func(by, name string, f Figures) {
		_ = t.row(by, name, strconv.Itoa(f.Attempts), strconv.Itoa(f.Contacts), strconv.Itoa(f.Conversations)) // t keeps the first error
	}
	_ = t.row("by", "name", "attempts", "contacts", "conversations")
	line("program", p.Name, totals.Figures)
	for _, l := range totals.Languages {
		line("language", l.Language, l.Figures)
	}
	for _, r := range totals.Results {
		contact, talk := 0, 0
		if r.Result == Conversation {
			talk = totals.Conversations
		}
		if ruleOf[r.Result].Contact {
			contact = r.Attempts
		}
		line("result", string(r.Result), Figures{r.Attempts, contact, talk})
	}
	for _, f := range totals.Turfs {
		line("turf", strconv.Itoa(f.Turf.Number), f.Figures)
	}
	for _, w := range totals.Workers {
		line("worker", w.Name, w.Figures)
	}
	for _, h := range totals.Hours {
		line("hour", h.Begin.In(zone).Format("2006-01-02 15:00"), h.Figures)
	}
	return t.close()
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
