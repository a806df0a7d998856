package people

import (
	"context"
	"slices"

	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// furtherImage is the part of a portrait that the further tables hold.
type furtherImage struct {
	Names    []nameImage    `json:"names,omitempty"`
	Contacts []contactImage `json:"contacts,omitempty"`
	Consents []consentImage `json:"consents,omitempty"`
	Values   []valueImage   `json:"values,omitempty"`
	Mailing  *mailingImage  `json:"mailing,omitempty"`
	Guesses  []guessImage   `json:"guesses,omitempty"`
}

type guessImage struct {
	Topic, Value, Model string
	Probability         *float64 `json:",omitempty"`
	At, Expires         int64
}

type nameImage struct {
	ID                                                             id.ID
	Kind, Text, Lang, Order, Given, Middle, Family, Suffix, Source string
	At                                                             int64
}

type contactImage struct {
	ID                         id.ID
	Kind, Value, Label, Source string
	At                         int64
	Wrong                      *int64 `json:",omitempty"`
}

type consentImage struct {
	ID                  id.ID
	Channel, Purpose    string
	Granted             bool
	Source, Wording, By string
	At, Noted           int64
}

type valueImage struct {
	Field  id.ID
	Value  string
	Number *float64 `json:",omitempty"`
	At     int64
	Import id.ID `json:",omitempty"`
}

type mailingImage struct {
	Lines, City, State, Zip, Country, Source string
	At                                       int64
}

// edited tells whether anything was written at another time than the import wrote the person.
func (i furtherImage) edited(made int64) bool {
	return slices.ContainsFunc(i.Names, func(n nameImage) bool { return n.At != made }) ||
		slices.ContainsFunc(i.Contacts, func(c contactImage) bool { return c.At != made || c.Wrong != nil }) ||
		slices.ContainsFunc(i.Consents, func(c consentImage) bool { return c.Noted != made }) ||
		slices.ContainsFunc(i.Values, func(v valueImage) bool { return v.At != made }) ||
		slices.ContainsFunc(i.Guesses, func(g guessImage) bool { return g.At != made }) ||
		i.Mailing != nil && i.Mailing.At != made
}

// move says that what a voter file told was told at another time: by the next file that said the same.
func (i *furtherImage) move(from, to int64) {
	for n := range i.Names {
		if i.Names[n].At == from {
			i.Names[n].At = to
		}
	}
	if i.Mailing != nil && i.Mailing.At == from {
		i.Mailing.At = to
	}
}

// furtherImages reads the further rows of people.
func (c chunk) furtherImages(ctx context.Context, out map[id.ID]*portrait, list any) error {
	for _, t := range []struct {
		text string
		read func(r db.Row) error
	}{
		{`SELECT person_id, id, kind, text, lang, name_order, given, middle, family, suffix, source, at FROM person_name WHERE` + ofParts + `ORDER BY id + 0`, func(r db.Row) error {
			var who id.ID
			var n nameImage
			err := r.Scan(&who, &n.ID, &n.Kind, &n.Text, &n.Lang, &n.Order, &n.Given, &n.Middle, &n.Family, &n.Suffix, &n.Source, &n.At)
			out[who].Names = append(out[who].Names, n)
			return err
		}},
		{`SELECT person_id, id, kind, value, label, source, at, wrong_at FROM person_contact WHERE` + ofParts + `ORDER BY id + 0`, func(r db.Row) error {
			var who id.ID
			var w contactImage
			err := r.Scan(&who, &w.ID, &w.Kind, &w.Value, &w.Label, &w.Source, &w.At, &w.Wrong)
			out[who].Contacts = append(out[who].Contacts, w)
			return err
		}},
		{`SELECT person_id, id, channel, purpose, granted, source, wording, by_name, at, noted_at FROM person_consent WHERE` + ofParts + `ORDER BY id + 0`, func(r db.Row) error {
			var who id.ID
			var a consentImage
			err := r.Scan(&who, &a.ID, &a.Channel, &a.Purpose, &a.Granted, &a.Source, &a.Wording, &a.By, &a.At, &a.Noted)
			out[who].Consents = append(out[who].Consents, a)
			return err
		}},
		{`SELECT person_id, field_id, value, number, at, COALESCE(import_id, 0) FROM custom_value WHERE` + ofParts + `ORDER BY field_id + 0`, func(r db.Row) error {
			var who id.ID
			var v valueImage
			err := r.Scan(&who, &v.Field, &v.Value, &v.Number, &v.At, &v.Import)
			out[who].Values = append(out[who].Values, v)
			return err
		}},
		{`SELECT person_id, lines, city, state, zip, country, source, at FROM person_mailing WHERE` + ofParts, func(r db.Row) error {
			var who id.ID
			var m mailingImage
			err := r.Scan(&who, &m.Lines, &m.City, &m.State, &m.Zip, &m.Country, &m.Source, &m.At)
			out[who].Mailing = &m
			return err
		}},
		{`SELECT person_id, topic, value, model, probability, at, expires_at FROM person_model WHERE` + ofParts + `ORDER BY topic || '', value, model`, func(r db.Row) error {
			var who id.ID
			var g guessImage
			err := r.Scan(&who, &g.Topic, &g.Value, &g.Model, &g.Probability, &g.At, &g.Expires)
			out[who].Guesses = append(out[who].Guesses, g)
			return err
		}},
	} {
		if err := db.Each(ctx, c.q(), t.read, t.text, c.org, list); err != nil {
			return err
		}
	}
	return nil
}

// restoreFurther writes the further rows of a person whose own were taken out.
func (c chunk) restoreFurther(ctx context.Context, who id.ID, to furtherImage) error {
	var names, contacts, consents, values, mailings, guesses [][]any
	for _, n := range to.Names {
		names = append(names, []any{c.org, n.ID, who, n.Kind, n.Text, n.Lang, n.Order, n.Given, n.Middle, n.Family, n.Suffix, n.Source, n.At})
	}
	for _, w := range to.Contacts {
		contacts = append(contacts, []any{c.org, w.ID, who, w.Kind, w.Value, w.Label, w.Source, w.At, w.Wrong})
	}
	for _, a := range to.Consents {
		consents = append(consents, []any{c.org, a.ID, who, a.Channel, a.Purpose, a.Granted, a.Source, a.Wording, a.By, a.At, a.Noted})
	}
	for _, v := range to.Values {
		values = append(values, []any{c.org, who, v.Field, v.Value, v.Number, v.At, ref(v.Import)})
	}
	if m := to.Mailing; m != nil {
		mailings = [][]any{{c.org, who, m.Lines, m.City, m.State, m.Zip, m.Country, m.Source, m.At}}
	}
	for _, g := range to.Guesses {
		guesses = append(guesses, []any{c.org, who, g.Topic, g.Value, g.Model, g.Probability, g.At, g.Expires})
	}
	for _, t := range []struct {
		table   string
		columns []string
		rows    [][]any
	}{{"person_name", nameInsert, names}, {"person_contact", append(slices.Clone(contactInsert), "wrong_at"), contacts}, {"person_consent", consentInsert, consents},
		{"custom_value", valueInsert, values}, {"person_mailing", mailingInsert, mailings}, {"person_model", guessInsert, guesses}} {
		if _, err := c.tx.Insert(ctx, t.table, t.columns, t.rows, ""); err != nil {
			return err
		}
	}
	return nil
}
