package romanize

// Sources: the Royal Thai General System of Transcription (Royal Institute, 1999) for Thai; BGN/PCGN 1966 and the French
// spelling that families from Laos keep (x for s, ou for u) for Lao; names by rolls of Minnesota, California and Texas.

var thai = tai{
	system: RTGS, bare: true, second: "รลว", leading: "งญณนมยรลว",
	initials: runes(`ก k:8 g:2|ขฃ kh:6 k:4|คฅฆ kh:6 k:5 g:1|ง ng|จ ch:5 j:5|ฉ ch|ชฌ ch:9 j:1|ซ s:9 z|ญ y:8 ny:1 n|ฎด d|ฏต t:9 d:.5|ฐถ th:6 t:5|ฑ th:5 t:4 d:3|ฒ th:6 dh:2 t:3|ณน n|ท th:6 t:5 d:1|ธ th:7 t:3 dh:1
|บ b|ป p:9 b:.5|ผ ph:6 p:5|ฝฟ f|พ ph:6 p:6 b:.5|ภ ph:6 p:4 bh:3 b:1|ม m|ย y|ร r|ฤ ri:4 rue:4 ru:2|ลฬ l|ว w:7 v:3|ศ s:8 sh|ษส s|หฮ h|อ -`),
	finals: runes(`กขคฆ k:9 g:1|ง ng|จ t:6 j:1 ch:1|ช t:6 j:3 ch:2|ซศษส t:7 s:3|ฎฏฐฑฒดตถทธ t:8 d:2 th:1|ณ n|น n:18 ne:1|ญ n:9 y:1|ร n:8 r:4|ลฬ n:5 l:6|บปพฟภ p:8 b:2|ม m|ย i:6 y:4|ว o:6 w:4`),
	marks: map[string][]option{
		"ะ": options("a"), "ั": options("a:9 u:1"), "า": options("a:9 ar:2 ah:1 aa:1"), "ำ": options("am:9 um:1 arm:.5"), "ิ": options("i:9 e:.5"), "ี": options("i:6 ee:6 y:1 e:1"),
		"ึ": options("ue:5 u:4 eu:2"), "ื": options("ue:5 u:3 eu:3"), "ือ": options("ue:5 eu:4 u"), "ุ": options("u:9 oo:1 o:1"), "ู": options("u:6 oo:5 ou:1"), "อ": options("o:6 or:5 aw:1 au:1"),
		"ัว": options("ua:7 uar:1 oua:1"), "ว": options("ua:8 uo:1 aun:.1"), "ัวะ": options("ua"), "รร": options("an:9 un:1"), "เ-": options("e:8 ay:1 a:1"), "เ-ะ": options("e"), "แ-": options("ae:8 a:2 e:1"),
		"แ-ะ": options("ae"), "โ-": options("o:9 oh:1"), "โ-ะ": options("o"), "ใ-": options("ai:8 i:1 y:1"), "ไ-": options("ai:8 i:1 y:1"), "ไ-ย": options("ai"), "เ-า": options("ao:8 ow:2 au:2"),
		"เ-าะ": options("o"), "เ-ิ": options("oe:6 er:4 o:1 u:1"), "เ-อ": options("oe:6 er:4 ur:1"), "เ-ย": options("oei:6 oey:4 uy:1"), "เ-ีย": options("ia:8 ea:2 ie:1"), "เ-ือ": options("uea:6 eua:3 ua:3 ur:1"), "เ-ื": options("uea"),
	},
	pieces: taiPieces(`
เกษตร kaset:9 kasate:1
บวร bowon:5 boworn:5 bovorn:3 bavorn:2 borworn:2 baworn:1
ณรง narong:9 narongk:.5
ศิว siwa:7 siva:6 shiva:2
`),
	names: entries(`
ภูมิพล bhumibol:9 phumiphon:4
ชินวัตร shinawatra:9 chinnawat:3
พร porn:9 phon:5 phorn:4 pon:2
พงษ์ phong:8 pong:8
ชัย chai:9 chay:1
วรรณ wan:9 wann:3 van:2
ศักดิ์ sak:9 sakdi:1
ศรี sri:9 si:5 sree:2
สมชัย somchai:9
จันทร chan:6 chantra:3 jan:4 chandra:2 jantra:2
บุญ boon:9 bun:5
สุข suk:7 sook:4
ทิพย thip:8 tip:6
`),
}

