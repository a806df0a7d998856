package crowd

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/internal/kernels/segment"
	"banyan/internal/kernels/segment/chance"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

const org id.ID = 1

// world is random rows about random people. The values are few, so that random questions hit random people.
type world struct {
	*testing.T
	d     *db.DB
	r     *rand.Rand
	tx    *db.WriteTx
	next  id.ID
	words chance.Words

	homes, crowd, roots []id.ID
	touched             map[id.ID]bool
	program, packet     [2]id.ID
	turf, worker        id.ID
	seq                 int
	events              []string // attempts that an undo can name
}

func newWorld(t *testing.T, d *db.DB, r *rand.Rand) *world {
	w := &world{T: t, d: d, r: r, next: 1000, words: chance.Words{
		Languages: []string{"zh", "yue", "zh-Hant", "hmn", "vi", "es"}, Wards: []string{"1", "2"}, Zips: []string{"53218", "53225"}, Cities: []string{"Milwaukee", "Madison"},
		Tags: []string{"leader", "sticker o'clock", "100%"}, Sources: []string{"voter file", "hand"}, Imports: []string{"71", "72"}, States: []string{"WI", "MN"}, Statuses: []string{"Active", "Inactive"},
		Parties: []string{"D", "R"}, Counties: []string{"Dane", "Milwaukee"}, Elections: []string{"2022-11", "2022-11-08", "2024-11", "2024-11-05", "2024-08-13"}, Methods: []string{"At Polls", "Absentee"}, Ballots: []string{"2026-11-03", "2026-08-11"},
		Districts: map[string][]string{"ward": {"Ward 1", "Ward 2"}, "congressional": {"4", "5"}}, Places: map[string][]string{"ward": {"28", "29"}, "county": {"Dane", "Milwaukee"}},
		Fields: []string{"81", "82"}, Values: []string{"red", "blue", "2"}, Channels: []string{"door", "paper"}, Purposes: []string{"organizing", "events"}, Questions: []string{"q1", "q2"},
		Choices: []string{"yes", "no", "maybe"}, Years: [2]int{1950, 2027}}}
	w.write(w.outreach)
	return w
}

func (w *world) write(fn func()) {
	w.Helper()
	kept := *w
	err := w.d.Write(ctx, scope, "test", func(tx *db.WriteTx) error {
		*w = kept // the function may run again
		w.tx, w.touched = tx, map[id.ID]bool{}
		fn()
		var who []id.ID
		for p := range w.touched {
			who = append(who, p)
		}
		return tx.Touch(ctx, org, who...)
	})
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) id() id.ID { w.next++; return w.next }

func (w *world) exec(text string, args ...any) {
	w.Helper()
	if _, err := w.tx.Exec(context.Background(), text, append([]any{org}, args...)...); err != nil {
		w.Fatalf("%s: %v", text, err)
	}
}

func (w *world) insert(table, columns, end string, values ...any) {
	w.Helper()
	marks := make([]string, len(values)+1)
	for i := range marks {
		marks[i] = fmt.Sprint("$", i+1)
	}
	w.exec("INSERT INTO "+table+" (org_id, "+columns+") VALUES ("+strings.Join(marks, ", ")+") "+end, values...)
}

func one[T any](w *world, from []T) T { return from[w.r.IntN(len(from))] }

func (w *world) chance(n int) bool { return w.r.IntN(n) == 0 }

// day is a date of the years that are asked about.
func (w *world) day() string {
	return fmt.Sprintf("%d-%02d-%02d", 1950+w.r.IntN(77), 1+w.r.IntN(12), 1+w.r.IntN(28))
}

func orNull(i id.ID) any {
	if i == 0 {
		return nil
	}
	return i
}

