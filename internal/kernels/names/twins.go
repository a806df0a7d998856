package names

import (
	"cmp"
	"slices"
	"sync"

	"banyan/internal/kernels/romanize"
)

// Who is Tsang Yok-sing on one list is Zeng Yucheng on another, and Gim Yeongsam is Kim Young-sam: each word of such a name stands for letters, and the
// letters have other spellings, in the same system and in others. They are looked for where few were found who are written as was typed.

// nameLetters are the letters of which most given names of China, Korea and Vietnam are made: a syllable of one system is taken for these in the others.
const nameLetters = `明華偉文志強建國英美麗玲芳秀珍玉蘭梅雲霞敏靜娟燕紅軍平東海波濤宇浩傑俊豪家嘉欣怡雅婷慧惠淑貞芬芝佳宜君琪瑜穎萱涵晴詩雯詠永榮昌盛興隆富貴福祥瑞德義仁禮智信忠孝
誠正光輝耀宏洪鴻弘大天子立力安康寧健勇武威龍虎鳳麟金銀寶珠水清泉江河山峰岩石林森木春夏秋冬雪冰雨晨曉旭昇升陽月星日心思念恩愛慈善良賢才學書禎哲彥彬斌達遠進成功勝利生長新民人一二三中世景敬
啟凱冠柏松竹蓮荷菊桂香馨萍薇蕾莉茜倩潔純婉娜妮媛嫻娥嬌妙姿儀容艷彩琴瑩瑤琳璇珊瓊玟珮佩錦銘鈞鋒鑫鐵銳錫鎮旻珉準埈濬峻駿浚遵鉉炫玄顯殷熙姬喜禧希羲佑祐友又相尙象詳常聖晟城振鎭眞真辰晉津震泳映
暎瑛煐鍾宗種喆徹澈昊湖鎬皓好勳薰訓勛承丞基起奇箕己廣洙守壽樹銖順舜淳廷政晶定在宰載植式湜軾奎圭揆珪規燮燁烈悅洛樂泰太兌台棟斗道度燾來連姸妍演淵延衍然沃鈺完勇溶鏞雄元源原允潤胤倫律毅益翼寅印逸任
章璋濟齊朝兆周柱主仲重知枝池直贊燦彰暢采千初充致治卓鐸澤弼必鶴漢翰憲赫炯亨衡瀅泓和花煥桓會效厚徽欽氏維公庭輔祿慶青南垂翠恒行幸權全先仙戰征登燈島桃堂同豐風甲交喬韶保伯博北碧璧杰倫凡卉卿叡合吉
向含吟呈呂品唯喻嘯園圓均坤培堅堯塵士壯奕妃妤姍姝娉娣婕嫣孟季宛宣宥容寬寒寓寰尉尹屏展岑岱岳峯崇巍巧帆帥常幗幼庚廉弦彤彪律徐得循志忍念怜思恆恬悠情惟惜愉愷慕慎慰慶憶應懿成承抒拓振捷揚敦敏斐斯方旗昀昂昆
昕昭時晏晞智暉暐暘曄曜曦朋朗望朝本材村杏松枝柔柳栩根桐桑梁梓棋棠楓楚楠榆榕槿樂樺橋櫻歆歐沁沂治沛泓泰洋洛浠浚涓渝渭湘源溪滿潮澄澔瀚瀟灝炎炳煌煒熹燊爵爽牧玖玥玫珂珈珺現理琦琬琮琰琴瑋瑄瑾璟璨甄甫田申
畢略疆白皎相眉睿矜研碩祁祈祖祺秉科秦稚穗穆空章端笙符策筠箏精素紋紫絢綠維綺緯縈翔翎聰肇育能臻舒航舫良芊芮芸苑若茂茵荃莊菁菡華萊葉葦葳蒙蓉蓓蔓蔚藍藝虹融衛裕西許詰誼諾謙謹豫賓贇赫超越軒辛辰逸遊遙邦郁郡鄉
采鈴鈺鈿銓鋆鎧鏡長開陞隋階雁雋集霆霏霓霖露靈靖韋韓音韻頌頤顥風飛馥騰驊驍魁鳴鴻鵬麒默齡黛`

