package canvass

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/web"
)

func (h *Handlers) enterPage(w http.ResponseWriter, r *http.Request) error {
	return h.enterWith(w, r, http.StatusOK, newEventID(), "", nil)
}

func (h *Handlers) enterWith(w http.ResponseWriter, r *http.Request, status int, event, line string, problem error) error {
	packet, err := web.PathID(r, "packet")
	if err != nil {
		return err
	}
	sc, v := authz.ScopeOf(r), enterView{Packet: packet, Event: event, Line: line, Problem: errs.Fields(problem)}
	if v.Typed, err = h.service.TypedLines(r.Context(), sc, packet); err != nil {
		return err
	}
	if v.Held, err = h.service.Sheet(r.Context(), sc, packet); err != nil {
		return err
	}
	if v.Photos, err = h.service.Photos(r.Context(), sc, packet); err != nil {
		return err
	}
	p, err := h.service.place(r.Context(), sc, packet)
	if err != nil {
		return err
	}
	v.Snapshot = p.snapshot
	v.at(r.FormValue("at"), r.Form.Has("at"))
	v.Photo, _ = id.Parse(r.FormValue("photo"))
	if !slices.ContainsFunc(v.Photos, func(p Photo) bool { return p.ID == v.Photo }) {
		v.Photo = 0
		if len(v.Photos) > 0 {
			v.Photo = v.Photos[0].ID
		}
	}
	return web.Render(w, r, status, enterPage(v))
}

// at finds the line at hand: the one that was asked for, or the first of which nothing is known.
func (v *enterView) at(code string, asked bool) {
	for _, l := range v.Snapshot.lines() {
		if _, known := v.Held[l.Code]; l.Code == code || !asked && !known {
			v.At = l
			return
		}
	}
}

// entered is what a page that sends lines in the background is told.
type entered struct {
	Code    string `json:"code"`
	Result  string `json:"result"`  // in words; "" where the line says nothing any more
	Answers string `json:"answers"` // as they are typed
	Next    string `json:"next"`    // the code of the line to go on with; "" after the last
}

func (h *Handlers) enter(w http.ResponseWriter, r *http.Request) error {
	packet, err := web.PathID(r, "packet")
	if err != nil {
		return err
	}
	sc, ctx := authz.ScopeOf(r), r.Context()
	event, at, undoes := r.PostFormValue("event"), r.PostFormValue("at"), r.PostFormValue("undoes")
	line := withCode(at, r.PostFormValue("line"))
	switch {
	case undoes != "":
		err = h.service.UndoLine(ctx, sc, packet, event, undoes)
	case line == "" && at != "": // the line is left as it is
	default:
		err = h.service.EnterLine(ctx, sc, packet, event, line)
	}
	inBackground := strings.Contains(r.Header.Get("Accept"), "application/json")
	if len(errs.Fields(err)) > 0 && !inBackground {
		return h.enterWith(w, r, http.StatusUnprocessableEntity, event, r.PostFormValue("line"), err)
	}
	if err != nil {
		return err
	}
	p, err := h.service.place(ctx, sc, packet)
	if err != nil {
		return err
	}
	out := entered{Code: at}
	if words := strings.Fields(strings.ToLower(line)); len(words) > 1 {
		out.Code = words[0]
	}
	held, err := h.service.Sheet(ctx, sc, packet)
	if err != nil {
		return err
	}
	if l, ok := held[out.Code]; ok {
		out.Result, out.Answers = resultName(ctx, l.Result), l.Answers
	}
	if out.Next = out.Code; line != "u" && undoes == "" {
		out.Next = p.snapshot.lineAfter(out.Code, held[out.Code].Result)
	}
	if inBackground {
		return web.JSON(w, http.StatusOK, out)
	}
	if undoes != "" {
		return web.SeeOther(w, r, packetURL(r, packet, "enter"))
	}
	return web.SeeOther(w, r, packetURL(r, packet, "enter")+"?"+url.Values{"at": {out.Next}}.Encode())
}

func (h *Handlers) addPhoto(w http.ResponseWriter, r *http.Request) error {
	packet, err := web.PathID(r, "packet")
	if err != nil {
		return err
	}
	content, err := uploadedFile(r)
	if err == nil {
		err = h.service.AddPhoto(r.Context(), authz.ScopeOf(r), packet, content)
	}
	if len(errs.Fields(err)) > 0 {
		return h.enterWith(w, r, http.StatusUnprocessableEntity, newEventID(), "", err)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "canvass.photo.added")
	return web.SeeOther(w, r, packetURL(r, packet, "enter"))
}

func (h *Handlers) photo(w http.ResponseWriter, r *http.Request) error {
	packet, photo, err := packetPhoto(r)
	if err != nil {
		return err
	}
	p, data, err := h.service.OpenPhoto(r.Context(), authz.ScopeOf(r), packet, photo)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", p.MediaType)
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(data) // a browser that went away reads no answer
	return nil
}

func (h *Handlers) deletePhoto(w http.ResponseWriter, r *http.Request) error {
	packet, photo, err := packetPhoto(r)
	if err != nil {
		return err
	}
	if err := h.service.DeletePhoto(r.Context(), authz.ScopeOf(r), packet, photo); err != nil {
		return err
	}
	web.Notice(w, r, "canvass.photo.deleted")
	return web.SeeOther(w, r, packetURL(r, packet, "enter"))
}

func packetPhoto(r *http.Request) (packet, photo id.ID, err error) {
	if packet, err = web.PathID(r, "packet"); err == nil {
		photo, err = web.PathID(r, "photo")
	}
	return packet, photo, err
}
