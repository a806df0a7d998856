package romanize

// classes of sounds that languages and clerks take for each other, by the letter that stands for them in a key.
var classes = [soundCount]byte{
	kk: 'K', gg: 'K', tt: 'T', dd: 'T', pp: 'P', bb: 'P', ff: 'P', vv: 'P', ww: 'P', ch: 'J', jj: 'J', zz: 'J', ss: 'S', sh: 'S', hh: 'H',
	mm: 'M', nn: 'N', ng: 'N', rr: 'R', ll: 'L', yy: 'Y',
}

// Key is the skeleton of a Latin word's sound: its consonants by class, 'A' for a vowel at the beginning, no aspirates, no vowels.
// Spellings in use of one name mostly share it: Chowdhury and Chaudhari, Vishwanath and Bishwanath, Hyun-jung and Hyeonjeong. It
// is "" for what has no Latin letters.
func Key(latin string) string {
	w := listen(latin)
	var out [maxSounds]byte
	return string(w.skeleton(out[:0], false))
}

// Keys are [Key] and, where a letter is heard in two ways, the key of the other: r that only makes a vowel long (Siriporn,
// Siriphon), h or y that is dropped at the beginning (Yim, Im), n that is heard as m (Shinpei, Shimpei).
func Keys(latin string) []string {
	w := listen(latin)
	var out [maxSounds]byte
	first := string(w.skeleton(out[:0], false))
	if first == "" {
		return nil
	}
	keys := []string{first}
	if second := string(w.skeleton(out[:0], true)); second != first && second != "" {
		keys = append(keys, second)
	}
	return keys
}

// skeleton writes the key into out. Without long r, an r between a vowel and a consonant or the end is left out.
func (w *sounds) skeleton(out []byte, silent bool) []byte {
	for i := range w.n {
		s := w.s[i]
		before, after := none, none
		if i > 0 {
			before = w.s[i-1]
		}
		if i+1 < w.n {
			after = w.s[i+1]
		}
		c := classes[s]
		switch {
		case i == 0 && (vowel(s) || silent && (s == yy || s == hh)):
			c = 'A'
		case i == 0:
		case s == hh || s == yy:
			continue
		case (s == ww || s == vv) && mute(s, before, after):
			continue
		case silent && (s == nn || s == ng) && classes[after] == 'P' && after != ww:
			c = 'M'
		case s == rr && silent && !vowel(after):
			continue
		}
		if c == 0 || len(out) > 0 && out[len(out)-1] == c && c != 'A' {
			continue
		}
		out = append(out, c)
	}
	return out
}

// mute tells w and v that are a part of a vowel or of the consonant before: Chowdhury, Shaw, Ishwar, Kwon.
func mute(s, before, after sound) bool {
	if s == ww && !vowel(after) {
		return true
	}
	switch before {
	case kk, gg, tt, dd, ss, sh, ch, jj, zz, asp, hh:
		return true
	}
	return false
}
