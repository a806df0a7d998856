package i18n

import (
	"encoding/json"
	"fmt"
	"strings"
)

// JS returns messages for a page's script: {"key": "text {name}"}, and {"key": {"one": …, "other": …}} where the
// language has plural forms. The script fills in the placeholders and chooses a form with Intl.PluralRules(lang). A key
// that ends in "*" stands for every message that begins so.
//
// The text may stand inside a <script> element: the JSON has no "<".
func (l *Localizer) JS(keys ...string) []byte {
	out := map[string]any{}
	for _, key := range keys {
		prefix, all := strings.CutSuffix(key, "*")
		if !all {
			out[key] = l.jsMessage(key)
			continue
		}
		for _, each := range built().keys {
			if strings.HasPrefix(each, prefix) {
				out[each] = l.jsMessage(each)
			}
		}
	}
	data, err := json.Marshal(out)
	if err != nil { // strings and maps of strings only
		panic(fmt.Sprintf("i18n: JS(%v): %v", keys, err))
	}
	return data
}

func (l *Localizer) jsMessage(key string) any {
	m, rule := l.catalog.messages[key], &l.locale.plural
	if m == nil {
		if m, rule = l.english.messages[key], &locales[0].plural; m == nil {
			return unknownKey(key)
		}
	}
	if len(m.forms) == 1 {
		return m.forms[0].source()
	}
	forms := map[Category]string{}
	for i, form := range m.forms {
		forms[rule.categories[i]] = form.source()
	}
	return forms
}
