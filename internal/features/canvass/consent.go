package canvass

import (
	"context"
	"strings"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// Consents keeps what people agree to. Each method runs in the transaction that it is given.
type Consents interface {
	// AgreeAtDoor writes that somebody said yes or no to being reached on a channel.
	AgreeAtDoor(ctx context.Context, tx *db.WriteTx, sc authz.Scope, a Agreement) error
	// Unsay takes away what an entry made of consent.
	Unsay(ctx context.Context, tx *db.WriteTx, sc authz.Scope, attempt id.ID) error
}

// Agreement is what somebody said at a door when they were asked for their consent.
type Agreement struct {
	Person           id.ID
	Channel, Purpose string
	Granted          bool
	Wording          string // the question, as it was written
	Attempt          id.ID
	At               time.Time
}

// The choices of a question that asks for consent.
const (
	agreed    = "yes"
	disagreed = "no"
)

// consentQuestions are the questions of the script that ask for consent.
func (s Script) consentQuestions() (out []Item) {
	for _, item := range s.Items {
		if item.Agrees != "" {
			out = append(out, item)
		}
	}
	return out
}

// settleConsent makes what one worker's entries say of a person's consent what the newest effective one of them says; group has the newest
// first. What was said for a whole door is nobody's.
func (b *book) settleConsent(ctx context.Context, group []entry, people []id.ID, about *entry) error {
	questions := b.place.snapshot.Script.consentQuestions()
	if b.consents == nil || len(questions) == 0 || len(people) != 1 || about.Person == 0 && about.Detail.New == "" {
		return nil
	}
	for i, e := range group {
		if err := b.consents.Unsay(ctx, b.tx, b.sc, e.ID); err != nil {
			return err
		}
		if i > 0 {
			continue
		}
		answers, err := db.One(ctx, b.tx, db.Value[db.JSON[map[string][]string]], `SELECT answers FROM attempt WHERE org_id = $1 AND id = $2`, b.place.organization, e.ID)
		if err != nil {
			return err
		}
		e.Answers = answers.V
		if err := b.agree(ctx, e, people[0]); err != nil {
			return err
		}
	}
	return nil
}

// agree writes the consent that an entry tells of.
func (b *book) agree(ctx context.Context, e entry, person id.ID) error {
	if b.consents == nil {
		return nil
	}
	for _, q := range b.place.snapshot.Script.consentQuestions() {
		answer := strings.Join(e.Answers[q.ID], " ")
		if answer != agreed && answer != disagreed {
			continue
		}
		channel, purpose, _ := strings.Cut(q.Agrees, "/")
		a := Agreement{Person: person, Channel: channel, Purpose: purpose, Granted: answer == agreed, Wording: q.Text[b.place.snapshot.Script.Source], Attempt: e.ID, At: e.At.Time}
		if err := b.consents.AgreeAtDoor(ctx, b.tx, b.sc, a); err != nil {
			return err
		}
	}
	return nil
}

// unsay takes away what an entry made of consent.
func (b *book) unsay(ctx context.Context, entry id.ID) error {
	if b.consents == nil || len(b.place.snapshot.Script.consentQuestions()) == 0 {
		return nil
	}
	return b.consents.Unsay(ctx, b.tx, b.sc, entry)
}
