package canvass

import "testing"

func TestDecodeEvent_refusesTheCharacterThatNoDatabaseKeeps(t *testing.T) {
	const id = `"id":"0198c0de-0000-7000-8000-000000000001"`
	for body, want := range map[string]string{
		`{` + id + `,"kind":"attempt","answers":{"q1":["rent"]}}`:           "",
		`{` + id + `,"kind":"attempt","answers":{"q1":["re\u0000nt"]}}`:     "entry.unreadable",
		`{` + id + `,"kind":"attempt","answers":{"q\u0000":["rent"]}}`:      "entry.unreadable",
		`{` + id + `,"kind":"note","detail":{"text":"C:\\u0000 on paper"}}`: "",
		`{` + id + `,"kind":"note","detail":{"text":"\u0000"}}`:             "entry.unreadable",
		`{"id":"1"}`: "entry.id_bad",
		`[]`:         "entry.unreadable",
	} {
		if _, why := decodeEvent([]byte(body)); why != want {
			t.Errorf("%s: %q, want %q", body, why, want)
		}
	}
}
