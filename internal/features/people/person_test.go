package people

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// add makes a person by hand.
func (w *world) add(in NewByHand) id.ID {
	w.Helper()
	person, alike, err := w.service().Add(context.Background(), w.sc, in)
	w.must(err)
	if alike != 0 {
		w.Fatalf("%q looks like %v", in.Whole, alike)
	}
	return person
}

// as is the scope of a member with a role.
func (w *world) as(role authz.Role) authz.Scope {
	return authz.Member(w.sc.Organization(), authz.Actor{Account: 7, Name: string(role)}, role)
}

// merge makes one row part of another person.
func (w *world) merge(part, root id.ID) {
	w.Helper()
	w.write(func(ctx context.Context, tx *db.WriteTx) error {
		return w.service().SetMerged(ctx, tx, w.sc, map[id.ID]id.ID{part: root, root: root})
	})
}

func called(name string) Details { return Details{Whole: name} }

func TestDetails_aNameIsNotForcedIntoFirstAndLast(t *testing.T) {
	had := record.Name{Given: "Duc", Family: "Nguyen"}
	for _, c := range []struct {
		d    Details
		had  record.Name
		want record.Name
	}{
		{called("Sukarno"), record.Name{}, record.Name{Given: "Sukarno"}},
		{called("រស់ សុខា"), record.Name{}, record.Name{Native: "រស់ សុខា"}},
		{Details{Whole: "រស់ សុខា", Roman: "Ros Sokha"}, record.Name{}, record.Name{Given: "Ros Sokha", Native: "រស់ សុខា"}},
		{Details{Whole: "김민준", Roman: "Minjun Kim", Name: record.Name{Given: "Minjun", Family: "Kim"}}, record.Name{}, record.Name{Given: "Minjun", Family: "Kim", Native: "김민준"}},
		{Details{Whole: "Đức Nguyễn", Name: had}, had, record.Name{Given: "Đức", Family: "Nguyễn"}},
		{Details{Whole: "Nguyễn Văn Đức", Name: had}, had, record.Name{Given: "Nguyễn Văn Đức"}},
		{Details{Whole: "Duc Nguyen", Name: had}, had, had},
		{Details{Whole: "Nguyen Duc", Name: had}, had, had},
		{Details{Whole: "Duc Nguyen", Name: record.Name{Given: "Duc", Family: "Nguyễn"}}, had, record.Name{Given: "Duc", Family: "Nguyễn"}},
	} {
		if got := c.d.name(c.had).record(); got != c.want {
			t.Errorf("%+v over %+v: %+v, want %+v", c.d, c.had, got, c.want)
		}
	}
}

func TestNames_aFormerOneFindsAndIsNotShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		p := w.add(NewByHand{Details: called("Minh Tran")})
		w.must(s.Edit(ctx, w.sc, p, Details{Whole: "Lily Tran", Before: BeforeFormer}))
		got := w.profile(p)
		if len(got.formerNames()) != 1 || got.formerNames()[0].Text != "Minh Tran" || slices.ContainsFunc(got.shownNames(), func(n Name) bool { return strings.Contains(n.Text, "Minh") }) {
			t.Errorf("names %+v", got.Names)
		}
		found := w.list(Filter{Search: "minh"}, 0, 0).Rows
		if len(found) != 1 || found[0].Name.Given != "Lily Tran" {
			t.Errorf("found %+v", found)
		}
		w.must(s.Edit(ctx, w.sc, p, Details{Whole: "Lily Trần"}))
		if n := len(w.list(Filter{Search: "lily tran"}, 0, 0).Rows); n != 1 {
			t.Errorf("the name with its marks is found %d times", n)
		}
		var out bytes.Buffer
		w.must(s.Export(ctx, w.sc, Filter{}, Purpose{Kind: "mailing"}, &out))
		if strings.Contains(out.String(), "Minh") {
			t.Error("a former name leaves in an export")
		}
		w.must(s.RemoveName(ctx, w.sc, p, w.profile(p).formerNames()[0].ID))
		if n := len(w.list(Filter{Search: "minh"}, 0, 0).Rows); n != 0 {
			t.Errorf("a removed name still finds %d people", n)
		}
	})
}

