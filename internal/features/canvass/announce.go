package canvass

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

const (
	// maxAnnouncement is how long one may be, in each language: it is read at a door.
	maxAnnouncement = 300
	// announcementHolds is for how long phones that join later are still told.
	announcementHolds = 16 * time.Hour
)

// Announcement is what a director says to the phones that are out.
type Announcement struct {
	ID, Program   id.ID
	Packets       []id.ID // to these only; none = to all of the program
	Source        string  // the language that everybody without a translation gets
	Texts         map[string]string
	Urgent        bool
	By            string
	At, ExpiresAt db.Time
	Ended         bool
	Told
	seq int64
}

// Told is how far an announcement has come: on how many phones, of them those that have it, of them those on which somebody said that they read it.
type Told struct{ Phones, Received, Seen int }

// Announce says something to all phones out in a program, or on some of its packets. It returns errs.Invalid (field text, or text.LANGUAGE) without words or with too
// many, errs.Forbidden without PublishTurfs and errs.NotFound for a packet that is not the program's.
func (s *Service) Announce(ctx context.Context, sc authz.Scope, a Announcement) (made id.ID, err error) {
	defer errs.Wrap(&err, "canvass.Announce(%v)", a.Program)
	err = s.db.Write(ctx, sc, "canvass.Announce", func(tx *db.WriteTx) error {
		made, err = s.AnnounceIn(ctx, tx, sc, a)
		return err
	})
	return made, err
}

// AnnounceIn is Announce in somebody's transaction.
func (s *Service) AnnounceIn(ctx context.Context, tx *db.WriteTx, sc authz.Scope, a Announcement) (id.ID, error) {
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return 0, err
	}
	if err := a.check(); err != nil {
		return 0, err
	}
	if _, err := s.turfs.ProgramOf(ctx, tx, sc, a.Program); err != nil {
		return 0, err
	}
	for _, packet := range a.Packets {
		if p, err := loadPacket(ctx, tx, sc, packet); err != nil || p.Program != a.Program {
			return 0, cmp.Or(err, errs.New(errs.NotFound, ""))
		}
	}
	seq, err := nextNews(ctx, tx, sc.Organization(), 1)
	if err != nil {
		return 0, err
	}
	a.ID = s.ids.Next()
	now := s.now()
	_, err = tx.Exec(ctx, `INSERT INTO announcement (org_id, id, seq, program_id, packets, source, texts, urgent, by_name, at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		sc.Organization(), a.ID, seq, a.Program, db.JSON[[]id.ID]{V: append([]id.ID{}, a.Packets...)}, a.Source, db.JSON[map[string]string]{V: a.Texts}, a.Urgent,
		cmp.Or(a.By, sc.Actor().Name), db.At(now), db.At(now.Add(announcementHolds)))
	if err != nil {
		return 0, err
	}
	return a.ID, s.audit.Record(ctx, tx, sc, "announcement.make", a.ID, map[string]any{"program": a.Program, "packets": a.Packets, "urgent": a.Urgent, "languages": slices.Sorted(maps.Keys(a.Texts))})
}

// check cleans the texts and leaves out the empty ones.
func (a *Announcement) check() error {
	texts := map[string]string{}
	for language, text := range a.Texts {
		if text = cleanText(text); text == "" {
			continue
		}
		switch {
		case !langTag.MatchString(language):
			return errs.New(errs.Invalid, "")
		case utf8.RuneCountInString(text) > maxAnnouncement:
			return errs.Field("text."+language, "announce.too_long", "max", maxAnnouncement)
		}
		texts[language] = text
	}
	if a.Texts = texts; texts[a.Source] == "" {
		return errs.Field("text."+a.Source, "announce.empty")
	}
	return nil
}

// Withdraw takes an announcement back: phones that are out stop showing it. It returns errs.Forbidden without PublishTurfs and errs.NotFound for one that is not there, or
// was taken back.
func (s *Service) Withdraw(ctx context.Context, sc authz.Scope, program, announcement id.ID) (err error) {
	defer errs.Wrap(&err, "canvass.Withdraw(%v)", announcement)
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return err
	}
	return s.db.Write(ctx, sc, "canvass.Withdraw", func(tx *db.WriteTx) error {
		seq, err := nextNews(ctx, tx, sc.Organization(), 1)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE announcement SET ended_seq = $4 WHERE org_id = $1 AND program_id = $2 AND id = $3 AND ended_seq IS NULL`, sc.Organization(), program, announcement, seq)
		if err == nil && n == 0 {
			err = errs.New(errs.NotFound, "")
		}
		if err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, sc, "announcement.withdraw", announcement, nil)
	})
}

const announcementColumns = `a.id, a.seq, a.program_id, a.packets, a.source, a.texts, a.urgent, a.by_name, a.at, a.expires_at, a.ended_seq`

func scanAnnouncement(r db.Row) (a Announcement, err error) {
	var packets db.JSON[[]id.ID]
	var texts db.JSON[map[string]string]
	var ended *int64
	err = r.Scan(&a.ID, &a.seq, &a.Program, &packets, &a.Source, &texts, &a.Urgent, &a.By, &a.At, &a.ExpiresAt, &ended)
	a.Packets, a.Texts, a.Ended = packets.V, texts.V, ended != nil
	return a, err
}

