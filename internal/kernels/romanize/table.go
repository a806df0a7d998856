package romanize

import (
	"strconv"
	"strings"
)

// options parses the spellings of a slot as the tables write them: 'hyun:6 hyeon:3 hyon'. A spelling without a number weighs 1;
// the weights are made parts of the heaviest. '-' is the empty spelling.
func options(s string) []option {
	fields := strings.Fields(s)
	out := make([]option, len(fields))
	var heaviest float32
	for i, f := range fields {
		text, number, numbered := strings.Cut(f, ":")
		weight := 1.0
		if numbered {
			var err error
			if weight, err = strconv.ParseFloat(number, 32); err != nil {
				panic("romanize: table: " + f)
			}
		}
		if text == "-" {
			text = ""
		}
		out[i] = option{text, float32(weight)}
		heaviest = max(heaviest, out[i].weight)
	}
	for i := range out {
		out[i].weight /= heaviest
	}
	return out
}

// entries parses a table of lines 'native spelling:weight spelling:weight'. The words before a native are told by ScriptOf not
// being Latin, so a line may hold several entries.
func entries(table string) map[string][]option {
	out := map[string][]option{}
	for line := range strings.Lines(table) {
		line, _, _ = strings.Cut(line, "#")
		native, spellings, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			continue
		}
		if out[native] != nil {
			panic("romanize: table: twice: " + native)
		}
		out[native] = options(spellings)
	}
	return out
}

// list parses a row of slots, separated by '|'.
func list(s string) [][]option {
	var out [][]option
	for part := range strings.SplitSeq(s, "|") {
		out = append(out, options(part))
	}
	return out
}
