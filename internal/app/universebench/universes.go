package universebench

// typical are universes as organizers build them.
var typical = []string{
	`{"any":[{"member":true},{"all":[{"registered":{}},{"language":{"in":["hmn","zh","vi","ko"]}},{"voted":{"election":"2022-11"}},{"not":{"voted":{"election":"2024-11"}}}]}]}`,
	`{"all":[{"registered":{"status":["Active"]}},{"history":{"of":["2018-11","2020-11","2022-11","2024-11"],"min":1,"max":2}}]}`,
	`{"all":[{"language":{"in":["hmn"]}},{"age":{"min":18,"max":29}}]}`,
	`{"all":[{"language":{"in":["vi"],"source":["self-reported"]}},{"attempt":{"never":true}},{"located":true}]}`,
	`{"all":[{"registered":{"since":"2026-08-01"}},{"not":{"tag":{"in":["leader"]}}}]}`,
	`{"history":{"max":0}}`,
	`{"history":{"min":1,"max":1}}`,
	`{"all":[{"contacts":{"what":"conversation","min":1,"since":"-365d"}},{"answer":{"form":"FORM","question":"q1","in":["c1","c2"]}}]}`,
	`{"all":[{"attempt":{"result":["not_home","come_back"]}},{"not":{"held":{"in":["door"]}}}]}`,
	`{"all":[{"phone":true},{"consent":{"channel":"text"}},{"not":{"held":{"in":["text"]}}}]}`,
	`{"all":[{"lives_with":{"member":true}},{"not":{"member":true}}]}`,
	`{"all":[{"household":{"min":4}},{"lives_with":{"language":{"in":["zh"]}}}]}`,
	`{"any":[{"event":{"kind":["registered","moved_county"],"since":"-120d"}},{"registered":{"since":"-120d"}}]}`,
	`{"all":[{"place":{"kind":"ward","in":["1","2","3","4","5","6","7","8","9","10"]}},{"age":{"min":65}}]}`,
	`{"all":[{"model":{"in":["ko"],"at_least":0.8}},{"attempt":{"never":true}}]}`,
	`{"all":[{"tag":{"in":["leader","captain"]}},{"contacts":{"max":0,"since":"-180d"}}]}`,
	`{"all":[{"registered":{}},{"not":{"voted":{"election":"2024-11"}}},{"voted":{"election":"2020-11","method":["Absentee"]}}]}`,
	`{"all":[{"custom":{"field":"82","min":3}},{"added":{"since":"-90d"}}]}`,
	`{"all":[{"everyone":true},{"not":{"any":[{"suppressed":true},{"attempt":{"result":["moved","deceased","refused"]}}]}}]}`,
	`{"any":[{"all":[{"language":{"in":["hi","ur","bn","pa"]}},{"phone":true}]},{"all":[{"member":true},{"email":true}]},{"relation":{"has":["guardian","parent"]}}]}`,
}
