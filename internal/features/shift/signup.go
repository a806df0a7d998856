package shift

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"banyan/internal/kernels/language"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

const (
	maxName      = 80
	maxPhone     = 40
	maxLanguages = 12
	maxPasted    = 400 // lines
	leastMinutes = 20
	mostMinutes  = 12 * 60
)

// Details are what somebody writes down of a worker.
type Details struct {
	Name, Phone, Start, At string
	Languages              []string
	Minutes, Pace          int
	NoStairs, Bike         bool
	Partner, First         bool
}

// tidy checks and cleans; it returns errs.Invalid with the field.
func (d *Details) tidy() error {
	d.Name, d.Phone, d.Start = oneLine(d.Name), oneLine(d.Phone), oneLine(d.Start)
	switch {
	case d.Name == "":
		return errs.Field("name", "shift.error.name")
	case utf8.RuneCountInString(d.Name) > maxName:
		return errs.Field("name", "shift.error.name_long", "max", maxName)
	case utf8.RuneCountInString(d.Phone) > maxPhone || strings.ContainsFunc(d.Phone, unicode.IsLetter):
		return errs.Field("phone", "shift.error.phone")
	case utf8.RuneCountInString(d.Start) > maxPlace:
		return errs.Field("start", "shift.error.place", "max", maxPlace)
	case d.Minutes < leastMinutes || d.Minutes > mostMinutes:
		return errs.Field("hours", "shift.error.hours")
	}
	var known []string
	for _, l := range d.Languages {
		if code, ok := language.Canonical(l); ok && !slices.Contains(known, code) && len(known) < maxLanguages {
			known = append(known, code)
		}
	}
	if d.Languages = known; len(known) == 0 {
		return errs.Field("languages", "shift.error.languages")
	}
	if !slices.Contains(Paces, d.Pace) {
		d.Pace = usualPace
	}
	return nil
}

func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

func (d Details) into(w *Worker) {
	w.Name, w.Phone, w.Start, w.Languages = d.Name, d.Phone, d.Start, d.Languages
	w.Minutes, w.Pace, w.NoStairs, w.Bike, w.Partner, w.First = d.Minutes, d.Pace, d.NoStairs, d.Bike, d.Partner, d.First
}

// SignUp adds a worker by hand. It returns errs.Forbidden without RunShifts, errs.NotFound outside the Scope and errs.Invalid with its field.
func (s *Service) SignUp(ctx context.Context, sc authz.Scope, shift id.ID, in Details) (worker id.ID, err error) {
	defer errs.Wrap(&err, "shift.SignUp(%v)", shift)
	w := Worker{ID: s.IDs.Next()}
	return w.ID, s.signUp(ctx, sc, shift, func(tx *db.WriteTx, x Shift) ([]Worker, error) {
		if err := in.tidy(); err != nil {
			return nil, err
		}
		in.into(&w)
		return []Worker{w}, s.locate(ctx, tx, sc, w.Start, in.At, &w.At)
	})
}

// SignUpPerson adds one of the people, with what is known of them. It returns errs.Conflict where they are signed up already.
func (s *Service) SignUpPerson(ctx context.Context, sc authz.Scope, shift, person id.ID) (err error) {
	defer errs.Wrap(&err, "shift.SignUpPerson(%v)", shift)
	if err := sc.Require(authz.RunShifts); err != nil {
		return err
	}
	v, err := s.People.Volunteer(ctx, sc, person)
	if err != nil {
		return err
	}
	name := i18n.Default().PersonNames(v.Name)[0]
	return s.signUp(ctx, sc, shift, func(tx *db.WriteTx, x Shift) ([]Worker, error) {
		w := Worker{ID: s.IDs.Next(), Person: person, Name: name.Text, NameLang: name.Lang, Phone: v.Phone, Languages: v.Languages, Start: v.Address, Minutes: x.length(), Pace: usualPace}
		if len(w.Languages) == 0 {
			w.Languages = []string{english}
		}
		return []Worker{w}, s.locate(ctx, tx, sc, v.Address, "", &w.At)
	})
}

// SignUpMyself adds whoever is signed in.
func (s *Service) SignUpMyself(ctx context.Context, sc authz.Scope, shift id.ID) (err error) {
	defer errs.Wrap(&err, "shift.SignUpMyself(%v)", shift)
	return s.signUp(ctx, sc, shift, func(_ *db.WriteTx, x Shift) ([]Worker, error) {
		return []Worker{{ID: s.IDs.Next(), Account: sc.Actor().Account, Name: sc.Actor().Name, Languages: []string{english}, Minutes: x.length(), Pace: usualPace}}, nil
	})
}

