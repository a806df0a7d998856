package i18n_test

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/internal/platform/i18n"
)

func get(t *testing.T, tag string) *i18n.Localizer {
	t.Helper()
	l, ok := i18n.Get(tag)
	if !ok {
		t.Fatalf("no language %q", tag)
	}
	return l
}

func TestT_choosesThePluralFormAndWritesTheNumber(t *testing.T) {
	for _, c := range []struct {
		tag  string
		n    any
		want string
	}{
		{"en", 1, "1 minute ago"}, {"en", 0, "0 minutes ago"}, {"en", int64(1234), "1,234 minutes ago"},
		{"tl", 5, "5 minuto ang nakalipas"}, {"tl", uint8(4), "4 na minuto ang nakalipas"}, {"ko", 3, "3분 전"},
	} {
		ctx := i18n.With(context.Background(), get(t, c.tag))
		if got := i18n.T(ctx, "time.minutes_ago", "n", c.n); got != c.want {
			t.Errorf("%s: T(n=%v) = %q, want %q", c.tag, c.n, got, c.want)
		}
	}
}

func TestT_aMistakeInTheCodeStopsATest(t *testing.T) {
	for name, call := range map[string]func(){
		"unknown key":   func() { i18n.T(context.Background(), "no.such_key") },
		"missing count": func() { i18n.T(context.Background(), "time.minutes_ago") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: T did not panic", name)
				}
			}()
			call()
		}()
	}
}

func TestMatch_findsTheReadersLanguage(t *testing.T) {
	for _, c := range []struct {
		wishes []string
		want   string
	}{
		{nil, "en"}, {[]string{""}, "en"}, {[]string{"*"}, "en"}, {[]string{"de, fr;q=0.8"}, "en"}, {[]string{"en-GB,en;q=0.9"}, "en"},
		{[]string{"zh-CN"}, "zh-Hans"}, {[]string{"zh"}, "zh-Hans"}, {[]string{"zh-SG"}, "zh-Hans"}, {[]string{"cmn"}, "zh-Hans"}, {[]string{"zh-Hans-HK"}, "zh-Hans"},
		{[]string{"zh-TW,zh;q=0.9"}, "zh-Hant"}, {[]string{"zh-HK"}, "zh-Hant"}, {[]string{"zh_MO"}, "zh-Hant"}, {[]string{"zh-Hant-US"}, "zh-Hant"},
		{[]string{"yue"}, "zh-Hant"}, {[]string{"yue-HK"}, "zh-Hant"}, {[]string{"nan-TW"}, "zh-Hant"}, {[]string{"yue-Hans-CN"}, "zh-Hans"},
		{[]string{"mww"}, "hmn"}, {[]string{"hnj-US"}, "hmn"}, {[]string{"hmn"}, "hmn"}, {[]string{"fil-PH"}, "tl"}, {[]string{"tgl"}, "tl"}, {[]string{"tl"}, "tl"},
		{[]string{"vi-VN;q=0.5, ko;q=0.9"}, "ko"}, {[]string{"de", "vi"}, "vi"}, {[]string{"km-KH"}, "km"}, {[]string{"khm"}, "km"}, {[]string{"bn-IN"}, "bn"},
		{[]string{"ur-PK"}, "ur"}, {[]string{"hi-Latn, en;q=0.5"}, "en"}, {[]string{"ne"}, "en"}, {[]string{"ja"}, "en"}, {[]string{"vi;q=0, ko;q=0.1"}, "ko"},
		{[]string{"en-XA"}, "en-XA"}, {[]string{"ar-XB"}, "ar-XB"}, {[]string{"ar"}, "en"}, {[]string{"\xff\xfe;q=x,,;;"}, "en"},
		{[]string{strings.Repeat("de,", 5000) + "vi"}, "en"},
	} {
		if got := i18n.Match(c.wishes...).Tag(); got != c.want {
			t.Errorf("Match(%.60q) = %s, want %s", c.wishes, got, c.want)
		}
	}
}

