package app

import (
	"context"

	"banyan/internal/features/ballot"
	"banyan/internal/features/canvass"
	"banyan/internal/features/outreach"
	"banyan/internal/features/people"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// What ballots need of the others.

// ballotVoters knows whose registrations there are.
type ballotVoters struct{ *people.Service }

// ByNumber finds registrations by their numbers.
func (v ballotVoters) ByNumber(ctx context.Context, q db.Querier, sc authz.Scope, state string, numbers []string) (map[string]ballot.Voter, error) {
	found, err := v.VotersByNumber(ctx, q, sc, state, numbers)
	return votersOf(found), err
}

// ByRegistration finds them by their ids.
func (v ballotVoters) ByRegistration(ctx context.Context, q db.Querier, sc authz.Scope, registrations []id.ID) (map[id.ID]ballot.Voter, error) {
	found, err := v.VotersByRegistration(ctx, q, sc, registrations)
	return votersOf(found), err
}

func votersOf[K comparable](found map[K]people.Voter) map[K]ballot.Voter {
	out := make(map[K]ballot.Voter, len(found))
	for key, v := range found {
		out[key] = ballot.Voter(v)
	}
	return out
}

// ballotPrograms knows the programs about ballots.
type ballotPrograms struct{ *outreach.Service }

// AboutBallots gives those of a kind.
func (p ballotPrograms) AboutBallots(ctx context.Context, q db.Querier, sc authz.Scope, kind, election string) ([]id.ID, error) {
	return p.Service.AboutBallots(ctx, q, sc, outreach.Kind(kind), election)
}

// ballotStrikes takes people off the walk lists. It is filled in when the canvass feature is there.
type ballotStrikes struct{ *canvass.Service }

var strikeReason = map[string]canvass.StrikeReason{ballot.Chase: canvass.BallotReturned, ballot.Cure: canvass.BallotCured}

// Strike strikes people off those of some programs.
func (s ballotStrikes) Strike(ctx context.Context, tx *db.WriteTx, sc authz.Scope, kind string, programs, people []id.ID, source id.ID) error {
	return s.Service.Strike(ctx, tx, sc, canvass.Strikes{Programs: programs, People: people, Reason: strikeReason[kind], Source: source})
}

// Lift takes every strike of a kind back of some people.
func (s ballotStrikes) Lift(ctx context.Context, tx *db.WriteTx, sc authz.Scope, kind string, people []id.ID) error {
	return s.Service.Lift(ctx, tx, sc, strikeReason[kind], people...)
}

// Unstrike takes strikes of a source back.
func (s ballotStrikes) Unstrike(ctx context.Context, tx *db.WriteTx, sc authz.Scope, source id.ID) error {
	return s.Service.Unstrike(ctx, tx, sc, source)
}
