package names

import (
	"strings"
	"testing"
)

// TestMinnan_followsFromTheOtherReadings asks for every letter of the table of Hokkien readings what it would be without.
func TestMinnan_followsFromTheOtherReadings(t *testing.T) {
	known, viet, asked, right := hokkienReadings(), vietReadings(), 0, 0
	for line := range strings.Lines(unpack(hanTable)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) < 5 || known[f[0]] == "" {
			continue
		}
		asked++
		spelled := spellHokkien(minnan(f[1], f[2], f[3], join(viet[f[0]], f[4])))
		for _, want := range strings.Fields(known[f[0]]) {
			if spelled.cost(want) >= 0 {
				right++
				break
			}
		}
	}
	t.Logf("%d of %d letters", right, asked)
	if 4*right < 3*asked {
		t.Errorf("only %d of %d letters have a spelling of the table", right, asked)
	}
}

func TestSpellHokkien_hasWhatRegistrarsHear(t *testing.T) {
	for usual, want := range map[string]string{"kian": "kean", "thye": "tai", "teck": "teck", "hui": "hwee", "siew": "siu", "kiong": "keong", "chhun": "choon"} {
		if spellHokkien(usual).cost(want) < 0 {
			t.Errorf("%s is not spelled %s", usual, want)
		}
	}
}

// cost is what a spelling costs, -1 where the slot does not have it.
func (s slot) cost(text string) int {
	for _, o := range s {
		if o.text == text {
			return int(o.cost)
		}
	}
	return -1
}
