package canvass

import (
	"context"
	"slices"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// News is what a phone is told beyond the entries of others: whom nobody should visit any more, what stands about a door,
// what the director says. All of it has one order in an organization, so that a phone asks for what came since a number.
type News struct {
	Cursor int64      `json:"cursor"`
	Items  []NewsItem `json:"items"`
}

// NewsItem is one of them. The newest item of a Kind and ID is what holds; one that is Over holds no more.
type NewsItem struct {
	Kind string   `json:"kind"` // strike, warning, say
	ID   string   `json:"id"`
	At   int64    `json:"at,omitempty"`   // Unix milliseconds
	Of   []string `json:"of,omitempty"`   // the doors, or the one person of a strike
	Why  string   `json:"why,omitempty"`  // reason of a strike, kind of a warning
	Text string   `json:"text,omitempty"` // of a warning, or what the director says
	Lang string   `json:"lang,omitempty"` // of the text
	Over bool     `json:"over,omitempty"`
	Warn bool     `json:"warn,omitempty"` // it is urgent
	// Building is set for a warning about everything behind one front door.
	Building bool `json:"building,omitempty"`
}

// The kinds of news.
const (
	newsStrike  = "strike"
	newsWarning = "warning"
	newsSay     = "say"
)

// nextNews takes n numbers of an organization's news, and gives the first.
func nextNews(ctx context.Context, tx *db.WriteTx, organization id.ID, n int) (int64, error) {
	last, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO news_head (org_id, seq) VALUES ($1, $2)
		ON CONFLICT (org_id) DO UPDATE SET seq = news_head.seq + excluded.seq RETURNING seq`, organization, n)
	return last - int64(n) + 1, err
}

// newsHead is the newest number.
func newsHead(ctx context.Context, q db.Querier, sc authz.Scope) (int64, error) {
	head, err := db.One(ctx, q, db.Value[int64], `SELECT seq FROM news_head WHERE org_id = $1`, sc.Organization())
	if errs.KindOf(err) == errs.NotFound {
		return 0, nil
	}
	return head, err
}

// newsSince gives what a packet's phones should know that came after a number, in the reader's language. After a number
// that was never reached (a backup was restored) everything is told again.
func (s *Service) newsSince(ctx context.Context, q db.Querier, sc authz.Scope, p *place, since int64, language string) (out News, err error) {
	if out.Cursor, err = newsHead(ctx, q, sc); err != nil || out.Cursor == since {
		return out, err
	}
	if since > out.Cursor {
		since = 0
	}
	strikes, err := loadStrikes(ctx, q, sc, p, since)
	if err != nil {
		return out, err
	}
	warnings, err := s.loadWarnings(ctx, q, sc, p, since)
	if err != nil {
		return out, err
	}
	said, err := s.loadSaid(ctx, q, sc, p, since, language)
	out.Items = slices.Concat(strikes, warnings, said)
	return out, err
}

// follower knows how far a phone's stream has told it of news: only what concerns its packet wakes it.
type follower struct {
	checked, concerns int64
}

// look gives the number of the newest news that concern the packet.
func (f *follower) look(ctx context.Context, s *Service, q db.Querier, sc authz.Scope, p *place) (int64, error) {
	head, err := newsHead(ctx, q, sc)
	if err != nil || head == f.checked {
		return f.concerns, err
	}
	news, err := s.newsSince(ctx, q, sc, p, f.checked, "")
	if err != nil {
		return 0, err
	}
	if f.checked = head; len(news.Items) > 0 {
		f.concerns = head
	}
	return f.concerns, nil
}
