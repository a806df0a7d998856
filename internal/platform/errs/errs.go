// Package errs gives every error a kind, which decides the HTTP status, and a message key, which decides
// what a person reads. An error without a kind is Internal: nobody outside the log ever sees its text.
package errs

import (
	"errors"
	"fmt"
	"net/http"
)

// Kind says what went wrong, seen from whoever asked.
type Kind uint8

// The kinds. Internal is the zero value, so an unknown error can't claim to be harmless.
const (
	Internal Kind = iota
	Invalid
	Unauthenticated
	Forbidden
	NotFound
	Conflict
	Expired
	TooLarge
	RateLimited
	Unavailable
)

var kinds = [...]struct {
	name   string
	status int
	key    string
}{
	Internal:        {"internal", http.StatusInternalServerError, "error.internal"},
	Invalid:         {"invalid", http.StatusUnprocessableEntity, "error.invalid"},
	Unauthenticated: {"unauthenticated", http.StatusUnauthorized, "error.unauthenticated"},
	Forbidden:       {"forbidden", http.StatusForbidden, "error.forbidden"},
	NotFound:        {"not found", http.StatusNotFound, "error.not_found"},
	Conflict:        {"conflict", http.StatusConflict, "error.conflict"},
	Expired:         {"expired", http.StatusGone, "error.expired"},
	TooLarge:        {"too large", http.StatusRequestEntityTooLarge, "error.too_large"},
	RateLimited:     {"rate limited", http.StatusTooManyRequests, "error.rate_limited"},
	Unavailable:     {"unavailable", http.StatusServiceUnavailable, "error.unavailable"},
}

// String names the kind in logs.
func (k Kind) String() string { return kinds[k].name }

// Status is the HTTP status of the kind.
func (k Kind) Status() int { return kinds[k].status }

// Error is an error that a person may read: Key and Args name a message of the catalogs.
type Error struct {
	Kind  Kind
	Key   string
	Args  []any  // pairs of name and value for the message
	Field string // the form field at fault, if one is
	cause error
}

// Error writes the error for the log, in English and with its cause.
func (e *Error) Error() string {
	s := e.Kind.String() + ": " + e.Key
	if e.Field != "" {
		s += " (field " + e.Field + ")"
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// New makes an error of a kind with the catalogs' message key and its arguments (pairs of name and value).
// An empty key takes the kind's general message.
func New(kind Kind, key string, args ...any) error {
	if key == "" {
		key = kinds[kind].key
	}
	return &Error{Kind: kind, Key: key, Args: args}
}

// Because makes an error like New that keeps its cause for the log.
func Because(cause error, kind Kind, key string, args ...any) error {
	e := New(kind, key, args...).(*Error)
	e.cause = cause
	return e
}

// Field makes an Invalid error about one form field.
func Field(field, key string, args ...any) error {
	return &Error{Kind: Invalid, Key: key, Args: args, Field: field}
}

// Wrap adds context to *err on the way out of a function; it does nothing where *err is nil.
//
//	defer errs.Wrap(&err, "people.Merge(%v, %v)", keep, absorb)
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *err)
	}
}

// KindOf finds the kind of an error; Internal where it has none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Of finds the error that a person may read; an unknown one becomes the general Internal message.
func Of(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: Internal, Key: kinds[Internal].key, cause: err}
}

// Fields collects the Invalid errors of a joined error by their field: what a form shows beside its inputs.
func Fields(err error) map[string]*Error {
	out := map[string]*Error{}
	var walk func(error)
	walk = func(err error) {
		switch e := err.(type) {
		case nil:
		case *Error:
			if e.Field != "" && out[e.Field] == nil {
				out[e.Field] = e
			}
		case interface{ Unwrap() []error }:
			for _, x := range e.Unwrap() {
				walk(x)
			}
		case interface{ Unwrap() error }:
			walk(e.Unwrap())
		}
	}
	walk(err)
	return out
}
