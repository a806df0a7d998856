package romanize

// Sources: ALA-LC tables for Arabic and Urdu (2012); UNGEGN's Urdu after the Hunterian system; names by the rolls of Pakistan,
// India and Bangladesh and by what Arabs and Persians write in English.

var arabicFolds = map[rune]rune{
	'ي': 'ی', 'ى': 'ی', 'ې': 'ی', 'ۍ': 'ی', 'ك': 'ک', 'ه': 'ہ', 'ة': 'ہ', 'ۃ': 'ہ', 'ۂ': 'ہ', 'أ': 'ا', 'إ': 'ا', 'ٱ': 'ا', 'ؤ': 'و', 'ۀ': 'ہ', 'ۇ': 'و', 'ۆ': 'و', 'ۈ': 'و', 'ۋ': 'و', 'ړ': 'ڑ', 'ێ': 'ی', 'ڵ': 'ل', 'ڕ': 'ر',
}

var arabicLetters = runes(`ب b|پ p|تط t|ٹټ t|ث s:6 th:4 t:1|ج j:9 g:2 dj:1.5|چ ch|حہھ h|خ kh:9 k:.7|دډ d|ڈ d|ذ z:6 dh:3 d:2 th:1|ر r|ڑ r:7 d:2|ز z|ژ zh:5 j:2|سص s|ش sh:9 ch:2.5|ښ sh:5 kh:4|ض z:6 d:5 dh:2|ظ z:6 d:1 dh:3|غ gh:9 g:1.5|ف f|ق q:7 k:3 g:2 gh:1.5|ک k:9 c:1|گ g
|ل l|م m|نڼ n|ں n:8 -:2|ڭ ng`)

// arabicVowels are letters that are always vowels, and hamza, which is mostly not heard.
var arabicVowels = runes(`ے e:6 ay:3 ai:3 ey|ە e:6 a:6 eh:.5|ئ -:5 i:5 y:1|ء -:9 a:1`)

var (
	longA        = options("a:18 aa:2")
	shortI       = options("i:7 e:3")
	shortU       = options("u:6 o:4 ou:2")
	startAlif    = options("a:7 i:4 u:1 e:1")
	startAi      = options("ai:5 i:6 ay:3 ei:2 e:2")
	startAin     = options("a:5 u:3 i:3 o:2")
	middleAin    = options("a:6 -:3 aa e:2 ae:2")
	finalAin     = options("-:5 a:4 ah i:1")
	startWaw     = options("w:7 v:3 ou:2")
	consonantWaw = options("w:6 v:4 ou:2")
	finalWaw     = options("o:6 w:3 u:2 ou:2 oo:1")
	vowelWaw     = options("o:5 u:5 oo:4 ou:4 wa:2 au:2 aw:1 ow:.7 va:1")
	startYa      = options("y:9 i:1")
	finalYa      = options("i:9 y:4 ee:2 ai:1 a:2 e:1 ie:.7")
	beforeYa     = options("iy:4 i:4 y:4 ay:2 ayy:1")
	vowelYa      = options("i:6 ee:5 ai:4 e:2 ei:1.5 ie:.7 ay:1 aya:1 ya:1")
	finalHa      = options("a:7 ah:5 eh:2 e:1 h:1 at")
	finalNun     = options("n:9 ne:1.5") // Yassine, after French
	gapFirst     = options("a:7 u:2 i:3 o:1.5 e:2 ou:.7")
	gapMiddle    = options("-:6 a:4 i:1 e:1 u:.5")
	gapAfterWeak = options("a:6 i:3 u:2 e:2")
	gapLast      = options("a:4 i:4 -:3 u:1 e:3 o:.5")
)

// sun are the letters that the article takes the sound of: al-Rahman is heard ar-Rahman.
var sun = map[rune]bool{'ت': true, 'ث': true, 'د': true, 'ذ': true, 'ر': true, 'ز': true, 'س': true, 'ش': true, 'ص': true, 'ض': true, 'ط': true, 'ظ': true, 'ل': true, 'ن': true}

type affix struct {
	letters []rune
	stem    string // before the sound that a sun letter lends
	options []option
}

var arabicPrefixes = []affix{
	{[]rune("عبدال"), "abdu", options("abdul:9 abdel:4 abdal:2")},
	{[]rune("ذوال"), "zu", options("zul:9 zool:1 dhul:1")},
	{[]rune("ال"), "a", options("al:9 el:4 ul:2 -:3")},
}

