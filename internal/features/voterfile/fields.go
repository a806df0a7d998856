package voterfile

import (
	"cmp"
	"slices"
	"strings"

	"banyan/internal/kernels/names"
	"banyan/internal/platform/sheet"
)

// Kind is what a file is a list of.
type Kind string

// The kinds of files.
const (
	Voters    Kind = "voters"    // a state's voter file
	Ballots   Kind = "ballots"   // who voted when, a row each
	Members   Kind = "members"   // the organization's own list
	Languages Kind = "languages" // languages by voter number
	Places    Kind = "places"    // where addresses are
	Report    Kind = "report"    // recognized, and no list that can be taken
)

// Kinds lists them as a page offers them.
var Kinds = []Kind{Voters, Ballots, Members, Languages, Places}

// Field is something that a column can hold.
type Field struct {
	Key   string   // in the mapping, and in the message key import.field.KEY
	Names []string // how files name it, folded by foldHeader; the first is the field's own
}

// Fields whose key is completed by what the column says: election.2022-11, district.ward, mail.1 (a line of the address), vote.3
// (a cell that tells an election and how), vote_date.3 with vote_how.3, flag.Absentee (a yes makes it the way of voting),
// tag.Leader (a cell that is not empty gives the tag), consent.text.events (a yes or a no), custom.0123… (a field of the organization's own),
// and while somebody maps a file new.date.3 (such a field that is to be made for the fourth column).
const (
	electionPrefix = "election."
	districtPrefix = "district."
	mailPrefix     = "mail."
	votePrefix     = "vote."
	voteDatePrefix = "vote_date."
	voteHowPrefix  = "vote_how."
	flagPrefix     = "flag."
	consentPrefix  = "consent."
	tagPrefix      = "tag."
	customPrefix   = "custom."
	newPrefix      = "new."
)

// fields are what each kind can take, as a page lists them.
var fields = map[Kind][]Field{
	Voters: slices.Concat([]Field{voterID, {"county_voter_id", nil}}, personName, []Field{former, birthDate, gender,
		{"party", fold("party", "party affiliation", "political party", "party code", "enrollment")},
		{"status", fold("status", "voter status", "registration status", "voter status code", "status code")},
		{"registered_on", fold("registration date", "application date", "registered on", "date registered", "reg date", "registr dt", "date of registration", "original registration date")},
		{"county", fold("county", "county name", "county desc", "county code")}, {"precinct", fold("precinct", "precinct name", "precinct code", "election district")},
	}, addressParts, []Field{phone, {"phone_area", nil}, {"phone_exchange", nil}, {"phone_line", nil}, email}, mailing, []Field{{"votes", nil}}),
	Ballots: {voterID, {"election_date", fold("election date", "date of election", "election dt")}, {"election", fold("election", "election name", "election description", "election desc")},
		{"election_type", fold("election type")}, {"method", fold("voting method", "method", "vote method", "vote type", "ballot type", "how voted", "vote code")}, state},
	Members: slices.Concat(memberName, []Field{birthDate,
		{"language_preferred", fold("preferred language", "primary language", "language preference", "contact language", "main language", "idioma preferido", "ngôn ngữ ưu tiên", "ngôn ngữ chính", "首选语言", "首選語言", "선호 언어", "پسندیدہ زبان")},
		{"language", fold("language", "languages", "language spoken", "languages spoken", "spoken language", "speaks", "lang", "idioma", "idiomas", "lengua", "ngôn ngữ", "tiếng", "语言", "語言", "언어", "言語", "wika", "hom lus", "भाषा", "زبان", "ភាសា", "ভাষা")},
		{"language_read", fold("language read", "languages read", "reading language", "written language", "reads", "idioma escrito", "ngôn ngữ đọc", "阅读语言", "閱讀語言")},
		{"source", fold("language source", "source of language")},
	}, addressParts, mailing, []Field{phone, phone2, email, email2,
		{"tags", fold("tags", "tag", "activist codes", "groups", "etiquetas", "thẻ", "标签", "標籤", "태그", "タグ")},
	}, consents(), []Field{{"consent_on", fold("consent date", "date of consent", "opt in date", "consented on", "opted in on", "consent on", "fecha de consentimiento", "ngày đồng ý", "同意日期", "동의 날짜")}}),
	Languages: {voterID, {"language", fold("language", "languages", "preferred language", "language code", "lang")}, {"source", fold("source", "language source")},
		{"use", fold("use", "kind", "spoken or read")}, {"model", fold("model", "model name", "model version", "modelled by")},
		{"probability", fold("probability", "likelihood", "confidence", "model score", "score", "percent likely")}, {"until", fold("until", "expires", "expires on", "valid until", "expiry")}, state},
	Places: {number, street, addressLine, unit, city, state, zip,
		{"lat", fold("lat", "latitude", "y", "point y")}, {"lon", fold("lon", "longitude", "lng", "long", "x", "point x")},
		{"ward", fold("ward", "precinct", "ward 2021", "ward name", "voting district")}},
}