// outreach makes what an attempt belongs to: two programs, each with its form.
func (w *world) outreach() {
	universe := w.id()
	w.turf, w.worker = w.id(), w.id()
	w.insert("universe", "id, name, query, created_by, created_at, updated_at", "", universe, "", "{}", 0, 1, 1)
	w.insert("ballot_file", "id, name, sha256, size, election, state, header, sample, mapping, step, rows_read, rows_new, rows_changed, rows_known, rows_bad, struck, by_name, created_at", "",
		ballotFile, "", "", 0, "2026-11-03", "WI", "[]", "[]", "{}", "done", 0, 0, 0, 0, 0, 0, "", 1)
	for i := range 2 {
		form, version := w.id(), w.id()
		w.program[i], w.packet[i] = w.id(), w.id()
		w.insert("form", "id, kind, name, created_by, created_at", "", form, "script", "", 0, 1)
		w.insert("form_version", "id, form_id, version, definition, updated_at", "", version, form, 1, "{}", 1)
		w.insert("program", "id, name, universe_id, pass, revision, created_by, created_at", "", w.program[i], "", universe, 1, 1, 0, 1)
		if i == 0 {
			w.insert("turf", "id, program_id, number, name, state, drawn, doors, people, languages, metres, minutes, outline, created_at", "", w.turf, w.program[i], 1, "", "published", false, 0, 0, "{}", 0.0, 0.0, "{}", 1)
		}
		w.insert("packet", "id, turf_id, program_id, form_version_id, pass, list_number, token, snapshot, doors, people, created_by, published_at, expires_at", "",
			w.packet[i], w.turf, w.program[i], version, 1, fmt.Sprint(i), "", "{}", 0, 0, 0, 1, 1)
		w.words.Programs, w.words.Forms = append(w.words.Programs, fmt.Sprint(int64(w.program[i]))), append(w.words.Forms, fmt.Sprint(int64(form)))
	}
	w.insert("worker", "id, packet_id, name, languages, joined_at, last_seen_at", "", w.worker, w.packet[0], "Lan", "[]", 1, 1)
	w.insert("outline", "id, kind, name, features, created_by, created_at", "", id.ID(91), "ward", "", 0, 0, 1)
	code := 0
	for _, e := range w.words.Elections {
		for _, m := range w.words.Methods {
			code++
			w.insert("vote_code", "code, election, method", "", code, e, m)
		}
	}
	for i, kind := range []string{"choice", "number"} {
		w.insert("custom_field", "id, name, kind, choices, position, created_at", "", id.ID(81+i), kind, kind, "[]", i, 1)
	}
}

func (w *world) people(n int) {
	for range n / 3 {
		w.household()
	}
	for range n {
		w.person()
	}
	for range n * 4 {
		w.fact(one(w, w.crowd))
	}
	for range n / 8 {
		w.merge()
	}
	for range n {
		w.attempt()
	}
}

func (w *world) household() {
	home := w.id()
	var lat, lon any
	if w.chance(2) {
		lat, lon = 43.1, -88.0
	}
	w.insert("household", "id, number, street, unit, city, state, zip, building_key, address_key, lat, lon, ward, created_at", "", home, "1", "Oak St", "", one(w, w.words.Cities), "WI", one(w, w.words.Zips),
		"", fmt.Sprint("key ", home%20, " ", home), lat, lon, one(w, append(w.words.Wards, "")), 1)
	w.homes = append(w.homes, home)
	if w.chance(2) {
		w.place(home)
	}
}

func (w *world) place(home id.ID) {
	kind := one(w, []string{"ward", "county"})
	w.insert("household_district", "household_id, kind, name, outline_id, sure", "ON CONFLICT (org_id, household_id, kind) DO UPDATE SET name = $4", home, kind, one(w, w.words.Places[kind]), id.ID(91), true)
}

func (w *world) birth() string {
	day := w.day()
	if w.chance(2) {
		return fmt.Sprint(2004+w.r.IntN(8), day[4:])
	}
	return day[:one(w, []int{0, 4, 7, 10, 10, 10})]
}

func (w *world) home() id.ID {
	if w.chance(6) {
		return 0
	}
	return one(w, w.homes)
}

func (w *world) person() {
	who := w.id()
	text := map[bool]string{true: "x"}
	created, _ := db.At(noon.Add(-time.Duration(w.r.IntN(1200*24)) * time.Hour)).Value()
	var imported any
	if w.chance(3) {
		imported = 71 + w.r.IntN(2)
	}
	w.insert("person", "id, household_id, given, middle, family, suffix, native_name, native_lang, search, phone, email, language, is_member, source, created_at, updated_at, birth_date, import_id", "",
		who, orNull(w.home()), "A", "", "B", "", "", "", "a b", text[w.chance(2)], text[w.chance(3)], one(w, append(w.words.Languages, "")), w.chance(2), one(w, w.words.Sources), created, 1, w.birth(), imported)
	w.crowd, w.roots = append(w.crowd, who), append(w.roots, who)
	w.touched[who] = true
	if w.chance(2) {
		w.registration(who)
	}
}

func (w *world) registration(who id.ID) {
	row, votes := w.id(), " "
	for code := 1; code <= 10; code++ {
		if w.chance(4) {
			votes += fmt.Sprint(code, " ")
		}
	}
	if votes == " " {
		votes = ""
	}
	districts := "{}"
	if w.chance(2) {
		districts = fmt.Sprintf(`{"ward": %q, "congressional": %q}`, one(w, append(w.words.Districts["ward"], "Ward 3")), one(w, w.words.Districts["congressional"]))
	}
	w.insert("voter_registration", "id, person_id, state, voter_id, status, registered_on, districts, row_hash, updated_at, party, county, dropped_on, votes", "", row, who, one(w, w.words.States), row.String(),
		one(w, w.words.Statuses), one(w, []string{"", w.day()}), districts, "", 1, one(w, append(w.words.Parties, "")), one(w, append(w.words.Counties, "")), one(w, []string{"", "", "2026-01-01"}), votes)
	if w.chance(2) {
		w.insert("ballot", "registration_id, election, status, reason, on_date, file_id", "", row, one(w, w.words.Ballots), one(w, segment.Ballots[1:]), "", "", ballotFile)
	}
}