// SignUpMany adds a line for each: a name, and after commas or tabs a phone number, languages and remarks, in any order. It tells how
// many were added and gives back the lines that were not understood; nothing of these is kept.
func (s *Service) SignUpMany(ctx context.Context, sc authz.Scope, shift id.ID, pasted string) (n int, left []string, err error) {
	defer errs.Wrap(&err, "shift.SignUpMany(%v)", shift)
	err = s.signUp(ctx, sc, shift, func(tx *db.WriteTx, x Shift) ([]Worker, error) {
		var out []Worker
		left = nil
		for line := range strings.Lines(pasted) {
			if strings.TrimSpace(line) == "" {
				continue
			}
			d := parseLine(line, x.length())
			if err := d.tidy(); err != nil || len(out) == maxPasted {
				left = append(left, strings.TrimSpace(line))
				continue
			}
			w := Worker{ID: s.IDs.Next()}
			d.into(&w)
			if err := s.locate(ctx, tx, sc, w.Start, "", &w.At); err != nil {
				return nil, err
			}
			out = append(out, w)
		}
		if n = len(out); n == 0 {
			return nil, errs.Field("lines", "shift.error.lines")
		}
		return out, nil
	})
	return n, left, err
}

// length is how long a shift is, in minutes.
func (x Shift) length() int {
	return min(max(int(x.Ends.Sub(x.Starts.Time).Minutes()), leastMinutes), mostMinutes)
}

// signUp adds the workers that make gives, in one transaction.
func (s *Service) signUp(ctx context.Context, sc authz.Scope, shift id.ID, make func(tx *db.WriteTx, x Shift) ([]Worker, error)) error {
	if err := sc.Require(authz.RunShifts); err != nil {
		return err
	}
	now := db.At(s.Now())
	return s.DB.Write(ctx, sc, "sign up", func(tx *db.WriteTx) error {
		if err := touch(ctx, tx, sc, shift); err != nil {
			return err
		}
		x, err := s.open(ctx, tx, sc, shift)
		if err != nil {
			return err
		}
		workers, err := make(tx, x)
		if err != nil {
			return err
		}
		if x.Workers+len(workers) > maxWorkers {
			return errs.New(errs.Invalid, "shift.error.full", "max", maxWorkers)
		}
		for _, w := range workers {
			added, err := insertWorker(ctx, tx, sc, shift, w, now)
			if err != nil {
				return err
			}
			if !added {
				return errs.New(errs.Conflict, "shift.error.twice", "name", w.Name)
			}
		}
		return s.Audit.Record(ctx, tx, sc, "shift.signed_up", shift, map[string]any{"workers": len(workers)})
	})
}

// remarks are words of a pasted line that say something about the worker.
var remarks = map[string]func(*Details){
	"bike": func(d *Details) { d.Bike = true }, "bicycle": func(d *Details) { d.Bike = true },
	"new": func(d *Details) { d.First = true }, "first time": func(d *Details) { d.First = true }, "first-time": func(d *Details) { d.First = true },
	"partner": func(d *Details) { d.Partner = true }, "no stairs": func(d *Details) { d.NoStairs = true }, "stairs": func(d *Details) { d.NoStairs = true },
}

// parseLine reads what somebody pasted of one worker. The first part is the name, an address begins with a house number, the rest is
// known by what it looks like.
func parseLine(line string, minutes int) Details {
	d := Details{Minutes: minutes, Pace: usualPace}
	parts := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune("\t,;|，、；،؛\n\r", r) })
	for i, part := range parts {
		part = oneLine(part)
		remark, known := remarks[strings.ToLower(part)]
		switch {
		case i == 0:
			d.Name = part
		case known:
			remark(&d)
		case looksLikePhone(part):
			d.Phone = part
		default:
			if codes := languagesIn(part); len(codes) > 0 {
				d.Languages = append(d.Languages, codes...)
			} else if part != "" && unicode.IsDigit([]rune(part)[0]) {
				d.Start = part
			} else if part != "" {
				d.Name = "" // something that nobody understands: the line comes back
				return d
			}
		}
	}
	if len(d.Languages) == 0 {
		d.Languages = []string{english}
	}
	return d
}

func looksLikePhone(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case unicode.IsDigit(r):
			digits++
		case !strings.ContainsRune("+()-. ext", r):
			return false
		}
	}
	return digits >= 7
}

// languagesIn reads languages by their codes, English names or own names, parted by anything.
func languagesIn(part string) (codes []string) {
	for _, word := range strings.FieldsFunc(part, func(r rune) bool { return strings.ContainsRune("/+& ", r) }) {
		code, ok := languageCalled(word)
		if !ok {
			if code, ok = languageCalled(part); ok {
				return []string{code}
			}
			return nil
		}
		codes = append(codes, code)
	}
	return codes
}

func languageCalled(word string) (string, bool) {
	for _, l := range i18n.Languages() {
		if strings.EqualFold(word, l.Endonym) || strings.EqualFold(word, l.English) || strings.EqualFold(word, l.Code) {
			return l.Code, true
		}
	}
	code, ok := language.Canonical(word)
	if _, known := i18n.FindLanguage(code); ok && known {
		return code, true
	}
	return "", false
}
