// Package romanize reads a word of a name aloud in Latin letters: not one transliteration, but the spellings in which people of
// that language really write themselves in the United States, the usual ones first.
//
// A script is a table of letters and a few rules (one file a script or family). A word becomes a row of slots, each with its
// weighted spellings; the best paths through the row are the readings. What the published standard of the language says is
// always among them, under its name. Han letters are read elsewhere: they need a dictionary, not rules.
//
// [Key] and [Distance] then compare Latin spellings by sound, so that a spelling which no table foresees is still near.
package romanize

import (
	"slices"
	"unicode/utf8"
)

// System names the way of spelling that a reading follows.
type System uint8

const (
	Usual               System = iota // as people spell it, after no published standard
	RevisedRomanization               // Republic of Korea, Ministry of Culture, 2000
	McCuneReischauer                  // 1939; older Korean spellings
	Hepburn                           // modified Hepburn, ALA-LC for Japanese
	Kunrei                            // Kunrei-shiki, ISO 3602
	Hunterian                         // Survey of India; the base of names in India, Nepal and Bangladesh
	ArabicSimplified                  // ALA-LC for Arabic and Urdu without its marks
	KhmerGeographic                   // UNGEGN / BGN-PCGN 1972 for Khmer
	LaoGeographic                     // BGN-PCGN 1966 for Lao
	RTGS                              // Royal Thai General System, 1999
	BurmeseUsual                      // BGN-PCGN 1970, the conventional spelling of Burmese names
	HmongRPA                          // Romanized Popular Alphabet, 1953
	CyrillicGeographic                // BGN-PCGN for Russian, Mongolian, Kazakh
	OtherStandard                     // the national table of Armenian, Georgian, Hebrew or Greek
	systemCount
)

var systemKeys = [systemCount]string{
	"usual", "rr", "mr", "hepburn", "kunrei", "hunterian", "arabic", "khmer", "lao", "rtgs", "burmese", "rpa", "cyrillic", "other",
}

// Key is the key of the message that names the system, as 'names.system.rr'.
func (s System) Key() string { return "names.system." + systemKeys[min(s, systemCount-1)] }

// Reading is one Latin spelling of a word.
type Reading struct {
	Text   string  // lower case, a to z alone, one word
	System System  // the standard that spells it so, or Usual
	Weight float32 // how usual it is beside the most usual, which has 1
}

// MaxReadings is the most that Readings returns for a word.
const MaxReadings = 12

// maxRunes bounds the work for one word. No part of a name is longer; what is, is cut.
const maxRunes = 32

// Readings are the Latin spellings of one word, the most usual first. It is nil for Latin, for Han and for what has no letters
// that we can read.
func Readings(word string) []Reading {
	script := ScriptOf(word)
	l, ok := latticeOf(word, script)
	if !ok {
		return nil
	}
	out := l.readings()
	if script >= Devanagari && script <= Sinhala || script == Arabic {
		out = alsoSpelled(out)
	}
	return out
}

// Wholes are the readings of a word that its slots do not spell: from tables of names, from rows of spellings, and by standards.
func Wholes(word string) []Reading {
	l, ok := latticeOf(word, ScriptOf(word))
	if !ok {
		return nil
	}
	l.standards = nil
	bySlots := l.readings()
	return slices.DeleteFunc(Readings(word), func(r Reading) bool {
		return slices.ContainsFunc(bySlots, func(s Reading) bool { return s.Text == r.Text })
	})
}

// latticeOf reads a word by the rules of its script.
func latticeOf(word string, script Script) (l lattice, ok bool) {
	read := readers[script]
	if read == nil {
		return l, false
	}
	var buf [maxRunes]rune
	runes := buf[:0]
	for _, r := range word {
		if len(runes) == maxRunes {
			break
		}
		if r != utf8.RuneError {
			runes = append(runes, r)
		}
	}
	read(runes, &l)
	return l, true
}

// readers holds the rules of every script that has some.
var readers = [scriptCount]func(word []rune, l *lattice){
	Hangul: readHangul, Kana: readKana,
	Devanagari: readIndic(&devanagari), Bengali: readIndic(&bengali), Gurmukhi: readIndic(&gurmukhi), Gujarati: readIndic(&gujarati), Odia: readIndic(&odia), Tamil: readIndic(&tamil),
	Telugu: readIndic(&telugu), Kannada: readIndic(&kannada), Malayalam: readIndic(&malayalam), Sinhala: readSinhala,
	Arabic: readArabic,
	Khmer:  readKhmer, Thai: thai.read, Lao: lao.read, Burmese: readBurmese,
	Cyrillic: cyrillic.read, Greek: greek.read, Armenian: armenian.read, Georgian: georgian.read, Hebrew: hebrew.read,
}
