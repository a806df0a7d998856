package people

import (
	"context"
	"slices"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// What a person agrees to: a channel for a purpose, told in some way.
var (
	ConsentChannels = []string{"text", "phone", "email", "door", "mail"}
	ConsentPurposes = []string{"organizing", "events", "surveys", "fundraising", "services"}
	ConsentSources  = []string{"in_person", "paper", "web_form", "text_reply", "call"}
)

const maxWording = 500

// Consent is what a person last said about one channel and purpose.
type Consent struct {
	Channel, Purpose string
	Granted          bool
	Source           string
	Wording          string // what they agreed to, or the form and its version
	By               string // who wrote it down
	At               time.Time
}

// NewConsent is what the form says. On is an ISO date; "" is now.
type NewConsent struct {
	Channel, Purpose, Source, Wording, On string
	Granted                               bool
}

func (c NewConsent) check(now time.Time) error {
	switch {
	case !slices.Contains(ConsentChannels, c.Channel):
		return errs.Field("channel", "people.choose_one")
	case !slices.Contains(ConsentPurposes, c.Purpose):
		return errs.Field("purpose", "people.choose_one")
	case !slices.Contains(ConsentSources, c.Source):
		return errs.Field("consent_source", "people.choose_one")
	case c.Granted && clean(c.Wording) == "":
		return errs.Field("wording", "people.consent.wording_missing")
	case len([]rune(c.Wording)) > maxWording:
		return errs.Field("wording", "people.text_long", "n", maxWording)
	}
	if _, err := dayOf(c.On, now); err != nil {
		return errs.Field("on", "people.day_wrong")
	}
	return harmless("wording", c.Wording)
}

// dayOf reads the day on which somebody said something: today is now.
func dayOf(on string, now time.Time) (time.Time, error) {
	if on == "" || on == now.Format(time.DateOnly) {
		return now, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, on, now.Location())
	if err == nil && (day.After(now) || day.Year() < 1900) {
		err = errs.New(errs.Invalid, "people.day_wrong")
	}
	return day, err
}

// moment is when a consent counts from: of one day's yes and no, the no holds.
func (c NewConsent) moment(now time.Time) time.Time {
	day, err := dayOf(c.On, now)
	if err != nil || day.Equal(now) {
		return now
	}
	if !c.Granted {
		day = day.Add(24*time.Hour - time.Millisecond)
	}
	return day
}

// Agree writes what a person said about a channel and a purpose. Nothing is written over: the newest word holds, and a withdrawal holds
// from the moment when it is written.
func (s *Service) Agree(ctx context.Context, sc authz.Scope, person id.ID, c NewConsent) error {
	if err := c.check(s.now()); err != nil {
		return err
	}
	action := "people.consent"
	if !c.Granted {
		action = "people.consent_withdrawn"
	}
	return s.change(ctx, sc, person, action, map[string]any{"channel": c.Channel, "purpose": c.Purpose}, func(tx *db.WriteTx, w who) (bool, error) {
		_, err := tx.Insert(ctx, "person_consent", []string{"org_id", "id", "person_id", "channel", "purpose", "granted", "source", "wording", "by_name", "at", "noted_at"},
			[][]any{{sc.Organization(), s.ids.Next(), w.root, c.Channel, c.Purpose, c.Granted, c.Source, clean(c.Wording), sc.Actor().Name, db.At(c.moment(s.now())), db.At(s.now())}}, "")
		return true, err
	})
}

// consents are the newest words on each channel and purpose.
func consents(ctx context.Context, q db.Querier, org id.ID, parts []id.ID) ([]Consent, error) {
	seen := map[[2]string]bool{}
	all, err := db.All(ctx, q, func(r db.Row) (c Consent, err error) {
		var at db.Time
		err = r.Scan(&c.Channel, &c.Purpose, &c.Granted, &c.Source, &c.Wording, &c.By, &at)
		c.At = at.Time
		return c, err
	}, `SELECT channel, purpose, granted, source, wording, by_name, at FROM person_consent WHERE`+ofParts+`ORDER BY channel || '', purpose, at DESC, id DESC`, org, db.List(parts))
	return slices.DeleteFunc(all, func(c Consent) bool {
		key := [2]string{c.Channel, c.Purpose}
		again := seen[key]
		seen[key] = true
		return again
	}), err
}

// DoorConsent is what somebody said at a door when they were asked for their consent.
type DoorConsent struct {
	Person           id.ID
	Channel, Purpose string
	Granted          bool
	Wording          string
	Attempt          id.ID // the entry that tells it
	At               time.Time
}

// AgreeAtDoor writes what a person said to a volunteer; taking the entry back takes it back.
func (s *Service) AgreeAtDoor(ctx context.Context, tx *db.WriteTx, sc authz.Scope, c DoorConsent) (err error) {
	defer errs.Wrap(&err, "people.AgreeAtDoor(%v)", c.Person)
	if !slices.Contains(ConsentChannels, c.Channel) || !slices.Contains(ConsentPurposes, c.Purpose) {
		return errs.New(errs.Invalid, "people.choose_one")
	}
	wording := []rune(clean(c.Wording))
	_, err = tx.Insert(ctx, "person_consent", []string{"org_id", "id", "person_id", "channel", "purpose", "granted", "source", "wording", "by_name", "at", "noted_at", "attempt_id"},
		[][]any{{sc.Organization(), s.ids.Next(), c.Person, c.Channel, c.Purpose, c.Granted, "in_person", string(wording[:min(len(wording), maxWording)]), "", db.At(c.At), db.At(s.now()), c.Attempt}}, "")
	if err != nil {
		return err
	}
	return tx.Touch(ctx, sc.Organization(), c.Person)
}

// Unsay takes away what an entry at a door made of consent: it was a mistake, and nobody said it.
func (s *Service) Unsay(ctx context.Context, tx *db.WriteTx, sc authz.Scope, attempt id.ID) (err error) {
	defer errs.Wrap(&err, "people.Unsay(%v)", attempt)
	said, err := db.All(ctx, tx, db.Value[id.ID], `SELECT person_id FROM person_consent WHERE org_id = $1 AND attempt_id = $2`, sc.Organization(), attempt)
	if err != nil || len(said) == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM person_consent WHERE org_id = $1 AND attempt_id = $2`, sc.Organization(), attempt); err != nil {
		return err
	}
	return tx.Touch(ctx, sc.Organization(), said...)
}
