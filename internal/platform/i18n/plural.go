package i18n

// A Category is a CLDR plural category of a whole number.
type Category string

// The categories that Banyan's languages use. CLDR has more (zero, two, few, many) for others.
const (
	One   Category = "one"
	Other Category = "other"
)

// A pluralRule is a language's plural forms in the order of msgstr[0], msgstr[1], …
type pluralRule struct {
	categories []Category
	forms      string // the header that gettext's tools read; a test holds it beside choose
	choose     func(n int64) int
	// onlyOne tells that the first category holds the number 1 alone, so that its text may leave the number out.
	onlyOne bool
}

var (
	// noPlural: Chinese, Vietnamese, Korean, Khmer, Hmong.
	noPlural = pluralRule{[]Category{Other}, "nplurals=1; plural=0;", func(int64) int { return 0 }, false}
	// oneIsOne: English, Urdu.
	oneIsOne = pluralRule{[]Category{One, Other}, "nplurals=2; plural=(n != 1);", func(n int64) int { return index(n != 1) }, true}
	// zeroAndOne: Hindi, Bangla.
	zeroAndOne = pluralRule{[]Category{One, Other}, "nplurals=2; plural=(n > 1);", func(n int64) int { return index(n > 1) }, false}
	// vowelEnding: Tagalog says 'na' after the numbers that end in a consonant: apat, anim, siyam.
	vowelEnding = pluralRule{[]Category{One, Other}, "nplurals=2; plural=(n % 10 == 4 || n % 10 == 6 || n % 10 == 9);",
		func(n int64) int { return index(n%10 == 4 || n%10 == 6 || n%10 == 9) }, false}
)

func index(second bool) int {
	if second {
		return 1
	}
	return 0
}

// form picks the index of the text for n.
func (r *pluralRule) form(n int64) int {
	if n < 0 {
		n = -n
	}
	return r.choose(n)
}