// familyLetters are families besides those of the table of families.
const familyLetters = `賴柯洪江廖詹莊游簡方石邱侯白施顏翁孔龔尹戴熊秦史黎陶賀毛萬錢嚴武康邵龍雷湯段常尤倪巫卓阮童柏鄔溫辜駱甘藍涂饒麥樊祝章殷焦艾鮑畢廉岑屈項凌霍包左季管路岳齊梅莫喬伍易費辛關盛單喻井尚古連耿章紀舒
殷冷向瞿費顧孟薛夏閻傅范金余賈宋姜谷聶龐狄黨刁翟閔解宗曲卞臧明宮杭邢裘焦房褚柴牟郎祁廷南慶玉吉延魯卜片蓮承楚昔奇陰睦牛表琴皮氏簫鄢冼區佘容甄歐藺苗郝安胥婁莘敖苑游竇蘭`

// sound is a letter, or a family, that a syllable may be meant for, and what that costs.
type sound struct {
	slots *[systems]slot
	cost  uint8
}

// twinSounds are the sounds by syllable, in each system.
type twinSounds struct{ given, family [systems]map[string][]sound }

// twinSystems have letters of their own in which names are written by sound.
var twinSystems = []System{Mandarin, Cantonese, Vietnamese, Korean, Hokkien}

const (
	mostSounds  = 9  // letters that a syllable is taken for
	farSpelling = 11 // what a spelling may cost, of the syllable or of what is looked for instead
	respelled   = 1  // what it costs besides, for each syllable, to spell it otherwise
	elsewhere   = 3  // and in another system
	seldom      = 4  // and that no name letter is known that sounds so
)

// allSounds is worked out at its first use.
var allSounds = sync.OnceValue(func() *twinSounds {
	t, table := &twinSounds{}, hanData()
	for _, s := range twinSystems {
		t.given[s], t.family[s] = map[string][]sound{}, map[string][]sound{}
	}
	for _, letter := range nameLetters {
		if letter == '\n' {
			continue
		}
		slots := new([systems]slot)
		for _, s := range twinSystems {
			slots[s] = table.read(letter, s)
		}
		for _, s := range twinSystems {
			note(t.given[s], slots[s], slots, 0)
		}
	}
	for _, s := range twinSystems {
		known := map[uint16]bool{}
		for _, n := range table.slots[s] {
			if n != 0 && !known[n] {
				known[n] = true
				slots := new([systems]slot)
				slots[s] = table.all[n]
				note(t.given[s], slots[s], slots, seldom)
			}
		}
	}
	families := []*family{}
	for _, f := range familyNames() {
		families = append(families, f)
	}
	for _, letter := range familyLetters {
		if letter != '\n' && familyNames()[string(table.plainOf(letter))] == nil {
			f := &family{}
			f.finish([]rune{letter})
			families = append(families, f)
		}
	}
	for _, f := range families {
		for _, s := range twinSystems {
			note(t.family[s], f.slots[s], &f.slots, 0)
		}
	}
	for _, s := range twinSystems {
		for _, by := range []map[string][]sound{t.given[s], t.family[s]} {
			for text, list := range by {
				slices.SortStableFunc(list, func(a, b sound) int { return cmp.Compare(a.cost, b.cost) })
				by[text] = slices.Clip(list[:min(len(list), mostSounds)])
			}
		}
	}
	return t
})

// note files a letter under its spellings.
func note(by map[string][]sound, spellings slot, slots *[systems]slot, extra uint8) {
	for _, o := range spellings {
		if o.text != "" && o.cost <= farSpelling {
			by[o.text] = append(by[o.text], sound{slots, o.cost/2 + extra}) // who types it may spell everybody so
		}
	}
}