// Names of columns in the languages in which people keep lists.
var (
	voterID   = Field{"voter_id", fold("voter reg number", "voter id", "state voter id", "voter registration number", "registration number", "voter number", "sos voterid", "state voterid", "van id state voter id", "voter registration", "vuid", "ncid", "registrant id")}
	birthDate = Field{"birth_date", fold("birth date", "date of birth", "dob", "birthdate", "birthday", "year of birth", "birth year", "yob", "fecha de nacimiento", "ngày sinh", "năm sinh", "出生日期", "生日", "生年月日", "생년월일", "kaarawan")}
	gender    = Field{"gender", fold("gender", "sex", "gender code")}
	given     = Field{"given", fold("given name", "first name", "fname", "forename", "name first", "voter first name", "given", "first", "nombre", "nombres", "primer nombre", "tên", "tên gọi", "名", "名字", "이름 (given)", "pangalan")}
	family    = Field{"family", fold("family name", "last name", "surname", "lname", "name last", "voter last name", "last", "family", "apellido", "apellidos", "họ", "姓", "姓氏", "성", "apelyido")}
	middle    = Field{"middle", fold("middle name", "middle", "mname", "middle initial", "name middle", "segundo nombre", "tên đệm", "tên lót", "chữ lót")}
	suffix    = Field{"suffix", fold("suffix", "name suffix", "suffix name")}
	fullName  = Field{"name", fold("name", "full name", "member name", "voter name", "nombre completo", "nombre y apellido", "nombre y apellidos", "họ tên", "họ và tên", "姓名", "이름", "성명", "氏名", "お名前", "buong pangalan", "नाम", "نام", "ឈ្មោះ", "নাম", "npe", "contact name")}
	native    = Field{"native", fold("native name", "name in own language", "name native", "chinese name", "native", "korean name", "vietnamese name", "中文名", "中文姓名", "한글이름", "한글 이름", "tên tiếng việt")}
	romanized = Field{"romanized", fold("romanized name", "romanised name", "name in english", "name in latin letters", "english name", "romanization", "pinyin", "pinyin name", "英文名", "英文姓名", "拼音", "罗马拼音", "영문 이름", "영문이름", "ローマ字")}
	former    = Field{"former", fold("former name", "former last name", "maiden name", "previous name", "birth name", "nombre anterior", "apellido de soltera", "tên cũ", "曾用名", "이전 이름", "旧姓")}
	chosen    = Field{"chosen", fold("chosen name", "preferred name", "nickname", "goes by", "preferred first name", "nombre preferido", "apodo", "tên thường gọi", "별명")}

	number      = Field{"number", fold("house number", "housenumber", "street number", "residence house number", "addr number", "add number", "stno", "residence street number", "house no", "número", "số nhà", "门牌号", "門牌號")}
	street      = Field{"street", fold("street", "street name", "street name full", "residence street name", "full street name", "stname", "calle", "đường", "tên đường", "街道")}
	unit        = Field{"unit", fold("unit", "unit number", "apt", "apartment", "apt number", "apt unit number", "residence apt unit nbr", "apartamento", "căn hộ", "phòng", "单元", "單位")}
	addressLine = Field{"address", fold("address", "address1", "address 1", "street address", "residence address", "home address", "address line 1", "voter address", "dirección", "domicilio", "địa chỉ", "地址", "住址", "주소", "住所", "tirahan", "पता", "پتہ", "អាសយដ្ឋាន", "chaw nyob")}
	city        = Field{"city", fold("city", "town", "residence city", "place name", "ciudad", "thành phố", "城市", "도시", "市", "lungsod")}
	state       = Field{"state", fold("state", "residence state", "state code", "estado", "tiểu bang", "bang", "州", "주")}
	zip         = Field{"zip", fold("zip", "zip code", "zipcode", "postal code", "residence zipcode", "residence zip", "zip5", "post code", "zip or postal", "código postal", "mã bưu chính", "mã zip", "邮编", "邮政编码", "郵遞區號", "郵編", "우편번호", "郵便番号")}
	phone       = Field{"phone", fold("phone", "phone number", "telephone", "mobile", "cell", "cell phone", "mobile phone", "home phone", "preferred phone", "teléfono", "celular", "móvil", "điện thoại", "số điện thoại", "số phone", "di động", "电话", "電話", "电话号码", "電話號碼", "手机", "手機", "전화", "전화번호", "휴대폰", "電話番号", "telepono", "फ़ोन", "फोन", "فون", "ទូរស័ព្ទ", "xov tooj")}
	phone2      = Field{"phone2", fold("phone 2", "phone2", "second phone", "secondary phone", "other phone", "alternate phone", "alt phone", "work phone", "home phone", "mobile", "mobile phone", "cell", "cell phone", "teléfono 2", "otro teléfono", "số điện thoại 2", "điện thoại 2", "电话2", "電話2", "전화2")}
	email2      = Field{"email2", fold("email 2", "email2", "second email", "secondary email", "other email", "alternate email", "alt email", "work email", "personal email", "correo 2", "otro correo", "email khác")}
	email       = Field{"email", fold("email", "email address", "e mail", "e mail address", "preferred email", "correo", "correo electrónico", "thư điện tử", "电子邮件", "电邮", "電子郵件", "電郵", "邮箱", "이메일", "메일", "メール", "メールアドレス")}
)

