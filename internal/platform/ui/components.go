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
