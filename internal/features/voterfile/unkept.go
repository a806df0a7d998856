package voterfile

import (
	"maps"
	"strings"
)

// unkept tells the fields that a row can tell and that people have no place for yet: post, consent, and other names. A column of theirs
// is shown as not read, and is never offered: what somebody maps must not be lost without a word.
func unkept(field string) bool {
	return field == "chosen" || field == "former" || strings.HasPrefix(field, "mail") || strings.HasPrefix(field, consentPrefix)
}

// onlyKept is the plan without the columns whose fields are not kept.
func (p Plan) onlyKept() Plan {
	p.Columns, p.Keep = maps.Clone(p.Columns), nil
	maps.DeleteFunc(p.Columns, func(field, _ string) bool { return unkept(field) })
	return p
}
