package canvass

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	assets "banyan/web"
)

func appFixture() AppView {
	one := 1
	return AppView{Packet: 1 << 40, ListNumber: "4821 0937", Worker: 7, WorkerName: "Mai", Cursor: 3,
		Snapshot: Snapshot{Revision: 2, Turf: "Turf of secrets", Program: "Program of secrets",
			Stops: []Stop{
				{Number: "1243", Street: "Hidden St", Floors: []Floor{{Doors: []Door{{Seq: 1, Household: 101, People: []Person{{ID: 201, Given: "Hoa Thi", Family: "Nguyen", Native: "Nguyễn Thị Hoa", NativeLang: "vi", Language: "vi"}}}}}}},
				{Number: "1250", Street: "Hidden St", Floors: []Floor{{Floor: &one, Doors: []Door{{Seq: 2, Household: 102, Unit: "1A", People: []Person{{ID: 202, Given: "Mei", Family: "Chan", Language: "yue"}}}, {Seq: 3, Household: 103, Unit: "1B"}}}}},
			},
			Script: Script{Source: "en", Items: []Item{{ID: "hello", Kind: Say, Text: map[string]string{"en": "Secret opening", "vi": "Lời chào", "zh-Hant": "您好", "km": "សួស្តី"}}}},
			Sketch: Sketch{Width: 40, Height: 40, Path: "M1 2L3 4", Points: []SketchPoint{{Stop: 0, X: 1, Y: 2}, {Stop: 1, X: 3, Y: 4}}},
		},
		Entries: []AppEntry{{ID: "01999999-0000-7000-8000-000000000001", Kind: kindAttempt, Household: "000000000003c", Result: NotHome, By: "Tou"}},
		Shift:   AppShift{Key: bytes.Repeat([]byte{9}, 32), ServerKey: bytes.Repeat([]byte{4}, 65), Epoch: "e", Ends: time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)},
	}
}

