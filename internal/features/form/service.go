package form

import (
	"context"
	"errors"
	"strings"
	"time"

	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Service is what can be done with forms.
type Service struct {
	db  *db.DB
	log *audit.Log
	ids *id.Source
	now func() time.Time
}

// NewService returns the service on a database.
func NewService(d *db.DB, log *audit.Log, ids *id.Source, now func() time.Time) *Service {
	return &Service{db: d, log: log, ids: ids, now: now}
}

// List gives the forms of the organization, the last edited first. It returns errs.Forbidden without ReadScripts.
func (s *Service) List(ctx context.Context, sc authz.Scope) (out []Form, err error) {
	defer errs.Wrap(&err, "form.List")
	if err := sc.Require(authz.ReadScripts); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = list(ctx, tx, sc)
		return err
	})
	return out, err
}

// Get gives a form with its newest version. It returns errs.NotFound where there is none in the scope.
func (s *Service) Get(ctx context.Context, sc authz.Scope, form id.ID) (f Form, err error) {
	defer errs.Wrap(&err, "form.Get(%v)", form)
	if err := sc.Require(authz.ReadScripts); err != nil {
		return Form{}, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		f, err = load(ctx, tx, sc, form)
		return err
	})
	return f, err
}

// Versions gives all versions of a form, the newest first.
func (s *Service) Versions(ctx context.Context, sc authz.Scope, form id.ID) (out []Version, err error) {
	defer errs.Wrap(&err, "form.Versions(%v)", form)
	if err := sc.Require(authz.ReadScripts); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = versions(ctx, tx, sc, form)
		return err
	})
	return out, err
}

// Version gives one version by its own id. It returns errs.NotFound where there is none in the scope.
func (s *Service) Version(ctx context.Context, sc authz.Scope, versionID id.ID) (v Version, err error) {
	defer errs.Wrap(&err, "form.Version(%v)", versionID)
	if err := sc.Require(authz.ReadScripts); err != nil {
		return Version{}, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		v, err = version(ctx, tx, sc, versionID)
		return err
	})
	return v, err
}

// Published gives the newest published version of a form. It returns errs.NotFound where none was published yet.
func (s *Service) Published(ctx context.Context, sc authz.Scope, form id.ID) (v Version, err error) {
	defer errs.Wrap(&err, "form.Published(%v)", form)
	f, err := s.Get(ctx, sc, form)
	if err != nil {
		return Version{}, err
	}
	if f.Published == 0 {
		return Version{}, errs.New(errs.NotFound, "script.error.not_published", "name", f.Name)
	}
	return s.Version(ctx, sc, f.Published)
}

// PublishedIn is Published inside somebody's transaction: the canvass feature snapshots a script with it. It needs no
// permission of its own; whoever may publish a turf may hand out its script.
func (s *Service) PublishedIn(ctx context.Context, q db.Querier, sc authz.Scope, form id.ID) (f Form, v Version, err error) {
	defer errs.Wrap(&err, "form.PublishedIn(%v)", form)
	if f, err = load(ctx, q, sc, form); err != nil {
		return f, v, err
	}
	if f.Published == 0 {
		return f, v, errs.New(errs.NotFound, "script.error.not_published", "name", f.Name)
	}
	v, err = version(ctx, q, sc, f.Published)
	return f, v, err
}

// Create makes a form whose first version is a draft. It returns errs.Invalid for what may not be kept even as a
// draft, and errs.Forbidden without EditScripts.
func (s *Service) Create(ctx context.Context, sc authz.Scope, name string, d Definition) (f Form, err error) {
	defer errs.Wrap(&err, "form.Create(%q)", name)
	if err := sc.Require(authz.EditScripts); err != nil {
		return Form{}, err
	}
	name = strings.TrimSpace(name)
	if err := accept(name, d); err != nil {
		return Form{}, err
	}
	now := db.At(s.now())
	f = Form{ID: s.ids.Next(), Name: name, CreatedAt: now}
	f.Newest = Version{ID: s.ids.Next(), Form: f.ID, Number: 1, Definition: d.withSerial(), UpdatedAt: now}
	err = s.db.Write(ctx, sc, "create a script", func(tx *db.WriteTx) error {
		if err := insertForm(ctx, tx, sc, f); err != nil {
			return err
		}
		return insertVersion(ctx, tx, sc, f.Newest)
	})
	return f, err
}

