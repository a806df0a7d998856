package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"banyan/internal/features/canvass"
	"banyan/internal/platform/id"
)

// Invented people: given and family names in each language's own writing, and romanized as a voter file has them. A middle
// dot stands for a space within a name.
type people struct {
	code, lang     string // what they speak; the writing of their native name
	family, given  []string
	romanF, romanG []string
}

func words(s string) []string { return strings.Fields(s) }

var crowd = []people{
	{"vi", "vi", words("Nguyễn Trần Lê Phạm Huỳnh Vũ Đặng Bùi"), words("Thị·Hoa Văn·Đức Minh·Châu Thanh·Thảo Quốc·Bảo Ngọc·Anh"), words("Nguyen Tran Le Pham Huynh Vu Dang Bui"), words("Hoa·Thi Duc·Van Chau Thao Bao Anh·Ngoc")},
	{"yue", "zh-Hant", words("陳 林 黃 張 李 王 劉 鄧"), words("美玲 志強 麗華 國雄 曉彤 家明"), words("Chan Lam Wong Cheung Lee Wong Lau Tang"), words("Mei·Ling Chi·Keung Lai·Wah Kwok·Hung Hiu·Tung Ka·Ming")},
	{"hmn", "hmn", words("Vaj Xyooj Lis Yaj Thoj Muas"), words("Paj·Huab Tooj Maiv·See Ntxhi Pov Nkauj·Hli"), words("Vang Xiong Lee Yang Thao Moua"), words("Pahoua Tong Maisee Ntxhi Por Gaohli")},
	{"km", "km", words("សុខ ចាន់ គឹម លី ហេង ម៉ៅ"), words("តារា សុភា វណ្ណា ចន្ថា រតនា បុប្ផា"), words("Sok Chan Kim Ly Heng Mao"), words("Dara Sophea Vanna Chantha Ratana Bopha")},
	{"ur", "ur", words("اقبال خان احمد قریشی ملک"), words("محمد عائشہ بلال فاطمہ طارق نادیہ"), words("Iqbal Khan Ahmed Qureshi Malik"), words("Muhammad Ayesha Bilal Fatima Tariq Nadia")},
	{"en", "", nil, nil, words("Johnson Williams Brown Davis Miller Rodriguez Thomas Moore Jackson White Harris Clark"), words("Robert Keisha Linda Darnell Patricia Anthony Denise Michael Sharon Marcus Tiffany Joseph")},
}

var streets = words("N·18th·St W·Center·St N·20th·St W·Wright·St")

// world makes a walk of about `size` doors, the same for the same packet: houses on four streets and one apartment house.
type world struct {
	r    *rand.Rand
	next id.ID
	snap canvass.Snapshot
	seq  int
}

func newSnapshot(packet id.ID, size int) canvass.Snapshot {
	w := &world{r: rand.New(rand.NewPCG(uint64(packet), 7)), next: packet + 1000}
	w.snap = canvass.Snapshot{Revision: 1, Turf: "Turf 7", Program: "Neighbors at the table", Script: script()}
	for i := 0; w.seq < size; i++ {
		if i == 8 && size > 20 {
			w.apartments(i)
			continue
		}
		w.house(i)
	}
	w.sketch()
	return w.snap
}

func (w *world) id() id.ID {
	w.next += id.ID(1 + w.r.IntN(3))
	return w.next
}

func (w *world) stop(i int) canvass.Stop {
	street := strings.ReplaceAll(streets[(i/14)%len(streets)], "·", " ")
	return canvass.Stop{Number: fmt.Sprint(2400 + i*4 + w.r.IntN(3)), Street: street, City: "Milwaukee"}
}

func (w *world) house(i int) {
	s := w.stop(i)
	s.Floors = []canvass.Floor{{Doors: []canvass.Door{w.door("")}}}
	w.snap.Stops = append(w.snap.Stops, s)
}

func (w *world) apartments(i int) {
	s := w.stop(i)
	for f := 1; f <= 3; f++ {
		floor := canvass.Floor{Floor: &f}
		for u := 1; u <= 4; u++ {
			floor.Doors = append(floor.Doors, w.door(fmt.Sprintf("%d0%d", f, u)))
		}
		s.Floors = append(s.Floors, floor)
	}
	w.snap.Stops = append(w.snap.Stops, s)
}

func (w *world) door(unit string) canvass.Door {
	w.seq++
	d := canvass.Door{Seq: w.seq, Household: w.id(), Unit: unit}
	p := crowd[w.r.IntN(len(crowd))]
	for range 1 + w.r.IntN(3) {
		d.People = append(d.People, w.person(p))
	}
	return d
}

func (w *world) person(p people) canvass.Person {
	f, g := w.r.IntN(len(p.romanF)), w.r.IntN(len(p.romanG))
	spaced := func(s string) string { return strings.ReplaceAll(s, "·", " ") }
	out := canvass.Person{ID: w.id(), Given: spaced(p.romanG[g]), Family: p.romanF[f], Language: p.code}
	if p.lang != "" && w.r.IntN(4) > 0 {
		out.NativeLang = p.lang
		out.Native = p.family[f] + " " + spaced(p.given[g])
		if p.lang == "zh-Hant" {
			out.Native = p.family[f] + p.given[g]
		}
	}
	return out
}

