// Package universebench measures how fast universes are counted: by Banyan's memory, by PostgreSQL and by DuckDB, over the same rows in
// one run, and checks that all three count the same.
package universebench

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"banyan/internal/kernels/segment"
	"banyan/internal/kernels/segment/chance"
	"banyan/internal/platform/id"
	"banyan/internal/simulate"
)

// Organization is whose people are invented.
const Organization id.ID = 1

// tables are the tables that the benchmark fills, parents first, with their columns after org_id.
var tables = []struct{ name, columns string }{
	{"household", "id number street unit city state zip building_key address_key lat lon ward created_at"},
	{"outline", "id kind name features created_by created_at"},
	{"household_district", "household_id kind name outline_id sure"},
	{"person", "id household_id given middle family suffix native_name native_lang search phone email language is_member source created_at updated_at merged_into birth_date import_id"},
	{"person_language", "person_id language kind source at"},
	{"person_model", "person_id topic value model probability at expires_at"},
	{"person_tag", "person_id tag at"},
	{"vote_code", "code election method"},
	{"voter_registration", "id person_id state voter_id status registered_on districts row_hash updated_at party county dropped_on votes"},
	{"person_event", "id person_id kind on_date detail import_id"},
	{"person_consent", "id person_id channel purpose granted source wording by_name at noted_at"},
	{"suppression", "id person_id scope reason address_key at lifted_at"},
	{"universe", "id name query created_by created_at updated_at"},
	{"form", "id kind name created_by created_at"},
	{"form_version", "id form_id version definition updated_at"},
	{"program", "id name universe_id pass revision created_by created_at"},
	{"turf", "id program_id number name state drawn doors people languages metres minutes outline created_at"},
	{"packet", "id turf_id program_id form_version_id pass list_number token snapshot doors people created_by published_at expires_at"},
	{"worker", "id packet_id name languages joined_at last_seen_at"},
	{"attempt", "id event_id seq packet_id program_id turf_id pass worker_id household_id person_id kind undoes result language channel answers detail is_attempt is_contact is_conversation device_at at received_at deliveries"},
	{"person_relation", "id person_id kind other_id source at"},
	{"custom_field", "id name kind choices position created_at"},
	{"custom_value", "person_id field_id value number at"},
}

// population invents an organization's people: voters of a state with their past, and what an organization adds to them.
type population struct {
	r     *rand.Rand
	next  int64
	homes map[string]int64
	add   func(table string, values ...any)
	words chance.Words
	seq   int

	program [4]int64
	packet  [4]int64
	turf    int64
	worker  int64
}

const today = 1795305600000 // 2026-11-22, in milliseconds

// Elections of the last eight years, the newest first, with the ways in which people vote.
func elections() (out []string) {
	for year := 2026; year >= 2019; year-- {
		for _, month := range []string{"11", "08", "04", "02"} {
			out = append(out, fmt.Sprintf("%d-%s", year, month))
		}
	}
	return out
}

var (
	methods   = []string{"At Polls", "Absentee", "Early"}
	languages = map[simulate.Culture][]string{simulate.Vietnamese: {"vi"}, simulate.Korean: {"ko"}, simulate.Mandarin: {"zh"}, simulate.Cantonese: {"yue", "zh"}, simulate.Hindu: {"hi"}, simulate.Sikh: {"pa"},
		simulate.Muslim: {"ur"}, simulate.Bangladeshi: {"bn"}, simulate.Filipino: {"tl"}, simulate.Khmer: {"km"}, simulate.Hmong: {"hmn"}}
	tags = []string{"leader", "yard sign", "text team", "phone team", "parent", "union", "youth council", "translator", "captain", "host"}
)

func newPopulation(seed uint64, add func(table string, values ...any)) *population {
	p := &population{r: rand.New(rand.NewPCG(seed, 24)), next: 1 << 20, homes: map[string]int64{}, add: add, words: chance.Words{
		Languages: []string{"vi", "ko", "zh", "yue", "hi", "pa", "ur", "bn", "tl", "km", "hmn"}, Tags: tags, Sources: []string{"voter file", "member list", "door"}, Imports: []string{"71", "72", "73"},
		States: []string{"WI"}, Statuses: []string{"Active", "Inactive"}, Elections: elections(), Methods: methods, Districts: map[string][]string{}, Places: map[string][]string{},
		Fields: []string{"81", "82"}, Values: []string{"red", "blue", "green"}, Channels: []string{"door", "phone"}, Purposes: []string{"organizing", "events"}, Questions: []string{"q1", "q2", "q3"},
		Choices: []string{"c1", "c2", "c3", "c4"}, Years: [2]int{1940, 2026}}}
	p.beginning()
	return p
}