// ballotFile is the file that told of all ballots.
const ballotFile = 61

// fact writes something about somebody.
func (w *world) fact(who id.ID) {
	w.touched[who] = true
	at := 1 + w.r.IntN(1000)
	switch w.r.IntN(9) {
	case 0:
		w.insert("person_language", "person_id, language, kind, source, at", "ON CONFLICT DO NOTHING", who, one(w, w.words.Languages), one(w, segment.Kinds), one(w, []string{"self-reported", "observed"}), at)
	case 1:
		w.insert("person_tag", "person_id, tag, at", "ON CONFLICT DO NOTHING", who, one(w, w.words.Tags), at)
	case 2:
		var probability any
		if w.chance(2) {
			probability = float64(w.r.IntN(5)) / 4
		}
		expires, _ := db.At(noon.Add(time.Duration(w.r.IntN(400*24)-100*24) * time.Hour)).Value()
		w.insert("person_model", "person_id, topic, value, model, probability, at, expires_at", "ON CONFLICT DO NOTHING", who, one(w, []string{"language", "language", "community"}), one(w, w.words.Languages), "m", probability, at, expires)
	case 3:
		w.insert("person_consent", "id, person_id, channel, purpose, granted, source, wording, by_name, at, noted_at", "", w.id(), who, one(w, []string{"text", "phone"}), one(w, w.words.Purposes), w.chance(2), "", "", "", at%5, 1)
	case 4:
		w.insert("person_relation", "id, person_id, kind, other_id, source, at", "ON CONFLICT DO NOTHING", w.id(), who, one(w, segment.Relations), w.touch(one(w, w.crowd)), "", at)
	case 5:
		if w.chance(2) {
			w.insert("custom_value", "person_id, field_id, value, at", "ON CONFLICT DO NOTHING", who, id.ID(81), one(w, w.words.Values), at)
		} else {
			n := w.r.IntN(10)
			w.insert("custom_value", "person_id, field_id, value, number, at", "ON CONFLICT DO NOTHING", who, id.ID(82), fmt.Sprint(n), float64(n)/2, at)
		}
	case 6:
		detail := "{}"
		if w.chance(2) {
			detail = fmt.Sprintf(`{"to_county": %q}`, one(w, w.words.Counties))
		}
		w.insert("person_event", "id, person_id, kind, on_date, detail, import_id", "", w.id(), who, one(w, segment.Events), w.day(), detail, 71)
	case 7:
		w.suppress(who)
	case 8:
		w.registration(who)
	}
}

func (w *world) touch(who id.ID) id.ID {
	w.touched[who] = true
	return who
}

func (w *world) suppress(who id.ID) {
	var lifted any
	if w.chance(4) {
		lifted = 2
	}
	address := "elsewhere"
	if w.chance(2) {
		address = ""
	}
	row := w.id()
	w.insert("suppression", "id, person_id, scope, reason, address_key, at, lifted_at", "", row, who, one(w, []string{"everywhere", "door", "phone", "text"}), one(w, []string{"moved", "refused"}), address, 1, lifted)
	if w.chance(2) { // at the address where they live, or where the person lives whom they were merged into
		w.exec(`UPDATE suppression SET address_key = COALESCE((SELECT h.address_key FROM person p JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id WHERE p.org_id = $1 AND p.id = $2), '') WHERE org_id = $1 AND id = $3`,
			who, row)
	}
}

// merge lets one person stand for another, with all that was merged into the other before.
func (w *world) merge() {
	into, absorbed := one(w, w.roots), one(w, w.roots)
	if into == absorbed {
		return
	}
	parts, err := db.All(ctx, w.tx, db.Value[id.ID], `SELECT id FROM person WHERE org_id = $1 AND (merged_into = $2 OR id = $2)`, org, absorbed)
	if err != nil {
		w.Fatal(err)
	}
	w.exec(`UPDATE person SET merged_into = $2 WHERE org_id = $1 AND (merged_into = $3 OR id = $3)`, into, absorbed)
	w.touch(into)
	for _, p := range parts {
		w.touch(p)
	}
	w.roots = slices.DeleteFunc(slices.Clone(w.roots), func(i id.ID) bool { return i == absorbed })
}

