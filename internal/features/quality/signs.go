package quality

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/stats"
	"banyan/internal/platform/id"
)

// Kind is what a sign is about.
type Kind string

// The kinds of signs. Each has ordinary reasons, and the pages say these first.
const (
	Together  Kind = "together"    // many doors far apart within a minute: perhaps typed in afterwards
	Soon      Kind = "soon"        // everything came sooner after the list was handed out than the way takes
	Answer    Kind = "answer"      // one answer far more often than the others around got it
	NobodyOut Kind = "no_not_home" // hardly anybody was not at home
	Refusals  Kind = "refusals"    // far more refusals than the others around met
)

// Sign is something at which it is worth looking, and then asking.
type Sign struct {
	Kind     Kind
	N, Of    int           // doors, or answers of one choice of so many
	Took     time.Duration // within which they were recorded
	Least    time.Duration // that the way and the form take at the very least
	Question string
	Choice   string
	Table    stats.Table // what the others around got
	P        float64
}

// The least that a door takes. They are far below what people need, so that nobody is looked at for being quick.
const (
	onFoot    = 5.0 // metres a second: a runner
	byBike    = 9.0
	knocking  = 5 * time.Second
	answering = 4 * time.Second // a question that was answered
)

// When recorded times are worth a look.
const (
	window       = time.Minute
	windowExcess = 90 * time.Second // what the doors of one window take at the least
	hurriedLeast = 10               // doors
	hurriedShare = 4                // one of so many
	soonLeast    = 15
)

// Look goes through the walks of one shift. What it finds is computed from all of them together, and kept nowhere.
func Look(all []Walk) map[id.ID][]Sign {
	out := map[id.ID][]Sign{}
	for _, w := range all {
		for _, s := range []Sign{w.together(), w.soon()} {
			if s.Kind != "" {
				out[w.Worker] = append(out[w.Worker], s)
			}
		}
	}
	for worker, signs := range compared(all) {
		out[worker] = append(out[worker], signs...)
	}
	return out
}

// least is how long the next door takes at the very least.
func (w Walk) least(from, to Entry) time.Duration {
	out := knocking + time.Duration(len(to.Answers))*answering
	if from.Placed && to.Placed {
		speed := onFoot
		if w.Fast {
			speed = byBike
		}
		out += time.Duration(geo.Distance(from.Place, to.Place) / speed * float64(time.Second))
	}
	return out
}

