package linkage

// class is what two rows can be to each other.
type class uint8

const (
	self     class = iota // one person
	relative              // two people of one household or family
	namesake              // parent and child of one name, Senior and Junior
	twin                  // born on one day at one address
	stranger              // anyone else
	classes
)

// kin are the classes that live together.
const kin = int(stranger)

// shares tells which fields two members of a class have in common for a reason, so that a rare value is no surprise between them.
var shares = [classes][fields]bool{
	self:     {FieldGiven: true, FieldFamily: true, FieldBirth: true, FieldAddress: true, FieldPhone: true, FieldEmail: true},
	relative: {FieldFamily: true, FieldAddress: true, FieldPhone: true, FieldEmail: true},
	namesake: {FieldGiven: true, FieldFamily: true, FieldAddress: true, FieldPhone: true, FieldEmail: true},
	twin:     {FieldFamily: true, FieldBirth: true, FieldAddress: true, FieldPhone: true, FieldEmail: true},
}

// usual is how often each level is met in each class where nothing is known yet: the beginning of learning and, for lists that are too
// short, its end. Levels stand in their order from 1; the address has its three parts in tables of their own.
var usual = [classes][fields][]float64{
	self: {
		FieldGiven:  {.72, .06, .05, .08, .04, .05},
		FieldFamily: {.82, .03, .005, .08, .025, .04},
		FieldMiddle: {.5, .03, .3, .05, .03, .09},
		FieldOrder:  {.97, .03},
		FieldSuffix: {.7, .295, .005},
		FieldBirth:  {.85, .015, .05, .03, .02, .01, .005, .006, .008, .006},
		FieldPhone:  {.6, .05, .35},
		FieldEmail:  {.65, .1, .1, .15},
	},
	relative: {
		FieldGiven:  {.002, .008, .06, .01, .05, .87},
		FieldFamily: {.75, .03, .005, .03, .015, .17},
		FieldMiddle: {.06, .01, .08, .01, .05, .79},
		FieldOrder:  {.99, .01},
		FieldSuffix: {.05, .9, .05},
		FieldBirth:  {.002, .001, .012, .012, .005, .02, .06, .4, .45, .038},
		FieldPhone:  {.45, .02, .53},
		FieldEmail:  {.06, .01, .02, .91},
	},
	namesake: {
		FieldGiven:  {.85, .08, .05, .01, .005, .005},
		FieldFamily: {.96, .01, .005, .015, .005, .005},
		FieldMiddle: {.35, .02, .2, .02, .01, .4},
		FieldOrder:  {.99, .01},
		FieldSuffix: {.01, .55, .44},
		FieldBirth:  {.0005, .0005, .001, .002, .001, .005, .01, .03, .93, .02},
		FieldPhone:  {.45, .02, .53},
		FieldEmail:  {.06, .01, .02, .91},
	},
	twin: {
		FieldGiven:  {.0003, .0007, .07, .03, .06, .839},
		FieldFamily: {.96, .01, .005, .015, .005, .005},
		FieldMiddle: {.05, .01, .1, .02, .05, .77},
		FieldOrder:  {.99, .01},
		FieldSuffix: {.2, .75, .05},
		FieldBirth:  {.95, .005, .015, .01, .01, .003, .004, .002, .001, .001},
		FieldPhone:  {.5, .02, .48},
		FieldEmail:  {.06, .01, .02, .91},
	},
	stranger: {
		FieldGiven:  {.004, .002, .02, .002, .012, .96},
		FieldFamily: {.002, .001, .001, .001, .008, .987},
		FieldMiddle: {.008, .002, .06, .002, .012, .916},
		FieldOrder:  {1, 1}, // two strangers whose names agree when turned round are as rare as two whose names agree
		FieldSuffix: {.05, .9, .05},
		FieldBirth:  {.00004, .00003, .0006, .0008, .001, .01, .04, .33, .45, .167},
		FieldPhone:  {.000001, .00001, .999989},
		FieldEmail:  {.000001, .00005, .0002, .999749},
	},
}

// household is how often people who live together are written at one address.
var household = [3][]float64{{.8, .08, .04, .01, .02, .05}, {.94, .02, .02, .02}, {.95, .03, .02}}

// usualPlace is the same for the parts of the address.
var usualPlace = [classes][3][]float64{
	self:     {{.5, .05, .08, .05, .02, .3}, {.75, .05, .07, .13}, {.8, .08, .12}},
	relative: household,
	namesake: household,
	twin:     household,
	stranger: {{.00002, .00002, .0001, .001, .0001, .99876}, {.004, .01, .08, .906}, {.02, .01, .97}},
}

// usualPairs is how many pairs of each class there are for each row.
var usualPairs = [kin]float64{self: .2, relative: .3, namesake: .004, twin: .004}

// most is how many twins there can be for each pair of relatives: where a list has no families, a shared birth date with another given name
// is a mistake, not a twin.
const most = .03

// faith says how far the relatives keep to what is usual, against what was counted: what makes two relatives two people is not to be
// learned from the list, or else the class would take the pairs that are one person with a mistake.
var faith = [fields]float64{FieldGiven: 1e6, FieldFamily: .3, FieldMiddle: 3, FieldSuffix: 1, FieldBirth: 20, FieldAddress: 1, FieldPhone: .1, FieldEmail: .3}
