package i18n

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Number writes a whole number: 12,345.
func (l *Localizer) Number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// Decimal writes a number with at most two digits after the point.
func (l *Localizer) Decimal(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) || math.Abs(f) >= 1<<62 {
		return "–"
	}
	hundredths := int64(math.Round(math.Abs(f) * 100))
	out := l.Number(hundredths / 100)
	if rest := hundredths % 100; rest > 0 {
		out += "." + strings.TrimRight(strconv.FormatInt(100+rest, 10)[1:], "0")
	}
	if f < 0 && hundredths > 0 {
		out = "−" + out
	}
	return out
}

// Percent writes a share between 0 and 1 as a whole percentage. What is not all is never shown as 100 %, and what is
// not nothing never as 0 %.
func (l *Localizer) Percent(share float64) string {
	if math.IsNaN(share) || math.IsInf(share, 0) {
		return "–"
	}
	percent := math.Round(share * 100)
	switch {
	case share < 1 && percent == 100:
		percent = 99
	case share > 0 && percent == 0:
		percent = 1
	}
	return l.Number(int64(percent)) + "%"
}

// Date writes a day: Nov 22, 2026. The day is the one of t's own location, here as in the other methods.
func (l *Localizer) Date(t time.Time) string { return l.pattern(l.locale.dates.date, t) }

// ShortDate leaves the year out: Nov 22.
func (l *Localizer) ShortDate(t time.Time) string { return l.pattern(l.locale.dates.short, t) }

// LongDate has the weekday: Sunday, November 22, 2026.
func (l *Localizer) LongDate(t time.Time) string { return l.pattern(l.locale.dates.long, t) }

// Weekday is the short name of t's day of the week.
func (l *Localizer) Weekday(t time.Time) string { return l.pattern("EEE", t) }

// Time writes a time of day: 3:05 PM.
func (l *Localizer) Time(t time.Time) string { return l.pattern(l.locale.dates.time, t) }

// DateTime writes both, in the language's order.
func (l *Localizer) DateTime(t time.Time) string {
	return strings.NewReplacer("{date}", l.Date(t), "{time}", l.Time(t)).Replace(l.locale.dates.at)
}

// pattern writes t by a pattern of Unicode's letters. A letter that is none of them stands for itself.
func (l *Localizer) pattern(pattern string, t time.Time) string {
	d := &l.locale.dates
	shortMonths, shortDays := d.shortMonths, d.shortDays
	if shortMonths == nil {
		shortMonths = d.months
	}
	if shortDays == nil {
		shortDays = d.weekdays
	}
	hour := t.Hour() % 12
	if hour == 0 {
		hour = 12
	}
	return strings.NewReplacer(
		"MMMM", d.months[t.Month()-1], "MMM", shortMonths[t.Month()-1], "EEEE", d.weekdays[t.Weekday()], "EEE", shortDays[t.Weekday()],
		"mm", t.Format("04"), "y", strconv.Itoa(t.Year()), "M", strconv.Itoa(int(t.Month())), "d", strconv.Itoa(t.Day()),
		"h", strconv.Itoa(hour), "a", d.halves[t.Hour()/12],
	).Replace(pattern)
}

// agoSteps are the units of RelativeTime from small to large, each up to where the next one begins.
var agoSteps = []struct {
	below, unit time.Duration
	key         string
}{
	{time.Hour, time.Minute, "time.minutes_ago"},
	{24 * time.Hour, time.Hour, "time.hours_ago"},
	{7 * 24 * time.Hour, 24 * time.Hour, "time.days_ago"},
}

// RelativeTime says how long ago t was: 'just now', '5 minutes ago'. What is older than a week, or not yet, is a date.
func (l *Localizer) RelativeTime(t, now time.Time) string {
	ago := now.Sub(t)
	if ago > -time.Minute && ago < time.Minute {
		return l.T("time.just_now")
	}
	for _, step := range agoSteps {
		if ago > 0 && ago < step.below {
			return l.T(step.key, "n", int64(ago/step.unit))
		}
	}
	return l.Date(t.In(now.Location()))
}

// listForms join a list: two elements; the middle of more; the last two.
type listForms struct{ pair, middle, last string }

// List joins elements as a sentence does: a, b, and c. Elements of the other writing direction are isolated.
func (l *Localizer) List(elements []string) string {
	join := func(form, a, b string) string { return strings.NewReplacer("{0}", a, "{1}", b).Replace(form) }
	items := make([]string, len(elements))
	for i, e := range elements {
		items[i] = l.isolate(e)
	}
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	case 2:
		return join(l.locale.list.pair, items[0], items[1])
	}
	out := items[0]
	for _, e := range items[1 : len(items)-1] {
		out = join(l.locale.list.middle, out, e)
	}
	return join(l.locale.list.last, out, items[len(items)-1])
}

// Sort orders items by a text as readers of l's language expect: Chinese by pinyin or strokes, Vietnamese with its
// tones. The order of a browser may differ, so only the server sorts.
func Sort[T any](l *Localizer, items []T, text func(T) string) {
	c := collate.New(language.Make(l.locale.tag), collate.IgnoreCase)
	var buffer collate.Buffer
	keys := make([]struct {
		key  []byte
		item T
	}, len(items))
	for i, item := range items {
		keys[i].key, keys[i].item = c.KeyFromString(&buffer, text(item)), item
	}
	slices.SortStableFunc(keys, func(a, b struct {
		key  []byte
		item T
	}) int {
		return slices.Compare(a.key, b.key)
	})
	for i := range keys {
		items[i] = keys[i].item
	}
}