func (w *world) unmerge() {
	parts, err := db.All(ctx, w.tx, db.Value[id.ID], `SELECT id FROM person WHERE org_id = $1 AND merged_into IS NOT NULL ORDER BY id`, org)
	if err != nil {
		w.Fatal(err)
	}
	if len(parts) > 0 {
		part := one(w, parts)
		w.exec(`UPDATE person SET merged_into = NULL WHERE org_id = $1 AND id = $2`, w.touch(part)) // the memory knows with whom it was merged
		w.roots = append(slices.Clone(w.roots), part)
	}
}

// attempt writes an entry about somebody, or about a door where nobody was met.
func (w *world) attempt() {
	home := one(w, w.homes)
	var who id.ID
	if w.chance(2) {
		who = w.touch(one(w, w.crowd))
	} else {
		w.touchHome(home)
	}
	i := w.r.IntN(2)
	answers := "{}"
	if w.chance(2) {
		answers = fmt.Sprintf(`{%q: [%q]}`, one(w, w.words.Questions), one(w, w.words.Choices))
		if w.chance(3) {
			answers = `{"q1": ["yes", "maybe"], "q2": []}`
		}
	}
	w.entry("attempt", i, home, who, nil, answers)
	w.events = append(slices.Clone(w.events), fmt.Sprintf("%d|%d|%d|event %d", i, home, who, w.seq))
}

func (w *world) entry(kind string, i int, home, who id.ID, undoes any, answers string) {
	w.seq++
	at, _ := db.At(noon.Add(-time.Duration(w.r.IntN(900*24)) * time.Hour)).Value()
	w.insert("attempt", `id, event_id, seq, packet_id, program_id, turf_id, pass, worker_id, household_id, person_id, kind, undoes, result, language, channel, answers, detail,
		is_attempt, is_contact, is_conversation, device_at, at, received_at, deliveries`, "", w.id(), fmt.Sprint("event ", w.seq), w.seq, w.packet[i], w.program[i], w.turf, 1, w.worker, orNull(home), orNull(who), kind, undoes,
		one(w, segment.Results), "", one(w, w.words.Channels), answers, "{}", kind == "attempt", w.chance(2), w.chance(3), 1, at, 1, 1)
}

func (w *world) undo() {
	if len(w.events) == 0 {
		return
	}
	var i int
	var home, who id.ID
	var event string
	n := w.r.IntN(len(w.events))
	parts := strings.SplitN(w.events[n], "|", 4)
	fmt.Sscan(parts[0], &i)
	fmt.Sscan(parts[1], (*int64)(&home))
	fmt.Sscan(parts[2], (*int64)(&who))
	event = parts[3]
	w.entry("undo", i, home, who, event, "{}")
	if who != 0 {
		w.touch(who)
	} else {
		w.touchHome(home)
	}
}

func (w *world) touchHome(home id.ID) {
	if err := w.tx.TouchHouseholds(ctx, org, home); err != nil {
		w.Fatal(err)
	}
}

// edit changes a few things.
func (w *world) edit() {
	for range 1 + w.r.IntN(4) {
		who := w.touch(one(w, w.crowd))
		switch w.r.IntN(12) {
		case 0:
			w.person()
		case 1:
			w.merge()
		case 2:
			w.unmerge()
		case 3:
			w.attempt()
		case 4:
			w.undo()
		case 5:
			w.exec(`UPDATE person SET household_id = $3, phone = $4, is_member = $5, birth_date = $6 WHERE org_id = $1 AND id = $2`, who, orNull(w.home()), one(w, []string{"", "x"}), w.chance(2), w.birth())
		case 6:
			w.exec(`DELETE FROM `+one(w, []string{"person_tag", "person_language", "person_model", "custom_value", "person_event", "person_consent"})+` WHERE org_id = $1 AND person_id = $2`, who)
		case 7:
			w.exec(`UPDATE suppression SET lifted_at = 5 WHERE org_id = $1 AND person_id = $2`, who)
		case 8:
			home := one(w, w.homes)
			w.exec(`UPDATE household SET ward = $3, lat = NULL, lon = NULL WHERE org_id = $1 AND id = $2`, home, one(w, w.words.Wards))
			w.place(home)
			w.touchHome(home)
		case 9:
			w.exec(`UPDATE voter_registration SET status = $3, votes = $4, dropped_on = $5 WHERE org_id = $1 AND person_id = $2`, who, one(w, w.words.Statuses), one(w, []string{"", " 1 10 ", " 2 3 "}), one(w, []string{"", "2026-05-05"}))
			w.exec(`UPDATE ballot SET status = $3 WHERE org_id = $1 AND registration_id IN (SELECT id FROM voter_registration WHERE org_id = $1 AND person_id = $2)`, who, one(w, segment.Ballots[1:]))
		default:
			w.fact(who)
		}
	}
}