var arabicSuffixes = []affix{
	{[]rune("الدین"), "", options("uddin:6 uddeen:2 eddin:2 udin:2 aldin:2 eddine:1")},
	{[]rune("اللہ"), "", options("ullah:9 allah:3 ulla:1")},
	{[]rune("الرحمن"), "", options("urrahman:6 ulrahman:2 urrehman:3")},
	{[]rune("الاسلام"), "", options("ulislam:6 alislam:2")},
	{[]rune("الحق"), "", options("ulhaq:6 ulhaque:3 ulhoque:2 alhaq:2")},
	{[]rune("الحسن"), "", options("ulhasan:5 ulhassan:4 alhassan:2")},
}

// arabicNames are names that many bear, folded as normalArabic does.
var arabicNames = entries(`
محمد muhammad:9 mohammad:9 mohammed:9 mohamed:7 muhammed:4 mohamad:3 mohd:2 md:2 mohamud:2 muhamad:1
احمد ahmed:9 ahmad:9 ahamed:3 ahmet:1 ahmadi:.1
محمود mahmood:9 mahmud:7 mahmoud:7 mehmood:5
علی ali:9 aly:2
حسن hassan:9 hasan:9 hasson:.2
حسین hussain:9 husain:6 hussein:8 hossain:6 hossein:5 hosein:2 husayn:1 hussaini:.1
عبداللہ abdullah:9 abdallah:4 abdulla:4 abdoulaye:.3
اللہ allah:9 ullah:7 alla:2
عبدالرحمن abdulrahman:7 abdurrahman:6 abdurrehman:3 abdelrahman:4 abdirahman:2 abdulrehman:2
رحمن rahman:9 rehman:7 rahmaan:1
رحمان rahman:9 rehman:7 rahmaan:1
عبدال abdul:9 abdel:6 abdus:4 abdur:4 abd:3 abdu:2 abdool:1 abdal:1 abdol:2
عبدل abdul:9 abdel:4
عبد abdul:7 abd:5 abed:3 abid:1
الدین uddin:9 uddeen:2 aldin:3 eddin:3 eldin:3 deen:2
دین din:7 deen:7
عمر umar:9 omar:9 umer:5 omer:2
عثمان usman:9 uthman:4 osman:6 othman:4
خان khan:9 kan:.2
شیخ sheikh:9 shaikh:7 shaik:3 sheik:3 shaykh:1
سید syed:9 sayed:5 sayyid:3 said:2 saiyed:1 sayeed:1 seyed:2
سعید saeed:9 said:6 sayeed:5 saeid:2 saiyed:1
چوہدری chaudhry:9 chaudhary:6 choudhry:6 chowdhury:3 choudhary:4 chaudhri:2 chowdhry:3
چودھری chaudhry:8 chaudhary:7 choudhry:4 chowdhury:4 choudhary:4 chowdhary:2
ملک malik:9 malek:2 malak:1
فاطمہ fatima:9 fatimah:3 fatema:5 fatma:3
عائشہ ayesha:9 aisha:9 aysha:5 aesha:2 aishah:2
خدیجہ khadija:9 khadijah:4 khadeeja:4
مریم maryam:9 mariam:6 mariyam:3 miriam:1 meryem:1
زینب zainab:9 zaynab:3 zeinab:3 zainub:1
یوسف yusuf:9 yousuf:7 yousef:6 yusef:3 yousaf:4 youssef:4 yosef:1
ابراہیم ibrahim:9 ebrahim:5 ibraheem:4 ibrahem:1
اسماعیل ismail:9 ismaeel:3 esmail:3 ismael:3
اسمعیل ismail:9 ismaeel:2
اسحاق ishaq:9 ishak:4 isaac:1 eshaq:2
یعقوب yaqoob:7 yaqub:7 yakub:5 yacoub:4 jacob:.5
موسی musa:9 moosa:5 mousa:4 moussa:3
عیسی isa:9 essa:5 eisa:4 issa:5
یحیی yahya:9 yahia:2 yahiya:1
مصطفی mustafa:9 mostafa:6 mustapha:4 moustafa:2
مرتضی murtaza:9 murtuza:3 mortaza:4 murtadha:2
رضا raza:9 reza:7 rida:2 riza:3 ridha:1
عباس abbas:9 abas:2
قاسم qasim:9 qasem:4 kassim:3 kasim:4 ghasem:2 qassim:2
اکرم akram:9 ikram:1
اسلم aslam:9
اشرف ashraf:9 asharaf:1
انور anwar:9 anver:1 anvar:3 anwer:2
اصغر asghar:9 asgar:2
اقبال iqbal:9 eqbal:1 ikbal:2 iqbaal:1
اکبر akbar:9
جمال jamal:9 gamal:4 jamaal:2
کمال kamal:9 kamaal:2
جلال jalal:9 galal:2
بلال bilal:9 belal:4 billal:1
طارق tariq:9 tarek:6 tareq:5 tarik:4 tarique:3
خالد khalid:9 khaled:8 khaleed:1
راشد rashid:9 rashed:4
ساجد sajid:9 sajed:2
شاہد shahid:9 shahed:3
زاہد zahid:9 zahed:3
عابد abid:9 abed:3
ماجد majid:9 majed:4
ناصر nasir:9 nasser:6 naser:5 nassir:1
طاہر tahir:9 taher:5
ظفر zafar:9 zaffar:2 dhafer:.5
حیدر haider:9 hyder:4 haidar:5 heydar:3
جعفر jafar:9 jaffar:3 jaafar:3 jaffer:3
صادق sadiq:9 sadeq:4 sadik:3 sadeghi:.1
صدیق siddiq:8 siddique:7 sadiq:2 siddik:2
صدیقی siddiqui:9 siddiqi:4 siddique:3
قریشی qureshi:9 quraishi:5 koreshi:2 quraishy:1
انصاری ansari:9 ansary:1
ہاشمی hashmi:9 hashemi:5 hashimi:3
بخاری bukhari:9 bokhari:7
فاروقی farooqi:8 faruqi:6 farooqui:7 faruqui:3
فاروق farooq:9 faruk:5 faruq:4 farouk:4 farooque:3
عثمانی usmani:9 osmani:4
شاہ shah:9 sha:1
بیگ baig:9 beg:5 begg:1 bek:.5
بیگم begum:9 begam:4 begom:1
بی bi:6 bibi:2 bee:2
بیبی bibi:9
مرزا mirza:9 meerza:1
میر mir:9 meer:4
راجہ raja:9
رانا rana:9
بھٹی bhatti:9
بٹ butt:9 bhat:3 bat:1
بھٹ bhat:8 butt:4 bhatt:3
ڈار dar:9
جٹ jatt:6 jat:5
گجر gujjar:9 gujar:4
گل gul:9 gill:6
سنگھ singh:9
کور kaur:9 kour:2
نواز nawaz:9 navaz:2 nawaaz:1
شریف sharif:9 sherif:3 shareef:5 sharifi:.1
رشید rashid:7 rasheed:8 rachid:3 rasheid:.2
مجید majid:6 majeed:8
وحید waheed:8 wahid:8 vahid:5 wahed:1
حمید hameed:8 hamid:9 hamed:1
رحیم rahim:9 raheem:6
کریم karim:9 kareem:8 kerim:1
سلیم salim:8 saleem:9 selim:4
نعیم naeem:8 naim:6 nayeem:4 nayem:1
وسیم waseem:8 wasim:8 vaseem:2
ندیم nadeem:9 nadim:5
نوید naveed:9 navid:5 nawid:2
جاوید javed:8 javid:4 jawed:4 javaid:5 jawaid:2
سہیل sohail:9 suhail:7 sohel:4 suhayl:1
شعیب shoaib:9 shuaib:5 shoeb:3
اویس owais:9 awais:8 uwais:2 ovais:3
عمیر umair:9 omair:3 umayr:1
زبیر zubair:9 zubayr:2 jubair:2
طلحہ talha:9
حمزہ hamza:9 hamzah:3
اسامہ usama:9 osama:8 usamah:1
معاذ muaz:8 moaz:4 muadh:3 maaz:5
عدنان adnan:9
عرفان irfan:9 erfan:4
عمران imran:9 emran:3 omran:2
فیصل faisal:9 faysal:4 feisal:2 faizal:2
فیض faiz:9 faez:1
کامران kamran:9
سلمان salman:9 selman:1
سلیمان sulaiman:8 suleiman:6 sulaman:1 soleiman:3 suleman:6 solomon:.3
رضوان rizwan:9 ridwan:4 rezwan:4 redwan:3
سلطان sultan:9 soltan:2
شہزاد shahzad:9 shehzad:6
شہباز shahbaz:9
شکیل shakeel:9 shakil:6
جمیل jameel:7 jamil:8
خلیل khalil:9 khaleel:5
جلیل jalil:7 jaleel:5
عزیز aziz:9 azeez:3
نذیر nazir:7 nazeer:6
منیر munir:7 muneer:6 mounir:3 monir:4
بشیر bashir:8 basheer:6
نصیر naseer:7 nasir:6
ظہیر zaheer:8 zahir:6
صغیر sagheer:7 saghir:6
کبیر kabir:9 kabeer:3
امین amin:9 ameen:7
یاسین yasin:8 yaseen:7 yassin:3
یاسمین yasmin:8 yasmeen:8 jasmin:2 yasameen:1
نسرین nasreen:8 nasrin:7
پروین parveen:9 parvin:6 perveen:4 parween:2
شاہین shaheen:9 shahin:6
ثمینہ samina:9 sameena:5
روبینہ rubina:9 robina:4 rubeena:2
شبانہ shabana:9
رخسانہ rukhsana:9 roksana:3
فرزانہ farzana:9
سلمی salma:9 selma:2
اسماء asma:9 asmaa:2
حنا hina:9 henna:2
ثنا sana:9
صبا saba:9 sabah:1
نادیہ nadia:9 nadiya:3
صائمہ saima:9 saimah:1
عالیہ alia:7 aliya:7 aaliyah:4 aliyah:3
جویریہ javeria:8 juwairiya:3 jaweria:3
رقیہ ruqayya:7 ruqaya:5 ruqia:2 rokeya:4
زہرا zahra:9 zehra:5 zara:1
زہرہ zahra:8 zohra:6 zehra:3
حوا hawa:9 hava:2 hawwa:2
نور noor:9 nur:8 nour:5 nora:.3
نورین noreen:8 naureen:5 nourin:1
ماہ mah:9
گلزار gulzar:9
اورنگزیب aurangzeb:9 aurangzaib:4
تنویر tanveer:9 tanvir:7
توصیف tauseef:8 tousif:3 tausif:4
عتیق ateeq:7 atiq:7
شفیق shafiq:8 shafeeq:4 shafique:5
رفیق rafiq:8 rafique:5 rafeeq:3 rafik:3
توفیق taufiq:6 tawfiq:5 toufiq:3 tofiq:2 tewfik:1
الیاس ilyas:9 elias:4 elyas:4 ilias:2
ادریس idrees:7 idris:8 edris:3
ایوب ayub:8 ayoub:6 ayyub:3 ayoob:3
داؤد dawood:7 dawud:4 daud:6 david:.5
داود dawood:7 daoud:5 dawud:4 davood:4 daud:4
ہارون haroon:8 harun:6 haroun:2
یونس younis:7 yunus:7 younus:6 younes:4 yunis:2
نوح nuh:6 nooh:5 noah:2
لقمان luqman:8 lukman:4 loqman:2
زکریا zakaria:8 zakariya:6 zakariah:1 zekeriya:1
شمس shams:9
قمر qamar:9 kamar:3
بدر badr:7 bader:5 badar:4
اختر akhtar:9 akhter:6 akther:3 akter:3
افضل afzal:9 afzaal:1
اعجاز ijaz:8 ejaz:6 eijaz:1 aijaz:4
اعظم azam:9 aazam:2 azzam:1
اقرا iqra:9
امجد amjad:9
ارشد arshad:9 ershad:2
اسد asad:9 assad:4
اظہر azhar:9 azher:2
فرحان farhan:9
فرید fareed:7 farid:8 farida:.1
فہد fahad:9 fahd:6
فواد fawad:8 fouad:5 fuad:6
قادر qadir:8 kader:5 qader:5 kadir:5 quader:3
قدیر qadeer:9 qadir:4
گیلانی gilani:9 geelani:4
کاظمی kazmi:8 kazemi:5 kazimi:2
نقوی naqvi:9 naqavi:1 nakvi:1
رضوی rizvi:9 rezvi:2 razavi:4
زیدی zaidi:9 zaydi:1
جعفری jafri:8 jafari:6 jaffery:4 jaffri:3
نجم najam:7 najm:6
عارف arif:9 aref:4
آصف asif:9 asef:2 aasif:2
عاطف atif:9 atef:5
کاشف kashif:9
واجد wajid:9 wajed:2 wazed:2
وقار waqar:9 vaqar:2 waqqar:.5
وقاص waqas:9 waqqas:4
یاسر yasir:9 yasser:6 yaser:4
حافظ hafiz:9 hafez:5
حاجی haji:9 hajji:3
مولانا maulana:9 mawlana:3
منصور mansoor:8 mansur:6 mansour:6
مسعود masood:8 masud:7 masoud:5 massoud:3
مقصود maqsood:9 maqsud:5 maksud:4
مظہر mazhar:9
مظفر muzaffar:9 mozaffar:4 muzafar:2
مبارک mubarak:9 mobarak:4
مشتاق mushtaq:9 mostaq:2
ممتاز mumtaz:9 momtaz:4 mumtaaz:1
مختار mukhtar:9 mokhtar:5
بھٹو bhutto:9 bhuto:2
عظمی uzma:8 ozma:2 azmi:2 azami:2
غلام ghulam:9 gholam:4 gulam:2 golam:3
رسول rasool:8 rasul:8 rasoul:3
زیب zeb:8 zaib:5
ذیشان zeeshan:9 zishan:3
گلشن gulshan:9
نگہت nighat:9 nigat:1
تبسم tabassum:9 tabasum:3
شگفتہ shagufta:9
عاصمہ asma:9 asima:2
بلقیس bilqis:7 bilquis:6 bilkis:4
معین moin:7 mueen:3 muin:5 moeen:5
`)