var (
	personName   = []Field{family, given, middle, suffix, fullName}
	memberName   = []Field{given, family, fullName, native, romanized, chosen, former, middle, suffix}
	addressParts = []Field{{"number_prefix", nil}, number, {"number_suffix", fold("house suffix", "house number suffix")}, {"pre_dir", fold("pre direction", "street prefix", "pre dir")}, street,
		{"street_type", fold("street type")}, {"post_dir", fold("post direction", "post dir")}, {"unit_type", fold("unit type", "apt type", "apartment type")}, unit, addressLine, city, state, zip,
		{"zip4", fold("zip4", "zip plus four", "zip plus 4")}, {"city_line", fold("address2", "address 2", "city state zip", "residence city state zip")}}
	mailing = []Field{{mailPrefix + "1", fold("mailing address", "mail address", "mailing address 1", "mailing address line 1", "mail address 1", "postal address", "dirección postal", "địa chỉ gửi thư", "địa chỉ thư tín", "邮寄地址", "通讯地址", "通訊地址", "우편 주소")},
		{mailPrefix + "2", fold("mailing address 2", "mailing address line 2", "mail address 2")}, {mailPrefix + "3", fold("mailing address 3", "mailing address line 3")}, {mailPrefix + "4", nil}, {mailPrefix + "5", nil},
		{"mail_number", nil}, {"mail_street", nil}, {"mail_unit", nil}, {"mail_city", fold("mailing city", "mail city")}, {"mail_state", fold("mailing state", "mail state")},
		{"mail_zip", fold("mailing zip", "mailing zip code", "mail zip", "mailing zipcode")}, {"mail_country", fold("mailing country", "mail country")}, {"mail_line", nil}}
)

// The channels and purposes of a consent.
var (
	consentChannels = []string{"text", "phone", "email", "mail", "door"}
	consentPurposes = []string{"organizing", "events", "surveys", "fundraising", "services"}
)

