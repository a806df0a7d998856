package canvass

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strconv"
	"testing"

	"github.com/andybalholm/brotli"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/testing/shared"
)

// firstLoad is what the first request of a walk may weigh, compressed: seconds on a bad signal.
const firstLoad = 20 * 1024

// Sixty doors at real addresses of Milwaukee's north-west side, and sixty along the crooked streets of Portland, with those streets on the sketch: one small request
// in every language.
func TestFirstLoad_ofRealStreetsIsSmallInEveryLanguage(t *testing.T) {
	for _, c := range []struct {
		name    string
		doors   []TurfDoor
		roads   []Road
		streets int // bytes of lines, at least
	}{
		{"Milwaukee", milwaukeeDoors(t), milwaukeeStreets(t), 80},
		{"Portland", doorsAlong(portlandStreets(t)), portlandStreets(t), 250},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := appFixture()
			v.Snapshot, v.Entries, v.Organization = realWalk(c.doors, c.roads, 60), nil, "North-West Neighbors"
			_, _ = rand.Read(v.Shift.Key) // does not get smaller
			_, _ = rand.Read(v.Shift.ServerKey)
			streets := 0
			for _, s := range v.Snapshot.Sketch.Streets {
				streets += len(s.Path)
			}
			if doors, people := v.Snapshot.Counts(); doors != 60 || people < 100 || streets < c.streets || len(v.Snapshot.Sketch.Labels) == 0 {
				t.Fatalf("%d doors, %d people, %d bytes of streets, names %v: that is no walk", doors, people, streets, v.Snapshot.Sketch.Labels)
			}
			t.Logf("%d bytes of streets, %d names", streets, len(v.Snapshot.Sketch.Labels))
			for _, l := range i18n.All() {
				size := compressed(t, renderApp(t, v, l.Tag()))
				if t.Logf("%s: %d bytes", l.Tag(), size); size > firstLoad {
					t.Errorf("%s: the first load is %d bytes, more than %d", l.Tag(), size, firstLoad)
				}
			}
		})
	}
}