// loadSaid gives the announcements for a packet that came, or were taken back, after a number, in a language where they are said in it.
func (s *Service) loadSaid(ctx context.Context, q db.Querier, sc authz.Scope, p *place, since int64, language string) (out []NewsItem, err error) {
	all, err := db.All(ctx, q, scanAnnouncement, `SELECT `+announcementColumns+` FROM announcement a WHERE a.org_id = $1 AND a.program_id = $2
		AND (a.seq > $3 AND a.ended_seq IS NULL AND a.expires_at > $4 OR a.ended_seq > $3 AND $3 > 0) ORDER BY a.seq`, sc.Organization(), p.program, since, db.At(s.now()))
	for _, a := range all {
		if len(a.Packets) > 0 && !slices.Contains(a.Packets, p.packet) {
			continue
		}
		n := NewsItem{Kind: newsSay, ID: a.ID.String(), At: a.At.UnixMilli(), Warn: a.Urgent, Over: a.Ended}
		n.Text, n.Lang = a.in(language)
		out = append(out, n)
	}
	return out, err
}

// in gives the text for somebody who reads a language, and in which it is.
func (a Announcement) in(language string) (text, lang string) {
	for _, l := range []string{language, baseLanguage(language)} {
		if t := a.Texts[l]; t != "" {
			return t, l
		}
	}
	return a.Texts[a.Source], a.Source
}

// AnnouncementPage is what a director sees: who is out, and what was said.
type AnnouncementPage struct {
	Program Program
	Open    []OpenPacket
	Said    []Announcement
}

// OpenPacket is a packet that is out, with who walks it.
type OpenPacket struct {
	ID      id.ID
	Turf    string
	Workers []Worker // with a phone
}

// read are the languages of the app that the workers on phones read, most first, besides the source.
func (p AnnouncementPage) read(source string) []string {
	counts := map[string]int{}
	for _, packet := range p.Open {
		for _, w := range packet.Workers {
			for _, l := range w.Languages {
				counts[i18n.Match(l).Tag()]++
			}
		}
	}
	delete(counts, source)
	var out []string
	for _, l := range ranked(counts) {
		out = append(out, l.Language)
	}
	return out
}

const shownAnnouncements = 30

// Announcements gives a program's announcements, the newest first, and who is out now. It returns errs.Forbidden without PublishTurfs and errs.NotFound outside the Scope.
func (s *Service) Announcements(ctx context.Context, sc authz.Scope, program id.ID) (out AnnouncementPage, err error) {
	defer errs.Wrap(&err, "canvass.Announcements(%v)", program)
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		if out.Program, err = s.turfs.ProgramOf(ctx, tx, sc, program); err != nil {
			return err
		}
		if out.Open, err = s.openPackets(ctx, tx, sc, out.Program); err != nil {
			return err
		}
		out.Said, err = db.All(ctx, tx, scanAnnouncement, `SELECT `+announcementColumns+` FROM announcement a WHERE a.org_id = $1 AND a.program_id = $2 ORDER BY a.seq DESC LIMIT $3`,
			sc.Organization(), program, shownAnnouncements)
		for i := range out.Said {
			if err == nil {
				out.Said[i].Told, err = told(ctx, tx, sc, out.Said[i])
			}
		}
		return err
	})
	return out, err
}

// told counts the phones that an announcement is for: those that were on a packet of the program between its making and its end.
func told(ctx context.Context, q db.Querier, sc authz.Scope, a Announcement) (Told, error) {
	return db.One(ctx, q, func(r db.Row) (t Told, err error) {
		err = r.Scan(&t.Phones, &t.Received, &t.Seen)
		return t, err
	}, `SELECT COUNT(*), COUNT(CASE WHEN w.news_seq >= $4 THEN 1 END), COUNT(CASE WHEN EXISTS (SELECT 1 FROM attempt e WHERE e.org_id = w.org_id AND e.packet_id = w.packet_id AND e.worker_id = w.id
			AND e.kind = 'seen' AND CAST(e.detail ->> 'text' AS TEXT) = $5) THEN 1 END)
		FROM worker w JOIN packet p ON p.org_id = w.org_id AND p.id = w.packet_id
		WHERE w.org_id = $1 AND p.program_id = $2 AND w.account_id IS NULL AND w.wiped_at IS NULL AND w.joined_at < $6 AND p.expires_at > $7 AND (p.revoked_at IS NULL OR p.revoked_at > $7)
			AND (CAST($8 AS BIGINT) = 0 OR p.id IN (SELECT CAST(value AS BIGINT) FROM json_each($3)))`,
		sc.Organization(), a.Program, db.List(a.Packets), a.seq, a.ID.String(), a.ExpiresAt, a.At, len(a.Packets))
}

// openPackets are those of a program that phones may read now and that somebody has joined, by turf.
func (s *Service) openPackets(ctx context.Context, q db.Querier, sc authz.Scope, program Program) (out []OpenPacket, err error) {
	names := map[id.ID]string{}
	for _, t := range program.Turfs {
		names[t.ID] = t.Name
	}
	err = db.Each(ctx, q, func(r db.Row) error {
		var packet, turf id.ID
		var w Worker
		var languages db.JSON[[]string]
		err := r.Scan(&packet, &turf, &w.ID, &w.Name, &languages)
		if w.Languages = languages.V; len(out) == 0 || out[len(out)-1].ID != packet {
			out = append(out, OpenPacket{ID: packet, Turf: names[turf]})
		}
		last := &out[len(out)-1]
		last.Workers = append(last.Workers, w)
		return err
	}, `SELECT p.id, p.turf_id, w.id, w.name, w.languages FROM packet p JOIN worker w ON w.org_id = p.org_id AND w.packet_id = p.id
		WHERE p.org_id = $1 AND p.program_id = $2 AND p.revoked_at IS NULL AND p.expires_at > $3 AND w.account_id IS NULL AND w.wiped_at IS NULL ORDER BY p.id, w.id`,
		sc.Organization(), program.ID, db.At(s.now()))
	slices.SortStableFunc(out, func(a, b OpenPacket) int { return strings.Compare(a.Turf, b.Turf) })
	return out, err
}