// consentNames are names of columns that say whether somebody may be reached, without saying what for.
var consentNames = map[string][]string{
	"email": fold("email consent", "email opt in", "emailoptin", "consent email", "email permission", "ok to email", "may we email"),
	"phone": fold("phone consent", "phone opt in", "consent phone", "ok to call", "opt in phone", "may we call"),
	"text":  fold("text consent", "sms opt in", "sms consent", "text opt in", "consent text", "ok to text", "opt in text", "may we text"),
	"mail":  fold("mail consent", "mail opt in", "consent mail", "ok to mail", "may we mail"),
}

// consents are the fields of a yes or a no, one for each channel and purpose. Where the name of a column says no purpose it is organizing.
func consents() (out []Field) {
	for _, c := range consentChannels {
		for _, p := range consentPurposes {
			f := Field{Key: consentPrefix + c + "." + p}
			if p == consentPurposes[0] {
				f.Names = consentNames[c]
			}
			out = append(out, f)
		}
	}
	return out
}

// consentOf reads such a field.
func consentOf(field string) (channel, purpose string) {
	channel, purpose, _ = strings.Cut(strings.TrimPrefix(field, consentPrefix), ".")
	return channel, cmp.Or(purpose, consentPurposes[0])
}

// needs lists what a kind can't do without: of each group at least one field.
var needs = map[Kind][][]string{
	Voters:    {{"voter_id", "county_voter_id"}, {"family", "name", "given"}},
	Ballots:   {{"voter_id"}, {"election_date", "election"}},
	Members:   {{"family", "given", "name", "native", "romanized"}},
	Languages: {{"voter_id"}, {"language"}},
	Places:    {{"street", "address"}, {"lat"}, {"lon"}},
}

// columnDistricts are the districts that a voter file can tell, by folded column name.
var columnDistricts = map[string]string{
	"ward": "ward", "congressional": "congressional", "congressionaldistrict": "congressional", "uscongressdistrict": "congressional", "statesenate": "state_senate", "statesenatedistrict": "state_senate",
	"senatedistrict": "state_senate", "stateassembly": "state_house", "assembly": "state_house", "statehouse": "state_house", "statehousedistrict": "state_house", "housedistrict": "state_house",
	"legislativedistrict": "legislative", "countysupervisory": "county_supervisory", "countycommissiondistrict": "county_commission", "municipality": "municipality", "jurisdiction": "jurisdiction",
	"aldermanic": "aldermanic", "citycouncil": "city_council", "citycouncildistrict": "city_council", "school": "school", "schooldistrict": "school", "highschool": "high_school", "courtofappeals": "court_of_appeals",
	"circuitcourt": "circuit_court", "technicalcollege": "technical_college", "township": "township",
}

// districtKinds are all kinds of districts that a column can be said to hold.
var districtKinds = []string{"aldermanic", "circuit_court", "city_council", "congressional", "county_commission", "county_supervisory", "court_of_appeals", "high_school", "judicial", "jurisdiction", "legislative",
	"municipality", "school", "state_house", "state_senate", "technical_college", "township", "ward"}

// foldHeader compares column names: 'LastName', 'LAST_NAME' and 'Last name' are one, and so are 'Họ tên' and 'HO TEN'.
func foldHeader(s string) string {
	return strings.ReplaceAll(names.Fold(sheet.Bare(s)), " ", "")
}

func fold(list ...string) []string {
	for i, s := range list {
		list[i] = foldHeader(s)
	}
	return list
}

// has tells whether a kind of file can hold a field.
func (k Kind) has(field string) bool {
	prefix, _, _ := strings.Cut(field, ".")
	switch prefix + "." {
	case electionPrefix, districtPrefix, votePrefix, voteDatePrefix, voteHowPrefix:
		return k == Voters
	case flagPrefix:
		return k == Ballots
	case tagPrefix, customPrefix, newPrefix:
		return k == Members
	}
	return slices.ContainsFunc(fields[k], func(f Field) bool { return f.Key == field })
}

// fieldList names the fields of a kind, for whoever writes them by hand.
func (k Kind) fieldList() string {
	var out []string
	for _, f := range fields[k] {
		out = append(out, f.Key)
	}
	if k == Voters {
		out = append(out, districtPrefix+"ward", electionPrefix+"2022-11")
	}
	return strings.Join(out, ", ")
}
