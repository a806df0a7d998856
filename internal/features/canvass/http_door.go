package canvass

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/google/uuid"

	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/web"
)

// pageHeader tells the app's service worker what a page is, so that a captive portal's page is never taken for one.
const pageHeader = "Banyan-Page"

const maxSyncBody = 1 << 20

func (h *Handlers) joinPage(w http.ResponseWriter, r *http.Request) error {
	in, err := h.service.Invitation(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	if in.Code != nil {
		return h.near(w, r, in)
	}
	if devices, err := h.service.devices(r.Context(), web.CookieValue(r, web.DeviceCookie)); err == nil {
		if d, ok := onPacket(devices, in.Packet.ID); ok && !d.Wiped && h.service.now().Before(d.ExpiresAt) {
			return web.SeeOther(w, r, "/t/"+in.Packet.ID.String())
		}
	}
	return web.Render(w, r, http.StatusOK, joinPage(in, "", nil, newOnce(), nil))
}

func (h *Handlers) join(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.Because(err, errs.Invalid, "")
	}
	token, name, languages, once := r.PathValue("token"), r.PostForm.Get("name"), r.PostForm["language"], r.PostForm.Get("once")
	switch in, err := h.service.Invitation(r.Context(), token); {
	case err != nil:
		return err
	case in.Code != nil:
		// Everybody in a hall asks at once, from one address. What one code gives to everybody together is bounded by roomFor.
		return web.Limited("doors by a code", 600, time.Minute, func(w http.ResponseWriter, r *http.Request) error { return h.checkOut(w, r, in) })(w, r)
	}
	cookie, packet, err := h.service.Join(r.Context(), token, name, languages, once, web.CookieValue(r, web.DeviceCookie))
	if fields := errs.Fields(err); len(fields) > 0 {
		in, err := h.service.Invitation(r.Context(), token)
		if err != nil {
			return err
		}
		return web.Render(w, r, http.StatusUnprocessableEntity, joinPage(in, name, languages, once, fields))
	}
	if err != nil {
		return err
	}
	web.SetCookie(w, r, web.DeviceCookie, cookie, deviceLife)
	return web.SeeOther(w, r, "/t/"+packet.String())
}

func (h *Handlers) numberPage(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, numberPage("", nil))
}

