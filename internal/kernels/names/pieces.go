package names

import (
	"slices"

	"banyan/internal/kernels/romanize"
)

// maxJoined is the length of the longest word that is taken apart into words of the list.
const maxJoined = 24

// addPieces adds the words of the segment that together make up a word of the query, as 'giyun' is Gi Yun in another list. Only
// pieces that tile the whole word count.
func (s *searcher) addPieces(sp span) {
	n := len(sp.text)
	if sp.script != romanize.Latin || n < 4 || n > maxJoined {
		return
	}
	var words [maxJoined][]int // of each place, where a word of the list that begins there ends
	for from := range n - 1 {
		for to := from + 2; to <= n; to++ {
			if to-from < n && s.has(sp.text[from:to]) {
				words[from] = append(words[from], to)
			}
		}
	}
	first := sp.from
	for from := range n {
		for _, to := range words[from] {
			if tiles(&words, 0, from, n) && tiles(&words, to, n, n) {
				piece := token{sp.text[from:to], sp.text[from:to], romanize.Latin}
				s.q.addExact(piece, first+from, first+to)
			}
		}
	}
}

// tiles tells whether words lead from one place to the other, two at most.
func tiles(words *[maxJoined][]int, from, to, n int) bool {
	if from == to || slices.Contains(words[from], to) {
		return true
	}
	for _, mid := range words[from] {
		if mid < n && slices.Contains(words[mid], to) {
			return true
		}
	}
	return false
}

// has tells whether the segment has a unit that is written so.
func (s *searcher) has(text string) bool {
	if !s.seg.spelled.has(hash(text, -1)) {
		return false
	}
	at := s.seg.vocab.find(text)
	return int(at) < s.seg.vocab.len() && s.seg.vocab.at(at) == text
}
