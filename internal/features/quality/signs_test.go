package quality

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/id"
)

// saturday is an invented shift: streets that differ, people who differ, and phones as they are.
type saturday struct {
	r     *rand.Rand
	next  id.ID
	begin time.Time
	walks []Walk
}

func (s *saturday) id() id.ID { s.next++; return s.next }

// habits are how somebody walks and records.
type habits struct {
	speed    float64 // metres a second
	talk     float64 // seconds of a conversation
	home     float64 // share of doors that open
	refuse   float64 // of those
	support  [4]float64
	together int           // doors that they note at once, at the corner
	offline  bool          // no signal until the end
	clock    time.Duration // by which the phone is wrong
	paper    bool
	spacing  float64 // metres between doors
}

func softmax(logits ...float64) (out [4]float64) {
	sum := 0.0
	for i, l := range logits {
		out[i] = math.Exp(l)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// honest draws somebody's habits: every neighbourhood, voice and phone is different.
func (s *saturday) honest() habits {
	n := func(spread float64) float64 { return s.r.NormFloat64() * spread }
	h := habits{speed: 1 + s.r.Float64()*.7, talk: 50 + s.r.Float64()*180, home: logistic(-.5 + n(.45)), refuse: logistic(-1.6 + n(.5)),
		support: softmax(.8+n(.5), .4+n(.4), .2+n(.4), -.3+n(.5)), together: 1, spacing: 6 + s.r.Float64()*35}
	if s.r.IntN(5) == 0 {
		h.together = 2 + s.r.IntN(2)
	}
	h.offline = s.r.IntN(4) == 0
	if s.r.IntN(12) == 0 {
		h.clock = time.Duration(s.r.IntN(240)-120) * time.Minute
	}
	h.paper = s.r.IntN(25) == 0
	return h
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func (s *saturday) pick(shares [4]float64) string {
	x := s.r.Float64()
	for i, p := range shares {
		if x -= p; x < 0 {
			return string(rune('a' + i))
		}
	}
	return "d"
}

// walk makes a walk of doors along a street.
func (s *saturday) walk(h habits, doors int) Walk {
	w := Walk{Worker: s.id(), Crew: s.id(), Name: "Somebody"}
	out := s.begin.Add(time.Duration(s.r.IntN(30)) * time.Minute)
	w.Joined = []Joined{{Worker: w.Worker, Packet: s.id(), Name: w.Name, Out: out}}
	w.Center = geo.Point{Lat: 43 + s.r.Float64()/20, Lon: -88 + s.r.Float64()/20}
	w.Placed = true
	now := out.Add(time.Duration(3+s.r.IntN(12)) * time.Minute)
	var waiting []int
	for i := range doors {
		step := h.spacing * (.5 + s.r.Float64())
		if s.r.IntN(6) == 0 {
			step = 0 // another door of the same building
		}
		at := geo.Point{Lat: w.Center.Lat, Lon: w.Center.Lon + float64(i)*h.spacing/81_000 + step/1e9}
		seconds := step/h.speed + 12 + s.r.Float64()*25
		e := Entry{ID: s.id(), Packet: w.Joined[0].Packet, Worker: w.Worker, Household: s.id(), Person: s.id(), Result: "not_home", Place: at, Placed: true, Paper: h.paper}
		if s.r.Float64() < h.home {
			e.Contact, e.Result = true, "refused"
			if s.r.Float64() > h.refuse {
				e.Result, e.Talked = "conversation", true
				e.Answers = map[string][]string{"support": {s.pick(h.support)}, "issue": {s.pick([4]float64{.4, .3, .2, .1})}, "again": {s.pick([4]float64{.5, .5})}}
				seconds += h.talk * (.3 + 1.4*s.r.Float64())
			}
		}
		now = now.Add(time.Duration(seconds * float64(time.Second)))
		waiting = append(waiting, len(w.Entries))
		w.Entries = append(w.Entries, e)
		if len(waiting) >= h.together || i == doors-1 {
			for _, j := range waiting {
				now = now.Add(time.Duration(2+s.r.IntN(4)) * time.Second)
				w.Entries[j].At, w.Entries[j].Phone, w.Entries[j].Received = now, now.Add(-h.clock), now.Add(time.Second)
			}
			waiting = nil
		}
	}
	if h.offline {
		for i := range w.Entries {
			w.Entries[i].Received = now.Add(time.Minute)
		}
	}
	return w
}

func newSaturday(seed uint64, workers int) *saturday {
	s := &saturday{r: rand.New(rand.NewPCG(seed, 7)), begin: time.Date(2026, 10, 24, 15, 0, 0, 0, time.UTC)}
	for range workers {
		s.walks = append(s.walks, s.walk(s.honest(), 20+s.r.IntN(50)))
	}
	return s
}

func TestLook_leavesTheHonestAlone(t *testing.T) {
	days, flagged := 0, 0
	kinds := map[Kind]int{}
	for seed := range uint64(250) {
		s := newSaturday(seed, 6+int(seed%35))
		signs := Look(s.walks)
		days, flagged = days+len(s.walks), flagged+len(signs)
		for _, list := range signs {
			for _, x := range list {
				kinds[x.Kind]++
			}
		}
	}
	t.Logf("of %d honest worker-days %d were shown (%.2f %%): %v", days, flagged, 100*float64(flagged)/float64(days), kinds)
	if flagged*100 > days {
		t.Errorf("%d of %d honest worker-days", flagged, days)
	}
}

func TestLook_findsWhatIsMadeUp(t *testing.T) {
	for _, c := range []struct {
		name   string
		invent func(s *saturday) Walk
		kinds  []Kind
	}{
		{"all doors in three minutes", func(s *saturday) Walk {
			w := s.walk(s.honest(), 30+s.r.IntN(30))
			begin := w.Joined[0].Out.Add(4 * time.Minute)
			for i := range w.Entries {
				at := begin.Add(time.Duration(float64(3*time.Minute) * float64(i) / float64(len(w.Entries))))
				w.Entries[i].At, w.Entries[i].Phone, w.Entries[i].Received, w.Entries[i].Paper = at, at, at, false
			}
			return w
		}, []Kind{Together, Soon}},
		{"every answer strong support", func(s *saturday) Walk {
			h := s.honest()
			h.home, h.refuse, h.support = 1, 0, [4]float64{1}
			return s.walk(h, 25+s.r.IntN(30))
		}, []Kind{Answer, NobodyOut}},
		{"nobody home is never recorded", func(s *saturday) Walk {
			h := s.honest()
			h.home = 1
			return s.walk(h, 30+s.r.IntN(30))
		}, []Kind{NobodyOut}},
		{"all refuse", func(s *saturday) Walk {
			h := s.honest()
			h.home, h.refuse = .8, 1
			return s.walk(h, 30+s.r.IntN(30))
		}, []Kind{Refusals}},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, others, rounds := 0, 0, 200
			for seed := range uint64(rounds) {
				s := newSaturday(seed+1000, 15+int(seed%10))
				w := c.invent(s)
				signs := Look(append(s.walks, w))
				if hit(signs[w.Worker], c.kinds) {
					found++
				}
				delete(signs, w.Worker)
				others += len(signs)
			}
			t.Logf("%d of %d found; beside them %d others shown", found, rounds, others)
			if found*10 <= rounds*9 {
				t.Errorf("only %d of %d", found, rounds)
			}
		})
	}
}

func hit(signs []Sign, kinds []Kind) bool {
	for _, s := range signs {
		for _, k := range kinds {
			if s.Kind == k {
				return true
			}
		}
	}
	return false
}

// Who types a sheet into the phone at the end of the day is shown as that, whose list had been out long enough is not shown as too soon.
func TestLook_tellsTypingUpFromMakingUp(t *testing.T) {
	s := newSaturday(3, 12)
	h := s.honest()
	h.spacing, h.paper = 25, false
	w := s.walk(h, 45)
	last := w.Entries[len(w.Entries)-1].At
	for i := range w.Entries {
		at := last.Add(time.Duration(i*4) * time.Second)
		w.Entries[i].At, w.Entries[i].Phone, w.Entries[i].Received = at, at, at
	}
	signs := Look(append(s.walks, w))[w.Worker]
	if !hit(signs, []Kind{Together}) || hit(signs, []Kind{Soon}) {
		t.Errorf("typed up: %+v", signs)
	}
	for i := range w.Entries {
		w.Entries[i].Paper = true
	}
	if signs := Look(append(s.walks, w))[w.Worker]; len(signs) != 0 {
		t.Errorf("paper has times: %+v", signs)
	}
}

func TestLook_saysNothingOfSmallNumbers(t *testing.T) {
	for seed := range uint64(40) {
		s := newSaturday(seed, 10)
		w := s.walk(habits{speed: 1, talk: 60, home: 1, support: [4]float64{1}, together: 1, spacing: 20}, leastTalks-1)
		if signs := Look(append(s.walks, w))[w.Worker]; len(signs) != 0 {
			t.Fatalf("of %d conversations: %+v", leastTalks-1, signs)
		}
		few := s.walk(habits{speed: 1, talk: 60, home: 1, support: [4]float64{1}, together: 1, spacing: 20}, 60)
		if signs := Look(append(s.walks[:aroundPeople-1], few))[few.Worker]; len(signs) != 0 {
			t.Fatalf("against %d others: %+v", aroundPeople-1, signs)
		}
	}
}

func TestClockOff(t *testing.T) {
	s := newSaturday(1, 1)
	h := s.honest()
	h.clock = 2 * time.Hour
	w := s.walk(h, 20)
	if off := w.ClockOff(); off != 2*time.Hour {
		t.Errorf("%v", off)
	}
}