// timed are the entries whose times say something: made on a phone with a clock, one of each visit to a door.
func (w Walk) timed() (out []Entry) {
	for _, e := range w.Entries {
		if e.Paper || e.Phone.IsZero() || e.Phone.Unix() == 0 || e.Household == 0 {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Household == e.Household {
			out[n-1] = e
			continue
		}
		out = append(out, e)
	}
	return out
}

// together finds doors that were recorded within a minute and take much longer, by the phone's own clock: that the clock is wrong does
// not matter.
func (w Walk) together() Sign {
	list := w.timed()
	hurried := make([]bool, len(list))
	var least time.Duration // of the steps inside the window
	from := 0
	for i := 1; i < len(list); i++ {
		least += w.least(list[i-1], list[i])
		for list[i].Phone.Sub(list[from].Phone) > window {
			from++
			least -= w.least(list[from-1], list[from])
		}
		if least > windowExcess {
			for j := from; j <= i; j++ {
				hurried[j] = true
			}
		}
	}
	out := Sign{Kind: Together, Of: len(list)}
	for i, yes := range hurried {
		if !yes {
			continue
		}
		out.N++
		if i > 0 && hurried[i-1] {
			out.Took += list[i].Phone.Sub(list[i-1].Phone)
			out.Least += w.least(list[i-1], list[i])
		}
	}
	if out.N < hurriedLeast || out.N*hurriedShare < len(list) {
		return Sign{}
	}
	return out
}

// soon finds a packet that was over sooner after it was handed out than its way takes, by the server's clock alone.
func (w Walk) soon() (worst Sign) {
	for _, j := range w.Joined {
		var last time.Time
		var least time.Duration
		var before *Entry
		n := 0
		for _, e := range w.timed() {
			if e.Packet != j.Packet {
				continue
			}
			if before != nil {
				least += w.least(*before, e)
			}
			if e.Received.After(last) {
				last = e.Received
			}
			n, before = n+1, &e
		}
		s := Sign{Kind: Soon, N: n, Of: n, Took: last.Sub(j.Out), Least: least}
		if n >= soonLeast && 2*s.Took < least && s.Least > worst.Least {
			worst = s
		}
	}
	return worst
}

// How answers are compared.
const (
	aroundPeople  = 3   // others, at the least
	aroundTalks   = 60  // of theirs, at the least
	enoughTalks   = 300 // after which nobody farther away is asked
	leastTalks    = 15  // of the walk itself
	leastAttempts = 25
	forgiven      = 3.0  // times the odds elsewhere: streets differ, and people are met at different hours
	falseRate     = 0.01 // of what is shown, by chance
)

// test is one comparison with the others around.
type test struct {
	worker id.ID
	Sign
}

// compared tests every walk's answers against those of the others around, all tests of the shift at once.
func compared(all []Walk) map[id.ID][]Sign {
	var tallies []tally
	for _, w := range all {
		tallies = append(tallies, count(w))
	}
	var tests []test
	for _, t := range tallies {
		tests = append(tests, t.tests(tallies)...)
	}
	p := make([]float64, len(tests))
	for i, t := range tests {
		p[i] = t.P
	}
	out := map[id.ID][]Sign{}
	for i, yes := range stats.Discoveries(p, falseRate) {
		if yes {
			out[tests[i].worker] = append(out[tests[i].worker], tests[i].Sign)
		}
	}
	return out
}

// tally is a walk counted once: it is compared with many.
type tally struct {
	Walk
	attempts, contacts, talks, away, refused int
	answered                                 map[string]int            // conversations in which a question was answered
	answers                                  map[string]map[string]int // its choices. What people say in their own words counts too
}

func count(w Walk) tally {
	t := tally{Walk: w, attempts: w.Attempts(), contacts: w.Contacts(), talks: w.Conversations(), answered: map[string]int{}, answers: map[string]map[string]int{}}
	t.away = w.count(func(e Entry) bool { return e.Result == "not_home" })
	t.refused = w.count(func(e Entry) bool { return e.Result == "refused" })
	for _, e := range w.Entries {
		for question, choices := range e.Answers {
			if !e.Talked {
				continue
			}
			t.answered[question]++
			if t.answers[question] == nil {
				t.answers[question] = map[string]int{}
			}
			for _, choice := range choices {
				t.answers[question][choice]++
			}
		}
	}
	return t
}

func (t tally) tests(all []tally) (out []test) {
	others := t.around(all)
	for _, question := range slices.Sorted(maps.Keys(t.answers)) {
		n, m, theirs := t.answered[question], 0, map[string]int{}
		for _, o := range others {
			m += o.answered[question]
			for choice, k := range o.answers[question] {
				theirs[choice] += k
			}
		}
		if n < leastTalks || m < aroundTalks {
			continue
		}
		for _, choice := range slices.Sorted(maps.Keys(t.answers[question])) {
			x := stats.Table{Hits: t.answers[question][choice], N: n, Others: theirs[choice], M: m}
			out = append(out, test{t.Worker, Sign{Kind: Answer, N: x.Hits, Of: n, Question: question, Choice: choice, Table: x, P: x.MoreOften(forgiven)}})
		}
	}
	return append(out, t.resultTests(others)...)
}

// resultTests compares what happened at the doors.
func (t tally) resultTests(others []tally) (out []test) {
	var sum tally
	for _, o := range others {
		sum.attempts, sum.contacts = sum.attempts+o.attempts, sum.contacts+o.contacts
		sum.away, sum.refused = sum.away+o.away, sum.refused+o.refused
	}
	if t.attempts >= leastAttempts && sum.attempts >= aroundTalks {
		x := stats.Table{Hits: t.away, N: t.attempts, Others: sum.away, M: sum.attempts}
		out = append(out, test{t.Worker, Sign{Kind: NobodyOut, N: x.Hits, Of: x.N, Table: x, P: x.LessOften(forgiven)}})
	}
	if t.contacts >= leastTalks && sum.contacts >= aroundTalks {
		x := stats.Table{Hits: t.refused, N: t.contacts, Others: sum.refused, M: sum.contacts}
		out = append(out, test{t.Worker, Sign{Kind: Refusals, N: x.Hits, Of: x.N, Table: x, P: x.MoreOften(forgiven)}})
	}
	return out
}

// around are the others who walked nearest, until they had enough conversations to compare with; nobody where there are too few.
func (t tally) around(all []tally) (out []tally) {
	type other struct {
		i      int
		metres float64
	}
	var others []other
	for i, o := range all {
		switch {
		case o.Crew == t.Crew:
		case t.Placed && o.Placed:
			others = append(others, other{i, geo.Distance(t.Center, o.Center)})
		default:
			others = append(others, other{i, 0})
		}
	}
	slices.SortStableFunc(others, func(a, b other) int { return cmp.Compare(a.metres, b.metres) })
	talks := 0
	for _, o := range others {
		if talks >= enoughTalks {
			break
		}
		out, talks = append(out, all[o.i]), talks+all[o.i].talks
	}
	if len(out) < aroundPeople {
		return nil
	}
	return out
}

// ClockOff is how wrong the walk's phone was, the middle of its entries; small differences are none.
func (w Walk) ClockOff() time.Duration {
	var off []float64
	for _, e := range w.Entries {
		if !e.Paper && !e.Phone.IsZero() && e.Phone.Unix() != 0 {
			off = append(off, e.At.Sub(e.Phone).Minutes())
		}
	}
	_, middle, _ := stats.Quartiles(off)
	if d := time.Duration(middle * float64(time.Minute)); d.Abs() >= clockMatters {
		return d
	}
	return 0
}

const clockMatters = 10 * time.Minute
