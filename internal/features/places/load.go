package places

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

const (
	loadJob  = "places.load"
	atOnce   = 4 << 20   // bytes that are read while the organizer waits; larger files go into a job
	mostFile = 512 << 20 // bytes
)

// loadRequest is the payload of a job.
type loadRequest struct {
	File string `json:"file"` // below Dir
	Name string `json:"name"`
	Kind string `json:"kind"`
	URL  string `json:"url"` // of the page of places
}

// Upload takes a file as it streams in. A small one is on the map when it returns; for a large one it returns the job that reads it.
// Kind "" is told by the file. url is the page to which the job's page leads back. It returns errs.Invalid with what to do for a file
// that cannot be used, errs.TooLarge, errs.Unavailable where the disk is full, errs.Forbidden without EditPlaces.
func (s *Service) Upload(ctx context.Context, sc authz.Scope, name, kind, url string, content io.Reader) (l Layer, job id.ID, err error) {
	defer errs.Wrap(&err, "places.Upload(%q)", name)
	if err := sc.Require(authz.EditPlaces); err != nil {
		return l, 0, err
	}
	if kind != "" && !slices.Contains(Kinds(), kind) {
		return l, 0, errs.Field("kind", "places.kind_unknown")
	}
	in := loadRequest{File: s.IDs.Next().String(), Name: fileName(name), Kind: kind, URL: url}
	if strings.HasSuffix(strings.ToLower(name), ".pbf") {
		in.Kind = KindRoads
	}
	size, err := s.keep(in.File, content)
	if err != nil {
		return l, 0, err
	}
	if size <= atOnce {
		defer s.drop(in.File)
		l, err = s.load(ctx, sc, in)
		return l, 0, err
	}
	err = s.DB.Write(ctx, sc, "ask for a file to be loaded", func(tx *db.WriteTx) (err error) {
		job, err = s.Queue.Enqueue(ctx, tx, sc, loadJob, in)
		return err
	})
	if err != nil {
		s.drop(in.File)
		return l, 0, err
	}
	s.Queue.Poke()
	return l, job, nil
}

func (s *Service) loadInJob(ctx context.Context, sc authz.Scope, payload json.RawMessage, p jobs.Progress) error {
	var in loadRequest
	if err := json.Unmarshal(payload, &in); err != nil {
		return err
	}
	p.Set(0, 0, "places.loading", "name", in.Name)
	l, err := s.load(ctx, sc, in)
	if err == nil {
		p.Set(1, 1, "places.loaded", "name", in.Name, "n", l.Features)
	}
	if err == nil || errs.KindOf(err) == errs.Invalid {
		s.drop(in.File) // after any other failure the job runs again
	}
	return err
}

func (s *Service) load(ctx context.Context, sc authz.Scope, in loadRequest) (Layer, error) {
	f, err := s.root.Open(in.File)
	if err != nil {
		return Layer{}, errs.Because(err, errs.Expired, "places.file_gone")
	}
	defer f.Close() // only read
	if in.Kind == KindRoads {
		return s.LoadRoads(ctx, sc, in.Name, f)
	}
	return s.LoadOutlines(ctx, sc, in.Name, in.Kind, f)
}

// keep writes an upload to the disk; what it could not write in full it removes.
func (s *Service) keep(name string, content io.Reader) (size int64, err error) {
	f, err := s.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, diskError(err)
	}
	size, err = io.Copy(f, io.LimitReader(content, mostFile+1))
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil && size > mostFile {
		err = errs.New(errs.TooLarge, "places.file_too_large", "problem", "", "n", 0)
	}
	if err == nil && size == 0 {
		err = errs.Field("file", "places.file_missing")
	}
	if err != nil {
		s.drop(name)
	}
	return size, diskError(err)
}

func diskError(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return errs.Because(err, errs.Unavailable, "places.disk_full")
	}
	return err
}

func (s *Service) drop(name string) {
	if err := s.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.Log.Warn("places: an uploaded file stays behind", "file", name, "error", err)
	}
}

// fileName is the last part of the name that a browser sent, at most 80 letters.
func fileName(name string) string {
	letters := []rune(strings.ToValidUTF8(filepath.Base(strings.ReplaceAll(name, `\`, "/")), ""))
	return string(letters[:min(len(letters), 80)])
}
