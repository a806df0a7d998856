package voterfile

import (
	"strings"

	"banyan/internal/kernels/names"
)

// answer is what a cell says that should be yes or no.
type answer uint8

// An empty cell, and one that says that nobody knows, says nothing.
const (
	saysNothing answer = iota
	saysYes
	saysNo
	unclear
)

// answers are words for yes, for no and for nothing, in the languages in which people keep lists, folded as names are.
var answers = answersOf(map[answer]string{
	saysYes: "y|yes|1|true|t|x|on|ok|okay|opt in|opted in|optin|subscribed|granted|allowed|agree|agrees|agreed|consented|accepted|" +
		"si|sí|acepto|de acuerdo|autorizo|có|đồng ý|vâng|是|同意|可以|愿意|願意|예|네|동의|동의함|はい|同意する|可|oo|opo|payag|" +
		"हाँ|हां|जी हाँ|ہاں|جی ہاں|جی|হ্যাঁ|ਹਾਂ|បាទ|ចាស|យល់ព្រម|yog|pom zoo|نعم|✓|✔|☑|✅",
	saysNo: "n|no|0|false|f|off|opt out|opted out|optout|unsubscribed|stop|refused|declined|withdrawn|denied|never|do not|do not contact|dnc|" +
		"no acepto|không|không đồng ý|từ chối|否|不|不同意|不可以|不愿意|不願意|拒绝|拒絕|아니요|아니오|거부|동의 안 함|동의하지 않음|いいえ|不可|拒否|hindi|ayaw|" +
		"नहीं|जी नहीं|نہیں|جی نہیں|না|ਨਹੀਂ|ទេ|អត់ទេ|tsis|tsis yog|لا|✗|✘|❌",
	saysNothing: "|-|?|n/a|na|unknown|none|null|not asked|not known|☐",
})

func answersOf(words map[answer]string) map[string]answer {
	out := map[string]answer{}
	for a, list := range words {
		for w := range strings.SplitSeq(list, "|") {
			out[foldAnswer(w)] = a
		}
	}
	return out
}

// foldAnswer is a word as the table has it; signs, of which nothing is left when they are folded, stay.
func foldAnswer(s string) string {
	if folded := names.Fold(s); folded != "" {
		return folded
	}
	return strings.TrimSpace(s)
}

// answerOf reads a cell.
func answerOf(s string) answer {
	if s == "" {
		return saysNothing
	}
	if a, known := answers[foldAnswer(s)]; known {
		return a
	}
	return unclear
}

func yes(s string) bool { return answerOf(s) == saysYes }

func no(s string) bool { return answerOf(s) == saysNo }
