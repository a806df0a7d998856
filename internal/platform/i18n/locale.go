package i18n

// A locale is what a language needs besides its messages. All of it is data; a new language is a new row here and a
// folder of catalogs.
//
// Numbers are written as in the United States in every language (Latin digits, 1,234.5): they stand beside house
// numbers, ballots, mail and phone screens there, and a volunteer compares them. Bangla, Hindi and Khmer readers in the
// United States read Latin digits daily; the other way round a field director could not check a volunteer's screen.
type locale struct {
	tag     string // BCP 47
	english string // name in English
	endonym string
	dir     string
	script  string // ISO 15924
	class   string // of the page's root, for font and line height
	plural  pluralRule
	dates   dateForms
	list    listForms
	pseudo  bool
}

// Fonts and line heights go by how a script is written, see web/styles/languages.css.
const (
	latin    = "script-latn"
	hans     = "script-hans"
	hant     = "script-hant"
	korean   = "script-kore"
	deva     = "script-deva"
	bengali  = "script-beng"
	nastaliq = "script-nastaliq"
	khmer    = "script-khmr"
)

// locales in the order of a language menu; English is first because every other catalog is checked against it.
var locales = []locale{
	{tag: "en", english: "English", endonym: "English", dir: "ltr", script: "Latn", class: latin, plural: oneIsOne, dates: englishDates,
		list: listForms{pair: "{0} and {1}", middle: "{0}, {1}", last: "{0}, and {1}"}},
	{tag: "zh-Hans", english: "Chinese (Simplified)", endonym: "简体中文", dir: "ltr", script: "Hans", class: hans, plural: noPlural, dates: chineseDates("周", "星期"),
		list: listForms{pair: "{0}和{1}", middle: "{0}、{1}", last: "{0}和{1}"}},
	{tag: "zh-Hant", english: "Chinese (Traditional)", endonym: "繁體中文", dir: "ltr", script: "Hant", class: hant, plural: noPlural, dates: chineseDates("週", "星期"),
		list: listForms{pair: "{0}和{1}", middle: "{0}、{1}", last: "{0}和{1}"}},
	{tag: "vi", english: "Vietnamese", endonym: "Tiếng Việt", dir: "ltr", script: "Latn", class: latin, plural: noPlural, dates: vietnameseDates,
		list: listForms{pair: "{0} và {1}", middle: "{0}, {1}", last: "{0} và {1}"}},
	{tag: "ko", english: "Korean", endonym: "한국어", dir: "ltr", script: "Kore", class: korean, plural: noPlural, dates: koreanDates,
		list: listForms{pair: "{0} 및 {1}", middle: "{0}, {1}", last: "{0} 및 {1}"}},
	{tag: "tl", english: "Tagalog", endonym: "Tagalog", dir: "ltr", script: "Latn", class: latin, plural: vowelEnding, dates: tagalogDates,
		list: listForms{pair: "{0} at {1}", middle: "{0}, {1}", last: "{0}, at {1}"}},
	{tag: "hi", english: "Hindi", endonym: "हिन्दी", dir: "ltr", script: "Deva", class: deva, plural: zeroAndOne, dates: hindiDates,
		list: listForms{pair: "{0} और {1}", middle: "{0}, {1}", last: "{0} और {1}"}},
	{tag: "bn", english: "Bangla", endonym: "বাংলা", dir: "ltr", script: "Beng", class: bengali, plural: zeroAndOne, dates: banglaDates,
		list: listForms{pair: "{0} ও {1}", middle: "{0}, {1}", last: "{0} ও {1}"}},
	{tag: "ur", english: "Urdu", endonym: "اردو", dir: "rtl", script: "Aran", class: nastaliq, plural: oneIsOne, dates: urduDates,
		list: listForms{pair: "{0} اور {1}", middle: "{0}، {1}", last: "{0} اور {1}"}},
	{tag: "km", english: "Khmer", endonym: "ខ្មែរ", dir: "ltr", script: "Khmr", class: khmer, plural: noPlural, dates: khmerDates,
		list: listForms{pair: "{0} និង {1}", middle: "{0}, {1}", last: "{0} និង {1}"}},
	{tag: "hmn", english: "Hmong", endonym: "Hmoob", dir: "ltr", script: "Latn", class: latin, plural: noPlural, dates: hmongDates,
		list: listForms{pair: "{0} thiab {1}", middle: "{0}, {1}", last: "{0}, thiab {1}"}},
}

// The pseudo-locales show a page's faults before a translator does: text outside the catalogs and lines that do not
// grow (en-XA), layouts that do not turn round (ar-XB).
var (
	longLocale = locale{tag: "en-XA", english: "English, long", endonym: "⟦Éñĝļîšĥ⟧", dir: "ltr", script: "Latn", class: latin, plural: oneIsOne, dates: englishDates,
		list: locales[0].list, pseudo: true}
	mirroredLocale = locale{tag: "ar-XB", english: "English, right to left", endonym: mirrorText("English"), dir: "rtl", script: "Latn", class: latin, plural: oneIsOne,
		dates: englishDates, list: locales[0].list, pseudo: true}
)