func (h *Handlers) number(w http.ResponseWriter, r *http.Request) error {
	typed := r.PostFormValue("number")
	token, err := h.service.TokenOfNumber(r.Context(), typed)
	if errs.KindOf(err) == errs.NotFound { // on the form: most likely another digit was meant
		web.CountGuess(r)
		err = errs.Field("number", "join.number_unknown")
	}
	if fields := errs.Fields(err); len(fields) > 0 {
		return web.Render(w, r, http.StatusUnprocessableEntity, numberPage(typed, fields))
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/j/"+token)
}

func (h *Handlers) offline(w http.ResponseWriter, r *http.Request) error {
	web.SetCSP(w, h.assets.VolunteerPolicy())
	return web.Render(w, r, http.StatusOK, OfflinePage(h.assets))
}

// newest opens the packet that the phone joined last: where the installed app begins.
func (h *Handlers) newest(w http.ResponseWriter, r *http.Request) error {
	devices, err := h.service.devices(r.Context(), web.CookieValue(r, web.DeviceCookie))
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/t/"+devices[0].Packet.String())
}

// view finds the phone's device on the packet of the address and fills the app's page. A packet that the phone may
// not read any more answers with the page that closes the app.
func (h *Handlers) view(w http.ResponseWriter, r *http.Request) (AppView, *http.Request, error) {
	var v AppView
	packet, err := web.PathID(r, "packet")
	if err != nil {
		return v, r, err
	}
	devices, err := h.service.devices(r.Context(), web.CookieValue(r, web.DeviceCookie))
	if err != nil {
		return v, r, err
	}
	d, ok := onPacket(devices, packet)
	if !ok {
		return v, r, errs.New(errs.NotFound, "")
	}
	v, languages, err := h.service.AppView(r.Context(), d)
	if errs.KindOf(err) == errs.Expired {
		w.Header().Set(pageHeader, "ended")
	}
	return v, inOwnLanguage(r, languages), err
}

// inOwnLanguage speaks the volunteer's first language to whoever chose none on this phone.
func inOwnLanguage(r *http.Request, languages []string) *http.Request {
	if len(languages) == 0 || web.CookieValue(r, web.LanguageCookie) != "" || r.URL.Query().Get("lang") != "" {
		return r
	}
	return r.WithContext(i18n.With(r.Context(), i18n.Match(languages[0], r.Header.Get("Accept-Language"))))
}

func (h *Handlers) app(w http.ResponseWriter, r *http.Request) error {
	v, r, err := h.view(w, r)
	if err != nil {
		return err
	}
	v.Full = r.Header.Get("Banyan-Keep") != ""
	var b bytes.Buffer
	if err := AppPage(v, h.assets).Render(r.Context(), &b); err != nil {
		return err
	}
	web.SetCSP(w, h.assets.VolunteerPolicy())
	head := w.Header()
	head.Set(pageHeader, "turf")
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Set("Content-Language", i18n.Locale(r.Context()).Tag())
	head.Set("Cache-Control", "no-store") // the browser's own cache would keep persons in clear
	sum := sha256.Sum256(b.Bytes())
	etag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	head.Set("ETag", etag)
	if r.Header.Get("If-None-Match") == etag { // the app's service worker asks whether what it keeps is still right
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "br") {
		_, err = w.Write(b.Bytes())
		return err
	}
	// Smaller than the server's usual compression: this one page is loaded over a bad signal.
	head.Set("Content-Encoding", "br")
	quality := brotli.BestCompression
	if v.Full { // fetched in the background, and larger
		quality--
	}
	br := brotli.NewWriterLevel(w, quality)
	_, err = br.Write(b.Bytes())
	return errors.Join(err, br.Close())
}

func (h *Handlers) door(w http.ResponseWriter, r *http.Request) error {
	v, r, err := h.view(w, r)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(r.PathValue("door"))
	if err != nil || number < 1 || number > v.total() {
		return errs.New(errs.NotFound, "")
	}
	event, err := uuid.NewV7()
	if err != nil {
		return err
	}
	web.SetCSP(w, h.assets.VolunteerPolicy())
	return web.Render(w, r, http.StatusOK, AppDoorPage(v, number, event.String(), h.assets))
}

// record takes an entry from the plain page of a door, by the same way as sync.
func (h *Handlers) record(w http.ResponseWriter, r *http.Request) error {
	packet, err := web.PathID(r, "packet")
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxSyncBody)
	if err := r.ParseForm(); err != nil {
		return errs.Because(err, errs.Invalid, "")
	}
	now := h.service.now()
	raw, err := json.Marshal(eventOfForm(r, packet, now))
	if err != nil {
		return err
	}
	stamp := now.Format(time.RFC3339)
	res, err := h.service.Sync(r.Context(), web.CookieValue(r, web.DeviceCookie), SyncRequest{V: syncVersion, Now: stamp, Held: 1, Packet: packet.String(), Events: []json.RawMessage{raw}})
	if err != nil {
		return err
	}
	for _, a := range res.Acks {
		if !a.OK {
			return errs.New(errs.Invalid, a.Why)
		}
	}
	return web.SeeOther(w, r, r.URL.Path)
}

func eventOfForm(r *http.Request, packet id.ID, now time.Time) Event {
	in := r.PostForm
	e := Event{ID: in.Get("id"), Packet: packet.String(), Kind: in.Get("kind"), Household: in.Get("household"), At: now.UTC().Format(time.RFC3339)}
	switch e.Kind {
	case kindUndo:
		e.Undoes = in.Get("undoes")
	case kindPersonAdded:
		e.Detail = EventDetail{Name: in.Get("name"), Language: in.Get("speaks")}
	case kindNote:
		e.Detail = EventDetail{Text: in.Get("text"), Warn: WarningKind(in.Get("warn"))}
	default:
		e.Person, e.Result = in.Get("person"), Result(in.Get("result"))
		if e.Result == Conversation || e.Result == LanguageBarrier {
			e.Language = in.Get("language")
		}
		if e.Result == Conversation {
			e.Answers = map[string][]string{}
			for name, given := range in {
				if q, ok := strings.CutPrefix(name, "answer."); ok && given[0] != "" {
					e.Answers[q] = given
				}
			}
		}
	}
	return e
}

func (h *Handlers) sync(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxSyncBody))
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		return errs.Because(err, errs.TooLarge, "")
	case err != nil:
		return errs.Because(err, errs.Invalid, "entry.half")
	}
	req, err := DecodeSync(body)
	if err != nil {
		return err
	}
	res, err := h.service.Sync(r.Context(), web.CookieValue(r, web.DeviceCookie), req)
	if err != nil {
		return err
	}
	return web.JSON(w, http.StatusOK, res)
}

// maxPageEntries is how many entries of a packet its page carries; a phone that knows more asks sync for them.
const maxPageEntries = 2000