func TestMatch_everyLanguageFindsItself(t *testing.T) {
	if len(i18n.All()) != 11 {
		t.Errorf("%d languages, want 11", len(i18n.All()))
	}
	for _, l := range i18n.All() {
		if got := i18n.Match(l.Tag()); got != l {
			t.Errorf("Match(%s) = %s", l.Tag(), got.Tag())
		}
	}
}

// TestLocalizer_datesAndNumbers writes one moment and one number in every language. The goldens are read by people.
func TestLocalizer_datesAndNumbers(t *testing.T) {
	when := time.Date(2026, 11, 3, 15, 5, 0, 0, time.UTC)
	want := map[string]string{
		"en":      "Nov 3, 2026, 3:05 PM · Tuesday, November 3, 2026 · Nov 3 · Tue · 12,345.5 · 45% · a, b, and c",
		"zh-Hans": "2026年11月3日 下午3:05 · 2026年11月3日 星期二 · 11月3日 · 周二 · 12,345.5 · 45% · a、b和c",
		"zh-Hant": "2026年11月3日 下午3:05 · 2026年11月3日 星期二 · 11月3日 · 週二 · 12,345.5 · 45% · a、b和c",
		"vi":      "3:05 chiều, 3 tháng 11, 2026 · Thứ Ba, 3 tháng 11, 2026 · 3 tháng 11 · T3 · 12,345.5 · 45% · a, b và c",
		"ko":      "2026년 11월 3일 오후 3:05 · 2026년 11월 3일 화요일 · 11월 3일 · 화 · 12,345.5 · 45% · a, b 및 c",
		"tl":      "Nob 3, 2026, 3:05 PM · Martes, Nobyembre 3, 2026 · Nob 3 · Mar · 12,345.5 · 45% · a, b, at c",
		"hi":      "3 नव॰ 2026, 3:05 pm · मंगलवार, 3 नवंबर 2026 · 3 नव॰ · मंगल · 12,345.5 · 45% · a, b और c",
		"bn":      "3 নভেম্বর, 2026, 3:05 PM · মঙ্গলবার, 3 নভেম্বর, 2026 · 3 নভেম্বর · মঙ্গল · 12,345.5 · 45% · a, b ও c",
		"ur":      "3 نومبر، 2026، \u20663:05 PM\u2069 · منگل، 3 نومبر، 2026 · 3 نومبر · منگل · 12,345.5 · 45% · \u2068a\u2069، \u2068b\u2069 اور \u2068c\u2069",
		"km":      "3 វិច្ឆិកា 2026, 3:05 ល្ងាច · ថ្ងៃអង្គារ ទី3 ខែវិច្ឆិកា ឆ្នាំ2026 · 3 វិច្ឆិកា · អង្គារ · 12,345.5 · 45% · a, b និង c",
		"hmn":     "Lub Kaum Ib Hlis 3, 2026, 3:05 PM · hnub Tuesday, Lub Kaum Ib Hlis 3, 2026 · Lub Kaum Ib Hlis 3 · Tue · 12,345.5 · 45% · a, b, thiab c",
	}
	for _, l := range i18n.All() {
		got := strings.Join([]string{l.DateTime(when), l.LongDate(when), l.ShortDate(when), l.Weekday(when), l.Decimal(12345.5), l.Percent(0.45), l.List([]string{"a", "b", "c"})}, " · ")
		if got != want[l.Tag()] {
			t.Errorf("%s:\n got %s\nwant %s", l.Tag(), got, want[l.Tag()])
		}
	}
}

func TestLocalizer_everyMonthDayAndHour(t *testing.T) {
	for _, l := range i18n.All() {
		names := map[string]bool{}
		for month := range 12 {
			names[l.ShortDate(time.Date(2026, time.Month(month+1), 1, 0, 0, 0, 0, time.UTC))] = true
		}
		for day := range 7 {
			names[l.Weekday(time.Date(2026, 1, day+1, 0, 0, 0, 0, time.UTC))] = true
		}
		for hour := range 24 {
			names[l.Time(time.Date(2026, 1, 1, hour, 7, 0, 0, time.UTC))] = true
		}
		if len(names) != 12+7+24 {
			t.Errorf("%s: %d different names of months, days and hours, want %d", l.Tag(), len(names), 12+7+24)
		}
	}
}

