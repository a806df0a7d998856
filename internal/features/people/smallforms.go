package people

import (
	"context"
	"net/url"
	"strings"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/id"
)

// smallForms are the forms of a person's page.
var smallForms = []smallForm{
	{"tag", "tags", func(ctx context.Context, s *Service, sc authz.Scope, p id.ID, v url.Values) (url.Values, error) {
		return nil, s.Tag(ctx, sc, p, v.Get("tag"))
	}},
	{"untag", "tags", func(ctx context.Context, s *Service, sc authz.Scope, p id.ID, v url.Values) (url.Values, error) {
		return url.Values{"undo": {"tag"}, "tag": {v.Get("tag")}}, s.Untag(ctx, sc, p, v.Get("tag"))
	}},
	{"speak", "languages", func(ctx context.Context, s *Service, sc authz.Scope, p id.ID, v url.Values) (url.Values, error) {
		return nil, s.Speak(ctx, sc, p, languageOf(v))
	}},
	{"unspeak", "languages", func(ctx context.Context, s *Service, sc authz.Scope, p id.ID, v url.Values) (url.Values, error) {
		l := languageOf(v)
		return url.Values{"undo": {"speak"}, "language": {l.Code}, "kind": {l.Kind}, "source": {l.Source}}, s.Unspeak(ctx, sc, p, l)
	}},
	{"hold", "suppression", func(ctx context.Context, s *Service, sc authz.Scope, p id.ID, v url.Values) (url.Values, error) {
		return nil, s.Hold(ctx, sc, p, v.Get("scope"))
	}},
	{"release", "suppression", func(ctx context.Context, s *Service, sc authz.Scope, p id.ID, v url.Values) (url.Values, error) {
		return undoable(v, "suppression", "release", func(row id.ID, undo bool) error { return s.Release(ctx, sc, p, row, undo) })
	}},
	{"contact", "contact", func(ctx context.Context, s *Service, sc authz.Scope, p id.ID, v url.Values) (url.Values, error) {
		switch do := v.Get("do"); do {
		case "wrong", "right":
			return nil, s.MarkWrong(ctx, sc, p, v.Get("contact_kind"), v.Get("value"), do == "wrong")
		case "remove":
			return nil, s.RemoveContact(ctx, sc, p, v.Get("contact_kind"), v.Get("value"))
		}
		return nil, s.AddContact(ctx, sc, p, v.Get("contact"), v.Get("label"))
	}},
	{"name", "names", func(ctx context.Context, s *Service, sc authz.Scope, p id.ID, v url.Values) (url.Values, error) {
		if v.Get("do") == "remove" {
			name, err := idOf(v, "name_id")
			if err != nil {
				return nil, err
			}
			return nil, s.RemoveName(ctx, sc, p, name)
		}
		return nil, s.AddName(ctx, sc, p, Name{Kind: v.Get("name_kind"), Text: v.Get("name_text"), Lang: v.Get("name_lang")})
	}},
	{"consent", "consent", func(ctx context.Context, s *Service, sc authz.Scope, p id.ID, v url.Values) (url.Values, error) {
		return nil, s.Agree(ctx, sc, p, NewConsent{Channel: v.Get("channel"), Purpose: v.Get("purpose"), Source: v.Get("consent_source"), Wording: v.Get("wording"), On: v.Get("on"), Granted: v.Get("granted") == "yes"})
	}},
	{"guardian", "youth", func(ctx context.Context, s *Service, sc authz.Scope, p id.ID, v url.Values) (url.Values, error) {
		guardian, err := id.Parse(v.Get("guardian"))
		if err != nil {
			guardian = 0 // the form says what is missing
		}
		return nil, s.GuardianAgrees(ctx, sc, p, NewGuardianConsent{Guardian: guardian, Granted: v.Get("granted") == "yes", Version: v.Get("version"), On: v.Get("signed_on")})
	}},
	{"identity", "identity", func(ctx context.Context, s *Service, sc authz.Scope, p id.ID, v url.Values) (url.Values, error) {
		if v.Get("do") == "remove" {
			identity, err := idOf(v, "identity")
			if err != nil {
				return nil, err
			}
			return nil, s.ForgetIdentity(ctx, sc, p, identity)
		}
		return nil, s.CallSelf(ctx, sc, p, NewIdentity{Words: v.Get("words"), Language: v.Get("words_lang"), SaidBy: v.Get("said_by"), On: v.Get("said_on"), Consented: v.Get("known") != ""})
	}},
	{"relate", "family", func(ctx context.Context, s *Service, sc authz.Scope, p id.ID, v url.Values) (url.Values, error) {
		other, err := idOf(v, "other")
		if err != nil {
			return nil, err
		}
		if v.Get("do") == "remove" {
			return url.Values{"undo": {"relate"}, "other": {other.String()}, "relation": {v.Get("relation")}}, s.Unrelate(ctx, sc, p, other, v.Get("relation"))
		}
		return nil, s.Relate(ctx, sc, p, other, v.Get("relation"))
	}},
	{"mailing", "contact", saveMailing},
	{"fields", "fields", saveFields},
	{"note", "notes", saveNote},
	{"file", "files", func(ctx context.Context, s *Service, sc authz.Scope, p id.ID, v url.Values) (url.Values, error) {
		return undoable(v, "file", "file", func(row id.ID, undo bool) error { return s.DeleteFile(ctx, sc, p, row, undo) })
	}},
}

func languageOf(v url.Values) record.Language {
	return record.Language{Code: v.Get("language"), Kind: v.Get("kind"), Source: v.Get("source")}
}

// undoable runs an act on a row that can be taken back by the same form.
func undoable(v url.Values, name, what string, fn func(row id.ID, undo bool) error) (url.Values, error) {
	row, err := idOf(v, name)
	if err != nil {
		return nil, err
	}
	undo := v.Get("undo") != ""
	if err := fn(row, undo); err != nil || undo {
		return nil, err
	}
	return url.Values{"undo": {what}, name: {row.String()}}, nil
}

func saveNote(ctx context.Context, s *Service, sc authz.Scope, p id.ID, v url.Values) (url.Values, error) {
	switch v.Get("do") {
	case "delete":
		return undoable(v, "note_id", "note", func(row id.ID, undo bool) error { return s.DeleteNote(ctx, sc, p, row, undo) })
	case "edit":
		note, err := idOf(v, "note_id")
		if err != nil {
			return nil, err
		}
		return nil, s.EditNote(ctx, sc, p, note, v.Get("note"), v.Get("anyway") != "")
	}
	return nil, s.AddNote(ctx, sc, p, v.Get("note"), v.Get("anyway") != "")
}

// saveFields writes all fields of the form.
func saveFields(ctx context.Context, s *Service, sc authz.Scope, p id.ID, v url.Values) (url.Values, error) {
	typed := map[id.ID]string{}
	for name, values := range v {
		if field, err := id.Parse(strings.TrimPrefix(name, fieldPrefix)); err == nil {
			typed[field] = values[0]
		}
	}
	return nil, s.SetFields(ctx, sc, p, typed)
}