func TestContacts_severalNumbersOneIsUsedAndAWrongOneIsNot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		p := w.add(NewByHand{Details: called("Mai Vang"), Phone: "(414) 555-0101"})
		w.must(s.AddContact(ctx, w.sc, p, "414.555.0102", "home"))
		w.must(s.AddContact(ctx, w.sc, p, "+84 91 234 56 78", "family"))
		w.must(s.AddContact(ctx, w.sc, p, "Mai@Example.org", ""))
		used := func() string { return w.texts(`SELECT phone FROM person WHERE org_id = $1 AND id = $2`, p)[0] }
		if got := used(); got != "+14145550101" {
			t.Errorf("%s is used", got)
		}
		w.must(s.MarkWrong(ctx, w.sc, p, Phone, "+14145550101", true))
		if got := used(); got != "+14145550102" {
			t.Errorf("after the first is wrong, %s is used", got)
		}
		w.must(s.MarkWrong(ctx, w.sc, p, Phone, "+14145550101", false))
		w.must(s.RemoveContact(ctx, w.sc, p, Phone, "+14145550102"))
		var values []string
		for _, c := range w.profile(p).Contacts {
			values = append(values, c.Value)
		}
		if want := []string{"+14145550101", "+84912345678", "mai@example.org"}; !slices.Equal(values, want) || used() != want[0] {
			t.Errorf("contacts %q, used %s", values, used())
		}
		if err := s.AddContact(ctx, w.sc, p, "12", ""); len(errs.Fields(err)) == 0 {
			t.Errorf("12 is a number: %v", err)
		}
		if err := s.MarkWrong(ctx, w.sc, p, Phone, "+19999999999", true); errs.KindOf(err) != errs.NotFound {
			t.Errorf("an unknown number was marked: %v", err)
		}
	})
}

func TestConsent_theNewestWordHoldsAndNothingIsWrittenOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		p := w.add(NewByHand{Details: called("Mai Vang")})
		say := func(granted bool, on string) {
			w.at = w.at.Add(time.Minute)
			w.must(s.Agree(ctx, w.sc, p, NewConsent{Channel: "text", Purpose: "events", Source: "paper", Wording: "form 3", Granted: granted, On: on}))
		}
		holds := func() bool { return w.profile(p).Consents[0].Granted }
		listed := func(filter string) int { return w.list(Filter{Consent: filter}, 0, 0).Total }
		say(true, "")
		if !holds() || listed("text") != 1 || listed("!text") != 0 {
			t.Errorf("after yes: %v, %d, %d", holds(), listed("text"), listed("!text"))
		}
		say(false, "")
		if holds() || listed("text") != 0 || listed("!text") != 1 {
			t.Errorf("after no: %v, %d, %d", holds(), listed("text"), listed("!text"))
		}
		say(true, "2026-05-01") // said before the no, written down after it
		if holds() {
			t.Error("an older yes outweighs a newer no")
		}
		if n := w.count("person_consent"); n != 3 {
			t.Errorf("%d rows of three words", n)
		}
		for name, c := range map[string]NewConsent{"channel": {Channel: "fax", Purpose: "events", Source: "paper"}, "wording": {Channel: "text", Purpose: "events", Source: "paper", Granted: true},
			"on": {Channel: "text", Purpose: "events", Source: "paper", Wording: "x", On: "2999-01-01"}} {
			if err := s.Agree(ctx, w.sc, p, c); errs.Fields(err)[name] == nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestIdentity_isOnlyThePersonsOwnWord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		p := w.add(NewByHand{Details: called("Mai Vang")})
		w.write(func(ctx context.Context, tx *db.WriteTx) error {
			_, err := keepGuesses(ctx, tx, w.sc.Organization(), []guessRow{{person: p, Guess: Guess{Topic: TopicCommunity, Value: "Hmong", Model: "m1", At: w.at}}})
			return err
		})
		if err := s.CallSelf(ctx, w.sc, p, NewIdentity{Words: "x", SaidBy: SaidToUs}); errs.Fields(err)["known"] == nil {
			t.Errorf("it was written without the person's knowledge: %v", err)
		}
		w.must(s.CallSelf(ctx, w.sc, p, NewIdentity{Words: "HMoob Dawb", Language: "hmn", SaidBy: SaidByPerson, Consented: true}))
		w.must(s.CallSelf(ctx, w.sc, p, NewIdentity{Words: "苗族", SaidBy: SaidToUs, Consented: true}))
		got := w.profile(p)
		if len(got.Identities) != 2 || got.Identities[0].Lang != "hmn" || !strings.HasPrefix(got.Identities[1].Lang, "zh") || len(got.Guesses) != 0 {
			t.Errorf("identities %+v, guesses %+v", got.Identities, got.Guesses)
		}
		if log := strings.Join(w.texts(`SELECT detail FROM audit WHERE org_id = $1`), ""); strings.Contains(log, "HMoob") {
			t.Error("the log tells the words")
		}
		w.must(s.ForgetIdentity(ctx, w.sc, p, got.Identities[0].ID))
		if n := w.count("person_identity"); n != 1 {
			t.Errorf("%d are left", n)
		}
	})
}

