package canvass

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"banyan/internal/platform/id"
)

// The kinds of entries.
const (
	kindAttempt     = "attempt"
	kindUndo        = "undo"
	kindPersonAdded = "person_added"
	kindNote        = "note"
	kindShift       = "shift" // of the volunteers themselves: see [EventDetail].State
	kindSeen        = "seen"  // that an announcement was read: its id is the text
)

// What volunteers say of themselves.
const (
	StateHelp  = "help"
	StateBreak = "break"
	StateBack  = "back"
	StateHome  = "home" // the shift is over, with what they want to tell; what is left of the walk is handed back
)

// newPrefix begins the name of a person who was added at the door, followed by the id of the entry that did it:
// the phone names people before the server has given them an id.
const newPrefix = "new:"

// Event is an entry as a phone sends it. Fields that this version does not know are ignored: a cached page may be
// weeks newer or older than the server.
type Event struct {
	ID        string              `json:"id"` // UUIDv7 made by the device: the idempotency key
	Packet    string              `json:"packet"`
	Kind      string              `json:"kind"`
	Household string              `json:"household,omitempty"`
	Person    string              `json:"person,omitempty"`
	Result    Result              `json:"result,omitempty"`
	Language  string              `json:"language,omitempty"`
	Answers   map[string][]string `json:"answers,omitempty"`
	Undoes    string              `json:"undoes,omitempty"`
	Detail    EventDetail         `json:"detail,omitzero"`
	At        string              `json:"at"` // the device's clock
}

// EventDetail is what a person added at the door is called, a note's text, or what a volunteer says of themselves.
type EventDetail struct {
	Name     string `json:"name,omitempty"`
	Language string `json:"language,omitempty"`
	Text     string `json:"text,omitempty"`
	State    string `json:"state,omitempty"`
	// Warn makes a note one that lasts: it is told to whoever comes to the door, or the building, later.
	Warn WarningKind `json:"warn,omitempty"`
	// Tags are what somebody who goes home chose to say of the shift: see debriefTags; Language is then one that they missed.
	Tags []string `json:"tags,omitempty"`
}

const (
	maxName    = 200
	maxText    = 500
	maxAnswers = 50
)

var (
	uuidV7   = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	langTag  = regexp.MustCompile(`^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,3}$`)
	kinds    = map[string]bool{kindAttempt: true, kindUndo: true, kindPersonAdded: true, kindNote: true, kindShift: true, kindSeen: true}
	states   = map[string]bool{StateHelp: true, StateBreak: true, StateBack: true, StateHome: true}
	noAnswer = map[string][]string{}
)

