package shift

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"banyan/internal/platform/i18n"
)

// courseView is the page of quotas and pace.
type courseView struct {
	Course
	Zone *time.Location
}

const (
	chartWidth  = 640
	chartHeight = 200
)

// most is the highest value of the chart.
func (v courseView) most() int {
	n := 1
	for _, p := range v.Points {
		n = max(n, p.Doors, p.Planned)
	}
	return n
}

// line draws one of the chart's lines; what has not happened yet is not drawn.
func (v courseView) line(of func(Point) int, future bool) string {
	var b strings.Builder
	most := float64(v.most())
	for i, p := range v.Points {
		if !future && p.At.After(v.Board.Now) {
			break
		}
		fmt.Fprintf(&b, "%c%d %.0f", "ML"[min(i, 1)], v.x(p.At), chartHeight-float64(of(p))/most*(chartHeight-10))
	}
	return b.String()
}

func doorsOf(p Point) int    { return p.Doors }
func contactsOf(p Point) int { return p.Contacts }
func plannedOf(p Point) int  { return p.Planned }

// steps are the rows of the table beside the chart: eight of the shift, until now, and now.
func (v courseView) steps() (out []Point) {
	i := 0 // of the even moments
	for _, p := range v.Points {
		if p.Now || i > 0 && i%(chartSteps/8) == 0 && !p.At.After(v.Board.Now) {
			out = append(out, p)
		}
		if !p.Now {
			i++
		}
	}
	return out
}

// x is where a moment stands in the chart.
func (v courseView) x(at time.Time) int {
	begin, end := v.Points[0].At, v.Points[len(v.Points)-1].At
	share := at.Sub(begin).Seconds() / max(1, end.Sub(begin).Seconds())
	return int(math.Round(min(1, max(0, share)) * chartWidth))
}

func percent(ctx context.Context, share float64) string { return i18n.Locale(ctx).Percent(share) }

func decimal(ctx context.Context, f float64) string {
	return i18n.Locale(ctx).Decimal(math.Round(f*10) / 10)
}

// shortOf says what is missing to a quota and where help is, in a sentence for each.
func shortOf(ctx context.Context, q Quota) string {
	return i18n.T(ctx, "shift.quota.short", "language", languageName(ctx, q.Language), "n", q.Done, "wanted", num(ctx, q.Wanted), "ends", num(ctx, q.Ends))
}

// paceWord is the end of a message key for how a crew gets on.
func (c CrewPace) paceWord() string {
	switch share := c.Share(); {
	case share < .6:
		return "slow"
	case share > 1.6:
		return "fast"
	}
	return "even"
}

var paceMarks = map[string][2]string{"slow": {"wait", "gold"}, "even": {"done", "leaf"}, "fast": {"next", "sky"}}
