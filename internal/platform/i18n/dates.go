package i18n

import "strings"

// dateForms are a language's names and patterns for days and times. Patterns use Unicode's letters: y year, M month
// number, MMM and MMMM month names, d day, EEE and EEEE weekday names, h hour of 12, mm minute, a half of the day.
type dateForms struct {
	months, shortMonths   []string // January first; short may be nil: the same
	weekdays, shortDays   []string // Sunday first
	halves                [2]string
	date, short, long, at string // at joins {date} and {time}
	time                  string
}

func words(s string) []string { return strings.Split(s, " ") }

var (
	englishDates = dateForms{
		months:      words("January February March April May June July August September October November December"),
		shortMonths: words("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
		weekdays:    words("Sunday Monday Tuesday Wednesday Thursday Friday Saturday"),
		shortDays:   words("Sun Mon Tue Wed Thu Fri Sat"),
		halves:      [2]string{"AM", "PM"},
		date:        "MMM d, y", short: "MMM d", long: "EEEE, MMMM d, y", time: "h:mm a", at: "{date}, {time}",
	}
	vietnameseDates = dateForms{
		months:    strings.Split("tháng 1,tháng 2,tháng 3,tháng 4,tháng 5,tháng 6,tháng 7,tháng 8,tháng 9,tháng 10,tháng 11,tháng 12", ","),
		weekdays:  strings.Split("Chủ Nhật,Thứ Hai,Thứ Ba,Thứ Tư,Thứ Năm,Thứ Sáu,Thứ Bảy", ","),
		shortDays: strings.Split("CN,T2,T3,T4,T5,T6,T7", ","),
		halves:    [2]string{"sáng", "chiều"},
		date:      "d MMM, y", short: "d MMM", long: "EEEE, d MMMM, y", time: "h:mm a", at: "{time}, {date}",
	}
	koreanDates = dateForms{
		months:    words("1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월"),
		weekdays:  words("일요일 월요일 화요일 수요일 목요일 금요일 토요일"),
		shortDays: words("일 월 화 수 목 금 토"),
		halves:    [2]string{"오전", "오후"},
		date:      "y년 MMM d일", short: "MMM d일", long: "y년 MMMM d일 EEEE", time: "a h:mm", at: "{date} {time}",
	}
	tagalogDates = dateForms{
		months:      words("Enero Pebrero Marso Abril Mayo Hunyo Hulyo Agosto Setyembre Oktubre Nobyembre Disyembre"),
		shortMonths: words("Ene Peb Mar Abr May Hun Hul Ago Set Okt Nob Dis"),
		weekdays:    words("Linggo Lunes Martes Miyerkules Huwebes Biyernes Sabado"),
		shortDays:   words("Lin Lun Mar Miy Huw Biy Sab"),
		halves:      [2]string{"AM", "PM"},
		date:        "MMM d, y", short: "MMM d", long: "EEEE, MMMM d, y", time: "h:mm a", at: "{date}, {time}",
	}
	hindiDates = dateForms{
		months:      words("जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्तूबर नवंबर दिसंबर"),
		shortMonths: words("जन॰ फ़र॰ मार्च अप्रैल मई जून जुल॰ अग॰ सित॰ अक्तू॰ नव॰ दिस॰"),
		weekdays:    words("रविवार सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार"),
		shortDays:   words("रवि सोम मंगल बुध गुरु शुक्र शनि"),
		halves:      [2]string{"am", "pm"},
		date:        "d MMM y", short: "d MMM", long: "EEEE, d MMMM y", time: "h:mm a", at: "{date}, {time}",
	}
	banglaDates = dateForms{
		months:      words("জানুয়ারী ফেব্রুয়ারী মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর"),
		shortMonths: words("জানু ফেব মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর"),
		weekdays:    words("রবিবার সোমবার মঙ্গলবার বুধবার বৃহস্পতিবার শুক্রবার শনিবার"),
		shortDays:   words("রবি সোম মঙ্গল বুধ বৃহস্পতি শুক্র শনি"),
		halves:      [2]string{"AM", "PM"},
		date:        "d MMM, y", short: "d MMM", long: "EEEE, d MMMM, y", time: "h:mm a", at: "{date}, {time}",
	}
	urduDates = dateForms{
		months:   words("جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر"),
		weekdays: words("اتوار پیر منگل بدھ جمعرات جمعہ ہفتہ"),
		halves:   [2]string{"AM", "PM"},
		date:     "d MMM، y", short: "d MMM", long: "EEEE، d MMMM، y", time: "h:mm a", at: "{date}، \u2066{time}\u2069",
	}
	khmerDates = dateForms{
		months:   words("មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ"),
		weekdays: words("អាទិត្យ ចន្ទ អង្គារ ពុធ ព្រហស្បតិ៍ សុក្រ សៅរ៍"),
		halves:   [2]string{"ព្រឹក", "ល្ងាច"},
		date:     "d MMM y", short: "d MMM", long: "ថ្ងៃEEEE ទីd ខែMMMM ឆ្នាំy", time: "h:mm a", at: "{date}, {time}",
	}
	// Hmong has no CLDR data. In the United States its weekdays are said with their English names.
	hmongDates = dateForms{
		months: strings.Split("Lub Ib Hlis,Lub Ob Hlis,Lub Peb Hlis,Lub Plaub Hlis,Lub Tsib Hlis,Lub Rau Hli,Lub Xya Hli,Lub Yim Hli,Lub Cuaj Hli,"+
			"Lub Kaum Hli,Lub Kaum Ib Hlis,Lub Kaum Ob Hlis", ","),
		weekdays:  strings.Split("hnub Sunday,hnub Monday,hnub Tuesday,hnub Wednesday,hnub Thursday,hnub Friday,hnub Saturday", ","),
		shortDays: words("Sun Mon Tue Wed Thu Fri Sat"),
		halves:    [2]string{"AM", "PM"},
		date:      "MMM d, y", short: "MMM d", long: "EEEE, MMMM d, y", time: "h:mm a", at: "{date}, {time}",
	}
)

func chineseDates(shortDay, day string) dateForms {
	forms := dateForms{
		months: words("1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月"),
		halves: [2]string{"上午", "下午"},
		date:   "y年MMMd日", short: "MMMd日", long: "y年MMMMd日 EEEE", time: "ah:mm", at: "{date} {time}",
	}
	for _, d := range words("日 一 二 三 四 五 六") {
		forms.weekdays, forms.shortDays = append(forms.weekdays, day+d), append(forms.shortDays, shortDay+d)
	}
	return forms
}
