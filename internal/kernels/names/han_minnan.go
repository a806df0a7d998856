package names

import "strings"

// What a letter is in Hokkien where the table of letters has none follows from its readings elsewhere, which all go back to Middle Chinese:
// the rhyme from the Sino-Korean one, the beginning from Sino-Korean and Sino-Vietnamese, with Cantonese and Mandarin to decide where they
// leave it open (after B. Karlgren, Analytic Dictionary of Chinese and Sino-Japanese, 1923). It is the reading of books, which names have.

// minnanRhymes are rhymes by the vowel and the end of the Sino-Korean syllable. After a colon stand those of a Cantonese rhyme.
var minnanRhymes = func() map[string]string {
	out := map[string]string{}
	for f := range strings.FieldsSeq(`
ㅏㅁ/am ㅓㅁ/iam ㅕㅁ/iam ㅣㅁ/im ㅡㅁ/im ㅜㅁ/im ㅏㅂ/ap ㅓㅂ/iap ㅕㅂ/iap ㅣㅂ/ip ㅡㅂ/ip
ㅏㄴ/an ㅓㄴ/ian ㅕㄴ/ian ㅣㄴ/in ㅡㄴ/un ㅜㄴ/un ㅗㄴ/un ㅠㄴ/un ㅝㄴ/uan ㅘㄴ/uan ㅓㄴyun/uan ㅕㄴyun/uan ㅏㄴyun/uan ㅜㄴyun/uan
ㅏㄹ/at ㅓㄹ/iat ㅕㄹ/iat ㅣㄹ/it ㅡㄹ/ut ㅜㄹ/ut ㅗㄹ/ut ㅠㄹ/ut ㅝㄹ/uat ㅘㄹ/uat ㅓㄹyut/uat ㅕㄹyut/uat
ㅏㅇ/ong ㅏㅇoeng/iong ㅏㅇaang/ang ㅑㅇ/iong ㅘㅇ/ong ㅗㅇ/ong ㅜㅇ/iong ㅛㅇ/iong ㅠㅇ/iong ㅕㅇ/eng ㅓㅇ/eng ㅡㅇ/eng ㅐㅇ/eng ㅣㅇ/eng
ㅏㄱ/ok ㅏㄱoek/iok ㅏㄱaak/ak ㅑㄱ/iok ㅗㄱ/ok ㅜㄱ/iok ㅜㄱok/ok ㅛㄱ/iok ㅠㄱ/iok ㅕㄱ/ek ㅓㄱ/ek ㅡㄱ/ek ㅐㄱ/ek ㅣㄱ/ek ㅘㄱ/ok
ㅏ/a ㅏo/o ㅏi/u ㅏe/ia ㅐ/ai ㅐai/e ㅔ/e ㅖ/e ㅖwai/ui ㅣ/i ㅢ/i ㅟ/ui ㅞ/ui ㅚ/ue ㅙ/uai ㅘ/ua ㅘo/o ㅑ/ia ㅓ/u ㅕ/u ㅗ/o ㅗiu/iau ㅛ/iau ㅛiu/iau ㅜ/u ㅜau/iu ㅠ/iu ㅠjyu/u ㅠeoi/ui ㅠai/ui
`) {
		korean, rhyme, _ := strings.Cut(f, "/")
		out[korean] = rhyme
	}
	return out
}()

var (
	hangulInitials = []rune("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")
	hangulVowels   = []rune("ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ")
	hangulFinals   = map[int]string{0: "", 1: "ㄱ", 4: "ㄴ", 8: "ㄹ", 16: "ㅁ", 17: "ㅂ", 21: "ㅇ"}
)

// minnan is the reading of a letter in Hokkien that follows from its others; "" where one of them is missing.
func minnan(mandarin, cantonese, korean, viet string) string {
	mandarin, cantonese, viet = first(mandarin), first(cantonese), first(viet)
	syllables := []rune(first(korean))
	if mandarin == "" || cantonese == "" || len(syllables) != 1 || syllables[0] < '가' || syllables[0] > '힣' {
		return ""
	}
	n := int(syllables[0] - '가')
	end, known := hangulFinals[n%28]
	if !known {
		return ""
	}
	initial := minnanInitial(hangulInitials[n/28/21], mandarin, cantonese, viet)
	before, rhyme := cutInitial(cantonese, jyutpingInitials)
	if strings.HasSuffix(before, "w") && rhyme == "ai" {
		rhyme = "wai"
	}
	key := string(hangulVowels[n/28%21]) + end
	out := minnanRhymes[key+rhyme]
	if out == "" {
		out = minnanRhymes[key]
	}
	switch {
	case initial == "h" && mandarin[0] == 'f' && (out == "an" || out == "at" || out == "am" || out == "ap"):
		out = "ua" + strings.NewReplacer("m", "n", "p", "t").Replace(out[1:])
	case initial == "h" && mandarin[0] == 'f' && (out == "iong" || out == "iok"), strings.HasPrefix(initial, "p"), initial == "b":
		out = strings.NewReplacer("iong", "ong", "iok", "ok").Replace(out)
	}
	if out == "" {
		return ""
	}
	return initial + out
}

func minnanInitial(korean rune, mandarin, cantonese, viet string) string {
	starts := func(s string, prefixes ...string) bool {
		for _, p := range prefixes {
			if strings.HasPrefix(s, p) {
				return true
			}
		}
		return false
	}
	switch korean {
	case 'ㄱ', 'ㄲ', 'ㅋ':
		if starts(cantonese, "h", "k") && !starts(viet, "k", "c", "q") {
			return "kh"
		}
		return "k"
	case 'ㅇ':
		switch {
		case starts(viet, "ng") || starts(cantonese, "ng"):
			return "g"
		case starts(cantonese, "h"):
			return "h"
		case starts(viet, "nh") || starts(mandarin, "r") && !starts(viet, "v"):
			return "j"
		}
		return ""
	case 'ㄴ', 'ㄹ':
		return "l"
	case 'ㅁ':
		return "b"
	case 'ㅂ', 'ㅍ', 'ㅃ':
		switch {
		case starts(mandarin, "f"):
			return "h"
		case starts(viet, "ph") && starts(cantonese, "p"):
			return "ph"
		}
		return "p"
	case 'ㄷ', 'ㅌ', 'ㄸ':
		return aspirated(viet)
	case 'ㅈ', 'ㅊ', 'ㅉ':
		switch {
		case starts(mandarin, "t") || starts(mandarin, "d") && starts(viet, "th"): // Sino-Korean has made both palatal: 天 is cheon
			return aspirated(viet)
		case starts(mandarin, "d"), starts(viet, "tr"):
			return "t"
		}
		return "ch"
	case 'ㅅ', 'ㅆ':
		return "s"
	}
	return "h"
}

func aspirated(viet string) string {
	if strings.HasPrefix(viet, "th") {
		return "th"
	}
	return "t"
}

func first(readings string) string {
	one, _, _ := strings.Cut(readings, " ")
	return one
}