// twinsOf are the readings of a row of syllables, each given by what it may be meant for, in every system but those that cannot say all of them.
func twinsOf(from System, syllables ...[]sound) []reading {
	var out []reading
	for _, to := range twinSystems {
		r := reading{system: to}
		for _, sounds := range syllables {
			var all slot
			for _, s := range sounds {
				extra := s.cost + respelled
				if to != from {
					extra = s.cost + elsewhere
				}
				for _, o := range s.slots[to] {
					if o.cost+extra <= farSpelling {
						all = append(all, option{o.text, o.cost + extra})
					}
				}
			}
			if all = all.tidy(); len(all) > 0 {
				r.slots = append(r.slots, all)
			}
		}
		if len(r.slots) == len(syllables) {
			out = append(out, r)
		}
	}
	return out
}

// findTwins finds the systems in which what was typed is a name: a family name, and a given name of one or two syllables before or after it, three in Vietnam.
func (q *query) findTwins() {
	if q.twinned {
		return
	}
	q.twinned = true
	var words []*span
	for i := range q.spans[:q.typed] {
		if q.spans[i].whole {
			words = append(words, &q.spans[i])
		}
	}
	if !q.latin || len(words) < 2 || len(words) > 5 {
		return
	}
	sounds := allSounds()
	for _, s := range twinSystems {
		for i, w := range words {
			families := sounds.family[s][w.text]
			if families == nil {
				continue
			}
			after, before := q.addGiven(s, words[i+1:]), i == len(words)-1 && q.addGiven(s, words[:i])
			if after || before {
				q.addTwin(w.from, len(w.text), twinsOf(s, families))
			}
		}
	}
}

// addGiven adds the twins of a given name, if it is one.
func (q *query) addGiven(s System, words []*span) bool {
	most := 2
	if s == Vietnamese {
		most = 3
	}
	sounds := allSounds().given[s]
	switch {
	case len(words) == 0 || len(words) > most:
		return false
	case len(words) == 1 && sounds[words[0].text] == nil:
		return q.addCut(s, words[0])
	}
	for _, w := range words {
		if sounds[w.text] == nil {
			return false
		}
	}
	for i, w := range words {
		q.addTwin(w.from, len(w.text), twinsOf(s, sounds[w.text]))
		if i > 0 && s != Vietnamese {
			before := words[i-1]
			q.addTwin(before.from, len(before.text)+len(w.text), twinsOf(s, sounds[before.text], sounds[w.text]))
		}
	}
	return true
}

// addCut adds the twins of a given name in one word, wherever it may be cut into two syllables.
func (q *query) addCut(s System, w *span) bool {
	found := false
	sounds := allSounds().given[s]
	for k := 1; k < len(w.text) && s != Vietnamese; k++ {
		one, two := sounds[w.text[:k]], sounds[w.text[k:]]
		if one == nil || two == nil {
			continue
		}
		found = true
		q.addTwin(w.from, len(w.text), twinsOf(s, one, two))
		q.addTwin(w.from, k, twinsOf(s, one))
		q.addTwin(w.from+k, len(w.text)-k, twinsOf(s, two))
	}
	return found
}

// addTwin adds a span that is looked for by these readings alone.
func (q *query) addTwin(from, n int, readings []reading) {
	s := q.span(token{script: romanize.Latin}, from, from+n)
	s.last, s.readings = false, readings
	q.twins = append(q.twins, s)
}

// addTwins looks for what else the words that were typed may be, and tells whether they may be anything. Who would come after those wanted is left out
// from here on.
func (s *searcher) addTwins(want int) bool {
	if len(s.found) >= want {
		s.bar = s.found[want-1].cost
	}
	s.q.findTwins()
	for _, sp := range s.q.twins {
		i := len(s.q.spans)
		s.q.spans = append(s.q.spans, sp)
		for r := range sp.readings {
			s.spellOut(i, r)
		}
	}
	return len(s.q.twins) > 0
}