func TestNumbers_atTheirEdges(t *testing.T) {
	l := i18n.Default()
	for got, want := range map[string]string{
		l.Number(0): "0", l.Number(999): "999", l.Number(-1000): "−1,000", l.Number(1234567): "1,234,567", l.Number(-1 << 63): "−9,223,372,036,854,775,808",
		l.Decimal(-0.001): "0", l.Decimal(-1.5): "−1.5", l.Decimal(0.999): "1", l.Decimal(1.05): "1.05",
		l.Percent(0.999): "99%", l.Percent(1): "100%", l.Percent(0.001): "1%", l.Percent(1.2): "120%",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestRelativeTime_growsIntoADate(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for ago, want := range map[time.Duration]string{
		0: "just now", 59 * time.Second: "just now", -30 * time.Second: "just now", 90 * time.Second: "1 minute ago", 2 * time.Hour: "2 hours ago",
		47 * time.Hour: "1 day ago", 8 * 24 * time.Hour: "Nov 14, 2026", -48 * time.Hour: "Nov 24, 2026",
	} {
		if got := i18n.Default().RelativeTime(now.Add(-ago), now); got != want {
			t.Errorf("RelativeTime(%v ago) = %q, want %q", ago, got, want)
		}
	}
}

func TestPersonName_keepsThePersonsOwnOrder(t *testing.T) {
	chen := i18n.Name{Given: "Meiling", Family: "Chen", Native: "陳美玲", NativeLang: "zh-Hant"}
	hoa := i18n.Name{Given: "Hoa", Middle: "Thị", Family: "Nguyễn", NativeLang: "vi"}
	for _, c := range []struct {
		tag  string
		name i18n.Name
		want []i18n.NamePart
	}{
		{"en", chen, []i18n.NamePart{{Text: "Meiling Chen"}, {Text: "陳美玲", Lang: "zh-Hant"}}},
		{"zh-Hans", chen, []i18n.NamePart{{Text: "陳美玲", Lang: "zh-Hant"}, {Text: "Meiling Chen"}}},
		{"en", hoa, []i18n.NamePart{{Text: "Hoa Thị Nguyễn"}}},
		{"vi", hoa, []i18n.NamePart{{Text: "Nguyễn Thị Hoa"}}},
		{"en", i18n.Name{Given: "Pao", Family: "Vang", FamilyFirst: true}, []i18n.NamePart{{Text: "Vang Pao"}}},
		{"en", i18n.Name{Given: "민지", Family: "김"}, []i18n.NamePart{{Text: "김민지"}}},
		{"km", i18n.Name{Given: "តារា", Family: "សុខ", NativeLang: "km"}, []i18n.NamePart{{Text: "សុខ តារា"}}},
		{"en", i18n.Name{Given: " José ", Family: "Reyes  Cruz", Suffix: "Jr."}, []i18n.NamePart{{Text: "José Reyes Cruz Jr."}}},
		{"en", i18n.Name{Native: "Мөнх", NativeLang: "mn"}, []i18n.NamePart{{Text: "Мөнх", Lang: "mn"}}},
		{"en", i18n.Name{}, []i18n.NamePart{{}}},
	} {
		if got := get(t, c.tag).PersonNames(c.name); !slices.Equal(got, c.want) {
			t.Errorf("%s: PersonNames(%+v) = %+v, want %+v", c.tag, c.name, got, c.want)
		}
	}
}

func TestT_isolatesTextOfTheOtherDirection(t *testing.T) {
	ur, en := get(t, "ur"), get(t, "en")
	if got := ur.List([]string{"120 Main St", "علی"}); got != "\u2068120 Main St\u2069 اور علی" {
		t.Errorf("Urdu: %q", got)
	}
	if got := en.List([]string{"120 Main St", "علی"}); got != "120 Main St and \u2068علی\u2069" {
		t.Errorf("English: %q", got)
	}
}

func TestSort_asReadersExpect(t *testing.T) {
	for tag, want := range map[string]string{
		"vi":      "An Ánh Bình Chi Đào Đức Hoa", // Đ is a letter of its own after D, tones come last
		"zh-Hans": "陈 李 王 张",                     // pinyin
		"zh-Hant": "王 李 張 陳",                     // strokes
		"en":      "apple Éclair zebra",
	} {
		items := strings.Fields(want)
		slices.Reverse(items)
		i18n.Sort(get(t, tag), items, func(s string) string { return s })
		if got := strings.Join(items, " "); got != want {
			t.Errorf("%s: sorted %s, want %s", tag, got, want)
		}
	}
}

func TestJS_hasPluralFormsWhereTheLanguageHasThem(t *testing.T) {
	var en, vi map[string]any
	if err := json.Unmarshal(i18n.Default().JS("time.just_now", "time.days_*"), &en); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(get(t, "vi").JS("time.days_ago"), &vi); err != nil {
		t.Fatal(err)
	}
	forms, _ := en["time.days_ago"].(map[string]any)
	if en["time.just_now"] != "just now" || forms["one"] != "{n} day ago" || forms["other"] != "{n} days ago" || vi["time.days_ago"] != "{n} ngày trước" {
		t.Errorf("English %v, Vietnamese %v", en, vi)
	}
}

func TestLanguages_haveANameInEveryLanguage(t *testing.T) {
	seen := map[string]bool{}
	for _, language := range i18n.Languages() {
		if seen[language.Code] || language.Endonym == "" || language.English == "" {
			t.Errorf("%+v is double or has no name", language)
		}
		seen[language.Code] = true
		if got := i18n.Default().LanguageName(language.Code); got != language.English {
			t.Errorf("the catalog says %q for %s, the list %q", got, language.Code, language.English)
		}
		for _, l := range i18n.All() {
			if !l.Speaks("language.name." + language.Code) {
				t.Errorf("%s has no name for %s", l.Tag(), language.Code)
			}
		}
	}
	if got := get(t, "zh-Hans").LanguageName("vi"); got != "越南语" {
		t.Errorf("Vietnamese in Chinese is %q", got)
	}
	if got := i18n.Default().LanguageName("xx"); got != "xx" {
		t.Errorf("an unknown code is %q", got)
	}
}

func TestEndonym_knowsPagesAndPeoplesLanguages(t *testing.T) {
	for code, want := range map[string]string{"zh-Hant": "繁體中文", "yue": "廣東話", "tl": "Tagalog", "xx": "xx"} {
		if got := i18n.Endonym(code); got != want {
			t.Errorf("Endonym(%s) = %q, want %q", code, got, want)
		}
	}
}

func TestWriteStatus_isReadByPeopleAndPrograms(t *testing.T) {
	var table, data, one bytes.Buffer
	for w, o := range map[*bytes.Buffer]i18n.StatusOptions{&table: {}, &data: {JSON: true}, &one: {Language: "hmn"}} {
		if err := i18n.WriteStatus(w, o); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Count(table.String(), "\n") != 12 || !strings.Contains(table.String(), "Hmong (hmn)") {
		t.Errorf("table:\n%s", table.String())
	}
	var all []i18n.LanguageStatus
	if err := json.Unmarshal(data.Bytes(), &all); err != nil || len(all) != 11 || all[0].Language != "en" {
		t.Errorf("JSON: %v, %d languages", err, len(all))
	}
	if !strings.Contains(one.String(), "time.just_now = tam sim no") {
		t.Errorf("Hmong:\n%s", one.String())
	}
	if err := i18n.WriteStatus(&one, i18n.StatusOptions{Language: "xx"}); err == nil {
		t.Error("an unknown language is no error")
	}
}
