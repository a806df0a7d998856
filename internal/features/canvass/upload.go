package canvass

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/web"
)

// Uploaded says what became of the entries in a phone's file.
type Uploaded struct {
	Worker  string // whose phone it was
	Taken   int
	Already int // were here before
	Refused []Ack
}

// phoneFile is what a phone saves when it cannot send: the request that it would send, with any number of sealed entries.
type phoneFile struct {
	SyncRequest
	Worker id.ID `json:"worker"`
}

// Upload takes the file that a phone of this packet saved, as if the phone had sent it; doing so again is harmless. It
// returns errs.Forbidden without EnterResults, errs.NotFound outside the Scope, and an errs.Field "file" for what is no
// such file, or is one of another list or of a phone that never joined it.
func (s *Service) Upload(ctx context.Context, sc authz.Scope, packet id.ID, content []byte) (out Uploaded, err error) {
	defer errs.Wrap(&err, "canvass.Upload(%v)", packet)
	if err := sc.Require(authz.EnterResults); err != nil {
		return out, err
	}
	if _, err := s.place(ctx, sc, packet); err != nil {
		return out, err
	}
	var file phoneFile
	switch err := json.Unmarshal(content, &file); {
	case err != nil || file.V != syncVersion || len(file.Sealed) == 0:
		return out, errs.Field("file", "canvass.upload.unreadable")
	case file.Packet != packet.String():
		return out, errs.Field("file", "canvass.upload.other_packet")
	}
	d, err := s.uploading(ctx, sc, packet, file.Worker, len(file.Sealed), &out)
	if err != nil {
		return out, err
	}
	known := map[string]bool{}
	for boxes := range slices.Chunk(file.Sealed, maxBatch) {
		if err := s.uploadBatch(ctx, d, boxes, known, &out); err != nil {
			return out, err
		}
	}
	return out, nil
}

// uploading finds the phone that saved a file, and notes who brings it in before anything is taken.
func (s *Service) uploading(ctx context.Context, sc authz.Scope, packet, worker id.ID, entries int, out *Uploaded) (d Device, err error) {
	err = s.db.Write(ctx, sc, "canvass.Upload", func(tx *db.WriteTx) error {
		d, err = db.One(ctx, tx, func(r db.Row) (d Device, err error) {
			var joined db.Time
			err = r.Scan(&out.Worker, &joined)
			return Device{Scope: sc, Packet: packet, Worker: worker, CreatedAt: joined.Time}, err
		}, `SELECT w.name, w.joined_at FROM worker w WHERE w.org_id = $1 AND w.packet_id = $2 AND w.id = $3 AND w.account_id IS NULL`, sc.Organization(), packet, worker)
		if errs.KindOf(err) == errs.NotFound {
			return errs.Field("file", "canvass.upload.unknown_phone")
		}
		if err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, sc, "packet.upload", packet, map[string]any{"worker": worker, "entries": entries})
	})
	return d, err
}

// uploadBatch takes up to maxBatch entries. The file does not say when it is brought in, so that its clock cannot be
// compared with ours: times stay as the phone wrote them, between joining and now.
func (s *Service) uploadBatch(ctx context.Context, d Device, boxes []SealedEvent, known map[string]bool, out *Uploaded) error {
	ids := []string{}
	for _, b := range boxes {
		ids = append(ids, shorten(b.ID, 64))
	}
	err := s.db.Read(ctx, d.Scope, func(tx *db.ReadTx) error {
		return db.Each(ctx, tx, func(r db.Row) error {
			var event string
			err := r.Scan(&event)
			known[event] = true
			return err
		}, `SELECT event_id FROM attempt WHERE org_id = $1 AND event_id IN (SELECT value FROM json_each($2))`, d.Scope.Organization(), db.List(ids))
	})
	if err != nil {
		return err
	}
	req := SyncRequest{V: syncVersion, Packet: d.Packet.String(), Held: len(boxes), Sealed: boxes}
	batches, err := s.sort(ctx, []Device{d}, d, req)
	if err != nil {
		return err
	}
	acked := map[string]bool{}
	for _, batch := range batches {
		acks, err := s.takeBatch(ctx, batch, req, s.now())
		if err != nil {
			return err
		}
		for _, a := range acks {
			acked[a.ID] = true
			switch {
			case !a.OK:
				out.Refused = append(out.Refused, a)
			case known[a.ID]:
				out.Already++
			default:
				known[a.ID] = true
				out.Taken++
			}
		}
	}
	for _, name := range ids { // what got no answer must not look taken
		if !acked[name] {
			acked[name] = true
			out.Refused = append(out.Refused, Ack{ID: name, Why: "entry.not_taken"})
		}
	}
	return nil
}

// maxUpload is the largest file that a phone's entries are brought in with: thousands of them.
const maxUpload = 8 << 20

type uploadView struct {
	Packet  id.ID
	Turf    string
	Done    *Uploaded
	Problem map[string]*errs.Error
}

func (h *Handlers) uploadPage(w http.ResponseWriter, r *http.Request) error {
	return h.uploadWith(w, r, http.StatusOK, nil, nil)
}

func (h *Handlers) uploadWith(w http.ResponseWriter, r *http.Request, status int, done *Uploaded, problem error) error {
	packet, err := web.PathID(r, "packet")
	if err != nil {
		return err
	}
	p, err := h.service.place(r.Context(), authz.ScopeOf(r), packet)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, uploadPage(uploadView{Packet: packet, Turf: p.snapshot.Turf, Done: done, Problem: errs.Fields(problem)}))
}

func (h *Handlers) upload(w http.ResponseWriter, r *http.Request) error {
	packet, err := web.PathID(r, "packet")
	if err != nil {
		return err
	}
	content, err := uploadedFile(r)
	var out Uploaded
	if err == nil {
		out, err = h.service.Upload(r.Context(), authz.ScopeOf(r), packet, content)
	}
	if len(errs.Fields(err)) > 0 {
		return h.uploadWith(w, r, http.StatusUnprocessableEntity, nil, err)
	}
	if err != nil {
		return err
	}
	return h.uploadWith(w, r, http.StatusOK, &out, nil)
}

func uploadedFile(r *http.Request) ([]byte, error) {
	reader, err := r.MultipartReader()
	for err == nil {
		part, next := reader.NextPart()
		if err = next; err == nil && part.FormName() == "file" {
			content, err := io.ReadAll(part)
			if big := (*http.MaxBytesError)(nil); errors.As(err, &big) {
				return nil, errs.Because(err, errs.TooLarge, "")
			}
			if err != nil {
				return nil, errs.Field("file", "canvass.upload.unreadable")
			}
			return content, nil
		}
	}
	return nil, errs.Field("file", "canvass.upload.unreadable")
}