func TestGuesses_areNoFactsAndGoWhenThePersonSpeaks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		m := member("Mai", "Vang", "12 Oak St")
		m.Languages = []record.Language{spoken("vi", record.Modelled)}
		w.members(m)
		p := w.personID("Vang")
		got := w.profile(p)
		if got.Language != "" || len(got.Languages) != 0 || len(got.Guesses) != 1 || got.Guesses[0].Value != "vi" {
			t.Fatalf("language %q, languages %v, guesses %+v", got.Language, got.Languages, got.Guesses)
		}
		if known, guessed := w.list(Filter{Language: "vi"}, 0, 0).Total, w.list(Filter{Language: "vi", Source: "modelled"}, 0, 0).Total; known != 0 || guessed != 1 {
			t.Errorf("%d known, %d guessed", known, guessed)
		}
		var out bytes.Buffer
		w.must(s.Export(ctx, w.sc, Filter{}, Purpose{Kind: "mailing"}, &out))
		if strings.Contains(out.String(), ",vi,") {
			t.Error("a guess leaves in an export")
		}
		w.must(s.Speak(ctx, w.sc, p, record.Language{Code: "hmn", Source: record.Observed}))
		if n := len(w.profile(p).Guesses); n != 1 {
			t.Errorf("what somebody heard took the guess away: %d", n)
		}
		w.must(s.Speak(ctx, w.sc, p, record.Language{Code: "hmn", Source: record.SelfReported}))
		w.members(m)
		if n := w.count("person_model"); n != 0 {
			t.Errorf("%d guesses about somebody who has said it", n)
		}
		w.at = w.at.Add(2 * guessLife)
		w.members(func() record.Member { o := member("Lee", "Xiong", "14 Oak St"); o.Languages = m.Languages; return o }())
		w.at = w.at.Add(2 * guessLife)
		if n := len(w.profile(w.personID("Xiong")).Guesses); n != 0 {
			t.Error("an expired guess is shown")
		}
	})
}