func compressed(t *testing.T, page string) int {
	t.Helper()
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestCompression)
	if _, err := w.Write([]byte(page)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

var northWest, southEast = geo.Point{Lat: 43.1235, Lon: -87.9945}, geo.Point{Lat: 45.512, Lon: -122.655} // of Milwaukee, of Portland: Ladd's Addition

// realWalk publishes the n doors around the first of them, street by street.
func realWalk(doors []TurfDoor, roads []Road, n int) Snapshot {
	at := func(d TurfDoor) geo.Point { return geo.Point{Lat: d.Lat, Lon: d.Lon} }
	middle := at(doors[len(doors)/2])
	slices.SortFunc(doors, func(a, b TurfDoor) int { return cmp.Compare(geo.Distance(at(a), middle), geo.Distance(at(b), middle)) })
	doors = doors[:n]
	slices.SortFunc(doors, func(a, b TurfDoor) int {
		return cmp.Or(cmp.Compare(a.Street, b.Street), cmp.Compare(a.Number, b.Number))
	})
	return newSnapshot(Turf{Name: "Turf 7", ProgramName: "Autumn doors", Doors: doors, Roads: roads}, realScript())
}

func realDoor(i int, number, unit, street string, at geo.Point) TurfDoor {
	given, family, native := []string{"Mai", "Robert", "Hoa Thi", "Pahoua", "Keisha"}, []string{"Xiong", "Johnson", "Nguyen", "Vang", "Davis"}, []string{"", "", "Nguyễn Thị Hoa", "Paj Huab Vaj", ""}
	d := TurfDoor{Household: id.ID(1<<52 + 40*i), Building: number + " " + street, Number: number, Unit: unit, Street: street, Lat: at.Lat, Lon: at.Lon}
	for p := range 1 + i%3 {
		n := (i*7 + p*3) % 5
		d.People = append(d.People, Person{ID: id.ID(1<<52 + 40*i + 3*p + 1), Given: given[(n+i/5)%5], Family: family[n], Native: native[n], NativeLang: []string{"", "", "vi", "hmn", ""}[n], Language: doorLanguages[n]})
	}
	return d
}

func milwaukeeDoors(t *testing.T) (out []TurfDoor) {
	t.Helper()
	for i, r := range must(csv.NewReader(shared.Open(t, "data/milwaukee/address-points.csv")).ReadAll())[1:] {
		at := geo.Point{Lat: must(strconv.ParseFloat(r[6], 64)), Lon: must(strconv.ParseFloat(r[7], 64))}
		if geo.Distance(at, northWest) < 600 {
			out = append(out, realDoor(i, r[0], r[1], r[2], at))
		}
	}
	return out
}

// milwaukeeStreets are one line for each hundred-block.
func milwaukeeStreets(t *testing.T) (out []Road) {
	t.Helper()
	var file struct {
		Features []struct {
			Properties struct{ Street string }
			Geometry   struct{ Coordinates [][2]float64 }
		}
	}
	if err := json.NewDecoder(shared.Open(t, "data/milwaukee/street-blocks-derived.geojson")).Decode(&file); err != nil {
		t.Fatal(err)
	}
	for _, f := range file.Features {
		road := Road{Name: f.Properties.Street}
		for _, c := range f.Geometry.Coordinates {
			road.Line = append(road.Line, [2]float64{c[1], c[0]})
		}
		out = append(out, road)
	}
	return out
}

func portlandStreets(t *testing.T) (out []Road) {
	t.Helper()
	all := must(geo.ReadRoads(shared.Open(t, "data/osm/portland-or-central.osm.pbf"), geo.RoadOptions{}))
	for _, r := range all.Within(geo.BoxOf(southEast).Grow(500)) {
		road := Road{Name: r.Name}
		for _, p := range r.Line {
			road.Line = append(road.Line, [2]float64{p.Lat, p.Lon})
		}
		out = append(out, road)
	}
	return out
}

// doorsAlong puts a house at each corner of the lines of the streets that have a name.
func doorsAlong(roads []Road) (out []TurfDoor) {
	for _, r := range roads {
		for _, p := range r.Line {
			if r.Name != "" {
				out = append(out, realDoor(len(out), strconv.Itoa(1000+3*len(out)), "", r.Name, geo.Point{Lat: p[0] + 1e-4, Lon: p[1] + 5e-5}))
			}
		}
	}
	return out
}

// realScript is as long as the scripts that organizers write.
func realScript() Script {
	text := func(en, vi, hant, km, ur string) map[string]string {
		return map[string]string{"en": en, "vi": vi, "zh-Hant": hant, "km": km, "ur": ur}
	}
	return Script{Source: "en", Name: "Neighbors at the table", Items: []Item{
		{ID: "opening", Kind: Say, Text: text("Hello! I am a volunteer from a group of your neighbors. We are asking what families here need. Do you have two minutes?",
			"Xin chào! Tôi là tình nguyện viên của một nhóm láng giềng. Chúng tôi hỏi thăm các gia đình ở đây cần gì. Quý vị có hai phút không?",
			"您好！我是街坊團體的義工。我們想了解這裡的家庭需要什麼。您有兩分鐘嗎？",
			"សួស្តី! ខ្ញុំជាអ្នកស្ម័គ្រចិត្តពីក្រុមអ្នកជិតខាង។ យើងសួរថាគ្រួសារនៅទីនេះត្រូវការអ្វី។ តើអ្នកមានពេលពីរនាទីទេ?",
			"السلام علیکم! میں آپ کے پڑوسیوں کی ایک تنظیم کا رضاکار ہوں۔ ہم پوچھ رہے ہیں کہ یہاں کے خاندانوں کو کس چیز کی ضرورت ہے۔ کیا آپ کے پاس دو منٹ ہیں؟")},
		{ID: "q1", Kind: AskOne, Text: text("What matters most to your family this year?", "Năm nay điều gì quan trọng nhất với gia đình quý vị?", "今年對您家來說最重要的是什麼？", "តើអ្វីសំខាន់បំផុតសម្រាប់គ្រួសារអ្នកនៅឆ្នាំនេះ?", "اس سال آپ کے خاندان کے لیے سب سے اہم کیا ہے؟"),
			Choices: []Choice{
				{ID: "health", Text: text("Health care", "Chăm sóc sức khỏe", "醫療", "ការថែទាំសុខភាព", "صحت کی دیکھ بھال")},
				{ID: "schools", Text: text("Schools", "Trường học", "學校", "សាលារៀន", "اسکول")},
				{ID: "housing", Text: text("Rent and housing", "Tiền thuê và nhà ở", "租金和住房", "ថ្លៃឈ្នួល និងលំនៅឋាន", "کرایہ اور رہائش")},
				{ID: "jobs", Text: text("Work and wages", "Việc làm và lương", "工作和薪資", "ការងារ និងប្រាក់ឈ្នួល", "کام اور اجرت")}}},
		{ID: "q2", Kind: AskOne, Text: text("Do you plan to vote in November?", "Quý vị có định đi bầu vào tháng Mười Một không?", "您打算十一月投票嗎？", "តើអ្នកគ្រោងបោះឆ្នោតនៅខែវិច្ឆិកាទេ?", "کیا آپ نومبر میں ووٹ ڈالنے کا ارادہ رکھتے ہیں؟"),
			Choices: []Choice{
				{ID: "yes", Text: text("Yes", "Có", "會", "បាទ/ចាស", "جی ہاں")},
				{ID: "unsure", Text: text("Not sure yet", "Chưa chắc", "還不確定", "មិនទាន់ប្រាកដ", "ابھی یقین نہیں")},
				{ID: "no", Text: text("No", "Không", "不會", "ទេ", "نہیں")}}},
		{ID: "q3", Kind: AskMany, Text: text("What would help you to vote?", "Điều gì giúp quý vị đi bầu?", "什麼能幫助您投票？", "តើអ្វីជួយអ្នកបោះឆ្នោត?", "ووٹ ڈالنے میں آپ کی کیا مدد کرے گا؟"),
			Choices: []Choice{
				{ID: "ride", Text: text("A ride", "Đưa đón", "接送", "ការដឹកជញ្ជូន", "سواری")},
				{ID: "info", Text: text("Information in my language", "Thông tin bằng tiếng của tôi", "用我的語言提供資訊", "ព័ត៌មានជាភាសារបស់ខ្ញុំ", "میری زبان میں معلومات")}}},
		{ID: "q4", Kind: AskWords, Text: text("What would you change on this block?", "Quý vị muốn thay đổi điều gì ở khu này?", "您想改變這條街的什麼？", "តើអ្នកចង់ផ្លាស់ប្តូរអ្វីនៅតំបន់នេះ?", "آپ اس محلے میں کیا بدلنا چاہیں گے؟")},
	}}
}
