package canvass

import (
	"time"

	"banyan/internal/platform/id"
)

// AppView is everything the app at the door shows, in one page: fill it and render [AppPage]. It has no phone number,
// no birth date and no history, because what is not on the phone can't be taken.
type AppView struct {
	Packet       id.ID
	ListNumber   string // what a volunteer reads out on the phone
	Organization string
	Worker       id.ID
	WorkerName   string // first name
	Snapshot     Snapshot
	Entries      []AppEntry // what the server already holds for this packet, oldest first; undone ones may be left out
	More         bool       // it came from a program's code, which may have more doors
	Cursor       int64      // the newest entry in Entries; sync asks for what came since
	Shift        AppShift
	News         News
	// Full is set when the service worker asks (header "banyan-keep"): the copy that it keeps has the script in every
	// language of the walk, while the first page, which somebody waits for, has it in the most spoken ones.
	Full bool
}

// AppShift is what the phone keeps its data with. Everything ends at Ends.
type AppShift struct {
	Key       []byte // 32 bytes of this device; encrypts the list on the phone
	ServerKey []byte // the server's public key, an uncompressed P-256 point of 65 bytes; entries are sealed to it
	Epoch     string // of the database
	Ends      time.Time
}

// AppEntry is an entry as the page carries it, and as an element of "changes" in sync's answer.
type AppEntry struct {
	ID        string              `json:"id"` // the device's UUIDv7
	Kind      string              `json:"kind"`
	Household string              `json:"household,omitempty"`
	Person    string              `json:"person,omitempty"`
	Result    Result              `json:"result,omitempty"`
	Language  string              `json:"language,omitempty"`
	Answers   map[string][]string `json:"answers,omitempty"`
	Undoes    string              `json:"undoes,omitempty"`
	Detail    EventDetail         `json:"detail,omitzero"`
	At        time.Time           `json:"at"`
	By        string              `json:"by,omitempty"`   // first name of who recorded it
	Mine      bool                `json:"mine,omitempty"` // recorded on the device that asks
}

// What the app sends to POST /api/sync beyond the entries themselves, all optional:
//
//	"packet": the packet that is open;
//	"since": the cursor of the last answer for that packet (or of the page), so that "changes" has only newer entries
//	  of other phones. The answer carries "cursor" beside "changes".
//	"done": true when the volunteer has ended the shift: this device gets no data any more.
//
// A page that closes the app (expired, revoked, wiped) carries the header "banyan-page: ended": the app then deletes its
// key and its list, and keeps what is unsent until it is sent. The app's own page carries "banyan-page: turf".
