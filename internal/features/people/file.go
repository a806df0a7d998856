package people

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/picture"
)

const (
	// MaxFile is the largest file that is taken, in bytes.
	MaxFile      = 8 << 20
	maxFileName  = 120
	filesAPerson = 100
)

// File is a file of a person. Pictures are drawn anew, so that nothing is left of what a camera wrote beside them (where it was taken)
// nor of anything hidden; other files are kept as they came and nobody has looked for viruses in them: they leave only as downloads
// that no browser opens by itself.
type File struct {
	ID        id.ID
	Name      string
	MediaType string
	Size      int64
	By        string
	At        time.Time
}

// cleanFile finds out what a file is by its content and gives it as it is kept.
func cleanFile(name string, data []byte) (media string, kept []byte, err error) {
	fault := func(key string) (string, []byte, error) { return "", nil, errs.Field("file", key, "mb", MaxFile>>20) }
	if len(data) == 0 {
		return fault("people.file.missing")
	}
	if len(data) > MaxFile {
		return fault("people.file.too_large")
	}
	switch media = http.DetectContentType(data); {
	case media == "image/jpeg" || media == "image/png" || media == "image/gif":
		return redraw(data, fault)
	case media == "application/pdf":
		return media, data, nil
	case strings.HasPrefix(media, "text/plain") && utf8.Valid(data) && !bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")):
		if strings.EqualFold(path.Ext(name), ".csv") {
			return "text/csv", data, nil
		}
		return "text/plain", data, nil
	}
	return fault("people.file.type_wrong")
}

func redraw(data []byte, fault func(string) (string, []byte, error)) (string, []byte, error) {
	media, out, err := picture.Redraw(data, 0)
	if err != nil || len(out) > 2*MaxFile {
		return fault("people.file.picture_wrong")
	}
	return media, out, nil
}

// extensions of the types that are kept: the name cannot claim to be another.
var extensions = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf", "text/plain": ".txt", "text/csv": ".csv"}

// fileName is a name without folders and with the extension of what the file is.
func fileName(given, media string) string {
	name := clean(path.Base(strings.ReplaceAll(given, `\`, "/")))
	name = strings.TrimSuffix(name, path.Ext(name))
	if runes := []rune(name); len(runes) > maxFileName {
		name = string(runes[:maxFileName])
	}
	if strings.Trim(name, ". ") == "" {
		name = "file"
	}
	return name + extensions[media]
}

// AddFile keeps a file of a person. It returns errs.Invalid for one that is too large or of another kind than pictures, PDF and text.
func (s *Service) AddFile(ctx context.Context, sc authz.Scope, person id.ID, name string, data []byte) error {
	media, kept, err := cleanFile(name, data)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(kept)
	return s.change(ctx, sc, person, "people.file", map[string]any{"type": media, "size": len(kept)}, func(tx *db.WriteTx, w who) (bool, error) {
		org, file := sc.Organization(), s.ids.Next()
		n, err := db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM person_file WHERE`+ofParts+`AND deleted_at IS NULL`, org, db.List(w.parts))
		if err != nil {
			return false, err
		}
		if n >= filesAPerson {
			return false, errs.Field("file", "people.file.too_many", "n", filesAPerson)
		}
		_, err = tx.Insert(ctx, "person_file", []string{"org_id", "id", "person_id", "name", "media_type", "size", "sha256", "by_name", "at"},
			[][]any{{org, file, w.root, fileName(name, media), media, len(kept), hex.EncodeToString(sum[:]), sc.Actor().Name, db.At(s.now())}}, "")
		if err != nil {
			return false, err
		}
		_, err = tx.Insert(ctx, "person_file_data", []string{"org_id", "file_id", "data"}, [][]any{{org, file, kept}}, "")
		return true, err
	})
}

// DeleteFile takes a file away, or brings back one that was just taken away.
func (s *Service) DeleteFile(ctx context.Context, sc authz.Scope, person, file id.ID, undo bool) error {
	return s.discard(ctx, sc, person, file, "person_file", "people.file", undo)
}

const selectFiles = `SELECT id, name, media_type, size, by_name, at FROM person_file WHERE`

func scanFile(r db.Row) (f File, err error) {
	var at db.Time
	err = r.Scan(&f.ID, &f.Name, &f.MediaType, &f.Size, &f.By, &at)
	f.At = at.Time
	return f, err
}

func files(ctx context.Context, q db.Querier, org id.ID, parts []id.ID) ([]File, error) {
	return db.All(ctx, q, scanFile, selectFiles+ofParts+`AND deleted_at IS NULL ORDER BY id + 0 DESC`, org, db.List(parts))
}

// OpenFile gives a file of a person with its content, and notes in the log who took it. It returns errs.NotFound where the person has none such.
func (s *Service) OpenFile(ctx context.Context, sc authz.Scope, person, file id.ID) (f File, data []byte, err error) {
	defer errs.Wrap(&err, "people.OpenFile(%v, %v)", person, file)
	if err := sc.Require(authz.ReadPeople); err != nil {
		return f, nil, err
	}
	err = s.db.Write(ctx, sc, "people.file_opened", func(tx *db.WriteTx) error {
		w, err := s.reach(ctx, tx, sc, person)
		if err != nil {
			return err
		}
		if f, err = db.One(ctx, tx, scanFile, selectFiles+ofParts+`AND id = $3 AND deleted_at IS NULL`, sc.Organization(), db.List(w.parts), file); err != nil {
			return err
		}
		if data, err = db.One(ctx, tx, db.Value[[]byte], `SELECT data FROM person_file_data WHERE org_id = $1 AND file_id = $2`, sc.Organization(), file); err != nil {
			return err
		}
		return s.log.Record(ctx, tx, sc, "people.file_opened", w.root, map[string]any{"file": file})
	})
	return f, data, err
}
