package romanize

import "strings"

// Lists that went through a Vietnamese keyboard or font that was not there hold what was typed: Nguyeenx (Telex), Nguye64n (VNI keys)
// or Nguyeãn (a VNI font). vietnameseRemnant reads them back without diacritics; it is "" for any other word.
func vietnameseRemnant(lower string) string {
	for _, read := range []func(string) string{vniFont, vniKeys, telex} {
		if s := read(lower); s != "" && vietnameseSyllable(s) {
			return s
		}
	}
	return ""
}

// vniMarks are what VNI fonts write after a vowel for its diacritics.
const vniMarks = "àáâãäåæèéêëìíïòóôõöùúûüøñ"

// vniFont leaves out a letter with a mark that stands after a vowel.
func vniFont(s string) string {
	var b strings.Builder
	var last rune
	found := false
	for _, r := range s {
		switch {
		case strings.ContainsRune(vniMarks, r) && strings.ContainsRune("aeiouyöô", last):
			found = true
		case r == 'ñ': // đ
			b.WriteByte('d')
			found = true
		case r == 'ö': // ư
			b.WriteByte('u')
		case r == 'ô': // ơ
			b.WriteByte('o')
		default:
			b.WriteRune(r)
		}
		last = r
	}
	if !found {
		return ""
	}
	return b.String()
}

// vniKeys leaves out the digits.
func vniKeys(s string) string {
	if !strings.ContainsAny(s, "123456789") {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, s)
}

// telex undoes doubled letters, w, and the key of the tone. Other languages end names in s, r and x too: those count only beside
// a doubled letter; and what is Hmong is left alone.
func telex(s string) string {
	if len(s) < 3 || s[len(s)-1] == 'j' && hmongClans[s] != nil {
		return ""
	}
	key := strings.IndexByte("fjsrx", s[len(s)-1])
	if key < 0 {
		return ""
	}
	if _, strong := hmong(s); strong {
		return ""
	}
	out := telexKeys.Replace(s[:len(s)-1])
	if key > 1 && len(out) == len(s)-1 {
		return ""
	}
	return out
}

var telexKeys = strings.NewReplacer("aa", "a", "ee", "e", "oo", "o", "dd", "d", "uow", "uo", "aw", "a", "ow", "o", "uw", "u")

// vietnameseSyllable tells whether a syllable could be Vietnamese: an onset, a rhyme.
func vietnameseSyllable(s string) bool {
	for _, onset := range vietnameseOnsets {
		if rest, ok := strings.CutPrefix(s, onset); ok && vietnameseRhymes[rest] {
			return true
		}
	}
	return false
}

var (
	vietnameseOnsets = strings.Fields("ngh ng nh ch gh gi kh ph qu th tr b c d g h k l m n p r s t v x")
	vietnameseRhymes = func() map[string]bool {
		out := map[string]bool{}
		for _, r := range strings.Fields(`a ac ach ai am an ang anh ao ap at au ay e ec em en eng eo ep et eu enh ech i ia ich iec iem ien ieng iet ieu im in inh ip it iu o oa oac oach oai oan oang oanh oat oay oc oe
			oen oi om on ong op ot u ua uan uat uay uc ue uen uenh uet ui um un ung uo uoc uoi uom uon uong uot uou up ut uu uy uya uych uyen uyet uynh y yen yet`) {
			out[r] = true
		}
		return out
	}()
)