func (p *population) id() int64 { p.next++; return p.next }

// beginning is what everything else refers to.
func (p *population) beginning() {
	p.add("outline", int64(91), "ward", "", 0, 0, 1)
	for i, e := range p.words.Elections {
		for j, m := range methods {
			p.add("vote_code", i*len(methods)+j+1, e, m)
		}
	}
	for i, kind := range []string{"choice", "number"} {
		p.add("custom_field", int64(81+i), kind, kind, "[]", i, 1)
	}
	universe := p.id()
	p.add("universe", universe, "", "{}", 0, 1, 1)
	p.turf, p.worker = p.id(), p.id()
	for i := range p.program {
		form, version := p.id(), p.id()
		p.program[i], p.packet[i] = p.id(), p.id()
		p.add("form", form, "script", "", 0, 1)
		p.add("form_version", version, form, 1, "{}", 1)
		p.add("program", p.program[i], "", universe, 1, 1, 0, 1)
		if i == 0 {
			p.add("turf", p.turf, p.program[i], 1, "", "published", false, 0, 0, "{}", 0.0, 0.0, "{}", 1)
		}
		p.add("packet", p.packet[i], p.turf, p.program[i], version, 1, strconv.Itoa(i), "", "{}", 0, 0, 0, 1, 1)
		p.words.Programs, p.words.Forms = append(p.words.Programs, strconv.FormatInt(p.program[i], 10)), append(p.words.Forms, strconv.FormatInt(form, 10))
	}
	p.add("worker", p.worker, p.packet[0], "Lan", "[]", 1, 1)
}

// take adds one voter with what is known of them.
func (p *population) take(v simulate.Row) {
	home := p.home(v)
	who := p.id()
	var into any
	if p.r.IntN(300) == 0 {
		into = who - 1 // an earlier row stands for this one
		if p.r.IntN(2) == 0 || who-1 <= 1<<20+100 {
			into = nil
		}
	}
	p.person(who, home, nil, v)
	if into != nil {
		p.person(p.id(), home, who, v)
		who = p.next
	}
	p.registration(who, v)
	p.sometimes(who, home)
}

func (p *population) person(who, home int64, into any, v simulate.Row) {
	language, spoken := "", languages[v.Culture]
	if len(spoken) > 0 && p.r.IntN(10) < 4 {
		language = spoken[p.r.IntN(len(spoken))]
	}
	created := int64(today) - int64(p.r.IntN(1500))*86400000
	var imported any
	if p.r.IntN(10) > 0 {
		imported = int64(71 + p.r.IntN(3))
	}
	p.add("person", who, home, v.Given, v.Middle, v.Family, v.Suffix, "", "", strings.ToLower(v.Given+" "+v.Family), v.Phone, v.Email, language, p.r.IntN(30) == 0,
		p.words.Sources[max(0, p.r.IntN(12)-9)], created, created, into, v.BirthDate, imported)
	if language != "" {
		p.add("person_language", who, language, segment.Kinds[max(0, p.r.IntN(6)-3)], segment.Sources[p.r.IntN(2)], created)
	} else if len(spoken) > 0 && p.r.IntN(2) == 0 {
		p.add("person_model", who, "language", spoken[0], "names", float64(p.r.IntN(100))/100, created, int64(today)+int64(p.r.IntN(500)-60)*86400000)
	}
}

func (p *population) home(v simulate.Row) int64 {
	key := v.Number + "|" + v.Street + "|" + v.Unit + "|" + v.Zip
	if home := p.homes[key]; home != 0 {
		return home
	}
	home := p.id()
	p.homes[key] = home
	ward := strconv.Itoa(1 + int(home/7%350))
	var lat, lon any
	if p.r.IntN(20) > 0 {
		lat, lon = 43+p.r.Float64(), -88-p.r.Float64()
	}
	p.add("household", home, v.Number, v.Street, v.Unit, v.City, v.State, v.Zip, key, key, lat, lon, ward, 1)
	p.add("household_district", home, "ward", ward, int64(91), true)
	p.add("household_district", home, "county", v.County, int64(91), true)
	p.add("household_district", home, "congress", v.Congress, int64(91), p.r.IntN(50) > 0)
	p.know(&p.words.Wards, ward)
	p.know(&p.words.Zips, v.Zip)
	p.know(&p.words.Cities, v.City)
	p.place("ward", ward)
	p.place("county", v.County)
	p.place("congress", v.Congress)
	return home
}

