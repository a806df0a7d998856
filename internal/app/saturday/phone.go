package saturday

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"banyan/internal/features/canvass"
)

// Phone is one volunteer's.
type Phone struct {
	plan  Plan
	day0  *Day
	n     int
	name  string
	list  string
	half  int // which of those who share the list
	share int // how many they are
	rng   *rand.Rand
	road  *road
	http  *http.Client
	skew  time.Duration // its clock is wrong by this

	packet string
	turf   page
	key    *ecdh.PublicKey
	since  atomic.Int64
	epoch  string

	Recorded []canvass.Event // everything, in the order in which it was recorded
	woken    chan struct{}   // the server says that somebody else recorded something on this walk
	boxes    map[string]canvass.SealedEvent
	open     []string // ids that no answer has named yet
	kept     []string // acknowledged ones
}

// languagesOfPhones are the languages in which pages are asked for.
var languagesOfPhones = []string{"en", "hmn", "vi", "zh-Hans", "ko", "ur", "km", "bn"}

func newPhone(p Plan, d *Day, n int, list string, half int, rng *rand.Rand) *Phone {
	ph := &Phone{plan: p, day0: d, n: n, name: fmt.Sprintf("Volunteer %d", n+1), list: list, half: half, rng: rng, woken: make(chan struct{}, 1), boxes: map[string]canvass.SealedEvent{}}
	if rng.IntN(10) == 0 { // one clock in ten is wrong
		ph.skew = time.Duration(rng.IntN(48)-24) * time.Hour
	}
	// Each phone has connections of its own, as phones have.
	transport := &http.Transport{MaxIdleConnsPerHost: 2, IdleConnTimeout: time.Minute}
	ph.road = &road{to: transport, rng: rand.New(rand.NewPCG(p.Seed^0x5a7d, uint64(n))), note: d.fault}
	jar, _ := cookiejar.New(nil) // fails never
	ph.http = &http.Client{Transport: ph.road, Jar: jar, Timeout: time.Minute}
	return ph
}

func (d *Day) fault(name string) {
	d.Sync.mu.Lock()
	defer d.Sync.mu.Unlock()
	d.Faults[name]++
}

// day is a volunteer's: they come within the first tenth, walk with and without signal, and go home when everything has been sent.
func (ph *Phone) day(ctx context.Context) error {
	begin := time.Now()
	if !pause(ctx, time.Duration(ph.rng.Int64N(int64(ph.plan.Day/10)+1))) {
		return ctx.Err()
	}
	if err := ph.join(ctx); err != nil {
		return fmt.Errorf("%s cannot open %s: %w", ph.name, ph.list, err)
	}
	ph.road.mu.Lock()
	ph.road.bad = true
	ph.road.mu.Unlock()
	left := ph.plan.Day*9/10 - time.Since(begin)
	mine := ph.doors()
	signal, deaf := true, ph.hear(ctx)
	defer func() { deaf() }()
	for i, door := range mine {
		// Two minutes at one door and nothing at the next: between half and one and a half of the mean.
		mean := float64(max(0, left)) / float64(len(mine))
		if err := ph.walkTo(ctx, time.Duration(mean*(0.5+ph.rng.Float64())), signal); err != nil {
			return err
		}
		ph.at(door, i)
		if ph.rng.IntN(6) == 0 {
			deaf()
			deaf = func() {}
			if signal = ph.rng.IntN(4) > 0; signal {
				deaf = ph.hear(ctx)
			}
		}
		if signal {
			if err := ph.send(ctx, false); err != nil && !errors.Is(err, errLater) {
				return err
			}
		}
	}
	return ph.goHome(ctx)
}

// walkTo is the way to the next door; what others do on the same walk is asked for meanwhile.
func (ph *Phone) walkTo(ctx context.Context, d time.Duration, signal bool) error {
	there := time.After(d)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-there:
			return nil
		case <-ph.woken:
			if !signal {
				continue
			}
			if err := ph.send(ctx, false); err != nil && !errors.Is(err, errLater) {
				return err
			}
		}
	}
}

// hear follows the packet's stream, as an open page does, until the signal goes; it returns what ends it.
func (ph *Phone) hear(ctx context.Context) func() {
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for pause(ctx, 200*time.Millisecond) {
			ph.listen(ctx)
		}
	}()
	return func() { stop(); <-ended }
}

// listen reads one stream to its end.
func (ph *Phone) listen(ctx context.Context) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, ph.plan.Base+"/t/"+ph.packet+"/stream", nil)
	if err != nil {
		return
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := (&http.Client{Transport: ph.road.to, Jar: ph.http.Jar}).Do(req)
	if err != nil {
		return
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		ph.day0.fault(fmt.Sprint("stream ", res.StatusCode))
	}
	lines := bufio.NewScanner(res.Body)
	for changed := false; lines.Scan(); {
		line := lines.Text()
		if at, ok := strings.CutPrefix(line, "data: "); ok && changed && ph.news(at) {
			select {
			case ph.woken <- struct{}{}:
			default:
			}
		}
		changed = line == "event: changed"
	}
}

// news tells whether the log has grown beyond what this phone knows.
func (ph *Phone) news(at string) bool {
	n, err := strconv.ParseInt(at, 10, 64)
	return err != nil || n > ph.since.Load()
}