func renderApp(t *testing.T, v AppView, tag string) string {
	t.Helper()
	built, err := assets.Load()
	if err != nil {
		t.Fatal(err)
	}
	l, ok := i18n.Get(tag)
	if !ok {
		t.Fatalf("no language %q", tag)
	}
	var b bytes.Buffer
	if err := AppPage(v, built).Render(i18n.With(t.Context(), l), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The phone keeps what is outside of the marks in clear.
func TestAppPage_hasNobodyOutsideTheMarks(t *testing.T) {
	html := renderApp(t, appFixture(), "en")
	shell := regexp.MustCompile(`(?s)<!--private-->.*<!--/private-->|<!--shift-->.*<!--/shift-->`).ReplaceAllString(html, "")
	if len(shell) < 20000 || len(shell) == len(html) {
		t.Fatalf("the shell has %d of %d bytes: the marks are not where they should be", len(shell), len(html))
	}
	for _, secret := range []string{"Hidden St", "1243", "Nguyễn", "Mei Chan", "Turf of", "Program of", "Secret opening", "Tou", "000000000006", "CQkJCQ"} {
		if !strings.Contains(html, secret) {
			t.Errorf("the page lacks %q", secret)
		}
		if strings.Contains(shell, secret) {
			t.Errorf("the shell has %q", secret)
		}
	}
	for _, mark := range []string{"<!--private-->", "<!--/private-->", "<!--shift-->", "<!--/shift-->"} {
		if strings.Count(html, mark) != 1 {
			t.Errorf("%s stands %d times on the page", mark, strings.Count(html, mark))
		}
	}
}

func TestAppPage_showsNativeNamesFirstAndIsolatesThem(t *testing.T) {
	html := renderApp(t, appFixture(), "ur")
	for _, want := range []string{`dir="rtl"`, `<bdi lang="vi">Nguyễn Thị Hoa</bdi>  <bdi>Hoa Thi Nguyen</bdi>`, `<bdi lang="yue-Hant">廣東話</bdi>`, `<bdi lang="en">Hidden St</bdi>`} {
		if !strings.Contains(html, want) {
			t.Errorf("the page lacks %s; the first name is %.300s", want, html[strings.Index(html, `data-p="`):])
		}
	}
}

func TestAppPage_carriesTheScriptOnlyInLanguagesOfThisWalk(t *testing.T) {
	html := renderApp(t, appFixture(), "en")
	for text, want := range map[string]bool{"Secret opening": true, "Lời chào": true, "您好": true, "សួស្តី": false} {
		if strings.Contains(html, text) != want {
			t.Errorf("%q on the page: %v, want %v", text, !want, want)
		}
	}
	many := appFixture()
	many.Snapshot.Stops[1].Floors[0].Doors = many.Snapshot.Stops[1].Floors[0].Doors[:1] // of whom no language is known
	for i, code := range []string{"km", "km", "ko", "ko", "hi", "bn", "ur"} {
		many.Snapshot.Stops[0].Floors[0].Doors[0].People = append(many.Snapshot.Stops[0].Floors[0].Doors[0].People, Person{ID: id.ID(300 + i), Given: "A", Language: code})
	}
	many.Snapshot.Script.Items[0].Text["ur"] = "سلام"
	for _, full := range []bool{false, true} {
		if many.Full = full; strings.Contains(renderApp(t, many, "en"), "您好") != full {
			t.Errorf("with Full = %v the language of one person is on the page: %v", full, !full)
		}
	}
	if !strings.Contains(renderApp(t, appFixture(), "km"), "សួស្តី") {
		t.Error("a volunteer who reads Khmer lacks the Khmer script")
	}
	strangers := appFixture() // its last door has nobody of whom the list knows a language
	strangers.Full = true
	if html := renderApp(t, strangers, "en"); !strings.Contains(html, "សួស្តី") || !strings.Contains(html, `","script":"km"}`) {
		t.Error("the copy that the phone keeps lacks the Khmer script for somebody who is not listed")
	}
}

func TestAppView_countsDoorsThatNeedNoVisit(t *testing.T) {
	v := appFixture()
	v.Entries = []AppEntry{
		{ID: "1", Kind: kindAttempt, Household: v.Snapshot.Doors()[0].Household.String(), Result: NotHome},
		{ID: "2", Kind: kindAttempt, Household: v.Snapshot.Doors()[1].Household.String(), Result: ComeBack},
		{ID: "4", Kind: kindUndo, Undoes: "3"},
		{ID: "3", Kind: kindAttempt, Household: v.Snapshot.Doors()[2].Household.String(), Result: Refused},
	}
	if got := v.done(); got != 1 {
		t.Errorf("done = %d, want 1: one asked to come back, one was undone", got)
	}
	if got := v.shownResult(v.Snapshot.Doors()[2].Household.String()); got != "" {
		t.Errorf("an undone door shows %q", got)
	}
}

var saidKey = regexp.MustCompile(`\bt\('([a-z_.]+)'`)

// The script can only say what the page carries, and the page carries nothing that it never says.
func TestAppMessages_areTheOnesThatTheScriptSays(t *testing.T) {
	files, err := filepath.Glob("../../../web/volunteer/*.js")
	if err != nil || len(files) < 8 {
		t.Fatalf("the app's script: %d files, %v", len(files), err)
	}
	said := []string{}
	all := ""
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all += string(b)
		for _, m := range saidKey.FindAllStringSubmatch(string(b), -1) {
			if !strings.HasSuffix(m[1], ".") { // t('door.' + result)
				said = append(said, m[1])
			}
		}
	}
	carried := func(key string) bool {
		return slices.ContainsFunc(appMessages, func(m string) bool {
			prefix, all := strings.CutSuffix(m, "*")
			return m == key || all && strings.HasPrefix(key, prefix)
		})
	}
	for _, key := range said {
		if !carried(key) {
			t.Errorf("the script says %q, which the page does not carry", key)
		}
	}
	for _, m := range appMessages {
		made := strings.HasSuffix(m, "*") || strings.HasPrefix(m, "entry.") || ruleOf[Result(strings.TrimPrefix(m, "door."))].Result != ""
		if !made && !strings.Contains(all, "'"+m+"'") {
			t.Errorf("the page carries %q, which the script never says", m)
		}
	}
}
