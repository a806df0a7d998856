package app

import (
	"context"
	"strings"
	"time"

	"banyan/internal/features/people"
	"banyan/internal/features/voterfile"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// fileIntake takes the rows of a file into people.
type fileIntake struct{ *people.Intake }

// BeginLoad begins a first large load; an interface without a load in it is nil.
func (f fileIntake) BeginLoad(ctx context.Context, d *db.DB, sc authz.Scope, rows int64) (voterfile.Loader, error) {
	l, err := f.Intake.BeginLoad(ctx, d, sc, rows)
	if l == nil {
		return nil, err
	}
	return l, err
}

// intake begins a run over one file.
func (a *App) intake(imp id.ID, day string) voterfile.Intake {
	return fileIntake{people.NewIntake(a.IDs, a.cfg.Now).With(a.Places).For(imp, day)}
}

// undoer takes an import back.
type undoer struct{ *people.Undo }

// Step takes it back for some people.
func (u undoer) Step(ctx context.Context, tx *db.WriteTx, sc authz.Scope, after id.ID, limit int) (id.ID, voterfile.Undid, error) {
	last, did, err := u.Undo.Step(ctx, tx, sc, after, limit)
	return last, voterfile.Undid{Removed: did.Removed, Restored: did.Restored, Kept: did.Kept, People: did.KeptPeople}, err
}

func (a *App) undo(imp voterfile.Later, later []voterfile.Later) voterfile.Undoer {
	var files []people.LaterImport
	for _, l := range later {
		files = append(files, people.LaterImport(l))
	}
	return undoer{people.NewUndo(a.IDs, a.cfg.Now, people.LaterImport(imp), files, a.Matching.Forget)}
}

// fileNews is what files told, for the pages of imports.
type fileNews struct{ *people.Service }

// Count lists the kinds in the order in which a page shows them.
func (f fileNews) Count(ctx context.Context, q db.Querier, sc authz.Scope, imp id.ID) (out []voterfile.KindOfNews, err error) {
	n, err := f.CountNews(ctx, q, sc, imp)
	for _, kind := range people.NewsKinds {
		if n[kind] > 0 {
			out = append(out, voterfile.KindOfNews{Kind: kind, N: n[kind]})
		}
	}
	return out, err
}

// List gives some of one kind.
func (f fileNews) List(ctx context.Context, q db.Querier, sc authz.Scope, imp id.ID, kind string, after id.ID, limit int) ([]voterfile.Item, error) {
	return items(f.ListNews(ctx, q, sc, imp, kind, after, limit))
}

// Names gives the names of people.
func (f fileNews) Names(ctx context.Context, q db.Querier, sc authz.Scope, who []id.ID) ([]voterfile.Item, error) {
	return items(f.NamesOf(ctx, q, sc, who))
}

func items(list []people.News, err error) ([]voterfile.Item, error) {
	out := make([]voterfile.Item, len(list))
	for i, n := range list {
		out[i] = voterfile.Item(n)
	}
	return out, err
}

var _ voterfile.Intake = fileIntake{}

// matchImport lets who was made by an import be compared with everybody.
func (a *App) matchImport(ctx context.Context, tx *db.WriteTx, sc authz.Scope, imp id.ID) error {
	return a.Matching.AfterImport(ctx, tx, sc, imp)
}

// fileZone is the time zone in which a file has its day.
func (a *App) fileZone(ctx context.Context, sc authz.Scope) (*time.Location, error) {
	o, err := a.Organizations.Get(ctx, sc.Organization())
	return o.Location(), err
}

// placeHouseholds puts the households of a large file on the map.
func (a *App) placeHouseholds(ctx context.Context, sc authz.Scope) error {
	_, err := a.Places.Locate(ctx, sc, func(int64, int64) {})
	return err
}

// ownFields are the organization's own fields, which the columns of a file can fill.
type ownFields struct{ *people.Service }

// List gives those that can be filled.
func (f ownFields) List(ctx context.Context, sc authz.Scope) ([]voterfile.OwnField, error) {
	list, err := f.FieldsToFill(ctx, sc)
	out := make([]voterfile.OwnField, len(list))
	for i, o := range list {
		out[i] = voterfile.OwnField{ID: o.ID, Name: o.Name, Kind: o.Kind, Choices: o.Choices}
	}
	return out, err
}

// Check tells what is wrong with a new one.
func (f ownFields) Check(ctx context.Context, sc authz.Scope, o voterfile.OwnField) error {
	return f.CheckField(ctx, sc, newField(o))
}

func newField(o voterfile.OwnField) people.NewField {
	return people.NewField{Name: o.Name, Kind: o.Kind, Choices: strings.Join(o.Choices, "\n")}
}

// Define makes one.
func (f ownFields) Define(ctx context.Context, sc authz.Scope, o voterfile.OwnField) (id.ID, error) {
	return f.DefineField(ctx, sc, newField(o))
}
