package i18n

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"golang.org/x/text/unicode/bidi"
)

// fill puts the values into a template, each in this language's own writing.
func (l *Localizer) fill(t template, key string, args []any) string {
	if len(t) == 1 {
		return t[0]
	}
	var b strings.Builder
	for i, part := range t {
		if i%2 == 0 {
			b.WriteString(part)
			continue
		}
		value, ok := argument(args, part)
		if !ok {
			b.WriteString(unknownKey(key + " {" + part + "}"))
			continue
		}
		b.WriteString(l.value(value))
	}
	return b.String()
}

func argument(args []any, name string) (any, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1], true
		}
	}
	return nil, false
}

// count is the number that chooses the plural form.
func count(key string, args []any) int64 {
	value, _ := argument(args, "n")
	if n, ok := whole(value); ok {
		return n
	}
	unknownKey(key + " {n}")
	return 0
}

// whole reads any of Go's integer types. An unsigned number that is too large is no count of anything.
func whole(value any) (int64, bool) {
	v := reflect.ValueOf(value)
	switch {
	case !v.IsValid():
		return 0, false
	case v.CanInt():
		return v.Int(), true
	case v.CanUint() && v.Uint() < 1<<63:
		return int64(v.Uint()), true
	}
	return 0, false
}

func (l *Localizer) value(value any) string {
	switch v := value.(type) {
	case string:
		return l.isolate(v)
	case []string:
		return l.List(v)
	case time.Time:
		return l.Date(v)
	case fmt.Stringer:
		return l.isolate(v.String())
	case float64:
		return l.Decimal(v)
	}
	if n, ok := whole(value); ok {
		return l.Number(n)
	}
	return l.isolate(fmt.Sprint(value))
}

// isolate keeps a name or an address that is written in the other direction from moving the words around it
// (Unicode's first strong isolate). Text of the same direction stays as it is.
func (l *Localizer) isolate(s string) string {
	rtl := l.locale.dir == "rtl"
	for _, r := range s {
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.L, bidi.EN:
			if rtl {
				return "\u2068" + s + "\u2069"
			}
		case bidi.R, bidi.AL:
			if !rtl {
				return "\u2068" + s + "\u2069"
			}
		}
	}
	return s
}
