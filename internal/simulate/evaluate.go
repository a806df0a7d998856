package simulate

// Pair is a proposal that row Left and row Right tell of one person. With one list both count in it.
type Pair struct {
	Left, Right int
	Probability float64
}

// Score counts pairs.
type Score struct {
	True  int // pairs that are one person
	Found int // pairs proposed
	Right int // pairs proposed that are one person
}

// Precision is the share of proposals that are right; 1 where nothing was proposed.
func (s Score) Precision() float64 { return ratio(s.Right, s.Found) }

// Recall is the share of true pairs that were proposed.
func (s Score) Recall() float64 { return ratio(s.Right, s.True) }

// F1 is the harmonic mean of the two.
func (s Score) F1() float64 {
	p, r := s.Precision(), s.Recall()
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// Lists is what was matched: two files, or one with Right nil.
type Lists struct{ Left, Right []Row }

func (l Lists) right() []Row {
	if l.Right == nil {
		return l.Left
	}
	return l.Right
}

// trueBy counts the true pairs by a property of the left row's person.
func trueBy[K comparable](l Lists, key func(*Row) K) map[K]int {
	left, keys := map[int64]int{}, map[int64]K{}
	for i := range l.Left {
		left[l.Left[i].Truth]++
		keys[l.Left[i].Truth] = key(&l.Left[i])
	}
	out := map[K]int{}
	if l.Right == nil {
		for truth, n := range left {
			out[keys[truth]] += n * (n - 1) / 2
		}
		return out
	}
	for i := range l.Right {
		if n := left[l.Right[i].Truth]; n > 0 {
			out[keys[l.Right[i].Truth]] += n
		}
	}
	return out
}

// Evaluate scores the pairs at or above a probability.
func Evaluate(l Lists, pairs []Pair, threshold float64) Score {
	s := Score{True: trueBy(l, func(*Row) bool { return true })[true]}
	for _, p := range pairs {
		if p.Probability >= threshold {
			s.count(l.Left[p.Left].Truth == l.right()[p.Right].Truth)
		}
	}
	return s
}

func (s *Score) count(right bool) {
	s.Found++
	if right {
		s.Right++
	}
}

// ByCulture scores each culture by itself; a pair counts where its left row's person belongs.
func ByCulture(l Lists, pairs []Pair, threshold float64) map[Culture]Score {
	out := map[Culture]Score{}
	for c, n := range trueBy(l, func(r *Row) Culture { return r.Culture }) {
		out[c] = Score{True: n}
	}
	for _, p := range pairs {
		if p.Probability >= threshold {
			left := &l.Left[p.Left]
			s := out[left.Culture]
			s.count(left.Truth == l.right()[p.Right].Truth)
			out[left.Culture] = s
		}
	}
	return out
}

// Clustered scores what becomes of the pairs when each is believed: everybody who hangs together is one person.
func Clustered(l Lists, pairs []Pair, threshold float64) Score {
	shift := len(l.Left)
	if l.Right == nil {
		shift = 0
	}
	parent := make([]int, shift+len(l.right()))
	for i := range parent {
		parent[i] = i
	}
	var root func(int) int
	root = func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for _, p := range pairs {
		if p.Probability >= threshold {
			parent[root(p.Left)] = root(p.Right + shift)
		}
	}
	truths := map[int]map[int64]int{}
	note := func(i int, truth int64) {
		r := root(i)
		if truths[r] == nil {
			truths[r] = map[int64]int{}
		}
		truths[r][truth]++
	}
	all := map[int64]int{}
	for i := range parent {
		row := &l.right()[max(i-shift, 0)]
		if shift > 0 && i < shift {
			row = &l.Left[i]
		}
		note(i, row.Truth)
		all[row.Truth]++
	}
	s := Score{}
	for _, n := range all {
		s.True += n * (n - 1) / 2
	}
	for _, cluster := range truths {
		size := 0
		for _, n := range cluster {
			size += n
			s.Right += n * (n - 1) / 2
		}
		s.Found += size * (size - 1) / 2
	}
	return s
}

// Miss is a true pair that was not proposed.
type Miss struct{ Left, Right int }

// Missed lists the true pairs that no proposal at or above the threshold names.
func Missed(l Lists, pairs []Pair, threshold float64) (out []Miss) {
	found := map[[2]int]bool{}
	for _, p := range pairs {
		if p.Probability >= threshold {
			found[[2]int{p.Left, p.Right}] = true
			if l.Right == nil {
				found[[2]int{p.Right, p.Left}] = true
			}
		}
	}
	rows := map[int64][]int{}
	for i := range l.Left {
		rows[l.Left[i].Truth] = append(rows[l.Left[i].Truth], i)
	}
	right := l.right()
	for j := range right {
		for _, i := range rows[right[j].Truth] {
			if (l.Right != nil || i < j) && !found[[2]int{i, j}] {
				out = append(out, Miss{i, j})
			}
		}
	}
	return out
}
