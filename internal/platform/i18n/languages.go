package i18n

import "slices"

// A Language is one that people speak or read, whether or not Banyan's pages are in it.
type Language struct {
	Code     string // ISO 639: what is stored about people
	Tag      string // BCP 47, for lang attributes, with the writing that Endonym and Sentence use
	English  string
	Endonym  string
	Sentence string // 'I speak …' for the card that a volunteer holds out; "" where we have none
	RTL      bool
}

// languages in the order of a chooser: the ones most spoken at our organizations' doors, then the others of each region.
// The sentences are in the plain spoken register; "/" parts the forms for men and women.
var languages = []Language{
	{"en", "en", "English", "English", "I speak English.", false},
	{"yue", "yue-Hant", "Cantonese", "廣東話", "我講廣東話。", false},
	{"cmn", "cmn-Hans", "Mandarin", "普通话", "我说普通话。", false},
	{"nan", "nan-Hant", "Taiwanese / Hokkien", "台語", "我講台語。", false},
	{"zh", "zh-Hans", "Chinese", "中文", "我说中文。", false},
	{"hak", "hak-Hant", "Hakka", "客家話", "我講客家話。", false},
	{"cdo", "cdo-Hans", "Fuzhounese", "福州话", "我讲福州话。", false},
	{"wuu", "wuu-Hans", "Shanghainese", "上海话", "我讲上海话。", false},
	{"vi", "vi", "Vietnamese", "Tiếng Việt", "Tôi nói tiếng Việt.", false},
	{"ko", "ko", "Korean", "한국어", "저는 한국어를 합니다.", false},
	{"tl", "tl", "Tagalog", "Tagalog", "Nagsasalita ako ng Tagalog.", false},
	{"hmn", "hmn", "Hmong", "Hmoob", "Kuv hais lus Hmoob.", false},
	{"km", "km", "Khmer", "ខ្មែរ", "ខ្ញុំនិយាយភាសាខ្មែរ។", false},
	{"lo", "lo", "Lao", "ລາວ", "ຂ້ອຍເວົ້າພາສາລາວ.", false},
	{"th", "th", "Thai", "ไทย", "ฉันพูดภาษาไทย", false},
	{"my", "my", "Burmese", "မြန်မာ", "မြန်မာစကား ပြောပါတယ်။", false},
	{"kar", "ksw", "Karen", "ကညီကျိာ်", "ယကတိၤကညီကျိာ်လီၤ.", false},
	{"ium", "ium", "Mien", "Iu Mienh", "Yie gorngv Mienh waac.", false},
	{"cnh", "cnh", "Hakha Chin", "Laiholh", "Laiholh ka hmang.", false},
	{"rhg", "rhg", "Rohingya", "Ruáingga", "", false},
	{"hi", "hi", "Hindi", "हिन्दी", "मैं हिन्दी बोलता/बोलती हूँ।", false},
	{"ur", "ur", "Urdu", "اردو", "میں اردو بولتا/بولتی ہوں۔", true},
	{"bn", "bn", "Bangla", "বাংলা", "আমি বাংলা বলি।", false},
	{"pa", "pa", "Punjabi", "ਪੰਜਾਬੀ", "ਮੈਂ ਪੰਜਾਬੀ ਬੋਲਦਾ/ਬੋਲਦੀ ਹਾਂ।", false},
	{"gu", "gu", "Gujarati", "ગુજરાતી", "હું ગુજરાતી બોલું છું.", false},
	{"mr", "mr", "Marathi", "मराठी", "मी मराठी बोलतो/बोलते.", false},
	{"ta", "ta", "Tamil", "தமிழ்", "நான் தமிழ் பேசுகிறேன்.", false},
	{"te", "te", "Telugu", "తెలుగు", "నేను తెలుగు మాట్లాడతాను.", false},
	{"ml", "ml", "Malayalam", "മലയാളം", "ഞാൻ മലയാളം സംസാരിക്കുന്നു.", false},
	{"kn", "kn", "Kannada", "ಕನ್ನಡ", "ನಾನು ಕನ್ನಡ ಮಾತನಾಡುತ್ತೇನೆ.", false},
	{"ne", "ne", "Nepali", "नेपाली", "म नेपाली बोल्छु।", false},
	{"si", "si", "Sinhala", "සිංහල", "මම සිංහල කතා කරනවා.", false},
	{"dz", "dz", "Dzongkha", "རྫོང་ཁ", "ང་གིས་རྫོང་ཁ་སླབ་ཨིན།", false},
	{"bo", "bo", "Tibetan", "བོད་སྐད་", "ངས་བོད་སྐད་བཤད་ཀྱི་ཡོད།", false},
	{"ja", "ja", "Japanese", "日本語", "日本語を話します。", false},
	{"mn", "mn", "Mongolian", "монгол", "Би монголоор ярьдаг.", false},
	{"ilo", "ilo", "Ilocano", "Ilokano", "Agsasaoak iti Ilokano.", false},
	{"ceb", "ceb", "Cebuano", "Bisaya", "Nagsulti ko og Bisaya.", false},
	{"id", "id", "Indonesian", "Bahasa Indonesia", "Saya berbicara bahasa Indonesia.", false},
	{"ms", "ms", "Malay", "Bahasa Melayu", "Saya bercakap bahasa Melayu.", false},
	{"sm", "sm", "Samoan", "Gagana Sāmoa", "Ou te tautala i le gagana Sāmoa.", false},
	{"to", "to", "Tongan", "Lea faka-Tonga", "ʻOku ou lea faka-Tonga.", false},
	{"mh", "mh", "Marshallese", "Kajin Majeḷ", "Ij kōnono kajin Majeḷ.", false},
	{"haw", "haw", "Hawaiian", "ʻŌlelo Hawaiʻi", "ʻŌlelo Hawaiʻi au.", false},
	{"ar", "ar", "Arabic", "العربية", "أنا أتحدث العربية.", true},
	{"fa", "fa", "Persian", "فارسی", "من فارسی صحبت می‌کنم.", true},
	{"ps", "ps", "Pashto", "پښتو", "زه پښتو خبرې کوم.", true},
	{"ug", "ug", "Uyghur", "ئۇيغۇرچە", "مەن ئۇيغۇرچە سۆزلەيمەن.", true},
	{"so", "so", "Somali", "Soomaali", "Waxaan ku hadlaa Soomaali.", false},
	{"es", "es", "Spanish", "Español", "Hablo español.", false},
	{"ht", "ht", "Haitian Creole", "Kreyòl ayisyen", "Mwen pale kreyòl ayisyen.", false},
	{"fr", "fr", "French", "Français", "Je parle français.", false},
	{"pt", "pt", "Portuguese", "Português", "Eu falo português.", false},
	{"ru", "ru", "Russian", "Русский", "Я говорю по-русски.", false},
}

// Languages returns the languages that people speak, in the order of a chooser.
func Languages() []Language { return append([]Language(nil), languages...) }

// FindLanguage looks a language up by its code.
func FindLanguage(code string) (Language, bool) {
	for _, l := range languages {
		if l.Code == code {
			return l, true
		}
	}
	return Language{}, false
}

// LanguageName says a language's name in l's language: Vietnamese, 越南语. A code that we do not know is shown itself.
func (l *Localizer) LanguageName(code string) string {
	if key := "language.name." + code; Has(key) {
		return l.T(key)
	}
	return code
}

// Endonym says what a language calls itself, or the code where we do not know it.
func Endonym(code string) string {
	if l, ok := Get(code); ok {
		return l.Endonym()
	}
	if language, ok := FindLanguage(code); ok {
		return language.Endonym
	}
	return code
}

// Card returns the languages of the card that a volunteer holds out: point to your language.
func Card() []Language {
	return slices.DeleteFunc(Languages(), func(l Language) bool { return l.Sentence == "" })
}
