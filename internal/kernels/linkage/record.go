package linkage

// Record is a row of a list: raw text, as given. An empty field is unknown and counts neither for nor against.
type Record struct {
	Given, Middle, Family string
	Name                  string // the whole name, where the list does not take it apart
	Suffix                string
	BirthDate, BirthYear  string
	Street                string // with the house number
	Unit, City, Zip       string
	Phone, Email          string
	ID                    string // this list's own number of the person: two numbers of one list are never one person
}

// Side tells which of two lists a row comes from. Where there is only one list, all of it is Left.
type Side uint8

// The two lists.
const (
	Left Side = iota
	Right
)

// Band says what is to be done with a pair.
type Band uint8

// The bands, from nothing to do to nothing to ask.
const (
	None      Band = iota // not the same person, as far as anyone can tell
	Review                // a person should look
	Automatic             // sure enough to merge unasked
)

func (b Band) String() string { return [...]string{"none", "review", "automatic"}[b] }

// Pair is two rows and how sure it is that they are one person. Rows count from 0 within their list; Probability already knows of
// everything that the rest of the two lists tells about the pair.
type Pair struct {
	Left, Right int
	Probability float64
	Band        Band
}

// Field is what is compared. The address is one comparison: its parts say the same thing several times.
type Field uint8

// The fields of a comparison.
const (
	FieldGiven Field = iota
	FieldFamily
	FieldMiddle
	FieldOrder // whether given and family name agree only when one of them is turned round
	FieldSuffix
	FieldBirth
	FieldAddress
	FieldPhone
	FieldEmail
	fields int = iota
)

var fieldNames = [fields]string{"given", "family", "middle", "order", "suffix", "birth", "address", "phone", "email"}

func (f Field) String() string { return fieldNames[f] }

// FieldEvidence is what one field says about a pair.
type FieldEvidence struct {
	Field  Field
	Level  string  // 'same', 'nickname', 'typing error', …: see levels.go
	Weight float64 // bits for (positive) or against (negative)
	A, B   string  // what was compared, folded
}

// Comparison is what the model thinks of two records, and why.
type Comparison struct {
	Probability float64
	Weight      float64 // bits; above 0 the pair is rather the same than not
	Kin         float64 // probability that they are two people of one household
	Fields      []FieldEvidence
}
