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
type Intake struct {
	ids     *id.Source
	now     func() time.Time
	places  Locator         // nil: new households wait for the next run over all of them
	touched map[id.ID]int64 // person -> the first row of this file that was about them
}

// NewIntake begins a run over one file.
func NewIntake(ids *id.Source, now func() time.Time) *Intake {
	return &Intake{ids: ids, now: now, touched: map[id.ID]int64{}}
}

// Locator puts households on the map in the transaction in which they came to be; the places feature does it.
type Locator interface {
	LocateThese(ctx context.Context, tx *db.WriteTx, sc authz.Scope, households []id.ID) error
}

// With lets the intake put new households on the map at once.
func (in *Intake) With(places Locator) *Intake {
	in.places = places
	return in
}

// chunk is what one call works with.
type chunk struct {
	*Intake
	tx  *db.WriteTx
	sc  authz.Scope
	org id.ID
	at  db.Time
}

func (in *Intake) chunk(tx *db.WriteTx, sc authz.Scope) (chunk, error) {
	return chunk{Intake: in, tx: tx, sc: sc, org: sc.Organization(), at: db.At(in.now())}, sc.Require(authz.ImportPeople)
}

// Voters takes rows of a state's voter file. Refused: no number, no name, one number with two different rows in this chunk (across
// chunks the importer has to tell), a name of more than 400 letters.
func (in *Intake) Voters(ctx context.Context, tx *db.WriteTx, sc authz.Scope, rows []record.Voter) (out []record.Outcome, err error) {
	defer errs.Wrap(&err, "people.Intake.Voters(%d rows)", len(rows))
	c, err := in.chunk(tx, sc)
	if err != nil {
		return nil, err
	}
	b := voterBatch{chunk: c, rows: each(rows, cleanVoter), out: make([]record.Outcome, len(rows))}
	for _, step := range []func(context.Context) error{b.check, b.load, b.locate, b.match, b.write} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return b.out, nil
}

// Members takes rows of the organization's own list. Refused: no name, a name of more than 400 letters.
func (in *Intake) Members(ctx context.Context, tx *db.WriteTx, sc authz.Scope, rows []record.Member) (out []record.Outcome, err error) {
	defer errs.Wrap(&err, "people.Intake.Members(%d rows)", len(rows))
	c, err := in.chunk(tx, sc)
	if err != nil {
		return nil, err
	}
	b := memberBatch{chunk: c, rows: each(rows, cleanMember), out: make([]record.Outcome, len(rows))}
	for _, step := range []func(context.Context) error{b.check, b.locate, b.load, b.decide, b.write} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return b.out, nil
}

// Speakers takes rows of a list of languages by voter number. Refused: a number that is not known (field voter_id).
func (in *Intake) Speakers(ctx context.Context, tx *db.WriteTx, sc authz.Scope, rows []record.Speaker) (out []record.Outcome, err error) {
	defer errs.Wrap(&err, "people.Intake.Speakers(%d rows)", len(rows))
	c, err := in.chunk(tx, sc)
	if err != nil {
		return nil, err
	}
	var keys []voterKey
	for _, r := range rows {
		keys = append(keys, voterKey{clean(r.State), clean(r.VoterID)})
	}
	known, err := c.registrations(ctx, keys)
	if err != nil {
		return nil, err
	}
	out = make([]record.Outcome, len(rows))
	said := spokenRows{}
	for i, r := range rows {
		reg, ok := known[keys[i]]
		if !ok {
			out[i] = refused("voter_id", "people.voter_unknown", "id", r.VoterID)
			continue
		}
		said.add(reg.person, i, r.Language)
		out[i].What = record.Same
	}
	changed, err := c.speak(ctx, said)
	for _, i := range changed {
		out[i].What = record.Changed
	}
	return out, err
}

// households makes sure that every address has its household, and gives the households by address key.
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
	err := db.Each(ctx, c.tx, func(r db.Row) error {
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
			rows = append(rows, householdRow(c.org, found[key], byKey[key], c.at))
		}
	}
	if err := insertRows(ctx, c.tx, insertHousehold, rows, ""); err != nil || c.places == nil {
		return found, err
	}
	return found, c.places.LocateThese(ctx, c.tx, c.sc, fresh)
}

const insertHousehold = `INSERT INTO household (org_id, id, number, street, unit, floor, city, state, zip, building_key, address_key, created_at) VALUES `

func householdRow(org, household id.ID, a address.Address, at db.Time) []any {
	var floor any
	if n, ok := address.Floor(a.Unit); ok {
		floor = n
	}
	return []any{org, household, a.Number, a.Street, a.Unit, floor, a.City, a.State, a.Zip, a.BuildingKey(), a.Key(), at}
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
