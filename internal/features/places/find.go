package places

import (
	"context"
	"strings"
	"unicode"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
)

// Find tells where an address is that somebody wrote as one line: '4501 N 55th St', '4501 N 55th St Apt 2, Milwaukee, WI 53218'. ok is
// false where the organization's address points do not tell. It returns errs.Forbidden without ReadPlaces.
func (s *Service) Find(ctx context.Context, q db.Querier, sc authz.Scope, written string) (at geo.Point, ok bool, err error) {
	defer errs.Wrap(&err, "places.Find")
	if err := sc.Require(authz.ReadPlaces); err != nil {
		return at, false, err
	}
	a := oneLine(written)
	if a.Empty() || a.Number == "" {
		return at, false, nil
	}
	h := house{key: a.Key(), building: a.BuildingKey()}
	l := &locator{ctx: ctx, q: q, org: sc.Organization()}
	if err := l.load([]house{h}); err != nil {
		return at, false, err
	}
	found, err := l.find(h)
	return found.at, found.by != "", err
}

// oneLine cuts an address that is written in one line: the street before the first comma, a ZIP at the end, the town between.
func oneLine(written string) (a address.Address) {
	line, rest, _ := strings.Cut(written, ",")
	a.Number, a.Street, a.Unit = address.Line(line)
	words := strings.Fields(strings.ReplaceAll(rest, ",", " "))
	if n := len(words); n > 0 && unicode.IsDigit([]rune(words[n-1])[0]) {
		a.Zip, words = words[n-1], words[:n-1]
	}
	if n := len(words); n > 1 && len(words[n-1]) == 2 {
		a.State, words = words[n-1], words[:n-1]
	}
	a.City = strings.Join(words, " ")
	return a
}
