package jdic

import "strings"

// syllables of katakana in Hepburn; two letters before one.
var syllables = func() map[string]string {
	out := map[string]string{}
	for _, row := range []string{
		"アa イi ウu エe オo カka キki クku ケke コko サsa シshi スsu セse ソso タta チchi ツtsu テte トto ナna ニni ヌnu ネne ノno ハha ヒhi フfu ヘhe ホho マma ミmi ムmu メme モmo ヤya ユyu ヨyo",
		"ラra リri ルru レre ロro ワwa ヲo ンn ガga ギgi グgu ゲge ゴgo ザza ジji ズzu ゼze ゾzo ダda ヂji ヅzu デde ドdo バba ビbi ブbu ベbe ボbo パpa ピpi プpu ペpe ポpo ヴvu",
		"キャkya キュkyu キョkyo シャsha シュshu ショsho チャcha チュchu チョcho ニャnya ニュnyu ニョnyo ヒャhya ヒュhyu ヒョhyo ミャmya ミュmyu ミョmyo リャrya リュryu リョryo",
		"ギャgya ギュgyu ギョgyo ジャja ジュju ジョjo ビャbya ビュbyu ビョbyo ピャpya ピュpyu ピョpyo シェshe ジェje チェche ティti ディdi ファfa フィfi フェfe フォfo",
	} {
		for _, pair := range strings.Fields(row) {
			at := strings.IndexFunc(pair, func(r rune) bool { return r < 128 })
			out[pair[:at]] = pair[at:]
		}
	}
	return out
}()

// morae cuts katakana into the romaji of its syllables; nil where a letter is unknown. A small tsu doubles what follows, a long mark
// repeats the vowel.
func morae(kana string) []string {
	letters := []rune(kana)
	var out []string
	double := false
	for i := 0; i < len(letters); {
		s, n := "", 2
		if i+1 < len(letters) {
			s = syllables[string(letters[i:i+2])]
		}
		if s == "" {
			s, n = syllables[string(letters[i])], 1
		}
		switch {
		case letters[i] == 'ッ':
			double, s = true, ""
		case letters[i] == 'ー' && len(out) > 0:
			last := out[len(out)-1]
			s = last[len(last)-1:]
		case s == "":
			return nil
		}
		if s != "" {
			if double {
				s = strings.TrimPrefix(s[:1], "c")
				if s == "" {
					s = "t"
				}
				s += syllableAt(letters[i:], n)
				double = false
			}
			out = append(out, s)
		}
		i += n
	}
	return out
}

func syllableAt(letters []rune, n int) string { return syllables[string(letters[:n])] }

// Romaji spells kana in Hepburn with its long vowels written out: サトウ is satou. It is empty where a letter is no kana.
func Romaji(kana string) string {
	return romaji(strings.Map(func(r rune) rune {
		if r >= 'ぁ' && r <= 'ゔ' {
			return r + 'ァ' - 'ぁ'
		}
		return r
	}, kana))
}

func romaji(kana string) string { return strings.Join(morae(kana), "") }
