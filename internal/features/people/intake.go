package people

import (
	"cmp"
	"context"
	"time"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Intake takes the rows of one run of one file into people. The importer makes one for each run and calls it with chunks of at
// most about 1,000 rows, each inside its own db.Write:
//
//	intake := people.NewIntake(ids, now)
//	err := d.Write(ctx, sc, "import voters", func(tx *db.WriteTx) (err error) {
//		outcomes, err = intake.Voters(ctx, tx, sc, rows)
//		return err
//	})
//
// Every method answers with one outcome a row, in the order of the rows; a refused row has a field, a message key and its arguments
// and has changed nothing. The methods may run again with the same rows (as db.Write does), and taking a file a second time
// changes nothing. They need authz.ImportPeople.
//
// What a file may change:
//   - A voter is known by state and number. A row that equals the last one (Voter.Hash) is not looked at further.
//   - A person who was edited here since the last file keeps what was edited; the file only fills what is empty.
//   - A vote once known stays: a later file that leaves the election out does not take it back.
//   - A member list fills the gaps of whom it matches and makes the rest new people; two rows of one file that turn out to be
//     one person never overwrite each other.
//   - A number or an address that somebody typed in here stays the one to use, one that is known to be wrong is not used again, and a
//     value of a custom field that was typed in here stays.
//   - A consent counts as intake_consent.go says: a file makes no yes of a no.
type Intake struct {
	ids     *id.Source
	now     func() time.Time
	places  Locator         // nil: new households wait for the next run over all of them
	imp     id.ID           // the import whose rows these are; zero for what comes by hand
	day     string          // the file's day, for its events
	touched map[id.ID]int64 // person -> the first row of this file that was about them
	later   map[string]bool // by state: the organization had voters of it before this import
	loose   *loose          // who is known without a voter's number
	codes   map[record.Vote]int
	replay  *replay // set while a story is told again; intake_undo.go
}

// NewIntake begins a run over one file.
func NewIntake(ids *id.Source, now func() time.Time) *Intake {
	return &Intake{ids: ids, now: now, touched: map[id.ID]int64{}, later: map[string]bool{}}
}

// Locator puts households on the map in the transaction in which they came to be; the places feature does it.
type Locator interface {
	LocateThese(ctx context.Context, tx *db.WriteTx, sc authz.Scope, households []id.ID) error
}

// For names the import whose rows are taken and the file's day. What the import makes and changes can then be taken back, and what
// is news about a person becomes an event.
func (in *Intake) For(imp id.ID, day string) *Intake {
	in.imp, in.day = imp, day
	return in
}

// With lets the intake put new households on the map at once.
func (in *Intake) With(places Locator) *Intake {
	in.places = places
	return in
}

// PlaceLater leaves new households off the map: whoever takes a large file puts them there at its end, all at once.
func (in *Intake) PlaceLater() { in.places = nil }

// chunk is what one call works with.
type chunk struct {
	*Intake
	tx   *db.WriteTx
	look db.Querier // where nothing is to be written
	sc   authz.Scope
	org  id.ID
	at   db.Time
}

// q is whom to ask.
func (c chunk) q() db.Querier {
	if c.tx != nil {
		return c.tx
	}
	return c.look
}

func (in *Intake) chunk(tx *db.WriteTx, sc authz.Scope) (chunk, error) {
	return chunk{Intake: in, tx: tx, sc: sc, org: sc.Organization(), at: db.At(in.now())}, sc.Require(authz.ImportPeople)
}

// watching is a chunk that writes nothing.
func (in *Intake) watching(q db.Querier, sc authz.Scope) (chunk, error) {
	return chunk{Intake: in, look: q, sc: sc, org: sc.Organization(), at: db.At(in.now())}, sc.Require(authz.ImportPeople)
}

// Members takes rows of the organization's own list. Refused: no name, a name of more than 400 letters.
func (in *Intake) Members(ctx context.Context, tx *db.WriteTx, sc authz.Scope, rows []record.Member) (out []record.Outcome, err error) {
	defer errs.Wrap(&err, "people.Intake.Members(%d rows)", len(rows))
	c, err := in.chunk(tx, sc)
	if err != nil {
		return nil, err
	}
	b := memberBatch{chunk: c, rows: each(rows, cleanMember), out: make([]record.Outcome, len(rows))}
	for _, step := range []func(context.Context) error{b.check, b.locate, b.load, b.decide, b.weigh, b.before, b.write, b.after} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return b.out, nil
}

// LookAtMembers tells what would become of rows. Rows of one file that mean one new person all count as new.
func (in *Intake) LookAtMembers(ctx context.Context, q db.Querier, sc authz.Scope, rows []record.Member) (out []record.Outcome, err error) {
	defer errs.Wrap(&err, "people.Intake.LookAtMembers(%d rows)", len(rows))
	c, err := in.watching(q, sc)
	if err != nil {
		return nil, err
	}
	b := memberBatch{chunk: c, rows: each(rows, cleanMember), out: make([]record.Outcome, len(rows))}
	for _, step := range []func(context.Context) error{b.check, b.locate, b.load, b.decide, b.weigh, b.note} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return b.out, nil
}

// households makes sure that every address has its household, and gives the households by address key. A look writes none: a new one has
// an id that nobody else has.
func (c chunk) households(ctx context.Context, addresses []address.Address) (map[string]id.ID, error) {
	byKey := map[string]address.Address{}
	var keys []string
	for _, a := range addresses {
		key := a.Key()
		if _, seen := byKey[key]; key != "" && !seen {
			byKey[key] = a
			keys = append(keys, key)
		}
	}
	found := map[string]id.ID{}
	if len(keys) == 0 {
		return found, nil
	}
	err := db.Each(ctx, c.q(), func(r db.Row) error {
		var key string
		var household id.ID
		err := r.Scan(&key, &household)
		found[key] = household
		return err
	}, `SELECT address_key, id FROM household WHERE org_id = $1 AND address_key IN (SELECT value FROM json_each($2))`, c.org, db.List(keys))
	if err != nil {
		return nil, err
	}
	var rows [][]any
	var fresh []id.ID
	for _, key := range keys {
		if found[key] == 0 {
			found[key] = c.ids.Next()
			fresh = append(fresh, found[key])
			rows = append(rows, append([]any{int64(c.org)}, c.householdRow(found[key], byKey[key], byKey[key].BuildingKey(), key)...))
		}
	}
	if c.tx == nil {
		return found, nil
	}
	if _, err := c.tx.InsertMany(ctx, "household", append([]string{"org_id"}, householdColumns...), rows, ""); err != nil || c.places == nil || len(fresh) == 0 {
		return found, err
	}
	return found, c.places.LocateThese(ctx, c.tx, c.sc, fresh)
}

var householdColumns = []string{"id", "number", "street", "unit", "floor", "city", "state", "zip", "building_key", "address_key", "created_at", "import_id"}

func (c chunk) householdRow(household id.ID, a address.Address, building, door string) []any {
	var floor any
	if n, ok := address.Floor(a.Unit); ok {
		floor = int64(n)
	}
	return []any{int64(household), a.Number, a.Street, a.Unit, floor, a.City, a.State, a.Zip, building, door, c.at.UnixMilli(), ref(c.imp)}
}

func refused(field, reason string, args ...any) record.Outcome {
	return record.Outcome{What: record.Refused, Field: field, Reason: reason, Args: args}
}

// repeated tells whether an earlier row of the same file was already about the person, and notes this one.
func (in *Intake) repeated(person id.ID, row int64) bool {
	first, ok := in.touched[person]
	if !ok {
		in.touched[person] = row
	}
	return ok && first < row
}

// fill is the first that says something.
func fill(have, given string) string { return cmp.Or(have, given) }

// homes makes sure that the address of each row that says something new has its household, and gives the households by address key.
func (c chunk) homes(ctx context.Context, rows []record.Voter, todo []int) (map[string]id.ID, error) {
	addresses := make([]address.Address, 0, len(todo))
	for _, i := range todo {
		addresses = append(addresses, rows[i].Address)
	}
	return c.households(ctx, addresses)
}

// tidyVoter tells that nothing of a row needs cleaning.
func tidyVoter(v *record.Voter) bool {
	n, a := &v.Name, &v.Address
	for _, s := range [...]*string{&v.State, &v.ID, &v.Status, &v.RegisteredOn, &n.Given, &n.Middle, &n.Family, &n.Suffix, &n.Native, &a.Number, &a.Street, &a.Unit, &a.City, &a.State, &a.Zip, &v.Hash} {
		if !tidy(*s) {
			return false
		}
	}
	for _, e := range v.Votes {
		if !tidy(e.Election) || !tidy(e.Method) {
			return false
		}
	}
	for _, d := range v.Districts {
		if !tidy(d.Kind) || !tidy(d.Name) {
			return false
		}
	}
	return true
}

// tidy tells that clean would leave a text as it is; of a text that is not ASCII it does not know.
func tidy(s string) bool {
	blank := true // what stood before: the beginning counts as one
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && blank {
			return false
		}
		blank = c == ' '
	}
	return !blank || s == ""
}

// voterNameFault is nameFault for a name that is clean.
func voterNameFault(n record.Name) (field, reason string) {
	if len(n.Given)+len(n.Middle)+len(n.Family)+len(n.Suffix)+len(n.Native) <= maxName && n.Given+n.Family != "" {
		return "", ""
	}
	return nameFault(n)
}
