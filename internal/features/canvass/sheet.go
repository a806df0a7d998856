package canvass

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Side is a stretch of the walk on one side of one street: a page of the walk list on paper.
type Side struct {
	Street string
	Side   geo.Side // of the street, by the house numbers
	Stops  []Stop
	Breaks bool // it begins a page
	Page   int  // from 1
}

// sideDoors is how few doors two sides have together that share a page: a walk that often crosses a quiet street would waste one on each door.
const sideDoors = 5

// What stands on a page of Letter or A4 with the margins of a browser, in points as a browser counts them, measured on printed lists. What would not fit begins a page of
// its own: a loose sheet without a list number and a code belongs to nobody.
const (
	pageHeight   = 940
	headHeight   = 62 // of a page's first side, with the code
	sideHeight   = 30 // of a further side
	stopHeight   = 40
	lineHeight   = 40
	answerHeight = 22 // a row of choices
	answerRow    = 50 // letters in it, where questions of different lengths break
	boxLetters   = 4  // that a box takes
)

// height is what a stop takes on paper.
func (s Script) height(stop Stop) int {
	n := stopHeight
	for _, l := range stop.lines() {
		if n += lineHeight; l.Person != nil {
			n += s.answerRows(l.Person.Language) * answerHeight
		}
	}
	return n
}

// answerRows is how many rows the choices take for somebody who speaks a language.
func (s Script) answerRows(language string) int {
	letters := 0
	for _, q := range s.Items {
		for _, c := range q.Choices {
			text, _ := s.In(c.Text, language)
			letters += utf8.RuneCountInString(text) + boxLetters
		}
	}
	return (letters + answerRow - 1) / answerRow
}

// sides takes the walk apart where it changes the street or crosses it, and where a page is full.
func (s Snapshot) sides() (out []Side) {
	onPage, used, page := 0, 0, 0
	for _, part := range s.streetSides() {
		breaks := len(out) == 0 || onPage+part.doors() > sideDoors
		for i, stop := range part.Stops {
			height := s.Script.height(stop)
			full := used+height > pageHeight || i == 0 && used+sideHeight+height > pageHeight
			if i == 0 || full {
				out = append(out, Side{Street: part.Street, Side: part.Side, Breaks: i > 0 || breaks || full})
				used += sideHeight
			}
			last := &out[len(out)-1]
			if last.Breaks && len(last.Stops) == 0 {
				onPage, used = 0, headHeight
				page++
			}
			last.Page, last.Stops = page, append(last.Stops, stop)
			used += height
			onPage += Side{Stops: []Stop{stop}}.doors()
		}
	}
	return out
}

func (s Snapshot) streetSides() (out []Side) {
	for _, stop := range s.Stops {
		half := geo.ParseHouseNumber(stop.Number).Side()
		if last := len(out) - 1; last < 0 || out[last].Street != stop.Street || out[last].Side != half {
			out = append(out, Side{Street: stop.Street, Side: half})
		}
		side := &out[len(out)-1]
		side.Stops = append(side.Stops, stop)
	}
	return out
}

func (s Side) doors() (n int) {
	for _, stop := range s.Stops {
		for _, f := range stop.Floors {
			n += len(f.Doors)
		}
	}
	return n
}

// Line is a line of the walk list: a whole door, or one person.
type Line struct {
	Code   string
	Door   Door
	Person *Person // nil for the whole door
	// What holds of it now, by whatever phone or paper; Result is "" where nothing does.
	Result  Result
	Answers string
	Event   string
}

// lines are the lines of a stop as the paper shows them: a single person's line says as much as their door's.
func (s Stop) lines() (out []Line) {
	for _, f := range s.Floors {
		for _, d := range f.Doors {
			if len(d.People) != 1 {
				out = append(out, Line{Code: d.Code(-1), Door: d})
			}
			for i := range d.People {
				out = append(out, Line{Code: d.Code(i), Door: d, Person: &d.People[i]})
			}
		}
	}
	return out
}

// lines are all lines of the walk list, in its order.
func (s Snapshot) lines() (out []Line) {
	for _, stop := range s.Stops {
		out = append(out, stop.lines()...)
	}
	return out
}

// lineAfter is the code of the line that somebody types after a line has got a result: what was not a conversation at a whole door says enough of everybody there.
func (s Snapshot) lineAfter(code string, result Result) string {
	all := s.lines()
	at := slices.IndexFunc(all, func(l Line) bool { return l.Code == code })
	if at < 0 {
		return ""
	}
	next := at + 1
	if all[at].Person == nil && result != "" && !ruleOf[result].Talks {
		for next < len(all) && all[next].Door.Household == all[at].Door.Household {
			next++
		}
	}
	if next == len(all) {
		return ""
	}
	return all[next].Code
}

// withCode puts the code of the line at hand before what was typed, unless it begins with a code or takes something back.
func withCode(at, line string) string {
	line = strings.TrimSpace(line)
	if at == "" || line == "" || strings.EqualFold(line, "u") || line[0] >= '0' && line[0] <= '9' {
		return line
	}
	return at + " " + line
}

// shorthand writes answers as somebody types them from paper: 1a 2bd 3=words.
func (s Script) shorthand(answers map[string][]string) string {
	var out []string
	for n, q := range s.questions() {
		given := answers[q.ID]
		if len(given) == 0 {
			continue
		}
		text := strconv.Itoa(n + 1)
		for _, a := range given {
			if at := slices.IndexFunc(q.Choices, func(c Choice) bool { return c.ID == a }); at >= 0 {
				text += letters(at)
			} else {
				text += "=" + a
			}
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

// Sheet gives what holds of each line of a packet, by its code. Errors as EnterLine.
func (s *Service) Sheet(ctx context.Context, sc authz.Scope, packet id.ID) (out map[string]Line, err error) {
	defer errs.Wrap(&err, "canvass.Sheet(%v)", packet)
	if err := sc.Require(authz.EnterResults); err != nil {
		return nil, err
	}
	p, err := s.place(ctx, sc, packet)
	if err != nil {
		return nil, err
	}
	type place struct{ door, person id.ID }
	byPlace := map[place]Line{}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		return db.Each(ctx, tx, func(r db.Row) error {
			var at place
			var l Line
			var answers db.JSON[map[string][]string]
			var account id.ID
			if err := r.Scan(&at.door, &at.person, &l.Result, &answers, &l.Event, &account); err != nil {
				return err
			}
			if sc.Can(authz.ReadPeople) || account != 0 && account == sc.Actor().Account { // what others heard at the doors is not for whoever types
				l.Answers = p.snapshot.Script.shorthand(answers.V)
			}
			byPlace[at] = l // the newest comes last
			return nil
		}, `SELECT a.household_id, COALESCE(a.person_id, 0), a.result, a.answers, a.event_id, w.account_id FROM attempt a JOIN worker w ON w.org_id = a.org_id AND w.id = a.worker_id
			WHERE a.org_id = $1 AND a.packet_id = $2 AND a.kind = 'attempt' AND COALESCE(CAST(a.detail ->> 'new' AS TEXT), '') = '' AND `+effective+` ORDER BY a.seq`, sc.Organization(), packet)
	})
	if err != nil {
		return nil, err
	}
	out = map[string]Line{}
	for _, l := range p.snapshot.lines() {
		at := place{door: l.Door.Household}
		if l.Person != nil {
			at.person = l.Person.ID
		}
		if held, ok := byPlace[at]; ok {
			l.Result, l.Answers, l.Event = held.Result, held.Answers, held.Event
			out[l.Code] = l
		}
	}
	return out, nil
}
