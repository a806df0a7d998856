package linkage

import (
	"bytes"
	"slices"

	"banyan/internal/kernels/names"
	"banyan/internal/kernels/romanize"
)

// Levels of agreement of a part of a name, best first. 0 is always 'one side is unknown'.
const (
	nameUnknown uint8 = iota
	nameSame          // the same letters, however they are put apart
	nameVariant       // a nickname, another spelling, or one of several words of it
	nameInitial       // one is only the initial of the other
	nameTypo          // one slip of the keyboard
	nameSimilar       // sounds or looks alike
	nameDifferent
	nameLevels
)

var nameLevelNames = [nameLevels]string{"unknown", "same", "nickname or other spelling", "initial", "typing error", "similar", "different"}

// nameInfo is what is known of a different name, worked out once.
type nameInfo struct {
	letters uint64 // sum over its letters, in any order
	code    uint32 // what it sounds like: equal for most spellings of one name
	joined  uint32 // number of its letters written in one piece
	key     uint32 // a nickname's code is that of the name that it stands for
	groups  int32  // in groups; -1 for none
	length  uint16 // letters
	words   uint8
	single  bool // all its words are initials
}

// nameSpace holds all names of a table.
type nameSpace struct {
	number uint64 // which of the table's spaces it is: they share a cache
	dict   *dict
	info   []nameInfo
	groups [][]uint16
	keys   map[uint32][]string // of a name in another script than Latin, what names.Spellings says of it
}

// The spaces of a table.
const (
	ofNames uint64 = iota
	ofCities
	ofStreets
)

func newNameSpace(number uint64) *nameSpace {
	return &nameSpace{number: number, dict: newDict(), info: make([]nameInfo, 1)}
}

// intern is the number of a folded name.
func (n *nameSpace) intern(text []byte) uint32 {
	id, fresh := n.dict.intern(text)
	if !fresh {
		return id
	}
	info := nameInfo{words: uint8(min(bytes.Count(text, []byte{' '})+1, 255)), groups: -1, single: initials(text)}
	for _, c := range text {
		if c != ' ' {
			info.letters += mix(uint64(c))
			info.length++
		}
	}
	n.info = append(n.info, info)
	info.joined = id
	if info.words > 1 {
		info.joined = n.intern(bytes.ReplaceAll(text, []byte{' '}, nil))
	}
	info.code = code(n.dict.text(info.joined))
	info.key = info.code
	first, _, _ := bytes.Cut(n.dict.text(id), []byte{' '})
	if g := nameGroups[string(n.dict.text(info.joined))]; g != nil {
		n.groups = append(n.groups, g)
		info.groups = int32(len(n.groups) - 1)
		info.key = 0x40000000 | uint32(g[0])
	} else if g := nameGroups[string(first)]; g != nil && info.words > 1 {
		info.key = 0x40000000 | uint32(g[0])
	}
	if n.number == ofNames && !ascii(text) {
		if keys := names.Spellings(string(n.dict.text(id))); keys != nil {
			if n.keys == nil {
				n.keys = map[uint32][]string{}
			}
			n.keys[id] = keys
		}
	}
	n.info[id] = info
	return id
}

// letterSum is equal for names of the same letters, in any order and however they are cut: 'Gi Yun Kang', 'Kang Giyun'; 0 where there are few.
func (n *nameSpace) letterSum(given, middle, family uint32) uint32 {
	a, b, c := &n.info[given], &n.info[middle], &n.info[family]
	if int(a.length)+int(b.length)+int(c.length) < 6 {
		return 0
	}
	return uint32(mix(a.letters+b.letters+c.letters)) | 1
}

// initials tells 'j' and 'j r': words of one letter each.
func initials(text []byte) bool {
	for i, c := range text {
		if (i%2 == 1) != (c == ' ') || c >= 0x80 {
			return false
		}
	}
	return len(text) > 0
}

// sounds groups the consonants that are taken for one another; vowels tell nothing but the beginning.
var sounds = [26]byte{
	'b' - 'a': 1, 'f' - 'a': 1, 'p' - 'a': 1, 'v' - 'a': 1,
	'c' - 'a': 2, 'g' - 'a': 2, 'j' - 'a': 2, 'k' - 'a': 2, 'q' - 'a': 2, 's' - 'a': 2, 'x' - 'a': 2, 'z' - 'a': 2,
	'd' - 'a': 3, 't' - 'a': 3, 'l' - 'a': 4, 'm' - 'a': 5, 'n' - 'a': 5, 'r' - 'a': 6,
}

