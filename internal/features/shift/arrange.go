package shift

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Arranged is what somebody writes down of a shift, on the organization's clock.
type Arranged struct {
	Program  id.ID
	Date     string // 2026-11-22
	From, To string // 13:30
	Place    string
	At       string // "latitude, longitude"; "" = look the address up
	Quotas   map[string]int
}

const (
	maxPlace  = 200
	maxLength = 14 * time.Hour
	minLength = 30 * time.Minute
	maxQuota  = 100_000
)

// Arrange makes a shift. It returns errs.Forbidden without RunShifts, errs.NotFound for a program outside the Scope, and errs.Invalid
// with its field for what cannot be.
func (s *Service) Arrange(ctx context.Context, sc authz.Scope, zone *time.Location, in Arranged) (shift id.ID, err error) {
	defer errs.Wrap(&err, "shift.Arrange")
	if err := sc.Require(authz.RunShifts); err != nil {
		return 0, err
	}
	x := Shift{ID: s.IDs.Next(), Program: in.Program, Wishes: usualWishes(), Quotas: map[string]int{}}
	if err := in.into(&x, zone); err != nil {
		return 0, err
	}
	return x.ID, s.DB.Write(ctx, sc, "arrange a shift", func(tx *db.WriteTx) error {
		if _, err := s.Turfs.ProgramOf(ctx, tx, sc, in.Program); err != nil {
			return err
		}
		if err := s.locate(ctx, tx, sc, in.Place, in.At, &x.At); err != nil {
			return err
		}
		if err := insertShift(ctx, tx, sc, x, db.At(s.Now())); err != nil {
			return err
		}
		if err := s.trimLater(ctx, tx, sc, x.Ends.Time); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, sc, "shift.arranged", x.ID, map[string]any{"program": x.Program, "starts": x.Starts.UTC()})
	})
}

// Rearrange changes when and where a shift is, and its quotas. The errors are those of Arrange.
func (s *Service) Rearrange(ctx context.Context, sc authz.Scope, shift id.ID, zone *time.Location, in Arranged) (err error) {
	defer errs.Wrap(&err, "shift.Rearrange(%v)", shift)
	if err := sc.Require(authz.RunShifts); err != nil {
		return err
	}
	return s.DB.Write(ctx, sc, "rearrange a shift", func(tx *db.WriteTx) error {
		if err := touch(ctx, tx, sc, shift); err != nil {
			return err
		}
		x, err := loadShift(ctx, tx, sc, shift)
		if err != nil {
			return err
		}
		place, at := x.Place, x.At
		if err := in.into(&x, zone); err != nil {
			return err
		}
		if x.At = at; place != x.Place || in.At != "" {
			if err := s.locate(ctx, tx, sc, in.Place, in.At, &x.At); err != nil {
				return err
			}
		}
		if err := updateShift(ctx, tx, sc, x); err != nil {
			return err
		}
		if err := s.trimLater(ctx, tx, sc, x.Ends.Time); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, sc, "shift.rearranged", shift, map[string]any{"starts": x.Starts.UTC()})
	})
}

// into checks what was written and puts it into a shift.
func (in Arranged) into(x *Shift, zone *time.Location) error {
	const clock = "2006-01-02 15:04"
	starts, err := time.ParseInLocation(clock, in.Date+" "+in.From, zone)
	if err != nil {
		return errs.Field("date", "shift.error.when")
	}
	ends, err := time.ParseInLocation(clock, in.Date+" "+in.To, zone)
	if err != nil {
		return errs.Field("to", "shift.error.when")
	}
	if !ends.After(starts) { // past midnight
		ends = ends.AddDate(0, 0, 1)
	}
	if d := ends.Sub(starts); d < minLength || d > maxLength {
		return errs.Field("to", "shift.error.length")
	}
	if utf8.RuneCountInString(in.Place) > maxPlace {
		return errs.Field("place", "shift.error.place", "max", maxPlace)
	}
	x.Starts, x.Ends, x.Place = db.At(starts), db.At(ends), strings.Join(strings.Fields(in.Place), " ")
	x.Quotas = map[string]int{}
	for language, n := range in.Quotas {
		if n > 0 && n <= maxQuota {
			x.Quotas[language] = n
		}
	}
	return nil
}

// locate finds where a written place is: by coordinates that somebody gave, or among the addresses that the organization knows.
func (s *Service) locate(ctx context.Context, q db.Querier, sc authz.Scope, written, typed string, spot *Spot) error {
	*spot = Spot{}
	if typed = strings.TrimSpace(typed); typed != "" {
		p, ok := geo.ParsePoint(typed)
		if !ok {
			return errs.Field("at", "shift.error.point")
		}
		*spot = Spot{p, true}
		return nil
	}
	if strings.TrimSpace(written) == "" {
		return nil
	}
	p, ok, err := s.Places.Find(ctx, q, sc, written)
	*spot = Spot{p, ok}
	return err
}

// Get gives one shift and its program. It returns errs.Forbidden without RunShifts and errs.NotFound outside the Scope.
func (s *Service) Get(ctx context.Context, sc authz.Scope, shift id.ID) (x Shift, p Program, err error) {
	defer errs.Wrap(&err, "shift.Get(%v)", shift)
	if err := sc.Require(authz.RunShifts); err != nil {
		return x, p, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
		if x, err = loadShift(ctx, tx, sc, shift); err != nil {
			return err
		}
		p, err = s.Turfs.ProgramOf(ctx, tx, sc, x.Program)
		return err
	})
	return x, p, err
}
