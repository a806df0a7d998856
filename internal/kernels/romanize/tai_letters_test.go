package romanize

import (
	"strings"
	"testing"
)

// spells tells whether a row of slots has a spelling.
func spells(slots [][]Spelling, text string) bool {
	if len(slots) == 0 {
		return text == ""
	}
	for _, s := range slots[0] {
		if rest, ok := strings.CutPrefix(text, s.Text); ok && spells(slots[1:], rest) {
			return true
		}
	}
	return false
}

func TestLetters_spellThaiNamesAsInSanskrit(t *testing.T) {
	for thai, latin := range map[string]string{
		"ภูมิพล": "bhumibol", "อดุลยเดช": "adulyadej", "เวชชาชีวะ": "vejjajiva", "วชิราลงกรณ์": "vajiralongkorn", "จาติกวณิช": "chatikavanij", "สิริวัฒนภักดี": "sirivadhanabhakdi", "สุวรรณภูมิ": "suvarnabhumi",
	} {
		if !spells(Letters(thai), latin) {
			t.Errorf("%s is not spelled %s", thai, latin)
		}
	}
	if Letters("សុខ") != nil {
		t.Error("Khmer is spelled letter by letter")
	}
}

func TestReadings_ofUyghurHaveTheVowelsThatAreWritten(t *testing.T) {
	for word, want := range map[string]string{"تۇرسۇن": "tursun", "پەرھات": "perhat", "ئىلھام": "ilham"} {
		found := false
		for _, r := range Readings(word) {
			found = found || r.Text == want
		}
		if !found {
			t.Errorf("%s is read %v, not %s", word, Readings(word), want)
		}
	}
}