// SaveDraft keeps a new name and definition. seen is UpdatedAt of the version that was edited: it returns
// errs.Conflict (script.error.changed) where somebody else saved since then, and writes nothing. Where the newest
// version is published, the edit becomes a new version. It returns errs.Invalid for what may not be kept.
func (s *Service) SaveDraft(ctx context.Context, sc authz.Scope, form id.ID, seen db.Time, name string, d Definition) (v Version, err error) {
	defer errs.Wrap(&err, "form.SaveDraft(%v)", form)
	if err := sc.Require(authz.EditScripts); err != nil {
		return Version{}, err
	}
	name = strings.TrimSpace(name)
	if err := accept(name, d); err != nil {
		return Version{}, err
	}
	fresh := s.ids.Next()
	err = s.db.Write(ctx, sc, "save a script", func(tx *db.WriteTx) error {
		f, err := loadSeen(ctx, tx, sc, form, seen)
		if err != nil {
			return err
		}
		if name != f.Name {
			if err := rename(ctx, tx, sc, form, name); err != nil {
				return err
			}
		}
		v = f.Newest
		draft := v.IsDraft()
		v.Definition, v.UpdatedAt, v.PublishedAt = d.withSerial(), s.after(f.Newest.UpdatedAt), db.Time{}
		if draft {
			return updateDraft(ctx, tx, sc, v)
		}
		v.ID, v.Number = fresh, v.Number+1
		return insertVersion(ctx, tx, sc, v)
	})
	return v, err
}

// Publish makes the newest draft final. seen is as in SaveDraft. It returns errs.Invalid with every reason joined
// where the form cannot be asked, and errs.Conflict where there is no draft or somebody else saved since.
func (s *Service) Publish(ctx context.Context, sc authz.Scope, form id.ID, seen db.Time) (v Version, err error) {
	defer errs.Wrap(&err, "form.Publish(%v)", form)
	if err := sc.Require(authz.EditScripts); err != nil {
		return Version{}, err
	}
	err = s.db.Write(ctx, sc, "publish a script", func(tx *db.WriteTx) error {
		f, err := loadSeen(ctx, tx, sc, form, seen)
		if err != nil {
			return err
		}
		v = f.Newest
		if !v.IsDraft() {
			return errs.New(errs.Conflict, "script.error.published")
		}
		if err := joined(v.Definition.Errors()); err != nil {
			return err
		}
		v.UpdatedAt = s.after(v.UpdatedAt)
		v.PublishedAt = v.UpdatedAt
		if err := publishVersion(ctx, tx, sc, v); err != nil {
			return err
		}
		return s.log.Record(ctx, tx, sc, "script.published", form, map[string]any{"name": f.Name, "version": v.Number})
	})
	return v, err
}

// loadSeen loads a form unless somebody has saved it since the caller looked.
func loadSeen(ctx context.Context, tx *db.WriteTx, sc authz.Scope, form id.ID, seen db.Time) (Form, error) {
	f, err := load(ctx, tx, sc, form)
	if err == nil && !f.Newest.UpdatedAt.Equal(seen.Time) {
		return Form{}, errs.New(errs.Conflict, "script.error.changed", "name", f.Name)
	}
	return f, err
}

// after is now, and always later than the last change: the moment is what an editor shows that it has seen.
func (s *Service) after(last db.Time) db.Time {
	now := db.At(s.now())
	if !now.After(last.Time) {
		now = db.At(last.Add(time.Millisecond))
	}
	return now
}

func joined(problems []Problem) error {
	var all []error
	for _, p := range problems {
		field := p.Path
		if field == "" {
			field = "questions"
		}
		all = append(all, errs.Field(field, p.Key, p.Args...))
	}
	return errors.Join(all...)
}

// withSerial lifts Serial above every number that the ids use: a definition may come from a program, not the editor.
func (d Definition) withSerial() Definition {
	for _, q := range d.Questions {
		d.Serial = max(d.Serial, numberOf(q.ID))
		for _, c := range q.Choices {
			d.Serial = max(d.Serial, numberOf(c.ID))
		}
	}
	return d
}

func numberOf(questionID string) int {
	n, power := 0, 1
	for i := len(questionID) - 1; i > 0 && questionID[i] >= '0' && questionID[i] <= '9' && power < 1e6; i-- {
		n += int(questionID[i]-'0') * power
		power *= 10
	}
	return n
}
