package names

// far is a cost that no match reaches.
const far = 1 << 14

// kinds of letters, for how much it costs to take one for another.
const (
	vowels   = 1
	glides   = 2 // h, y, w: heard little
	sounding = 3 // all other consonants
)

var kindOf = func() (k [256]uint8) {
	for i := range k {
		k[i] = sounding
	}
	for _, c := range "aeiou" {
		k[c] = vowels
	}
	for _, c := range "hyw" {
		k[c] = glides
	}
	return k
}()

// swap is what it costs to write one letter for another.
var swap = func() (t [256][256]uint8) {
	for a := range t {
		for b := range t[a] {
			switch {
			case a == b:
			case kindOf[a] == vowels && kindOf[b] == vowels:
				t[a][b] = 9
			case kindOf[a] != kindOf[b] && kindOf[a] != sounding && kindOf[b] != sounding:
				t[a][b] = 12
			default:
				t[a][b] = letter
			}
		}
	}
	for _, near := range []struct {
		pair string
		cost uint8
	}{{"iy", 3}, {"uw", 5}, {"vw", 4}, {"ei", 7}, {"ou", 7}, {"ao", 8}, {"ae", 8}, {"gk", 8}, {"dt", 8}, {"bp", 8}, {"ck", 3}, {"kq", 4}, {"cg", 10}, {"fp", 9}, {"bv", 9}, {"sz", 6},
		{"jz", 8}, {"cj", 9}, {"cs", 10}, {"sx", 8}, {"jy", 9}, {"lr", 10}, {"mn", 11}, {"ln", 12}, {"fv", 9}, {"gj", 10}} {
		a, b := near.pair[0], near.pair[1]
		t[a][b], t[b][a] = near.cost, near.cost
	}
	return t
}()

// drop is what it costs that a letter stands in one spelling alone.
func drop(c, before byte) int {
	switch {
	case c == before:
		return 4
	case kindOf[c] == vowels:
		return 9
	case kindOf[c] == glides:
		return 6
	}
	return 14
}

// drops is drop for each letter and the one before it.
var drops = func() (t [256][256]uint8) {
	for c := range t {
		for before := range t[c] {
			t[c][before] = uint8(drop(byte(c), byte(before)))
		}
	}
	return t
}()

// unlike compares two Latin words: a weighted edit distance with exchanged neighbours. It stops above limit.
func unlike(a, b string, limit int) int {
	if a == b {
		return 0
	}
	if len(a) > maxText || len(b) > maxText {
		return far
	}
	var rows [3][maxText + 1]int
	two, one, cur := &rows[0], &rows[1], &rows[2]
	before := byte(0)
	for j := range len(b) {
		one[j+1] = one[j] + drop(b[j], before)
		before = b[j]
	}
	for i := range len(a) {
		prev := byte(0)
		if i > 0 {
			prev = a[i-1]
		}
		lost := drop(a[i], prev)
		cur[0] = one[0] + lost
		least := cur[0]
		for j := range len(b) {
			last := byte(0)
			if j > 0 {
				last = b[j-1]
			}
			c := min(one[j]+int(swap[a[i]][b[j]]), one[j+1]+lost, cur[j]+drop(b[j], last))
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] && a[i] != b[j] {
				c = min(c, two[j-1]+12)
			}
			cur[j+1] = c
			least = min(least, c)
		}
		if least > limit {
			return far
		}
		two, one, cur = one, cur, two
	}
	return one[len(b)]
}

// row holds, for each number of letters of the text that are used up, the least cost so far.
type row [maxText + 1]int32

// exactly spells the slots along the text without an error: the least cost, or far.
func exactly(slots []slot, text string, limit int) int {
	var a, b row
	from, to := &a, &b
	for j := range len(text) + 1 {
		from[j] = far
	}
	from[0] = 0
	for _, s := range slots {
		for j := range len(text) + 1 {
			to[j] = far
		}
		reached := false
		for j := range len(text) + 1 {
			if from[j] > int32(limit) {
				continue
			}
			for _, o := range s {
				end := j + len(o.text)
				if end > len(text) || len(o.text) > 0 && (o.text[0] != text[j] || text[j:end] != o.text) {
					continue
				}
				if c := from[j] + int32(o.cost); c < to[end] {
					to[end] = c
					reached = true
				}
			}
		}
		if !reached {
			return far
		}
		from, to = to, from
	}
	return int(from[len(text)])
}

// tried is how many spellings of a slot are compared letter by letter where none fits.
const tried = 5

// nearly spells the slots along the text with errors. Of each row only the places are looked at that cost no more than the limit: a narrow
// band along the diagonal.
func nearly(slots []slot, text string, limit int) int {
	var a, b, lost row // lost: what it costs to leave out each letter of the text
	from, to := &a, &b
	before := byte(0)
	lo, hi := 0, 0
	for j := range len(text) {
		lost[j] = int32(drops[text[j]][before])
		from[j+1] = from[j] + lost[j]
		if from[j+1] <= int32(limit) {
			hi = j + 1
		}
		before = text[j]
	}
	for _, s := range slots {
		for j := range len(text) + 1 {
			to[j] = far
		}
		for _, o := range s[:min(len(s), tried)] {
			band{lo, hi, int32(limit)}.along(from, to, &lost, o, text)
		}
		for _, o := range s[min(len(s), tried):] {
			for j := lo; j <= hi && j+len(o.text) <= len(text); j++ {
				if end := j + len(o.text); text[j:end] == o.text {
					to[end] = min(to[end], from[j]+int32(o.cost))
				}
			}
		}
		for lo <= len(text) && to[lo] > int32(limit) {
			lo++
		}
		if lo > len(text) {
			return far
		}
		for hi = len(text); to[hi] > int32(limit); hi-- {
		}
		from, to = to, from
	}
	return int(from[len(text)])
}

// band are the places of a row that are looked at.
type band struct {
	lo, hi int
	limit  int32
}

// along carries from over one spelling, letter by letter, into to.
func (k band) along(from, to, lost *row, o option, text string) {
	var x, y row
	cur, next := &x, &y
	lo, hi := k.lo, k.hi
	copy(cur[lo:hi+1], from[lo:hi+1])
	before := byte(0)
	for i := range len(o.text) {
		c := o.text[i]
		left, swaps := int32(drops[c][before]), &swap[c]
		before = c
		diagonal := cur[lo]
		least := diagonal + left
		next[lo] = least
		last := lo
		for j := lo; j < len(text); j++ {
			over := int32(far)
			if j < hi {
				over = cur[j+1]
			}
			least = min(diagonal+int32(swaps[text[j]]), over+left, least+lost[j])
			diagonal = over
			if j > hi && least > k.limit {
				break
			}
			next[j+1] = least
			last = j + 1
		}
		hi = last
		for lo < hi && next[lo] > k.limit {
			lo++
		}
		cur, next = next, cur
	}
	for j := lo; j <= hi; j++ {
		to[j] = min(to[j], cur[j]+int32(o.cost))
	}
}

// aloud is what it costs to read the slots as the text, with errors or without.
func aloud(slots []slot, text string, limit int, errors bool) int {
	if len(text) > maxText {
		return far
	}
	if !errors {
		return exactly(slots, text, limit)
	}
	return nearly(slots, text, limit)
}