func TestRelations_areSeenFromBothSidesAndThroughMerges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		mother, daughter, twin := w.add(NewByHand{Details: called("Ros Sokha")}), w.add(NewByHand{Details: called("Ros Bopha")}), w.add(NewByHand{Details: called("Bopha R")})
		w.must(s.Relate(ctx, w.sc, mother, daughter, "child"))
		w.must(s.Relate(ctx, w.sc, daughter, mother, "parent")) // the same, said from the other side
		w.must(s.Relate(ctx, w.sc, mother, daughter, "neighbour"))
		w.must(s.Relate(ctx, w.sc, daughter, mother, "neighbour"))
		if n := w.count("person_relation"); n != 2 {
			t.Errorf("%d rows", n)
		}
		w.merge(daughter, twin)
		words := func(p id.ID) (out []string) {
			for _, r := range w.profile(p).Relations {
				out = append(out, r.Word+" "+r.Other.Name.Given)
			}
			slices.Sort(out)
			return out
		}
		if got, want := words(mother), []string{"child Bopha R", "neighbour Bopha R"}; !slices.Equal(got, want) {
			t.Errorf("the mother's page says %q", got)
		}
		if got, want := words(daughter), []string{"neighbour Ros Sokha", "parent Ros Sokha"}; !slices.Equal(got, want) {
			t.Errorf("the daughter's page says %q", got)
		}
		w.must(s.Unrelate(ctx, w.sc, mother, twin, "child"))
		if got := words(mother); len(got) != 1 {
			t.Errorf("left %q", got)
		}
		if err := s.Relate(ctx, w.sc, mother, mother, "friend"); errs.Fields(err)["other"] == nil {
			t.Errorf("somebody is their own friend: %v", err)
		}
	})
}

func TestNotes_keepWhatTheySaidAndAskAboutNumbers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		p := w.add(NewByHand{Details: called("Mai Vang")})
		for _, text := range []string{"her number is A123456789", "A# 123-456-789", "ssn 123-45-6789", "SSN: 123456789"} {
			if err := s.AddNote(ctx, w.sc, p, text, false); errs.Fields(err)["note"] == nil {
				t.Errorf("%q was kept without a question", text)
			}
		}
		for _, text := range []string{"call 414-555-0101", "on 2026-11-05 at 10", "Apt A12345", "ZIP 53218-1234"} {
			if err := s.AddNote(ctx, w.sc, p, text, false); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
		w.must(s.AddNote(ctx, w.sc, p, "A123456789 is a part number", true))
		note := w.profile(p).Notes[0].ID
		w.at = w.at.Add(time.Hour)
		w.must(s.EditNote(ctx, w.sc, p, note, "two\n\nlines", false))
		got := w.profile(p).Notes[0]
		if got.Text != "two\n\nlines" || len(got.Versions) != 1 || got.Versions[0].Text != "A123456789 is a part number" || got.Edited.IsZero() {
			t.Errorf("note %+v", got)
		}
		w.must(s.DeleteNote(ctx, w.sc, p, note, false))
		if n := len(w.profile(p).Notes); n != 4 {
			t.Errorf("%d notes after one was removed", n)
		}
		w.must(s.DeleteNote(ctx, w.sc, p, note, true))
		if n := len(w.profile(p).Notes); n != 5 {
			t.Errorf("%d notes after it came back", n)
		}
	})
}

func TestFiles_aPictureLosesWhatTheCameraWrote(t *testing.T) {
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, image.NewRGBA(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	exif := append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, 22}, []byte("Exif\x00\x00GPS 43.0,-87.9")...)
	photo := append(exif, plain.Bytes()[2:]...)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		p := w.add(NewByHand{Details: called("Mai Vang")})
		w.must(s.AddFile(ctx, w.sc, p, `C:\fotos\..\mai.exe`, photo))
		f := w.profile(p).Files[0]
		_, data, err := s.OpenFile(ctx, w.sc, p, f.ID)
		w.must(err)
		if f.Name != "mai.jpg" || f.MediaType != "image/jpeg" || bytes.Contains(data, []byte("GPS")) || !bytes.Contains(photo, []byte("GPS")) {
			t.Errorf("kept %+v with %d bytes", f, len(data))
		}
		for name, content := range map[string][]byte{"a.html": []byte("<html><script>alert(1)</script>"), "b.jpg": []byte("MZ\x90\x00 a program"), "c.svg": []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"),
			"": {}, "d.jpg": exif, "e.zip": []byte("PK\x03\x04")} {
			if err := s.AddFile(ctx, w.sc, p, name, content); errs.Fields(err)["file"] == nil {
				t.Errorf("%s was kept: %v", name, err)
			}
		}
		other := w.add(NewByHand{Details: called("Lee Xiong")})
		if _, _, err := s.OpenFile(ctx, w.sc, other, f.ID); errs.KindOf(err) != errs.NotFound {
			t.Errorf("another person's page gives the file: %v", err)
		}
		w.must(s.DeleteFile(ctx, w.sc, p, f.ID, false))
		if _, _, err := s.OpenFile(ctx, w.sc, p, f.ID); errs.KindOf(err) != errs.NotFound {
			t.Errorf("a removed file opens: %v", err)
		}
	})
}

