package form

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

var noon = time.Date(2026, 10, 3, 12, 0, 0, 0, time.UTC)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

func director(org id.ID) authz.Scope {
	return authz.Member(org, authz.Actor{Account: 7, Name: "Ana"}, authz.Director)
}

// world is a service on a fresh database whose clock stands still.
func world(t *testing.T, d *db.DB) (*Service, authz.Scope) {
	t.Helper()
	return NewService(d, audit.New(at(noon)), id.NewSource(at(noon)), at(noon)), director(11)
}

func text(source string) Text { return Text{Source: source} }

// listening is a script with one question that can be published.
func listening() Definition {
	return Definition{Source: "en", Languages: []string{"vi"}, Greeting: text("Hello"), Closing: text("Goodbye"),
		Questions: []Question{{ID: "q1", Kind: One, Text: text("What matters?"),
			Choices: []Choice{{"c2", text("Schools")}, {"c3", text("Rent")}}}}}
}

func TestScript_publishedVersionNeverChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, sc := world(t, d)
		ctx := context.Background()
		f := must(s.Create(ctx, sc, " Listening ", listening()))(t)
		if _, err := s.Published(ctx, sc, f.ID); errs.KindOf(err) != errs.NotFound {
			t.Fatalf("a draft counts as published: %v", err)
		}
		first := must(s.Publish(ctx, sc, f.ID, f.Newest.UpdatedAt))(t)
		changed := listening()
		changed.Questions[0].Text.Source = "What matters most?"
		second := must(s.SaveDraft(ctx, sc, f.ID, first.UpdatedAt, "Listening", changed))(t)
		if second.ID == first.ID || second.Number != 2 || !second.IsDraft() {
			t.Errorf("editing a published version gave %+v, want a draft of version 2", second)
		}
		if got := must(s.Published(ctx, sc, f.ID))(t); got.ID != first.ID || got.Definition.Questions[0].Text.Source != "What matters?" {
			t.Errorf("the published version is now %q", got.Definition.Questions[0].Text.Source)
		}
		again := must(s.SaveDraft(ctx, sc, f.ID, second.UpdatedAt, "Listening 2", changed))(t)
		if again.ID != second.ID || !again.UpdatedAt.After(second.UpdatedAt.Time) {
			t.Errorf("saving the draft again gave version %v at %v", again.ID, again.UpdatedAt)
		}
		if got := must(s.List(ctx, sc))(t); len(got) != 1 || got[0].Name != "Listening 2" || got[0].Published != first.ID || got[0].Newest.Number != 2 {
			t.Errorf("List gave %+v", got)
		}
	})
}

func TestSaveDraft_ofTwoEditorsOneWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, sc := world(t, d)
		ctx := context.Background()
		f := must(s.Create(ctx, sc, "Listening", listening()))(t)
		outcome := make([]error, 2)
		var both sync.WaitGroup
		for i, name := range []string{"Ana’s", "Binh’s"} {
			both.Go(func() { _, outcome[i] = s.SaveDraft(ctx, sc, f.ID, f.Newest.UpdatedAt, name, listening()) })
		}
		both.Wait()
		won := slices.Index(outcome, nil)
		if won < 0 || errs.KindOf(outcome[1-won]) != errs.Conflict || errs.Of(outcome[1-won]).Key != "script.error.changed" {
			t.Fatalf("two editors got %v", outcome)
		}
		if got := must(s.Get(ctx, sc, f.ID))(t); got.Name != []string{"Ana’s", "Binh’s"}[won] {
			t.Errorf("the form is called %q", got.Name)
		}
	})
}

func TestPublish_refusesWhatCannotBeAsked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, sc := world(t, d)
		ctx := context.Background()
		bad := Definition{Source: "en", Questions: []Question{
			{ID: "q1", Kind: One, Text: text("  ")},
			{ID: "q1", Kind: Words, Text: text("Anything else?")},
			{ID: "q2", Kind: Scale, Text: text("How likely?"), Min: 5, Max: 5},
			{ID: "q3", Kind: Many, Text: text("Which?"), Choices: []Choice{{"c1", text("A")}, {"c1", text("")}}},
		}}
		f := must(s.Create(ctx, sc, "Broken", bad))(t)
		_, err := s.Publish(ctx, sc, f.ID, f.Newest.UpdatedAt)
		if errs.KindOf(err) != errs.Invalid {
			t.Fatalf("Publish: %v", err)
		}
		for _, key := range []string{"script.error.empty_question", "script.error.few_choices", "script.error.same_id", "script.error.scale", "script.error.empty_choice"} {
			if !strings.Contains(err.Error(), key) {
				t.Errorf("nothing says %s in: %v", key, err)
			}
		}
		if got := must(s.Get(ctx, sc, f.ID))(t); !got.Newest.IsDraft() {
			t.Error("a refused form was published")
		}
	})
}

func TestScripts_ofAnotherOrganizationDoNotExist(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, sc := world(t, d)
		ctx := context.Background()
		f := must(s.Create(ctx, sc, "Listening", listening()))(t)
		other := director(12)
		for what, try := range map[string]func() error{
			"Get":     func() error { _, err := s.Get(ctx, other, f.ID); return err },
			"Version": func() error { _, err := s.Version(ctx, other, f.Newest.ID); return err },
			"SaveDraft": func() error {
				_, err := s.SaveDraft(ctx, other, f.ID, f.Newest.UpdatedAt, "x", listening())
				return err
			},
			"Publish": func() error { _, err := s.Publish(ctx, other, f.ID, f.Newest.UpdatedAt); return err },
		} {
			if err := try(); errs.KindOf(err) != errs.NotFound {
				t.Errorf("%s from another organization: %v", what, err)
			}
		}
		clerk := authz.Member(11, authz.Actor{Account: 8}, authz.DataEntry)
		if _, err := s.SaveDraft(ctx, clerk, f.ID, f.Newest.UpdatedAt, "x", listening()); errs.KindOf(err) != errs.Forbidden {
			t.Errorf("data entry may write scripts: %v", err)
		}
	})
}

