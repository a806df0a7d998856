package people

import (
	"context"
	"slices"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Speakers takes rows of a list of languages by voter number. Refused: a number that is not known (field voter_id).
func (in *Intake) Speakers(ctx context.Context, tx *db.WriteTx, sc authz.Scope, rows []record.Speaker) (out []record.Outcome, err error) {
	defer errs.Wrap(&err, "people.Intake.Speakers(%d rows)", len(rows))
	c, err := in.chunk(tx, sc)
	if err != nil {
		return nil, err
	}
	out, said, who, err := c.heard(ctx, rows)
	if err != nil {
		return nil, err
	}
	was, err := c.standing(ctx, who, nil)
	if err != nil {
		return nil, err
	}
	changed, err := c.speak(ctx, said)
	if err != nil {
		return nil, err
	}
	for _, i := range changed {
		out[i].What = record.Changed
	}
	return out, c.tell(ctx, was, who)
}

// LookAtSpeakers tells which rows' voters are known.
func (in *Intake) LookAtSpeakers(ctx context.Context, q db.Querier, sc authz.Scope, rows []record.Speaker) (out []record.Outcome, err error) {
	defer errs.Wrap(&err, "people.Intake.LookAtSpeakers(%d rows)", len(rows))
	c, err := in.watching(q, sc)
	if err != nil {
		return nil, err
	}
	out, said, _, err := c.heard(ctx, rows)
	if err != nil {
		return nil, err
	}
	list, err := c.unheard(ctx, said)
	if err != nil {
		return nil, err
	}
	guessed, others := c.guessed(list)
	for _, i := range others {
		out[list[i].row].What = record.Changed
	}
	fresh, err := freshGuesses(ctx, q, c.org, guessed)
	for _, g := range fresh {
		out[g.row].What = record.Changed
	}
	return out, err
}

// heard finds whom rows are about.
func (c chunk) heard(ctx context.Context, rows []record.Speaker) (out []record.Outcome, said spokenRows, who map[id.ID]statement, err error) {
	keys := make([]voterKey, len(rows))
	for i, r := range rows {
		keys[i] = voterKey{clean(r.State), clean(r.VoterID)}
	}
	known, err := c.registrations(ctx, keys)
	out, said, who = make([]record.Outcome, len(rows)), spokenRows{}, map[id.ID]statement{}
	for i, r := range rows {
		reg, ok := known[keys[i]]
		if !ok {
			out[i] = refused("voter_id", "people.voter_unknown", "id", r.VoterID)
			continue
		}
		said[reg.person] = append(said[reg.person], spokenRow{i, r.Language, r.Guess})
		who[reg.person] = who[reg.person].and(statement{Speaker: &rows[i]})
		out[i].What = record.Same
	}
	return out, said, who, err
}

// ballotBatch takes rows of a file that tells who voted.
type ballotBatch struct {
	chunk
	rows []record.Ballot
	out  []record.Outcome
	regs map[voterKey]registration
	who  map[id.ID]statement
}

// Ballots takes rows of a file that tells who voted, apart from the file of voters. Refused: a number that is not known.
func (in *Intake) Ballots(ctx context.Context, tx *db.WriteTx, sc authz.Scope, rows []record.Ballot) (out []record.Outcome, err error) {
	defer errs.Wrap(&err, "people.Intake.Ballots(%d rows)", len(rows))
	c, err := in.chunk(tx, sc)
	if err != nil {
		return nil, err
	}
	b := ballotBatch{chunk: c, rows: rows, out: make([]record.Outcome, len(rows)), who: map[id.ID]statement{}}
	if err := b.find(ctx); err != nil {
		return nil, err
	}
	was, err := b.images(ctx, b.people())
	if err != nil {
		return nil, err
	}
	regs, news, err := b.count(ctx, was)
	if err != nil {
		return nil, err
	}
	for p := range b.who {
		if !slices.ContainsFunc(regs, func(r regRow) bool { return r.person == p }) && b.replay == nil {
			delete(b.who, p)
			delete(was, p)
		}
	}
	if err := b.saveRegs(ctx, regs); err != nil {
		return nil, err
	}
	if err := b.saveEvents(ctx, news); err != nil {
		return nil, err
	}
	return b.out, b.tell(ctx, was, b.who)
}

// LookAtBallots tells which rows' voters are known.
func (in *Intake) LookAtBallots(ctx context.Context, q db.Querier, sc authz.Scope, rows []record.Ballot) (out []record.Outcome, err error) {
	defer errs.Wrap(&err, "people.Intake.LookAtBallots(%d rows)", len(rows))
	c, err := in.watching(q, sc)
	if err != nil {
		return nil, err
	}
	b := ballotBatch{chunk: c, rows: rows, out: make([]record.Outcome, len(rows)), who: map[id.ID]statement{}}
	if err := b.find(ctx); err != nil {
		return nil, err
	}
	was, err := b.images(ctx, b.people())
	if err != nil {
		return nil, err
	}
	codes, last, err := b.readCodes(ctx)
	for i := range b.rows {
		b.one(i, was, withNew(codes, &last, rows[i].Vote))
	}
	return b.out, err
}

// withNew gives a vote that the dictionary lacks a number of its own.
func withNew(codes map[record.Vote]int, last *int, v record.Vote) map[record.Vote]int {
	if _, ok := codes[v]; !ok {
		*last++
		codes[v] = *last
	}
	return codes
}

func (b *ballotBatch) find(ctx context.Context) (err error) {
	keys := make([]voterKey, len(b.rows))
	for i, r := range b.rows {
		keys[i] = voterKey{clean(r.State), clean(r.VoterID)}
	}
	b.regs, err = b.registrations(ctx, keys)
	for i, r := range b.rows {
		reg, ok := b.regs[keys[i]]
		if !ok {
			b.out[i] = refused("voter_id", "people.voter_unknown", "id", r.VoterID)
			continue
		}
		b.who[reg.person] = b.who[reg.person].and(statement{Ballot: &b.rows[i]})
	}
	return err
}

func (b *ballotBatch) people() (out []id.ID) {
	for p := range b.who {
		out = append(out, p)
	}
	return out
}

// one adds a row's vote to its voter's and gives the registration where it is new.
func (b *ballotBatch) one(i int, was map[id.ID]*portrait, codes map[record.Vote]int) (reg registration, votes string, fresh bool) {
	if b.out[i].What == record.Refused {
		return reg, "", false
	}
	r := b.rows[i]
	reg = b.regs[voterKey{clean(r.State), clean(r.VoterID)}]
	g := was[reg.person].Regs[reg.id]
	votes = votesText(g.Votes, []record.Vote{r.Vote}, codes)
	b.out[i].What = record.Same
	if votes != g.Votes {
		b.out[i].What = record.Changed
		return reg, votes, true
	}
	return reg, votes, false
}

// count adds the rows' votes to those of their voters.
func (b *ballotBatch) count(ctx context.Context, was map[id.ID]*portrait) (regs []regRow, news []event, err error) {
	voters := make([]record.Voter, len(b.rows))
	all := make([]int, len(b.rows))
	for i, r := range b.rows {
		voters[i].Votes, all[i] = []record.Vote{r.Vote}, i
	}
	codes, err := b.voteCodes(ctx, voters, all)
	if err != nil {
		return nil, nil, err
	}
	now := map[id.ID]*portrait{}
	for p, i := range was {
		copied := portrait{Regs: map[id.ID]*regImage{}}
		for reg, g := range i.Regs {
			one := *g
			copied.Regs[reg] = &one
		}
		now[p] = &copied
	}
	touched := map[id.ID]id.ID{}
	for i := range b.rows {
		if reg, votes, fresh := b.one(i, now, codes); fresh {
			now[reg.person].Regs[reg.id].Votes = votes
			touched[reg.id] = reg.person
		}
	}
	for reg, p := range touched {
		g := *now[p].Regs[reg]
		regs = append(regs, regRow{id: reg, person: p, regImage: g})
		if b.imp != 0 {
			news = append(news, event{p, EventVoted, b.day, map[string]any{"elections": newVotes(was[p].Regs[reg].Votes, g.Votes, codes)}})
		}
	}
	return regs, news, nil
}