func TestFields_refuseWhatIsNeverKept(t *testing.T) {
	for _, name := range []string{"Immigration status", "SSN", "Country of birth", "A-Number", "Green card?", "Quốc tịch", "國籍", "citizen?", "Visa type", "DACA", "신분 (국적)", "Nơi sinh", "país de nacimiento"} {
		if !mustNotBeKept(name) {
			t.Errorf("%q may be a field", name)
		}
	}
	for _, name := range []string{"T-shirt size", "Can drive", "Advisor", "Visit before noon", "Paper size", "Number of children", "Allergies", "School", "Tiếng Việt"} {
		if mustNotBeKept(name) {
			t.Errorf("%q may be no field", name)
		}
	}
}

func TestFields_areTypedFilteredAndArchived(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		p, q := w.add(NewByHand{Details: called("Mai Vang")}), w.add(NewByHand{Details: called("Lee Xiong")})
		define := func(name, kind, choices string) id.ID {
			f, err := s.DefineField(ctx, w.sc, NewField{Name: name, Kind: kind, Choices: choices})
			w.must(err)
			return f
		}
		size, kids, drives := define("Size", FieldChoice, "S\nM\n\nM\nL"), define("Children", FieldNumber, ""), define("Drives", FieldYesNo, "")
		w.must(s.SetFields(ctx, w.sc, p, map[id.ID]string{size: "M", kids: "1,200", drives: "yes"}))
		w.must(s.SetFields(ctx, w.sc, q, map[id.ID]string{size: "L"}))
		err := s.SetFields(ctx, w.sc, q, map[id.ID]string{size: "XXL", kids: "many", drives: ""})
		if got := errs.Fields(err); len(got) != 2 || got[Field{ID: kids}.FieldInput()] == nil {
			t.Errorf("faults %v", err)
		}
		for filter, want := range map[Filter]int{{Field: size.String()}: 2, {Field: size.String(), Value: "M"}: 1, {Field: drives.String(), Value: "yes"}: 1, {Field: drives.String(), Value: "no"}: 0} {
			if n := w.list(filter, 0, 0).Total; n != want {
				t.Errorf("%+v: %d people, want %d", filter, n, want)
			}
		}
		w.must(s.MoveField(ctx, w.sc, drives, true))
		w.must(s.ArchiveField(ctx, w.sc, size, true))
		if got := w.list(Filter{}, 0, 0).Fields; len(got) != 2 || got[0].ID != drives || got[1].ID != kids {
			t.Errorf("fields %+v", got)
		}
		if got := w.profile(q).Fields; len(got) != 3 || got[2].Value != "L" || !got[2].Field.Archived {
			t.Errorf("what was archived is not kept: %+v", got)
		}
		organizer := w.as(authz.Organizer)
		if _, err := s.DefineField(ctx, organizer, NewField{Name: "x", Kind: FieldText}); errs.KindOf(err) != errs.Forbidden {
			t.Errorf("an organizer defines fields: %v", err)
		}
	})
}

