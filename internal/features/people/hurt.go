package people

import (
	"regexp"
	"strings"

	"banyan/internal/kernels/names"
	"banyan/internal/platform/errs"
)

// What is not there cannot be taken, leaked or subpoenaed. Nobody's immigration status, country of birth or social-security number is
// kept: no custom field may be for it, and free text that looks like such a number is asked about before it is written.

var (
	alienNumber    = regexp.MustCompile(`(?i)(^|[^\p{L}\p{N}])A[-# ]{0,2}([0-9]{8,9}|[0-9]{3}[- ][0-9]{3}[- ][0-9]{3})($|[^\p{L}\p{N}])`)
	socialSecurity = regexp.MustCompile(`(^|[^0-9-])[0-9]{3}[- ][0-9]{2}[- ][0-9]{4}($|[^0-9-])`)
	namedNumber    = regexp.MustCompile(`(?i)(ssn|social.{0,3}security|itin|uscis)[^0-9]{0,20}[0-9]{9}`)
)

// looksLikeNumber tells that a text holds what looks like an A-number, an ITIN or a social-security number.
func looksLikeNumber(text string) bool {
	return alienNumber.MatchString(text) || socialSecurity.MatchString(text) || namedNumber.MatchString(text)
}

// harmless refuses a short text that looks like such a number.
func harmless(field, text string) error {
	if looksLikeNumber(text) {
		return errs.Field(field, "people.number_refused")
	}
	return nil
}

// neverAsked are the words of field names that are refused, in the languages of our organizers, folded as names are.
var neverAsked = regexp.MustCompile(`immigra|migrant|citizen|naturaliz|\bvisas?\b|undocument|unauthorized|\balien|\ba ?number|green ?card|asylum|refugee|\bdaca\b|\btps\b|` +
	`nationality|country of|born in|birth ?(place|country)|place of birth|origin|legal status|\bpapers\b|passport|deport|` +
	`\bssn\b|social ?sec|tax ?id|\bitin\b|uscis|` +
	`inmigra|ciudadan|nacionalidad|nacimiento|papeles|seguro social|` +
	`di tru|nhap cu|quoc tich|noi sinh|an sinh xa hoi|` +
	`移民|公民|国籍|國籍|出生地|绿卡|綠卡|签证|簽證|社安|시민권|국적|이민|출생지|영주권|비자|` +
	`नागरिक|राष्ट्रीय|जन्मस्थान|নাগরিক|জাতীয়তা|জন্মস্থান|شہریت|قومیت|جائے پیداءش|جائے پیدائش|សញ្ជាតិ|អន្តោប្រវេសន៍|ទីកន្លែងកំណើត`)

// mustNotBeKept tells that a field's name asks for what is never kept.
func mustNotBeKept(name string) bool {
	return neverAsked.MatchString(names.Fold(name)) || neverAsked.MatchString(strings.ToLower(name))
}
