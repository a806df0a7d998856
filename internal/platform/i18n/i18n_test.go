package i18n_test

import (
	"context"
	"testing"

	"banyan/internal/platform/i18n"
)

func TestLoad_everyCatalogIsWellFormed(t *testing.T) {
	if err := i18n.Load(); err != nil {
		t.Fatal(err)
	}
}

func TestT_choosesThePluralFormAndWritesTheNumber(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		n    int
		want string
	}{{1, "1 minute ago"}, {0, "0 minutes ago"}, {1234, "1,234 minutes ago"}} {
		if got := i18n.T(ctx, "time.minutes_ago", "n", c.n); got != c.want {
			t.Errorf("T(n=%d) = %q, want %q", c.n, got, c.want)
		}
	}
}