// fingerprint tells whether two deliveries under one id say the same. JSON objects are written with sorted keys.
func (e Event) fingerprint() string {
	b, _ := json.Marshal(e) // strings and lists only
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// decodeEvent reads one event of a batch. Anything but one object of the right shape is refused.
func decodeEvent(raw []byte) (Event, string) {
	var e Event
	if !utf8.Valid(raw) || json.Unmarshal(raw, &e) != nil {
		return Event{ID: idIn(raw)}, "entry.unreadable"
	}
	if !uuidV7.MatchString(e.ID) {
		return e, "entry.id_bad"
	}
	if e.hasNUL() {
		return e, "entry.unreadable"
	}
	return e, ""
}

// hasNUL finds the one character that PostgreSQL keeps in no text: such an entry would come again for ever.
func (e Event) hasNUL() bool {
	texts := []string{e.Packet, e.Kind, e.Household, e.Person, string(e.Result), e.Language, e.Undoes, e.Detail.Name, e.Detail.Language, e.Detail.Text, e.Detail.State, string(e.Detail.Warn), e.At}
	for question, answers := range e.Answers {
		texts = append(append(texts, question), answers...)
	}
	return slices.ContainsFunc(texts, func(s string) bool { return strings.ContainsRune(s, 0) })
}

// idIn finds the id in an event whose other fields are of the wrong type, so that the phone learns which it was.
func idIn(raw []byte) string {
	var only struct {
		ID string `json:"id"`
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if d.Decode(&only) != nil || len(only.ID) > 64 {
		return ""
	}
	return only.ID
}

// judged is an event that was found right, with its references resolved in the packet's snapshot.
type judged struct {
	Event
	household id.ID
	person    id.ID   // zero: the door itself, or somebody added at the door
	added     string  // id of the entry that added the person
	members   []id.ID // of the household, whom a result for the whole door is about
	language  string  // of the person or the door, where the event does not say one
	answered  int
	at        time.Time // by the device's clock; zero where it was unreadable
}

// judge checks an event against its packet. It returns the message key of what is wrong, "" for nothing.
func judge(e Event, p *place) (judged, string) {
	j := judged{Event: e}
	j.at, _ = time.Parse(time.RFC3339, e.At) // a phone without a sane clock still has something to say
	for _, check := range []func(*judged, *place) string{(*judged).checkKind, (*judged).checkDoor, (*judged).checkPerson, (*judged).checkWords, (*judged).checkWarning, (*judged).checkDebrief, (*judged).checkAnswers} {
		if why := check(&j, p); why != "" {
			return j, why
		}
	}
	return j, ""
}

func (j *judged) checkKind(p *place) string {
	switch {
	case j.Packet != p.packet.String():
		return "entry.other_packet"
	case !kinds[j.Kind]:
		return "entry.kind_unknown"
	case j.Kind == kindUndo && !uuidV7.MatchString(j.Undoes):
		return "entry.undo_bad"
	case j.Kind == kindAttempt && ruleOf[j.Result].Result == "":
		return "entry.result_unknown"
	case j.Kind == kindShift && !states[j.Detail.State], j.Kind != kindShift && j.Detail.State != "", j.ofThemselves() && (j.Household != "" || j.Person != ""):
		return "entry.unreadable"
	case j.Kind != kindAttempt && j.Result != "", j.Kind != kindUndo && j.Undoes != "":
		return "entry.unreadable"
	}
	return ""
}

// ofThemselves is true for what a volunteer says of themselves, at no door.
func (e Event) ofThemselves() bool { return e.Kind == kindShift || e.Kind == kindSeen }

// debriefTags are what somebody may choose to say at the end of a shift. Each is a message, home.TAG, of the volunteer's words.
var debriefTags = []string{"well", "time", "hard"}

// checkDebrief leaves out what a newer app may say.
func (j *judged) checkDebrief(*place) string {
	j.Detail.Tags = slices.DeleteFunc(slices.Clone(j.Detail.Tags), func(tag string) bool { return j.Detail.State != StateHome || !slices.Contains(debriefTags, tag) })
	return ""
}

func (j *judged) checkDoor(p *place) string {
	if j.Household == "" {
		if j.Kind == kindUndo || j.ofThemselves() {
			return ""
		}
		return "entry.household_unknown"
	}
	household, err := id.Parse(j.Household)
	door, ok := p.doors[household]
	if err != nil || !ok {
		return "entry.household_unknown"
	}
	j.household, j.language = household, door.language()
	for _, person := range door.People {
		j.members = append(j.members, person.ID)
	}
	return ""
}

func (j *judged) checkPerson(p *place) string {
	if j.Person == "" {
		if ruleOf[j.Result].Person {
			return "entry.person_needed"
		}
		return ""
	}
	if added, ok := strings.CutPrefix(j.Person, newPrefix); ok {
		if !uuidV7.MatchString(added) {
			return "entry.person_unknown"
		}
		j.added, j.language = added, ""
		return ""
	}
	person, err := id.Parse(j.Person)
	if err != nil {
		return "entry.person_unknown"
	}
	for _, known := range p.doors[j.household].People {
		if known.ID == person {
			j.person, j.language = person, known.Language
			return ""
		}
	}
	return "entry.person_unknown"
}

func (j *judged) checkWords(*place) string {
	for _, tag := range []string{j.Language, j.Detail.Language} {
		if tag != "" && !langTag.MatchString(tag) {
			return "entry.language_bad"
		}
	}
	j.Detail.Name, j.Detail.Text = cleanText(j.Detail.Name), cleanText(j.Detail.Text)
	switch {
	case utf8.RuneCountInString(j.Detail.Name) > maxName:
		return "entry.name_long"
	case utf8.RuneCountInString(j.Detail.Text) > maxText:
		return "entry.text_long"
	case j.Kind == kindPersonAdded && j.Detail.Name == "":
		return "entry.name_missing"
	case (j.Kind == kindNote && j.Detail.Warn == "" || j.Kind == kindSeen) && j.Detail.Text == "":
		return "entry.text_missing"
	}
	return ""
}

func (j *judged) checkAnswers(p *place) string {
	if len(j.Answers) == 0 {
		j.Answers = noAnswer
		return ""
	}
	if j.Kind != kindAttempt || !ruleOf[j.Result].Talks || len(j.Answers) > maxAnswers {
		return "entry.answers_bad"
	}
	clean := map[string][]string{}
	for name, given := range j.Answers {
		q, ok := p.snapshot.Script.question(name)
		if !ok || !q.takes(given) {
			return "entry.answers_bad"
		}
		if len(given) > 0 {
			clean[name] = given
			j.answered++
		}
	}
	j.Answers = clean
	return ""
}

// takes tells whether these are answers to the question.
func (q Item) takes(given []string) bool {
	if q.Kind != AskMany && len(given) > 1 || len(given) > maxAnswers {
		return false
	}
	for _, a := range given {
		if q.Kind == AskWords {
			if utf8.RuneCountInString(a) > maxText {
				return false
			}
			continue
		}
		known := false
		for _, c := range q.Choices {
			known = known || c.ID == a
		}
		if !known {
			return false
		}
	}
	return true
}

// cleanText takes away what has no place in a name or a note: control characters and the marks that turn the
// direction of the text around it.
func cleanText(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\ufeff':
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}
