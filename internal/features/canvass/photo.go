package canvass

import (
	"context"
	"encoding/json"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
	"banyan/internal/platform/picture"
)

const (
	// maxPhoto is the largest photo of a sheet that is taken, in bytes.
	maxPhoto = 12 << 20
	// photoSide is how many pixels the longer side of a kept photo has: a hand's small letters are readable on it.
	photoSide = 2200
	// photosAPacket is how many sheets a packet may have.
	photosAPacket = 60
	// photosKept is for how long a photo is kept: until what it shows was typed in and checked.
	photosKept = 90 * 24 * time.Hour
)

// Photo is a photo of a sheet of a packet that came back on paper.
type Photo struct {
	ID        id.ID
	MediaType string
	Size      int64
	By        string
	At        db.Time
}

// AddPhoto keeps a photo of a sheet. It is drawn anew, without what the camera wrote beside it, and is gone 90 days later. It returns errs.Forbidden without
// EnterResults, errs.NotFound outside the Scope, and an errs.Field "file" for what is no picture or one too many.
func (s *Service) AddPhoto(ctx context.Context, sc authz.Scope, packet id.ID, data []byte) (err error) {
	defer errs.Wrap(&err, "canvass.AddPhoto(%v)", packet)
	if err := sc.Require(authz.EnterResults); err != nil {
		return err
	}
	kept, err := picture.Photo(data, photoSide)
	if err != nil {
		return errs.Field("file", "canvass.photo.wrong")
	}
	now := s.now()
	return s.db.Write(ctx, sc, "canvass.AddPhoto", func(tx *db.WriteTx) error {
		if _, err := loadPacket(ctx, tx, sc, packet); err != nil {
			return err
		}
		there, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM packet_sheet WHERE org_id = $1 AND packet_id = $2`, sc.Organization(), packet)
		if err != nil {
			return err
		}
		if there >= photosAPacket {
			return errs.Field("file", "canvass.photo.many", "n", photosAPacket)
		}
		photo := s.ids.Next()
		_, err = tx.Exec(ctx, `INSERT INTO packet_sheet (org_id, id, packet_id, media_type, size, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			sc.Organization(), photo, packet, "image/jpeg", len(kept), sc.Actor().Name, db.At(now))
		if err != nil {
			return err
		}
		if _, err = tx.Exec(ctx, `INSERT INTO packet_sheet_data (org_id, sheet_id, data) VALUES ($1, $2, $3)`, sc.Organization(), photo, kept); err != nil {
			return err
		}
		if _, err := s.queue.EnqueueAt(ctx, tx, sc, forgetJob, struct{}{}, now.Add(photosKept)); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, sc, "packet.photo_added", packet, map[string]any{"photo": photo})
	})
}

const forgetJob = "canvass.forget_photos"

// runForget deletes the photos whose time is over. It is harmless to repeat.
func (s *Service) runForget(ctx context.Context, sc authz.Scope, _ json.RawMessage, p jobs.Progress) error {
	var n int64
	err := s.db.Write(ctx, sc, "canvass.forget_photos", func(tx *db.WriteTx) error {
		before := db.At(s.now().Add(-photosKept))
		_, err := tx.Exec(ctx, `DELETE FROM packet_sheet_data WHERE org_id = $1 AND sheet_id IN (SELECT id FROM packet_sheet WHERE org_id = $1 AND at <= $2)`, sc.Organization(), before)
		if err != nil {
			return err
		}
		n, err = tx.Exec(ctx, `DELETE FROM packet_sheet WHERE org_id = $1 AND at <= $2`, sc.Organization(), before)
		if err != nil || n == 0 {
			return err
		}
		return s.audit.Record(ctx, tx, sc, "packet.photos_forgotten", 0, map[string]any{"photos": n})
	})
	if err == nil {
		p.Set(1, 1, "canvass.photo.forgotten", "n", int(n))
	}
	return err
}

// Photos lists the photos of a packet's sheets, in the order in which they were taken in. Errors as AddPhoto.
func (s *Service) Photos(ctx context.Context, sc authz.Scope, packet id.ID) (out []Photo, err error) {
	defer errs.Wrap(&err, "canvass.Photos(%v)", packet)
	if err := sc.Require(authz.EnterResults); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = db.All(ctx, tx, scanPhoto, `SELECT `+photoColumns+` FROM packet_sheet WHERE org_id = $1 AND packet_id = $2 AND at > $3 ORDER BY id`,
			sc.Organization(), packet, db.At(s.now().Add(-photosKept)))
		return err
	})
	return out, err
}

const photoColumns = `id, media_type, size, by_name, at`

func scanPhoto(r db.Row) (p Photo, err error) {
	err = r.Scan(&p.ID, &p.MediaType, &p.Size, &p.By, &p.At)
	return p, err
}

// OpenPhoto gives a photo with its content. It returns errs.NotFound where the packet has none such.
func (s *Service) OpenPhoto(ctx context.Context, sc authz.Scope, packet, photo id.ID) (p Photo, data []byte, err error) {
	defer errs.Wrap(&err, "canvass.OpenPhoto(%v, %v)", packet, photo)
	if err := sc.Require(authz.EnterResults); err != nil {
		return p, nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		p, err = db.One(ctx, tx, scanPhoto, `SELECT `+photoColumns+` FROM packet_sheet WHERE org_id = $1 AND packet_id = $2 AND id = $3 AND at > $4`,
			sc.Organization(), packet, photo, db.At(s.now().Add(-photosKept)))
		if err == nil {
			data, err = db.One(ctx, tx, db.Value[[]byte], `SELECT data FROM packet_sheet_data WHERE org_id = $1 AND sheet_id = $2`, sc.Organization(), photo)
		}
		return err
	})
	return p, data, err
}

// DeletePhoto removes a photo for good. Errors as OpenPhoto.
func (s *Service) DeletePhoto(ctx context.Context, sc authz.Scope, packet, photo id.ID) (err error) {
	defer errs.Wrap(&err, "canvass.DeletePhoto(%v, %v)", packet, photo)
	if err := sc.Require(authz.EnterResults); err != nil {
		return err
	}
	return s.db.Write(ctx, sc, "canvass.DeletePhoto", func(tx *db.WriteTx) error {
		if _, err := db.One(ctx, tx, scanPhoto, `SELECT `+photoColumns+` FROM packet_sheet WHERE org_id = $1 AND packet_id = $2 AND id = $3`, sc.Organization(), packet, photo); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM packet_sheet_data WHERE org_id = $1 AND sheet_id = $2`, sc.Organization(), photo); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM packet_sheet WHERE org_id = $1 AND id = $2`, sc.Organization(), photo); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, sc, "packet.photo_deleted", packet, map[string]any{"photo": photo})
	})
}
