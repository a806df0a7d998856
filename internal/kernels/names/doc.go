// Package names finds people by name in any script, folds names, and tells which language a name is written in. It never changes a
// name that is shown: a name is kept as it was given.
//
//	x := names.New()
//	x.Build(people)                 // all people and their names: native, romanized, former, chosen
//	x.Replace(id, "陳大文", "Chan Tai Man")
//	hits := x.Search("chan tai", 10) // nearest first; each says why it was found
//
// How it works is told in docs/names.md: a name is cut into units (words; what may be family and given name in a word without
// blanks), a unit has readings (by language, as slots with weighted spellings), a reading has keys (skeletons of consonants, the
// same for nearly all spellings). A search finds units by key, compares them closely, gathers the people who have them, and
// compares whole names: order, joined or apart, and what is left over.
//
//	tokens, units     a name taken apart
//	han, families, spell_*, readings   Latin spellings of Han letters; other scripts are read by package romanize
//	keys, align       what is alike
//	segment, speak    the index on its way in
//	query, search, score, index        the search
package names
