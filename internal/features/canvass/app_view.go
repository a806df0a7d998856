package canvass

import (
	"time"

	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

// AppView is everything the app at the door shows, in one page: fill it from the packet's snapshot and render
// [AppPage]. It has no phone number, no birth date and no history, because what is not on the phone can't be taken.
type AppView struct {
	Packet       id.ID
	ListNumber   string // what a volunteer reads out on the phone
	Turf         string // the turf's name, such as "Turf 7"
	Program      string
	Organization string
	Worker       id.ID
	WorkerName   string // first name
	Revision     int64  // of the snapshot; the "base" of entries
	Streets      []AppStreet
	Roads        []AppRoad // for the sketch map; may be empty
	Script       AppScript
	Entries      []AppEntry // what the server already holds for this packet, oldest first; undone ones may be left out
	Cursor       int64      // the newest entry in Entries; sync asks for what came since
	Shift        AppShift
}

// AppShift is what the phone keeps its data with. Everything ends at Ends.
type AppShift struct {
	Key       []byte // 32 random bytes of this device; encrypts the list on the phone
	ServerKey []byte // the server's public key, an uncompressed P-256 point of 65 bytes; entries are sealed to it
	Epoch     string // of the database
	Ends      time.Time
}

// AppStreet is a street of the walk with its stops in walk order. A street that the walk comes back to appears again.
type AppStreet struct {
	Name  string
	Stops []AppStop
}

// AppStop is one place to stop at: a house, or an apartment house with its doors grouped by floor.
type AppStop struct {
	Address  string // the house number
	Lat, Lon float64
	Floors   []AppFloor // one floor without a label for a house
}

// AppFloor groups the doors of one floor; Label is "" where floors are not known.
type AppFloor struct {
	Label string
	Doors []AppDoor
}

// AppDoor is one household. Number counts doors in walk order from 1 and is the door's address in the page (/t/{packet}/{number}).
type AppDoor struct {
	Number    int
	Household id.ID
	Unit      string // "" for a house
	People    []AppPerson
}

// AppPerson is somebody on the list at a door.
type AppPerson struct {
	ID       id.ID
	Name     i18n.Name
	Language string // preferred language as a BCP 47 tag; "" where it is not known
}

// AppRoad is a line of the sketch map.
type AppRoad struct {
	Name  string
	Major bool
	Line  [][2]float64 // latitude, longitude
}

// AppScript is the published form. Texts are by BCP 47 tag; Source names the language that every text has.
type AppScript struct {
	Source    string
	Opening   map[string]string
	Closing   map[string]string
	Questions []AppQuestion
}

// AppQuestion is one question of the script.
type AppQuestion struct {
	Key     string
	Kind    string // "one", "many" or "text"
	Text    map[string]string
	Choices []AppChoice
}

// AppChoice is one answer to choose.
type AppChoice struct {
	Key  string
	Text map[string]string
}

// AppEntry is an entry as phones exchange it: in the page, and as an element of "changes" in sync's answer.
type AppEntry struct {
	ID        string              `json:"id"` // the device's UUIDv7
	Kind      string              `json:"kind"`
	Household string              `json:"household,omitempty"`
	Person    string              `json:"person,omitempty"`
	Result    string              `json:"result,omitempty"`
	Language  string              `json:"language,omitempty"`
	Answers   map[string][]string `json:"answers,omitempty"`
	Undoes    string              `json:"undoes,omitempty"`
	Detail    map[string]string   `json:"detail,omitempty"`
	At        time.Time           `json:"at"`
	By        string              `json:"by,omitempty"`   // first name of who recorded it
	Mine      bool                `json:"mine,omitempty"` // recorded on the device that asks
}

// What the app sends to POST /api/sync beyond the entries themselves, all optional:
//
//	"since": the cursor of the last answer (or of the page), so that "changes" has only newer entries of other phones;
//	"packet": the packet that the cursor belongs to;
//	"done": true when the volunteer has ended the shift: give this device no data out any more.
//
// The answer carries "cursor" beside "changes". Answer pages that close the app with the header "banyan-page: ended":
// the app then deletes its key and the list, and keeps what is unsent until it is sent.