func TestCreate_refusesWhatIsNoDraft(t *testing.T) {
	many := listening()
	many.Questions = make([]Question, maxQuestions+1)
	for what, d := range map[string]Definition{
		"unknown source":                {Source: "tlh"},
		"a translation into the source": {Source: "en", Languages: []string{"en"}},
		"an id with a space":            {Source: "en", Questions: []Question{{ID: "q 1", Kind: One}}},
		"an unknown kind":               {Source: "en", Questions: []Question{{ID: "q1", Kind: "essay"}}},
		"too many questions":            many,
		"a novel":                       {Source: "en", Greeting: text(strings.Repeat("ខ", maxText+1))},
	} {
		if err := accept("Name", d); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := accept(" ", listening()); len(errs.Fields(err)) != 1 {
		t.Errorf("no name: %v", err)
	}
}

func TestTranslation_knowsThatItsSourceMovedOn(t *testing.T) {
	d := listening()
	q := &d.Questions[0]
	q.Text.Translate("vi", "Điều gì quan trọng?", true)
	q.Choices[0].Text.Translate("vi", "Trường học", false)
	if got := q.Text.State("vi"); got != Approved {
		t.Fatalf("an approved translation is %s", got)
	}
	after := edited(d, url.Values{"lang": {"vi"}, "question": {"q1"}, "text.q1": {"What matters most?"}, "in.q1": {"Điều gì quan trọng?"}, "ok.q1": {"1"}})
	if got := after.Questions[0].Text.State("vi"); got != Stale {
		t.Errorf("after its source changed it is %s", got)
	}
	if q.Text.State("vi") != Approved {
		t.Error("editing changed the definition it began from")
	}
	still := edited(after, url.Values{"lang": {"vi"}, "question": {"q1"}, "in.q1": {"Điều gì quan trọng?"}, "ok.q1": {"1"}, "still.q1": {"1"}})
	if got := still.Questions[0].Text.State("vi"); got != Approved {
		t.Errorf("after somebody said it is still right it is %s", got)
	}
	want := Completeness{Language: "vi", Stale: 1, Draft: 1, Missing: 3}
	if got := after.Completeness(); len(got) != 1 || got[0] != want {
		t.Errorf("Completeness = %+v, want %+v", got, want)
	}
	if got := len(after.Warnings(i18n.Default())); got != 3 {
		t.Errorf("%d warnings, want missing, stale and draft", got)
	}
}

func TestEdited_keepsTheOtherLanguages(t *testing.T) {
	d := listening()
	d.Languages = []string{"vi", "ko"}
	d.Greeting.Translate("ko", "안녕하세요", true)
	after := edited(d, url.Values{"lang": {"vi"}, "question": {"q1"}, "in.greeting": {"Xin chào"}, "in.closing": {""}})
	if text, said := after.Say(after.Greeting, "ko"); text != "안녕하세요" || said != "ko" {
		t.Errorf("Korean is now %q", text)
	}
	if text, _ := after.Say(after.Greeting, "vi"); text != "Xin chào" {
		t.Errorf("Vietnamese is %q", text)
	}
	if text, said := after.Say(after.Closing, "vi"); text != "Goodbye" || said != "en" {
		t.Errorf("a missing translation says %q in %s", text, said)
	}
}

func TestChange_movesAddsAndNeverReusesAnID(t *testing.T) {
	d := listening().withSerial()
	added := d.change("add:yes_no_maybe")
	if added != "q4" || len(d.Questions) != 2 || len(d.Questions[1].Choices) != 3 || d.Questions[1].Choices[0].Text.Source != "Yes" {
		t.Fatalf("added %q: %+v", added, d.Questions)
	}
	if vi := d.Questions[1].Choices[0].Text; vi.In["vi"].Text != "Có" || vi.State("vi") != Draft {
		t.Errorf("yes in Vietnamese is %+v", vi.In["vi"])
	}
	d.change("up:q4")
	if d.Questions[0].ID != "q4" {
		t.Error("up did not move it")
	}
	d.change("up:q4")
	d.change("down:q1")
	if got := []string{d.Questions[0].ID, d.Questions[1].ID}; !slices.Equal(got, []string{"q4", "q1"}) {
		t.Errorf("moving beyond the ends gave %v", got)
	}
	d.change("remove:q4")
	if again := d.change("add:text"); again != "q5" {
		t.Errorf("a new question got %s", again)
	}
	if path := d.change("choice:q1"); path != "q1.c6" {
		t.Errorf("a new choice got %s", path)
	}
	d.change("drop:q1.c6")
	if len(d.Questions[0].Choices) != 2 {
		t.Errorf("dropping left %d choices", len(d.Questions[0].Choices))
	}
}

func TestItems_giveTheDoorEveryLanguage(t *testing.T) {
	d := listening()
	d.Questions = append(d.Questions, Question{ID: "q9", Kind: Scale, Min: 1, Max: 3, Required: true, Text: text("How likely?")})
	d.Greeting.Translate("vi", "Xin chào", false)
	d.Greeting.Translate("km", "សួស្តី", false) // no longer a language of the form
	items := d.Items()
	if len(items) != 4 || items[0].Kind != "say" || items[2].Kind != "one" || len(items[2].Choices) != 3 || !items[2].Required {
		t.Fatalf("items: %+v", items)
	}
	if got := items[0].Text; len(got) != 2 || got["vi"] != "Xin chào" {
		t.Errorf("the greeting is %v", got)
	}
}

// must fails the test where a call fails.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
