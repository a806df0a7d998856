package names

import (
	"slices"
	"strings"

	"banyan/internal/kernels/romanize"
)

// Reason tells why somebody was found: 陳 was read as Chan, in Cantonese.
type Reason struct {
	Matched string // the name that was found, as it was given
	Native  string // the letters that were read aloud, typed or found; "" where both are written in one script
	Reading string // the Latin spelling that they were read as
	System  System // in which language, or way of spelling
}

// choice is a unit of a row and the span that stands for it.
type choice struct {
	unit  uint32
	match int32
}

// reason repeats the comparison of a row and keeps what it chose.
func (s *searcher) reason(r uint32) Reason {
	out := Reason{Matched: s.seg.raw.at(r)}
	system, choices := s.chosen(r)
	if !s.q.latin { // as it was typed: that is its order
		slices.SortStableFunc(choices, func(a, b choice) int {
			return s.q.spans[s.matches[a.match].span].from - s.q.spans[s.matches[b.match].span].from
		})
	}
	var native, reading []string
	for _, c := range choices {
		sp := &s.q.spans[s.matches[c.match].span]
		script := s.seg.scripts[c.unit]
		text := s.seg.vocab.at(c.unit)
		switch {
		case script == sp.script:
			continue
		case script == romanize.Latin:
			native, reading = append(native, sp.word), append(reading, text)
		case sp.script == romanize.Latin:
			native, reading = append(native, text), append(reading, sp.text)
		default:
			native, reading = append(native, sp.word), append(reading, s.spoken(sp, system))
		}
	}
	if len(native) > 0 {
		out.Native, out.Reading, out.System = strings.Join(native, " "), strings.Join(reading, " "), system
	}
	return out
}

// spoken is the usual spelling of a span in a system.
func (s *searcher) spoken(sp *span, system System) string {
	for _, r := range sp.readings {
		if r.system == system {
			return r.usual()
		}
	}
	return ""
}

// chosen is the system in which a row costs least, and what stands for what in it.
func (s *searcher) chosen(r uint32) (System, []choice) {
	best, system := assignment{}, Written
	for sys, a := range s.assignments(r) {
		if a.best > best.best {
			best, system = a, sys
		}
	}
	return system, best.kept
}
