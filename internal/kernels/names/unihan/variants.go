package unihan

import (
	"slices"
	"strings"
)

// unite gives each variant the one letter that stands for all of them, so that 陈 and 陳, 黄 and 黃 meet: simplified letters stand
// under their traditional one, and other shapes of a letter under the shape that most languages read. Letters of different
// sound are never united, whatever their meaning.
func unite(entries map[rune]*entry, variants map[rune]map[string]string) {
	parent := map[rune]rune{}
	var find func(r rune) rune
	find = func(r rune) rune {
		if p, ok := parent[r]; ok && p != r {
			return find(p)
		}
		return r
	}
	for _, letter := range sorted(variants) {
		f := variants[letter]
		for _, field := range []string{"kTraditionalVariant", "kZVariant"} {
			for _, v := range targets(f[field]) {
				a, b := entries[letter], entries[v]
				if a == nil || b == nil || v == letter || !sounds(a, b) || itself(letter, a, targets(f[field])) {
					continue
				}
				x, y := find(letter), find(v)
				if x == y {
					continue
				}
				if better(entries[x], entries[y]) {
					x, y = y, x
				}
				parent[x] = y
				if field == "kTraditionalVariant" {
					break // the first is the one that names use
				}
			}
		}
	}
	for pair := range strings.FieldsSeq(shapes) {
		new, old := []rune(pair)[0], []rune(pair)[1]
		if x, y := find(new), find(old); x != y && entries[x] != nil && entries[y] != nil {
			parent[x] = y
		}
	}
	for _, r := range sorted(entries) {
		if p := find(r); p != r {
			entries[p].absorb(entries[r])
			entries[r].plain = p
		}
	}
}

// absorb takes the readings that e lacks: Unihan gives some to the simplified shape alone.
func (e *entry) absorb(v *entry) {
	for _, l := range []struct{ mine, theirs *[]string }{{&e.mandarin, &v.mandarin}, {&e.cantonese, &v.cantonese}, {&e.korean, &v.korean}, {&e.viet, &v.viet}, {&e.japanese, &v.japanese}} {
		if len(*l.mine) == 0 {
			*l.mine = *l.theirs
		}
	}
}

// itself tells a letter that simplifies another and is a traditional letter of its own: 余 is 余 and 餘, 范 is 范 and 範.
func itself(letter rune, e *entry, variants []rune) bool {
	return slices.Contains(variants, letter) && len(e.korean) > 0
}

// shapes are pairs of today's Japanese shape and the older one, where Unihan has no such field, and
// two that names mean otherwise than dictionaries.
const shapes = "沢澤 斉齊 斎齋 辺邊 浜濱 桜櫻 広廣 滝瀧 栄榮 関關 恵惠 徳德 実實 薫薰 静靜 亜亞 応應 覚覺 豊豐 満滿 歩步 黒黑 渋澁 塩鹽 壱壹 円圓 条條 拝拜 蔵藏 暁曉 竜龍 仏佛 穂穗 黄黃 麦麥 弥彌 繊纖 為爲 真眞 巣巢 帯帶 変變 氷冰 蛍螢 鉄鐵 検檢 嶋島 渕淵 歳歲 悦悅 閲閱 鋭銳 衛衞 戸戶 呉吳 尚尙 姸妍 説說 緑綠 録錄 清淸 青靑 内內 郎郞 教敎 叶葉 峰峯 群羣 略畧 裏裡 强強"

func sorted[V any](m map[rune]V) []rune {
	out := make([]rune, 0, len(m))
	for r := range m {
		out = append(out, r)
	}
	slices.Sort(out)
	return out
}

func targets(s string) []rune {
	var out []rune
	for _, f := range strings.Fields(s) {
		f, _, _ = strings.Cut(f, "<")
		if r, err := codePoint(f); err == nil {
			out = append(out, r)
		}
	}
	return out
}

// sounds tells letters whose customary reading is one.
func sounds(a, b *entry) bool {
	return len(a.mandarin) > 0 && len(b.mandarin) > 0 && a.mandarin[0] == b.mandarin[0]
}

// better tells the letter with more readings, and the earlier one of equals.
func better(a, b *entry) bool {
	weight := func(e *entry) (n int) {
		for _, l := range [][]string{e.korean, e.viet, e.cantonese, e.japanese} {
			if len(l) > 0 {
				n++
			}
		}
		if len(e.korean) > 0 {
			n += 4 // Korea writes names with the traditional letter
		}
		return n
	}
	if x, y := weight(a), weight(b); x != y {
		return x > y
	}
	return a.letter < b.letter
}