// goHome sends until nothing is left, and then ends the shift. One phone in twenty was restored from an old copy and offers everything again.
func (ph *Phone) goHome(ctx context.Context) error {
	if ph.rng.IntN(20) == 0 {
		ph.open = append(slices.Clone(ph.kept), ph.open...)
	}
	ph.record(canvass.Event{Kind: "shift", Detail: canvass.EventDetail{State: canvass.StateHome, Text: "good day"}})
	wait := 100 * time.Millisecond
	for ended := false; !ended; {
		err := ph.send(ctx, true)
		if err != nil && !errors.Is(err, errLater) {
			return err
		}
		ended = err == nil && len(ph.open) == 0
		if !ended {
			if !pause(ctx, wait) {
				return ctx.Err()
			}
			wait = min(2*wait, 3*time.Second)
		}
	}
	return nil
}

// join opens the code, says a name and gets the list.
func (ph *Phone) join(ctx context.Context) error {
	return ph.untilUp(ctx, func() error {
		start := time.Now()
		if _, err := ph.get(ctx, ph.list); err != nil {
			return err
		}
		form := url.Values{"name": {ph.name}, "language": {languagesOfPhones[ph.n%len(languagesOfPhones)], "en"}}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, ph.list, strings.NewReader(form.Encode()))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		body, at, err := ph.ask(req)
		if err != nil {
			return err
		}
		if ph.turf, err = readPage(body); err != nil {
			return err
		}
		ph.packet = at.Path[strings.LastIndexByte(at.Path, '/')+1:]
		raw, err := base64.StdEncoding.DecodeString(ph.turf.Shift.Server)
		if err != nil {
			return err
		}
		if ph.key, err = ecdh.P256().NewPublicKey(raw); err != nil {
			return err
		}
		ph.epoch = ph.turf.Shift.Epoch
		ph.since.Store(ph.turf.Data.Cursor)
		ph.day0.Page.Add(time.Since(start))
		return nil
	})
}

// untilUp asks again while the server is away, as somebody does who holds a code in the hand.
func (ph *Phone) untilUp(ctx context.Context, ask func() error) error {
	wait := 200 * time.Millisecond
	for tries := 0; ; tries++ {
		err := ask()
		var status statusError
		if err == nil || errors.As(err, &status) && status < 500 || tries == 40 {
			return err
		}
		if !pause(ctx, wait) {
			return ctx.Err()
		}
		wait = min(2*wait, 2*time.Second)
	}
}

type statusError int

func (s statusError) Error() string { return fmt.Sprint("status ", int(s)) }

func (ph *Phone) get(ctx context.Context, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	body, _, err := ph.ask(req)
	return body, err
}

func (ph *Phone) ask(req *http.Request) ([]byte, *url.URL, error) {
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.Header.Set("Accept-Language", languagesOfPhones[ph.n%len(languagesOfPhones)])
	res, err := ph.http.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = statusError(res.StatusCode)
	}
	return body, res.Request.URL, err
}

// errLater is that this time nothing was heard; what is open stays open.
var errLater = errors.New("later")

// send offers what is open, in batches of the contract's size, until something is not heard.
func (ph *Phone) send(ctx context.Context, done bool) error {
	for first := true; first || len(ph.open) > 0; first = false {
		batch := ph.open[:min(len(ph.open), 50)]
		body := map[string]any{"v": 1, "epoch": ph.epoch, "now": ph.clock().Format(time.RFC3339Nano), "held": len(ph.open), "packet": ph.packet, "since": ph.since.Load(),
			"events": []any{}, "sealed": ph.sealed(batch), "done": done && len(ph.open) <= len(batch)}
		raw, err := json.Marshal(body)
		if err != nil {
			return err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, ph.plan.Base+"/api/sync", bytes.NewReader(raw))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/json")
		start := time.Now()
		answer, _, err := ph.ask(req)
		var status statusError
		switch {
		case errors.As(err, &status) && status < 500 && status != http.StatusTooManyRequests:
			return fmt.Errorf("%s: sync: %w: %.200s", ph.name, err, answer)
		case err != nil:
			return errLater
		}
		var res canvass.SyncResponse
		if json.Unmarshal(answer, &res) != nil || res.V != 1 {
			return errLater
		}
		ph.day0.Sync.Add(time.Since(start))
		if err := ph.heard(res, batch); err != nil {
			return err
		}
	}
	return nil
}

// heard takes the acknowledged entries off the queue.
func (ph *Phone) heard(res canvass.SyncResponse, batch []string) error {
	acked := map[string]bool{}
	for _, a := range res.Acks {
		if !a.OK {
			return fmt.Errorf("%s: entry %s was refused: %s", ph.name, a.ID, a.Why)
		}
		acked[a.ID] = true
	}
	for _, sent := range batch {
		if acked[sent] && !slices.Contains(ph.kept, sent) {
			ph.kept = append(ph.kept, sent)
		}
	}
	ph.open = slices.DeleteFunc(slices.Clone(ph.open), func(open string) bool { return acked[open] })
	ph.epoch = res.Epoch
	ph.since.Store(res.Cursor)
	return nil
}

func (ph *Phone) sealed(ids []string) (out []canvass.SealedEvent) {
	out = []canvass.SealedEvent{}
	for _, one := range ids {
		out = append(out, ph.boxes[one])
	}
	return out
}

func (ph *Phone) clock() time.Time { return time.Now().Add(ph.skew) }

// pause waits; false when the day was called off.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
