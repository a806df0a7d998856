package quality

import (
	"slices"
	"strings"
	"time"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/id"
)

// Entry is an attempt at a door, as somebody recorded it.
type Entry struct {
	ID, Packet, Worker, Household, Person id.ID
	Result, Language                      string
	Paper                                 bool // typed in from a sheet: its times say nothing
	Contact, Talked                       bool
	Answers                               map[string][]string
	Phone                                 time.Time // the phone's own clock; zero where it had none
	At, Received                          time.Time // when it happened by both clocks, and when it came
	Place                                 geo.Point
	Placed                                bool // the door's place is known
}

// Joined is somebody who joined a packet with a phone.
type Joined struct {
	Worker, Packet id.ID
	Name           string
	Staff          bool      // types sheets in: walks nowhere
	Out            time.Time // since when the packet can be walked
}

// Walk is what one person did in one shift, on all the packets of their crew.
type Walk struct {
	Worker  id.ID // the smallest of their numbers: it names the walk
	Crew    id.ID // of the shift
	Name    string
	New     bool // somebody of the crew has never done it
	Fast    bool // by bike
	Joined  []Joined
	Entries []Entry // in the order of their own clock
	Center  geo.Point
	Placed  bool
}

// Attempts, Contacts and Conversations are counted apart, always.
func (w Walk) Attempts() int { return len(w.Entries) }

// Contacts counts the attempts that reached the person.
func (w Walk) Contacts() int { return w.count(func(e Entry) bool { return e.Contact }) }

// Conversations counts the contacts in which a question was answered.
func (w Walk) Conversations() int { return w.count(func(e Entry) bool { return e.Talked }) }

func (w Walk) count(has func(Entry) bool) (n int) {
	for _, e := range w.Entries {
		if has(e) {
			n++
		}
	}
	return n
}

// Crew is who walked what, as the shift knows it.
type Crew struct {
	ID      id.ID
	New     bool
	Fast    bool
	Packets []id.ID
}

// walks puts entries together by who recorded them: the same name in the same crew is the same person, on however many packets.
func walks(crews []Crew, joined []Joined, entries []Entry) []Walk {
	type key struct {
		crew id.ID
		name string
	}
	crewOf := map[id.ID]Crew{}
	for _, c := range crews {
		for _, p := range c.Packets {
			crewOf[p] = c
		}
	}
	var out []Walk
	at, of := map[key]int{}, map[id.ID]int{}
	for _, j := range joined {
		crew, ok := crewOf[j.Packet]
		if !ok || j.Staff {
			continue
		}
		k := key{crew.ID, strings.ToLower(strings.TrimSpace(j.Name))}
		i, known := at[k]
		if !known {
			i = len(out)
			at[k] = i
			out = append(out, Walk{Worker: j.Worker, Crew: crew.ID, Name: j.Name, New: crew.New, Fast: crew.Fast})
		}
		out[i].Joined = append(out[i].Joined, j)
		of[j.Worker] = i
	}
	for _, e := range entries {
		if i, ok := of[e.Worker]; ok {
			out[i].Entries = append(out[i].Entries, e)
		}
	}
	for i := range out {
		w := &out[i]
		slices.SortStableFunc(w.Entries, func(a, b Entry) int { return a.Phone.Compare(b.Phone) })
		box := geo.EmptyBox()
		for _, e := range w.Entries {
			if e.Placed {
				box = box.Add(e.Place)
			}
		}
		if w.Placed = !box.Empty(); w.Placed {
			w.Center = box.Center()
		}
	}
	return slices.DeleteFunc(out, func(w Walk) bool { return len(w.Entries) == 0 })
}
