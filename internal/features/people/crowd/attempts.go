package crowd

import (
	"encoding/json"
	"fmt"

	"banyan/internal/kernels/segment/columns"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// attempt is an entry of the log that counts.
type attempt struct {
	person, household, program, form id.ID
	seq                              int64
	channel, result, answers         string
	contact, conversation            bool
	at                               db.Time
}

const attemptsOf = `SELECT COALESCE(a.person_id, 0), a.household_id, a.seq, a.program_id, v.form_id, a.channel, a.result, CAST(a.answers AS TEXT), a.is_contact, a.is_conversation, a.at
	FROM attempt a JOIN packet k ON k.org_id = a.org_id AND k.id = a.packet_id JOIN form_version v ON v.org_id = k.org_id AND v.id = k.form_version_id
	WHERE a.org_id = $1 AND a.kind = 'attempt'
	AND NOT EXISTS (SELECT 1 FROM attempt u WHERE u.org_id = a.org_id AND u.undoes = a.event_id AND u.kind = 'undo' AND u.packet_id + 0 = a.packet_id)`

// attempts at people, and at doors: what happened while nobody was met is about everybody who lives there.
func (l *loader) attempts() error {
	past := history{results: map[uint32]newest{}, answers: map[asked]newest{}}
	read := func(r db.Row) error {
		var a attempt
		err := r.Scan(&a.person, &a.household, &a.seq, &a.program, &a.form, &a.channel, &a.result, &a.answers, &a.contact, &a.conversation, &a.at)
		if err != nil {
			return err
		}
		answers, err := l.answersOf(a.answers)
		take := func(number uint32) {
			l.flag(number, true, "tried")
			l.c.Row(columns.Attempt, number, digits(a.program), a.channel, a.result, yes(a.contact), yes(a.conversation), l.day(a.at))
			past.take(number, a, answers)
		}
		if a.person == 0 {
			l.at(a.household, take)
		} else if number, known := l.number(a.person); known {
			take(number)
		}
		return err
	}
	err := l.each("a.person_id", read, attemptsOf+`{only}`)
	if err == nil && l.some {
		err = l.eachHousehold("a.household_id", read, attemptsOf+` AND a.person_id IS NULL{only}`)
	}
	past.put(l.c)
	return err
}

// answersOf reads {"q1": ["yes"]}; many attempts have the same text.
func (l *loader) answersOf(text string) (answers map[string][]string, err error) {
	if text == "{}" {
		return nil, nil
	}
	answers, known := l.answers[text]
	if known {
		return answers, nil
	}
	if err := json.Unmarshal([]byte(text), &answers); err != nil {
		return nil, fmt.Errorf("the answers %q: %w", text, err)
	}
	if len(l.answers) < 10000 {
		l.answers[text] = answers
	}
	return answers, nil
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// history is what is newest of the attempts that have been read.
type history struct {
	results map[uint32]newest
	answers map[asked]newest
}

type asked struct {
	person   uint32
	form     id.ID
	question string
}

type newest struct {
	seq  int64
	said []string
}

func (h history) take(person uint32, a attempt, answers map[string][]string) {
	if was, known := h.results[person]; !known || was.seq < a.seq {
		h.results[person] = newest{a.seq, []string{a.result}}
	}
	for question, chosen := range answers {
		q := asked{person, a.form, question}
		if was, known := h.answers[q]; !known || was.seq < a.seq {
			h.answers[q] = newest{a.seq, chosen}
		}
	}
}

func (h history) put(c *Crowd) {
	for person, n := range h.results {
		c.Put(columns.Newest, person, n.said...)
	}
	for q, n := range h.answers {
		for _, choice := range n.said {
			c.Put(columns.Answer, q.person, digits(q.form), q.question, choice)
		}
	}
}
