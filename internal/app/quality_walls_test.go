package app

import (
	"testing"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// qualityFixtures gives a shift a walker who spoke with somebody, and a call-back about it.
func (w *town) qualityFixtures(t *testing.T, sc authz.Scope, shift string) map[string]string {
	t.Helper()
	s, err := id.Parse(shift)
	if err != nil {
		t.Fatal(err)
	}
	walker, attempt, call := w.IDs.Next(), w.IDs.Next(), w.IDs.Next()
	err = w.DB.Write(t.Context(), sc, "test", func(tx *db.WriteTx) error {
		packet, err := db.One(t.Context(), tx, db.Value[id.ID], `SELECT MIN(packet_id) FROM shift_turf WHERE org_id = $1 AND shift_id = $2`, sc.Organization(), s)
		if err != nil {
			return err
		}
		for _, x := range []struct {
			sql  string
			args []any
		}{
			{`INSERT INTO worker (org_id, id, packet_id, name, languages, joined_at, last_seen_at) VALUES ($1, $2, $3, $4, '[]', 1, 1)`, []any{walker, packet, walker.String()}},
			{`INSERT INTO attempt (org_id, id, event_id, seq, packet_id, program_id, turf_id, pass, worker_id, household_id, person_id, kind, result, language, channel, answers, detail,
				is_attempt, is_contact, is_conversation, device_at, at, received_at, deliveries)
				SELECT p.org_id, $4, $5, (SELECT COALESCE(MAX(seq), 0) FROM attempt WHERE org_id = $1) + 1, p.id, p.program_id, p.turf_id, 1, $2, MIN(d.household_id), MIN(h.id), 'attempt', 'conversation', 'en', 'door',
				'{"q1":["yes"]}', '{}', TRUE, TRUE, TRUE, 1, 1, 1, 1
				FROM packet p JOIN turf_door d ON d.org_id = p.org_id AND d.turf_id = p.turf_id JOIN person h ON h.org_id = d.org_id AND h.household_id = d.household_id
				WHERE p.org_id = $1 AND p.id = $3 GROUP BY p.org_id, p.id, p.program_id, p.turf_id`, []any{walker, packet, attempt, attempt.String()}},
			{`INSERT INTO call_back (org_id, id, shift_id, worker_id, attempt_id, person_id, language, talked_at, result, tries, forget_at)
				SELECT a.org_id, $2, $3, a.worker_id, a.id, a.person_id, 'en', 1, '', 0, 1 FROM attempt a WHERE a.org_id = $1 AND a.id = $4`, []any{call, s, attempt}},
		} {
			if _, err := tx.Exec(t.Context(), x.sql, append([]any{sc.Organization()}, x.args...)...); err != nil {
				return err
			}
		}
		return tx.Touch(t.Context(), sc.Organization())
	})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"walker": walker.String(), "call": call.String()}
}
