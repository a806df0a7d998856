package errs

import (
	"errors"
	"fmt"
	"testing"
)

func TestKindOf_unknownErrorsAreInternal(t *testing.T) {
	if KindOf(errors.New("sql: secret")) != Internal || Of(errors.New("sql: secret")).Key != "error.internal" {
		t.Error("an unknown error must not show itself")
	}
	err := fmt.Errorf("people.Show: %w", New(NotFound, ""))
	if KindOf(err) != NotFound || KindOf(err).Status() != 404 {
		t.Errorf("kind of %v = %v", err, KindOf(err))
	}
}

func TestWrap_addsContextOnlyToErrors(t *testing.T) {
	var err error
	Wrap(&err, "x")
	if err != nil {
		t.Fatal(err)
	}
	err = New(Conflict, "turf.cut_twice")
	Wrap(&err, "outreach.Cut(%d)", 7)
	if err.Error() != "outreach.Cut(7): conflict: turf.cut_twice" || KindOf(err) != Conflict {
		t.Errorf("%v", err)
	}
}

func TestFields_findsEachFieldOfAJoinedError(t *testing.T) {
	err := fmt.Errorf("form: %w", errors.Join(Field("name", "error.required"), Field("zip", "error.zip"), Field("name", "second")))
	f := Fields(err)
	if len(f) != 2 || f["name"].Key != "error.required" || f["zip"].Key != "error.zip" {
		t.Errorf("%v", f)
	}
}
