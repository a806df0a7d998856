package romanize

import (
	"slices"
	"strings"
)

// South Asian lists have a name of two words apart or in one piece, in the same script or across: కృష్ణారావు is Krishna Rao,
// पुष्पकमल Pushpa Kamal, عبدالسلام Abdus Salam. These are the words that stand second in most such names.
var compoundEnds = map[Script][]string{
	Devanagari: strings.Fields("प्रसाद कुमार कुमारी बहादुर नारायण चन्द्र चंद्र किशोर मोहन कृष्ण शंकर शरण गोपाल प्रकाश भूषण सिंह सिङ्ह कमल काजी देवी माया नाथ लाल दास राज राम राव देव पाल मान भाई बेन दत्त वीर"),
	Bengali:    strings.Fields("চন্দ্র কুমার প্রসাদ নাথ লাল দাস মোহন কৃষ্ণ কান্তি ভূষণ নারায়ণ শঙ্কর কিশোর রঞ্জন"),
	Gujarati:   strings.Fields("કુમાર પ્રસાદ ચંદ્ર ચન્દ્ર લાલ દાસ રાય સિંહ ભાઈ બેન શંકર નાથ"),
	Gurmukhi:   strings.Fields("ਕੁਮਾਰ ਪ੍ਰਕਾਸ਼ ਸਿੰਘ ਕੌਰ ਲਾਲ ਦਾਸ ਨਾਥ ਚੰਦ"),
	Tamil:      strings.Fields("குமார் குமாரி சாமி மூர்த்தி ராஜன் ராஜ் நாதன் மணி லட்சுமி தேவி ராம்"),
	Telugu:     strings.Fields("రావు రెడ్డి నాయుడు ప్రసాద్ కుమార్ కుమారి మూర్తి శాస్త్రి లక్ష్మి లక్ష్మీ దేవి రాజు శర్మ బాబు కృష్ణ నాథ్ చంద్ర స్వామి రామ్ గౌడ్"),
	Kannada:    strings.Fields("ರಾವ್ ಕುಮಾರ್ ಕುಮಾರ ಪ್ರಸಾದ್ ಪ್ರಸಾದ ಮೂರ್ತಿ ಸ್ವಾಮಿ ಗೌಡ ರಾಜ್ ಲಕ್ಷ್ಮಿ ನಾಥ್ ರೆಡ್ಡಿ ಶೆಟ್ಟಿ ಚಂದ್ರ"),
	Malayalam:  strings.Fields("കുമാർ കുമാരി കൃഷ്ണൻ ചന്ദ്രൻ മോഹൻ ലാൽ നാഥ് രാജ് ദാസ് ദേവി ലക്ഷ്മി"),
	Arabic:     strings.Fields("الدین اللہ الرحمن الرحمان الحق الاسلام الحسن الزمان"),
}

// compoundStart is what a name begins with in Arabic writing that has its second word joined: 'servant of the'.
const compoundStart = "عبدال"

// splitCompound cuts a name before the word that stands second, where enough is left before it.
func splitCompound(word string) []string {
	if rest, ok := strings.CutPrefix(word, compoundStart); ok && len([]rune(rest)) > 2 {
		return []string{compoundStart, rest}
	}
	ends := compoundEnds[ScriptOf(word)]
	longest := ""
	for _, end := range ends {
		if len(end) > len(longest) && strings.HasSuffix(word, end) {
			longest = end
		}
	}
	head := []rune(strings.TrimSuffix(word, longest))
	if longest == "" || len(head) < 2 || joinsNext(head[len(head)-1]) {
		return nil
	}
	return []string{string(head), longest}
}

// joinsNext tells a virama, which binds the next letter to the one before.
func joinsNext(r rune) bool {
	return r == 0xd4d || r < 0xd80 && r >= 0x900 && int(r&0x7f) == placeVirama
}

// letterNames are the letters of the Latin alphabet as their names are heard, by how they are spelled in Latin letters again: எம்
// is em, and stands for M before a name.
var letterNames = func() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(`
a a e ae ay ei
b bi bee be
c si see ci sii
d di dee
e i ee
f ef eph epha ep
g ji jee gi
h ech aich etch ecch hech
i ai aay ay
j je jay jey ze
k ke kay key
l el ell
m em am ema
n en an ena
o o oh
p pi pee
q kyu kyoo
r ar aar ara
s es ess esa as
t ti tee
u yu yoo
v vi vee bhi
w dablyu dabalyu dablu
x eks
y vai way wai oyai
z jed zed ze
`) {
		f := strings.Fields(line)
		for i := 1; i < len(f); i++ {
			if !strings.Contains(out[f[i]], f[0]) {
				out[f[i]] += f[0]
			}
		}
	}
	return out
}()

// Initials are the Latin letters that a short word may stand for as somebody's initial: the letter that it names (எம் is M), or the first of
// a name of which one syllable is written (மு is M). They are few, and none for longer words and for scripts where nobody writes so.
func Initials(word string) []string {
	script := ScriptOf(word)
	letters := len([]rune(word))
	if !(script >= Devanagari && script <= Sinhala || script == Arabic) || letters > 6 {
		return nil
	}
	var out []string
	put := func(letter string) {
		if !slices.Contains(out, letter) {
			out = append(out, letter)
		}
	}
	for i, r := range Readings(word) {
		for _, letter := range letterNames[r.Text] {
			put(string(letter))
		}
		if letters <= 2 && i == 0 {
			put(r.Text[:1])
		}
	}
	return out
}