// know keeps some of the values that can be asked for.
func (p *population) know(list *[]string, v string) {
	if v == "" || len(*list) >= 300 {
		return
	}
	for _, have := range *list {
		if have == v {
			return
		}
	}
	*list = append(*list, v)
}

func (p *population) place(kind, name string) {
	list := p.words.Places[kind]
	p.know(&list, name)
	p.words.Places[kind] = list
}

func (p *population) registration(who int64, v simulate.Row) {
	var votes strings.Builder
	for i := range p.words.Elections {
		if v.Votes>>i&1 == 1 {
			votes.WriteString(" " + strconv.Itoa(i*len(methods)+p.r.IntN(len(methods))+1))
		}
	}
	if votes.Len() > 0 {
		votes.WriteString(" ")
	}
	dropped := ""
	if p.r.IntN(40) == 0 {
		dropped = "2026-09-01"
	}
	p.know(&p.words.Parties, v.Party)
	p.know(&p.words.Counties, v.County)
	for kind, name := range map[string]string{"congressional": v.Congress, "state_upper": v.Senate, "state_lower": v.House} {
		list := p.words.Districts[kind]
		p.know(&list, name)
		p.words.Districts[kind] = list
	}
	p.add("voter_registration", p.id(), who, "WI", strconv.FormatInt(who, 10), p.words.Statuses[max(0, p.r.IntN(8)-6)], v.Registered,
		fmt.Sprintf(`{"congressional": %q, "state_upper": %q, "state_lower": %q}`, v.Congress, v.Senate, v.House), "", 1, v.Party, v.County, dropped, votes.String())
}

// sometimes adds what only some people have.
func (p *population) sometimes(who, home int64) {
	at := int64(today) - int64(p.r.IntN(700))*86400000
	one := func(n int) bool { return p.r.IntN(n) == 0 }
	if one(8) {
		p.add("person_tag", who, tags[p.r.IntN(len(tags))], at)
	}
	if one(15) {
		p.add("person_consent", p.id(), who, []string{"text", "phone"}[p.r.IntN(2)], p.words.Purposes[p.r.IntN(2)], !one(5), "", "", "", at, at)
	}
	if one(60) {
		p.add("suppression", p.id(), who, segment.Holds[p.r.IntN(4)], []string{"do_not_contact", "moved"}[p.r.IntN(2)], "", at, nil)
	}
	if one(10) {
		p.add("person_event", p.id(), who, segment.Events[p.r.IntN(len(segment.Events))], fmt.Sprintf("2026-%02d-%02d", 1+p.r.IntN(11), 1+p.r.IntN(28)),
			fmt.Sprintf(`{"to_county": %q}`, p.words.Counties[p.r.IntN(len(p.words.Counties))]), int64(71))
	}
	if one(25) {
		p.add("custom_value", who, int64(81), p.words.Values[p.r.IntN(3)], nil, at)
	}
	if one(25) {
		n := p.r.IntN(10)
		p.add("custom_value", who, int64(82), strconv.Itoa(n), float64(n)/2, at)
	}
	if one(100) {
		p.add("person_relation", p.id(), who, segment.Relations[p.r.IntN(len(segment.Relations))], who, "", at)
	}
	for n := max(0, p.r.IntN(10)-6); n > 0; n-- {
		p.attempt(who, home)
	}
}

// attempt writes an entry about somebody, or about their door; now and then one that takes it back.
func (p *population) attempt(who, home int64) {
	i := p.r.IntN(len(p.program))
	var person any = who
	if p.r.IntN(3) == 0 {
		person = nil
	}
	answers := "{}"
	talked := p.r.IntN(4) == 0
	if talked {
		answers = fmt.Sprintf(`{%q: [%q]}`, p.words.Questions[p.r.IntN(3)], p.words.Choices[p.r.IntN(4)])
	}
	p.seq++
	name := fmt.Sprint("event ", p.seq)
	p.entry(name, i, home, person, "attempt", nil, answers, talked)
	if p.r.IntN(30) == 0 {
		p.seq++
		p.entry(fmt.Sprint("event ", p.seq), i, home, person, "undo", name, "{}", false)
	}
}

func (p *population) entry(name string, i int, home int64, person any, kind string, undoes any, answers string, talked bool) {
	at := int64(today) - int64(p.r.IntN(500))*86400000
	p.add("attempt", p.id(), name, p.seq, p.packet[i], p.program[i], p.turf, 1, p.worker, home, person, kind, undoes, segment.Results[p.r.IntN(len(segment.Results))], "",
		p.words.Channels[p.r.IntN(2)], answers, "{}", kind == "attempt", talked || p.r.IntN(4) == 0, talked, at, at, at, 1)
}
