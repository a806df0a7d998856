package romanize

// Sounds are what letters stand for, whatever the language spells them by. Values of one row of kinds are near each other.
type sound uint8

const (
	none sound = iota
	aa         // a
	ee         // i, ee, y as a vowel
	eh         // e
	oh         // o
	uu         // u, oo
	kk         // k, c, q
	gg         // g
	tt         // t
	dd         // d
	pp         // p
	bb         // b
	ff         // f, ph
	vv         // v
	ww         // w
	ch         // ch, ts, tch
	jj         // j
	zz         // z
	ss         // s, x
	sh         // sh
	hh         // h
	mm         // m
	nn         // n
	ng         // ng
	rr         // r
	ll         // l
	yy         // y before a vowel
	asp        // the h of an aspirate: bh, dh, kh, th
	soundCount
)

const maxSounds = 40

// sounds of a Latin word.
type sounds struct {
	s [maxSounds]sound
	n int
}

func (w *sounds) add(s sound) {
	if w.n < maxSounds {
		w.s[w.n] = s
		w.n++
	}
}

// spelling says which sounds a group of letters stands for. The longest group that fits is taken.
type spelling struct {
	letters string
	sounds  []sound
}

// spellings by first letter, longest first.
var spellings = func() (by [26][]spelling) {
	for _, s := range []spelling{
		{"tsch", []sound{ch}}, {"tch", []sound{ch}}, {"tsh", []sound{ch}}, {"ts", []sound{ch}}, {"tz", []sound{ch}}, {"tj", []sound{jj}}, {"th", []sound{tt, asp}}, {"t", []sound{tt}},
		{"dj", []sound{jj}}, {"dzh", []sound{jj}}, {"dz", []sound{zz}}, {"dh", []sound{dd, asp}}, {"d", []sound{dd}},
		{"chh", []sound{ch, asp}}, {"chr", []sound{kk, rr}}, {"ch", []sound{ch}}, {"ck", []sound{kk}}, {"cqu", []sound{kk}}, {"ce", []sound{ss, eh}}, {"ci", []sound{ss, ee}}, {"cy", []sound{ss, ee}}, {"c", []sound{kk}},
		{"kh", []sound{kk, asp}}, {"k", []sound{kk}}, {"qu", []sound{kk, ww}}, {"q", []sound{kk}}, {"gh", []sound{gg, asp}}, {"g", []sound{gg}},
		{"ph", []sound{ff}}, {"p", []sound{pp}}, {"bh", []sound{bb, asp}}, {"b", []sound{bb}}, {"f", []sound{ff}}, {"v", []sound{vv}}, {"w", []sound{ww}},
		{"jh", []sound{jj, asp}}, {"j", []sound{jj}}, {"zh", []sound{jj}}, {"z", []sound{zz}},
		{"sch", []sound{sh}}, {"shh", []sound{sh}}, {"sh", []sound{sh}}, {"s", []sound{ss}}, {"x", []sound{ss}},
		{"h", []sound{hh}}, {"m", []sound{mm}}, {"n", []sound{nn}}, {"rh", []sound{rr}}, {"r", []sound{rr}}, {"lh", []sound{ll}}, {"l", []sound{ll}},
		{"a", []sound{aa}}, {"ee", []sound{ee}}, {"ea", []sound{ee, aa}}, {"ie", []sound{ee, eh}}, {"e", []sound{eh}}, {"i", []sound{ee}}, {"oo", []sound{uu}}, {"ou", []sound{oh, uu}}, {"o", []sound{oh}}, {"u", []sound{uu}},
	} {
		by[s.letters[0]-'a'] = append(by[s.letters[0]-'a'], s)
	}
	return by
}()

// listen turns a Latin word into its sounds. Letters other than a to z are passed over; names.Fold comes first.
func listen(latin string) (w sounds) {
	var buf [2 * maxSounds]byte
	letters := buf[:0]
	for i := 0; i < len(latin) && len(letters) < len(buf); i++ {
		c := latin[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c >= 'a' && c <= 'z' {
			letters = append(letters, c)
		}
	}
	for i := 0; i < len(letters); {
		i += w.take(letters, i)
	}
	return w
}

// take reads the group of letters at i and tells how many they are.
func (w *sounds) take(letters []byte, i int) int {
	c := letters[i]
	if i > 0 && letters[i-1] == c && !vowelLetter(c) {
		return 1 // doubled consonants
	}
	switch c {
	case 'y':
		if i+1 < len(letters) && vowelLetter(letters[i+1]) {
			w.add(yy)
		} else {
			w.add(ee)
		}
		return 1
	case 'n':
		return w.takeN(letters, i)
	case 'x':
		if i > 0 && (i+1 == len(letters) || !vowelLetter(letters[i+1])) {
			w.add(kk)
		}
		w.add(ss)
		return 1
	}
	for _, s := range spellings[c-'a'] {
		if hasPrefix(letters[i:], s.letters) {
			for _, each := range s.sounds {
				w.add(each)
			}
			return len(s.letters)
		}
	}
	return 1
}

// takeN tells ng and ngh as one sound: before a consonant, at the beginning, and at the end.
func (w *sounds) takeN(letters []byte, i int) int {
	n := 1
	if i+1 < len(letters) && letters[i+1] == 'g' {
		n = 2
		if i+2 < len(letters) && letters[i+2] == 'h' {
			n = 3
		}
		if i == 0 || i+n == len(letters) || !vowelLetter(letters[i+n]) && letters[i+n] != 'y' {
			w.add(ng)
			return n
		}
	}
	w.add(nn)
	return 1
}

func hasPrefix(letters []byte, s string) bool {
	if len(letters) < len(s) {
		return false
	}
	for i := range len(s) {
		if letters[i] != s[i] {
			return false
		}
	}
	return true
}

func vowelLetter(c byte) bool {
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'
}

func vowel(s sound) bool { return s >= aa && s <= uu }
