package ui

import (
	"maps"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"banyan/internal/platform/errs"
)

func orText(t string) string {
	if t == "" {
		return "text"
	}
	return t
}

func number[T int | int64](n T) string { return strconv.FormatInt(int64(n), 10) }

// describedBy ties a hint and an error to their input.
func describedBy(name string, hint, bad bool) templ.Attributes {
	a := templ.Attributes{}
	ids := ""
	if hint {
		ids = "h-" + name
	}
	if bad {
		a["aria-invalid"] = "true"
		if ids != "" {
			ids += " "
		}
		ids += "e-" + name
	}
	if ids != "" {
		a["aria-describedby"] = ids
	}
	return a
}

func sortedNames(fields map[string]*errs.Error) []string {
	return slices.Sorted(maps.Keys(fields))
}

// nextStep picks the advice of an error page.
func nextStep(k errs.Kind) string {
	switch k {
	case errs.NotFound, errs.Forbidden:
		return "not_found"
	case errs.Expired:
		return "expired"
	case errs.RateLimited, errs.Unavailable:
		return "wait"
	case errs.Internal:
		return "internal"
	default:
		return "check"
	}
}

// ListNumber writes the number of a walk list as people read it out: 1234 5678. The space does not break, and is one that bidirectional text keeps
// inside a number (Unicode Standard Annex 9: a common separator): with any other, a page in Urdu would turn the halves round.
func ListNumber(n string) string {
	if len(n) != 8 {
		return n
	}
	return n[:4] + "\u00a0" + n[4:]
}
