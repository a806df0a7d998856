package canvass

// Result is the outcome of an attempt: a canvass result, or a conversation.
type Result string

// The results, as devices send and the log keeps them.
const (
	NotHome         Result = "not_home"
	Conversation    Result = "conversation"
	Refused         Result = "refused"
	ComeBack        Result = "come_back"
	LanguageBarrier Result = "language_barrier"
	Moved           Result = "moved"
	Deceased        Result = "deceased"
	Inaccessible    Result = "inaccessible"
	DoNotContact    Result = "do_not_contact"
)

// ResultRule is what a result means. Everything that depends on a result reads it here.
type ResultRule struct {
	Result  Result
	Key     string // the letter that enters it from paper
	Contact bool   // the person was reached; a conversation needs an answered question besides
	Talks   bool   // may carry answers
	Person  bool   // makes sense for one person only, never for a whole door
	// Suppress is how far the result keeps the person from being contacted again: "" not at all, "door" at doors,
	// "everywhere" on every channel. A move holds for the address that the person left.
	Suppress string
	FollowUp bool // somebody should go again: with the language that is needed, or at a better time
}

// rules is the table of results, in the order in which people see them. Door results and suppressions follow design
// words: a contact reached the person; moved and deceased are what others say, so nobody was reached.
var rules = []ResultRule{
	{Result: Conversation, Key: "t", Contact: true, Talks: true},
	{Result: NotHome, Key: "n"},
	{Result: ComeBack, Key: "c", Contact: true, FollowUp: true},
	{Result: Refused, Key: "r", Contact: true, Suppress: "door"},
	{Result: LanguageBarrier, Key: "l", FollowUp: true},
	{Result: Inaccessible, Key: "i"},
	{Result: Moved, Key: "m", Suppress: "everywhere"},
	{Result: Deceased, Key: "d", Person: true, Suppress: "everywhere"},
	{Result: DoNotContact, Key: "x", Contact: true, Suppress: "everywhere"},
}

var ruleOf = func() map[Result]ResultRule {
	m := map[Result]ResultRule{}
	for _, r := range rules {
		m[r.Result] = r
	}
	return m
}()

// Results lists the rules in the order in which people see them.
func Results() []ResultRule { return append([]ResultRule(nil), rules...) }

// counts tells how an attempt with this result and this many answered questions is counted. The three are counted
// apart, always: a conversation is a contact in which at least one question was answered.
func (r ResultRule) counts(answered int) (contact, conversation bool) {
	return r.Contact, r.Contact && r.Talks && answered > 0
}