func (w *world) sketch() {
	s := canvass.Sketch{Width: 352, Height: 220}
	for i := range w.snap.Stops {
		x, y := 20+(i%14)*23+w.r.IntN(5), 28+(i/14)*48+w.r.IntN(12)
		if (i/14)%2 == 1 {
			x = 340 - x
		}
		w.snap.Stops[i].Lon, w.snap.Stops[i].Lat = -87.95+float64(x)/20000, 43.07-float64(y)/20000*math.Cos(43.07*math.Pi/180)
		s.Points = append(s.Points, canvass.SketchPoint{Stop: i, X: x, Y: y})
		s.Path += fmt.Sprintf("%c%d %d", "ML"[min(i, 1)], x, y)
	}
	w.snap.Sketch = s
}

func script() canvass.Script {
	text := func(en, vi, hant, km, ur string) map[string]string {
		return map[string]string{"en": en, "vi": vi, "zh-Hant": hant, "km": km, "ur": ur}
	}
	return canvass.Script{Source: "en", Name: "Neighbors at the table", Items: []canvass.Item{
		{ID: "opening", Kind: canvass.Say, Text: text("Hello! I am a volunteer from a group of your neighbors. We are asking what families here need. Do you have two minutes?",
			"Xin chào! Tôi là tình nguyện viên của một nhóm láng giềng. Chúng tôi hỏi thăm các gia đình ở đây cần gì. Quý vị có hai phút không?",
			"您好！我是街坊團體的義工。我們想了解這裡的家庭需要什麼。您有兩分鐘嗎？",
			"សួស្តី! ខ្ញុំជាអ្នកស្ម័គ្រចិត្តពីក្រុមអ្នកជិតខាង។ យើងសួរថាគ្រួសារនៅទីនេះត្រូវការអ្វី។ តើអ្នកមានពេលពីរនាទីទេ?",
			"السلام علیکم! میں آپ کے پڑوسیوں کی ایک تنظیم کا رضاکار ہوں۔ ہم پوچھ رہے ہیں کہ یہاں کے خاندانوں کو کس چیز کی ضرورت ہے۔ کیا آپ کے پاس دو منٹ ہیں؟")},
		{ID: "q1", Kind: canvass.AskOne, Text: text("What matters most to your family this year?", "Năm nay điều gì quan trọng nhất với gia đình quý vị?", "今年對您家來說最重要的是什麼？", "តើអ្វីសំខាន់បំផុតសម្រាប់គ្រួសារអ្នកនៅឆ្នាំនេះ?", "اس سال آپ کے خاندان کے لیے سب سے اہم کیا ہے؟"),
			Choices: []canvass.Choice{
				{ID: "health", Text: text("Health care", "Chăm sóc sức khỏe", "醫療", "ការថែទាំសុខភាព", "صحت کی دیکھ بھال")},
				{ID: "schools", Text: text("Schools", "Trường học", "學校", "សាលារៀន", "اسکول")},
				{ID: "housing", Text: text("Rent and housing", "Tiền thuê và nhà ở", "租金和住房", "ថ្លៃឈ្នួល និងលំនៅឋាន", "کرایہ اور رہائش")},
				{ID: "jobs", Text: text("Work and wages", "Việc làm và lương", "工作和薪資", "ការងារ និងប្រាក់ឈ្នួល", "کام اور اجرت")}}},
		{ID: "q2", Kind: canvass.AskOne, Text: text("Do you plan to vote in November?", "Quý vị có định đi bầu vào tháng Mười Một không?", "您打算十一月投票嗎？", "តើអ្នកគ្រោងបោះឆ្នោតនៅខែវិច្ឆិកាទេ?", "کیا آپ نومبر میں ووٹ ڈالنے کا ارادہ رکھتے ہیں؟"),
			Choices: []canvass.Choice{
				{ID: "yes", Text: text("Yes", "Có", "會", "បាទ/ចាស", "جی ہاں")},
				{ID: "unsure", Text: text("Not sure yet", "Chưa chắc", "還不確定", "មិនទាន់ប្រាកដ", "ابھی یقین نہیں")},
				{ID: "no", Text: text("No", "Không", "不會", "ទេ", "نہیں")}}},
		{ID: "q3", Kind: canvass.AskMany, Text: text("What would help you to vote?", "Điều gì giúp quý vị đi bầu?", "什麼能幫助您投票？", "តើអ្វីជួយអ្នកបោះឆ្នោត?", "ووٹ ڈالنے میں آپ کی کیا مدد کرے گا؟"),
			Choices: []canvass.Choice{
				{ID: "ride", Text: text("A ride", "Đưa đón", "接送", "ការដឹកជញ្ជូន", "سواری")},
				{ID: "info", Text: text("Information in my language", "Thông tin bằng tiếng của tôi", "用我的語言提供資訊", "ព័ត៌មានជាភាសារបស់ខ្ញុំ", "میری زبان میں معلومات")}}},
		{ID: "q4", Kind: canvass.AskWords, Text: text("What would you change on this block?", "Quý vị muốn thay đổi điều gì ở khu này?", "您想改變這條街的什麼？", "តើអ្នកចង់ផ្លាស់ប្តូរអ្វីនៅតំបន់នេះ?", "آپ اس محلے میں کیا بدلنا چاہیں گے؟")},
	}}
}

var shiftEnds = 12 * time.Hour
