package people

import (
	"context"
	"slices"
	"time"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// ConsentFromFile is how a consent is known that a file told.
const ConsentFromFile = "file"

// consentFacts reads the newest word of each person on each channel and purpose, and from whom they are kept.
func (c chunk) consentFacts(ctx context.Context, k *furtherKnown, parts any) error {
	err := db.Each(ctx, c.q(), func(r db.Row) error {
		var person id.ID
		err := r.Scan(&person)
		k.young[k.root(person)] = true
		return err
	}, `SELECT id FROM person WHERE org_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND `+underAge("person", c.now()), c.org, parts)
	if err != nil {
		return err
	}
	err = db.Each(ctx, c.q(), func(r db.Row) error {
		var key consentKey
		var source string
		f := consentFact{known: true}
		err := r.Scan(&key.person, &key.channel, &key.purpose, &f.granted, &source, &f.at, &f.noted)
		key.person, f.fromFile = k.root(key.person), source == ConsentFromFile
		if had := k.consents[key]; !had.known || !f.at.Before(had.at.Time) {
			k.consents[key] = f
		}
		return err
	}, `SELECT person_id, channel, purpose, granted, source, at, noted_at FROM person_consent WHERE`+ofParts+`ORDER BY at, id`, c.org, parts)
	if err != nil {
		return err
	}
	return db.Each(ctx, c.q(), func(r db.Row) error {
		var p id.ID
		var scope string
		err := r.Scan(&p, &scope)
		k.suppressed[k.root(p)] = append(k.suppressed[k.root(p)], scope)
		return err
	}, `SELECT person_id, scope FROM suppression WHERE`+ofParts+`AND lifted_at IS NULL`, c.org, parts)
}

// holdsChannel tells whether a suppression reaches a channel: a number that is wrong to call is wrong to text.
func holdsChannel(scopes []string, channel string) bool {
	return slices.ContainsFunc(scopes, func(s string) bool { return s == "everywhere" || s == channel || s == "phone" && channel == "text" })
}

// weighConsents takes a file's word where it may count: never a yes over a no, over a suppression or for somebody under 18; nothing without
// a date over what the person said; of two words the newer.
func (f *further) weighConsents(s saying) (fresh bool) {
	for _, said := range s.consents {
		key := consentKey{f.known.root(s.person), said.Channel, said.Purpose}
		if said.Given && (s.young || f.known.young[key.person] || holdsChannel(f.known.suppressed[key.person], said.Channel)) {
			continue
		}
		at, counts := f.consentMoment(said, f.known.consents[key])
		if !counts {
			continue
		}
		f.known.consents[key], fresh = consentFact{known: true, granted: said.Given, fromFile: true, at: at, noted: f.at}, true
		f.consents = append(f.consents, []any{int64(f.org), int64(f.ids.Next()), int64(s.person), said.Channel, said.Purpose, said.Given, ConsentFromFile, cutText(clean(said.Wording), maxWording),
			f.sc.Actor().Name, at.UnixMilli(), f.at.UnixMilli()})
	}
	return fresh
}

// consentMoment tells whether a file's word counts against the newest that is known, and from when on.
func (f *further) consentMoment(said record.Consent, known consentFact) (at db.Time, counts bool) {
	at = f.at
	if said.On != "" {
		at = db.At(NewConsent{On: said.On, Granted: said.Given}.moment(f.at.Time))
	}
	if !known.known {
		return at, true
	}
	day := known.at.In(f.at.Location()).Format(time.DateOnly)
	switch {
	case !known.granted: // a no stays a no, and is no news
		return at, false
	case said.Given:
		return at, said.On > day
	case known.fromFile && (said.On == "" || known.at.Equal(known.noted.Time)): // one of the two has no day; and who withdrew in this list said so after the list that has the yes
		counts = true
	default:
		counts = said.On != "" && said.On >= day
	}
	if at.Before(known.at.Time) {
		at = f.at
	}
	return at, counts
}

// cutText keeps the first letters of a text.
func cutText(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// consentFault tells why a row's consents can't be taken; reason is "" where they can.
func consentFault(list []record.Consent, now time.Time) (reason string) {
	for _, c := range list {
		if _, err := dayOf(c.On, now); err != nil {
			return "people.day_wrong"
		}
	}
	return ""
}