// code is a short mark of how a name sounds, in the manner of Soundex but with the first letter by its group too, so that Catherine
// and Katherine are one. Names of other scripts are taken letter by letter.
func code(s []byte) uint32 {
	if len(s) == 0 {
		return 0
	}
	if !ascii(s) {
		return uint32(hashBytes(s))&0x3fffffff | 0x20000000
	}
	out, last, n := uint32(0), byte(255), 0
	for i, c := range s {
		var g byte
		switch {
		case c >= 'a' && c <= 'z':
			g = sounds[c-'a']
		case c >= '0' && c <= '9':
			g = 7
		}
		if g == 0 {
			if i == 0 {
				out, n = 8, 1
			}
			if c != 'h' && c != 'w' {
				last = 255
			}
			continue
		}
		if g == last {
			continue
		}
		last = g
		out = out<<4 | uint32(g)
		if n++; n == 5 {
			break
		}
	}
	return out + 1
}

// level compares two names of one kind.
func (n *nameSpace) level(a, b uint32, s *scratch) uint8 {
	switch {
	case a == 0 || b == 0:
		return nameUnknown
	case a == b:
		if n.info[a].single {
			return nameInitial
		}
		return nameSame
	case a > b:
		a, b = b, a
	}
	key := (uint64(a)<<31 | uint64(b)<<2 | n.number) << 4 // numbers stay below 2^29
	slot := &s.cache[mix(key)>>(64-cacheBits)]
	if *slot&^15 != key {
		*slot = key | uint64(n.compare(a, b, s))
	}
	return uint8(*slot & 15)
}

func (n *nameSpace) compare(a, b uint32, s *scratch) uint8 {
	x, y := &n.info[a], &n.info[b]
	switch {
	case x.joined == y.joined:
		return nameSame
	case x.single || y.single:
		return n.initial(a, b)
	case x.groups >= 0 && y.groups >= 0 && share(n.groups[x.groups], n.groups[y.groups]):
		return nameVariant
	case (x.words > 1 || y.words > 1) && n.within(a, b):
		return nameVariant
	case n.keys != nil && n.sameReading(a, b):
		return nameVariant
	case n.keys[a] != nil && n.keys[b] != nil && romanize.ScriptOf(n.keys[a][0]) == romanize.Han && romanize.ScriptOf(n.keys[b][0]) == romanize.Han:
		return nameDifferent // one letter of two is half of a name
	}
	if x.words == y.words && x.words > 1 {
		return n.wordwise(a, b, s)
	}
	return closeness(n.dict.text(x.joined), n.dict.text(y.joined), x.code == y.code, s)
}

// wordwise compares names of as many words word by word: 'Sung Jin' and 'Sung Sook' are two, though half of them is the same.
func (n *nameSpace) wordwise(a, b uint32, s *scratch) uint8 {
	worst := nameSame
	for x, y := n.dict.text(a), n.dict.text(b); len(x) > 0; {
		var v, w []byte
		v, x, _ = bytes.Cut(x, []byte{' '})
		w, y, _ = bytes.Cut(y, []byte{' '})
		level := nameSame
		switch {
		case bytes.Equal(v, w):
		case len(v) == 1 || len(w) == 1:
			level = nameInitial
			if v[0] != w[0] {
				return nameDifferent
			}
		default:
			level = closeness(v, w, code(v) == code(w), s)
		}
		worst = max(worst, level)
	}
	return worst
}

// closeness grades two texts that are not the same.
func closeness(a, b []byte, sound bool, s *scratch) uint8 {
	a, b = s.letters(a, b)
	short, long := min(len(a), len(b)), max(len(a), len(b))
	d := s.distance(a, b)
	switch {
	case d == 1 && otherSex(a, b):
		return nameSimilar
	case d <= 1 && short >= 4, d == 2 && short >= 8:
		return nameTypo
	case short < 3:
		if d <= 1 && short == 2 {
			return nameSimilar
		}
		return nameDifferent
	case d == 1, d == 2 && short >= 5, sound && d <= 3:
		return nameSimilar
	case short >= 3 && long-short >= 2 && d == long-short && (bytes.HasPrefix(a, b) || bytes.HasPrefix(b, a) || bytes.HasSuffix(a, b) || bytes.HasSuffix(b, a)):
		return nameSimilar // a short form: 'Hua' for 'Meihua'
	case short >= 6 && d <= short*2/3 && s.shuffled(a, b) <= 1:
		return nameSimilar // letters out of their places
	case d <= 3 && short >= 6 && s.winkler(a, b) >= 0.9:
		return nameSimilar
	}
	return nameDifferent
}