func TestProfile_readsAllPartsAndLeadsToTheRoot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		root, part := w.add(NewByHand{Details: called("Mai Vang")}), w.add(NewByHand{Details: called("M Vang"), Phone: "414-555-0101", Language: "hmn", Member: true})
		w.must(s.Tag(ctx, w.sc, part, "leader"))
		w.must(s.AddNote(ctx, w.sc, part, "a note", false))
		w.merge(part, root)
		got := w.profile(part)
		if got.ID != root || got.Parts != 2 || !got.IsMember || got.Language != "hmn" || len(got.Notes) != 1 || !slices.Equal(got.Tags, []string{"leader"}) || len(got.Contacts) != 1 {
			t.Errorf("profile %+v", got)
		}
		w.must(s.Tag(ctx, w.sc, root, "leader"))
		if n := w.count("person_tag"); n != 1 {
			t.Errorf("%d tags", n)
		}
		list := w.list(Filter{Tag: "leader"}, 0, 0)
		if list.Total != 1 || list.Rows[0].ID != root || !list.Rows[0].IsMember || list.Rows[0].Phone != "+14145550101" || list.Rows[0].Language != "hmn" {
			t.Errorf("list %+v", list.Rows)
		}
		if n := w.list(Filter{Search: "m vang"}, 0, 0).Total; n != 1 {
			t.Errorf("the part's name finds %d", n)
		}
		var out bytes.Buffer
		w.must(s.Export(ctx, w.sc, Filter{}, Purpose{Kind: "mailing"}, &out))
		if lines := strings.Split(strings.TrimSpace(out.String()), "\n"); len(lines) != 2 || !strings.Contains(lines[1], "+14145550101") || !strings.Contains(lines[1], "leader") {
			t.Errorf("exported %q", out.String())
		}
	})
}

func TestTimeline_tellsAllOfItPageByPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		p := w.add(NewByHand{Details: called("Mai Vang")})
		want := 2 // known, language
		w.must(s.Speak(ctx, w.sc, p, record.Language{Code: "hmn", Source: record.SelfReported}))
		for i := range 60 { // many at one moment: pages must neither lose nor repeat any
			w.must(s.Tag(ctx, w.sc, p, fmt.Sprintf("t%d", i)))
			w.must(s.AddNote(ctx, w.sc, p, fmt.Sprintf("note %d", i), false))
			want += 2
		}
		w.must(s.Untag(ctx, w.sc, p, "t7"))
		seen, pages, from := map[string]bool{}, 0, Cursor{}
		for ; pages < 20; pages++ {
			page, err := s.Timeline(ctx, w.sc, p, "", from)
			w.must(err)
			for _, e := range page.Events {
				key := fmt.Sprint(e.source, e.key)
				if seen[key] {
					t.Fatalf("%s is told twice", key)
				}
				seen[key] = true
			}
			if page.Next == "" {
				break
			}
			from = parseCursor(page.Next)
		}
		if len(seen) != want || pages != want/eventsPerPage {
			t.Errorf("%d events on %d pages, want %d", len(seen), pages+1, want)
		}
		notes, err := s.Timeline(ctx, w.sc, p, "tag", Cursor{})
		w.must(err)
		for _, e := range notes.Events {
			if e.Kind != "tag" {
				t.Errorf("%s among the tags", e.Kind)
			}
		}
	})
}

func TestSavedViews_areMineOrEverybodys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		mine, other := w.as(authz.Organizer), authz.Member(w.sc.Organization(), authz.Actor{Account: 8, Name: "b"}, authz.Organizer)
		v, err := s.SaveView(ctx, mine, " Elders ", url.Values{"age": {"65-"}, "sort": {"newest"}, "col": {"phone", "nonsense"}, "evil": {"1"}}, false)
		w.must(err)
		seen := func(sc authz.Scope) int {
			all, err := s.SavedViews(ctx, sc)
			w.must(err)
			return len(all)
		}
		all, err := s.SavedViews(ctx, mine)
		w.must(err)
		if all[0].Name != "Elders" || all[0].Query != "age=65-&col=phone&sort=newest" || seen(other) != 0 {
			t.Errorf("views %+v, the other sees %d", all, seen(other))
		}
		w.must(s.ChangeView(ctx, mine, v, "Grandparents", true))
		if seen(other) != 1 {
			t.Error("a shared view is not seen")
		}
		if err := s.RemoveView(ctx, other, v); errs.KindOf(err) != errs.NotFound {
			t.Errorf("somebody else removed it: %v", err)
		}
		w.must(s.RemoveView(ctx, mine, v))
		if seen(mine) != 0 {
			t.Error("it is still there")
		}
	})
}
