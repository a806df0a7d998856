package authz

// Permission is what a route needs and a role may hold.
type Permission string

// Permissions that say who may knock, not what they may touch.
const (
	Public   Permission = "public"    // anybody, signed in or not
	SignedIn Permission = "signed in" // any account, for its own affairs
	OnDevice Permission = "on device" // a volunteer's device, for its own packet
	Operator Permission = "operator"  // the machine itself: health and metrics on the operator's address
)

// Permissions inside an organization.
const (
	ReadPeople         Permission = "read people"
	EditPeople         Permission = "edit people"
	MergePeople        Permission = "merge people" // say who is one person, and take it back
	ImportPeople       Permission = "import people"
	ReadUniverses      Permission = "read universes"
	EditUniverses      Permission = "edit universes"
	ReadScripts        Permission = "read scripts"
	EditScripts        Permission = "edit scripts"
	ReadTurfs          Permission = "read turfs"
	CutTurfs           Permission = "cut turfs"
	PublishTurfs       Permission = "publish turfs"
	EnterResults       Permission = "enter results"
	ReadTotals         Permission = "read totals"
	ExportResults      Permission = "export results"
	ReadPlaces         Permission = "read places"
	EditPlaces         Permission = "edit places"
	WipeDevices        Permission = "wipe devices"
	ReadJobs           Permission = "read jobs"
	ManageMembers      Permission = "manage members"
	ManageOrganization Permission = "manage organization"
	ReadAudit          Permission = "read audit"
	ExportPeople       Permission = "export people"
	ReadYouth          Permission = "read youth"    // people under 18, and what their guardians agreed to
	DefineFields       Permission = "define fields" // the organization's own fields of a person
	RunShifts          Permission = "run shifts"    // who walks when, with their phone numbers and where they start from
	ReviewWork         Permission = "review work"   // whether what somebody recorded may be what happened
)

// Role is what a member is in an organization.
type Role string

// The roles, from the most trusted to the least.
const (
	Owner     Role = "owner"
	Director  Role = "director" // the field director
	Organizer Role = "organizer"
	Analyst   Role = "analyst"
	DataEntry Role = "data_entry"
)

var order = []Role{Owner, Director, Organizer, Analyst, DataEntry}

var (
	reading    = []Permission{ReadPeople, ReadUniverses, ReadScripts, ReadTurfs, ReadTotals, ReadPlaces, ReadJobs}
	organizing = append([]Permission{EditPeople, MergePeople, EditUniverses, EditScripts, CutTurfs, PublishTurfs, EnterResults, WipeDevices, RunShifts}, reading...)
	directing  = append([]Permission{ImportPeople, ExportResults, EditPlaces, ExportPeople, ReadYouth, DefineFields, ReviewWork}, organizing...)
	owning     = append([]Permission{ManageMembers, ManageOrganization, ReadAudit}, directing...)
	everything = setOf(owning...)
)

// roles is the policy: one line a role.
var roles = map[Role]struct{ may set }{
	Owner:     {setOf(owning...)},
	Director:  {setOf(directing...)},
	Organizer: {setOf(organizing...)},
	Analyst:   {setOf(ReadUniverses, ReadScripts, ReadTurfs, ReadTotals, ReadPlaces, ExportResults, ReadJobs)},
	DataEntry: {setOf(ReadScripts, ReadTurfs, ReadUniverses, ReadPlaces, EnterResults)},
}

// ParseRole reads a role from a form or the database; ok is false for an unknown one.
func ParseRole(s string) (Role, bool) {
	_, ok := roles[Role(s)]
	return Role(s), ok
}

// May tells whether a role holds a permission.
func (r Role) May(p Permission) bool { return roles[r].may[p] }
