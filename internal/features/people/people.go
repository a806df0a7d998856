// Package people keeps who a person is: names as given, household, languages and how they are known, registration, tags,
// suppressions.
package people

// Where a person was first known from.
const (
	SourceVoterFile  = "voter file"
	SourceMemberList = "member list"
	SourceDoor       = "door"
	SourceHand       = "hand"
)
