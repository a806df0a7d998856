package app

import (
	"context"
	"path/filepath"

	"banyan/internal/features/ballot"
	"banyan/internal/features/canvass"
	"banyan/internal/features/drive"
	"banyan/internal/features/form"
	"banyan/internal/features/outreach"
	"banyan/internal/features/people"
	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// buildDrives makes what drives need: the ballots, and what a drive has come to.
func (a *App) buildDrives() (err error) {
	a.Ballots, err = ballot.NewService(ballot.Config{DB: a.DB, IDs: a.IDs, Now: a.cfg.Now, Audit: a.Audit, Queue: a.Queue, Voters: ballotVoters{a.People}, Programs: ballotPrograms{a.Outreach},
		Strikes: ballotStrikes{a.Canvass}, Home: a.homeState, Dir: filepath.Join(a.cfg.Data, "uploads", "ballots"), Log: a.cfg.Log})
	a.Drives = drive.NewService(a.DB, drivePrograms{a.Outreach}, driveAnswers{a.Canvass}, driveForms{a.Forms}, driveBallots{a.People})
	return err
}

// drivePrograms knows what drives are about.
type drivePrograms struct{ *outreach.Service }

// Drive gives one.
func (p drivePrograms) Drive(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (drive.Program, error) {
	found, turfs, query, err := p.ProgramWithQuery(ctx, q, sc, program)
	out := drive.Program{ID: found.ID, Form: found.Form, Name: found.Name, Kind: string(found.Kind), Elections: query.BallotElections()}
	for _, t := range turfs {
		out.Doors += t.Doors
	}
	return out, err
}

// driveAnswers gives what was answered.
type driveAnswers struct{ *canvass.Service }

// Answered gives it in its order.
func (a driveAnswers) Answered(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) ([]drive.Answered, error) {
	all, err := a.AnswersOf(ctx, q, sc, program)
	out := make([]drive.Answered, len(all))
	for i, one := range all {
		out[i] = drive.Answered(one)
	}
	return out, err
}

// driveForms gives the questions of forms.
type driveForms struct{ *form.Service }

// Asked gives the questions that are answered by choosing.
func (f driveForms) Asked(ctx context.Context, q db.Querier, sc authz.Scope, formID id.ID, language string) (out []drive.Question, err error) {
	_, v, err := f.PublishedIn(ctx, q, sc, formID)
	if err != nil {
		return nil, err
	}
	for _, item := range v.Definition.Questions {
		asked := ask(v.Definition, item)
		if len(asked.Choices) == 0 {
			continue
		}
		one := drive.Question{ID: item.ID, Text: textIn(item.Text, language)}
		for _, c := range asked.Choices {
			text := c.Text[language]
			if text == "" {
				text = c.Text[v.Definition.Source]
			}
			one.Choices = append(one.Choices, drive.Choice{ID: c.ID, Text: text})
		}
		out = append(out, one)
	}
	return out, nil
}

// driveBallots counts people by where their ballots stand.
type driveBallots struct{ *people.Service }

// ByLanguage counts them by preferred language.
func (b driveBallots) ByLanguage(ctx context.Context, q db.Querier, sc authz.Scope, election string, in []string) (map[string]int, error) {
	n, err := b.Count(ctx, q, sc, segment.New(segment.Node{Ballot: &segment.Ballot{Election: election, In: in}}))
	return n.ByLanguage, err
}