var lao = tai{
	system: LaoGeographic, second: "ຣລວ", leading: "ງຍນມຣລວ",
	initials: runes(`ກ k:9 c:.5|ຂຄ kh:9 k:2|ງ ng:9 n:1|ຈ ch:8 j:3 c:1|ສ s:8 x:2|ຊ x:5 s:6 ch:1 z:1|ຍ y:6 nh:4 gn:1 -:1|ດ d|ຕ t|ຖທ th:9 t:2|ນ n|ບ b|ປ p|ຜພ ph:9 p:2|ຝຟ f|ມ m|ຢ y|ຣ r:6 l:4|ລ l|ວ v:9 w:2|ຫ h|ຮ h:7 r:1|ອ -`),
	finals:   runes(`ກ k:9 c:1 ck:1|ງ ng|ຍ y:7 i:4|ດ t:7 th:4 d:2|ນ n:9 ne:3 nh:4|ບ p:8 b:3|ມ m:9 mm:1|ວ o:5 v:3 w:2 u:1|ຣ n:5 r:5|ລ n:5 l:5|ສ t:4 s:5|ຈ t`),
	marks: map[string][]option{
		"ະ": options("a"), "ັ": options("a:9 u:.5"), "າ": options("a:9 ar:1 ah:.5"), "ຳ": options("am:9 um:1"), "ິ": options("i:9 y:1"), "ີ": options("i:6 y:4 ee:4"), "ຶ": options("eu:6 u:4 ue:2"),
		"ື": options("eu:7 u:3 ue:2"), "ຸ": options("ou:6 u:6 oo:2"), "ູ": options("ou:6 u:5 oo:3"), "ົ": options("o:9 ho:.1"), "ໍ": options("o:7 or:5"), "ອ": options("o:8 or:4 au:1"), "ົວ": options("oua:6 ua:4 ouah:1"),
		"ວ": options("oua:7 ua:4 uo:2 oa:2"), "ຽ": options("ia:6 ie:5 ea:2 ien:.1"), "ັຽ": options("ia"), "ເ-": options("e:6 ay:3 ae:1 eh:1"), "ເ-ະ": options("e"), "ເ-ັ": options("e:8 ey:1"), "ແ-": options("e:4 ae:5 eh:1 a:1"),
		"ແ-ະ": options("e ae"), "ແ-ັ": options("ae e"), "ໂ-": options("o:9 oh:1"), "ໂ-ະ": options("o"), "ໃ-": options("ay:5 ai:6 y:1"), "ໄ-": options("ay:5 ai:6 y:1 i:1"), "ເ-ົາ": options("ao:8 au:2 aw:1 ow:1"), "ເ-າະ": options("o or"),
		"ເ-ິ": options("eu:4 oe:3 er:4"), "ເ-ີ": options("eu:4 oe:4 er:4 eun:.1"), "ເ-ຍ": options("ia:6 ea ie"), "ເ-ັຽ": options("ia"), "ເ-ຽ": options("ia:6 ea:2"), "ເ-ືອ": options("eua:7 ua:4 uea:2"), "ເ-ຶອ": options("eua:7 ua:4"),
	},
	names: entries(`
ແກ້ວ keo:9 kaew:1
ແກວ keo:9 kaew:1
ສີ sy:6 si:7 see:3
ໄຊ xay:9 say:4 xai:4 sai:2
ວົງ vong:9
ວົງສາ vongsa:9 vongxa:1
ບຸນ boun:9 bun:3 boon:2
ຄຳ kham:9
ພອນ phone:9 phon:4 phorn:2
ສອນ sone:9 son:4 sorn:1
ຈັນ chanh:6 chan:8 jan:1
ດວງ douang:9 duang:4
ສຸກ souk:9 suk:3
ລາວ lao:9
ພູມ phoum:8 phoumi:1 phom:1
ພົມ phom:8 prom:1
ອິນ in:7 inh:3 inthi:.1
`),
}