// otherSex tells 'Mario' and 'Maria', 'Daniel' and 'Daniela', which one slip makes of one another but which are a brother's and a sister's.
func otherSex(a, b []byte) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	n := len(b) - 1
	last := b[n]
	if len(a) == len(b) {
		return string(a[:n]) == string(b[:n]) && (a[n] == 'a' && last == 'o' || a[n] == 'o' && last == 'a')
	}
	return len(a) >= 4 && string(a) == string(b[:n]) && (last == 'a' || last == 'e')
}

// initial compares where one name is given by its initials: each must be the beginning of the word in its place.
func (n *nameSpace) initial(a, b uint32) uint8 {
	x, y := n.dict.text(a), n.dict.text(b)
	for len(x) > 0 && len(y) > 0 {
		if x[0] != y[0] {
			return nameDifferent
		}
		_, x, _ = bytes.Cut(x, []byte{' '})
		_, y, _ = bytes.Cut(y, []byte{' '})
	}
	return nameInitial
}

// within tells whether all words of the shorter name stand in the longer one, in any order: 'Garcia' in 'Garcia Lopez', 'Mary Ann' in
// 'Ann Mary'. Words of one letter may stand for the word that begins with it.
func (n *nameSpace) within(a, b uint32) bool {
	if n.info[a].words > n.info[b].words {
		a, b = b, a
	}
	full := false
	for rest := n.dict.text(a); len(rest) > 0; {
		var w []byte
		w, rest, _ = bytes.Cut(rest, []byte{' '})
		found := false
		for other := n.dict.text(b); len(other) > 0 && !found; {
			var o []byte
			o, other, _ = bytes.Cut(other, []byte{' '})
			found = bytes.Equal(w, o) || len(w) == 1 && w[0] == o[0] || len(o) == 1 && w[0] == o[0]
			full = full || found && len(w) > 1 && len(o) > 1
		}
		if !found {
			return false
		}
	}
	return full
}

// sameReading tells whether two names are one in two scripts: a spelling of the one is the other, or they share one. In one script two names that
// sound alike are two names, unless they are the same letters in simplified and traditional writing.
func (n *nameSpace) sameReading(a, b uint32) bool {
	x, y := n.keys[a], n.keys[b]
	switch {
	case x == nil && y == nil:
		return false
	case x == nil:
		return spelled(y, n.dict.text(n.info[a].joined))
	case y == nil:
		return spelled(x, n.dict.text(n.info[b].joined))
	case x[0] == y[0]:
		return true
	case romanize.ScriptOf(x[0]) == romanize.ScriptOf(y[0]):
		return false
	}
	for _, s := range x[1:] {
		if spelled(y, []byte(s)) {
			return true
		}
	}
	return false
}

// spelled tells whether a Latin text without blanks is one of the spellings of a name.
func spelled(keys []string, text []byte) bool {
	_, found := slices.BinarySearch(keys[1:], string(text))
	return found
}

// spelledByTwo tells whether a name in another script is what two Latin names together say, in either order: 文安 is Van An.
func (n *nameSpace) spelledByTwo(native, one, other uint32) bool {
	keys := n.keys[native]
	if keys == nil || one == 0 || other == 0 {
		return false
	}
	x, y := string(n.dict.text(n.info[one].joined)), string(n.dict.text(n.info[other].joined))
	return spelled(keys, []byte(x+y)) || spelled(keys, []byte(y+x))
}

// familyFirst tells whether a name in its own script is that of a Latin row whose parts were taken in another order: 陳 志明 is Chan | Chi | Ming.
func (n *nameSpace) familyFirst(native, latin *row, s *scratch) bool {
	return n.keys[native.given] != nil && n.level(native.family, latin.given, s) == nameVariant && n.spelledByTwo(native.given, latin.middle, latin.family)
}
