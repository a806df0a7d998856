package canvass

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/web"
)

func (h *Handlers) codeView(r *http.Request) (v codeView, err error) {
	program, err := web.PathID(r, "program")
	if err != nil {
		return v, err
	}
	sc := authz.ScopeOf(r)
	v = codeView{Now: h.service.now(), Zone: zoneOf(r)}
	if v.CodePage, err = h.service.CodePage(r.Context(), sc, program); err != nil {
		return v, err
	}
	d := v.Distribution
	v.Hours, v.Most = orUsual(d.Hours, usualHours), orUsual(d.Most, usualMost)
	if !d.Open() {
		return v, nil
	}
	token, err := h.service.secrets.openToken(sc.Organization(), program, d.sealedToken)
	if err != nil {
		return v, err
	}
	v.JoinURL = web.Origin(r) + "/j/" + token
	v.QR, err = NewQRCode(v.JoinURL)
	return v, err
}

func (h *Handlers) code(w http.ResponseWriter, r *http.Request) error {
	v, err := h.codeView(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, codePage(v))
}

// codeFigures is the part of the page that changes, for its script.
func (h *Handlers) codeFigures(w http.ResponseWriter, r *http.Request) error {
	v, err := h.codeView(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, codeFigures(v))
}

// codeStream tells pages that somebody has taken, tried or given back doors.
func (h *Handlers) codeStream(w http.ResponseWriter, r *http.Request) error {
	program, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	sc := authz.ScopeOf(r)
	stands := func(ctx context.Context) (mark string, err error) {
		err = h.service.db.Read(ctx, sc, func(tx *db.ReadTx) error {
			seq, err := newestSeq(ctx, tx, sc, program)
			if err != nil {
				return err
			}
			if _, err := h.service.turfs.ProgramOf(ctx, tx, sc, program); err != nil {
				return err
			}
			mark, err = db.One(ctx, tx, func(row db.Row) (string, error) {
				var out int
				var newest id.ID
				err := row.Scan(&out, &newest)
				return fmt.Sprint(seq, " ", out, " ", newest), err
			}, `SELECT COUNT(*), MAX(packet_id) FROM checkout WHERE org_id = $1 AND program_id = $2 AND until > $3`, sc.Organization(), program, db.At(h.service.now()))
			return err
		})
		return mark, err
	}
	if _, err := stands(r.Context()); err != nil {
		return err
	}
	woken, leave, ok := h.service.live.follow(sc.Organization(), program)
	if !ok {
		return errs.New(errs.Unavailable, "")
	}
	defer leave()
	return web.Stream(w, r, woken, stands)
}

func (h *Handlers) openCode(w http.ResponseWriter, r *http.Request) error {
	program, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	hours, most := r.PostFormValue("hours"), r.PostFormValue("most")
	err = h.service.OpenCode(r.Context(), authz.ScopeOf(r), program, whole(hours), whole(most))
	if pageError(err) {
		v, verr := h.codeView(r)
		if verr != nil {
			return verr
		}
		v.Problem, v.Hours, v.Most = err, hours, most
		return web.Render(w, r, errs.KindOf(err).Status(), codePage(v))
	}
	return h.codeChanged(w, r, program, "code.saved", err)
}

// whole reads a number; 0 is none that anybody may choose.
func whole(typed string) int {
	n, err := strconv.Atoi(typed)
	if err != nil {
		return 0
	}
	return n
}

func (h *Handlers) codeChanged(w http.ResponseWriter, r *http.Request, program id.ID, notice string, err error) error {
	if err != nil {
		return err
	}
	web.Notice(w, r, notice)
	return web.SeeOther(w, r, programURL(r.Context(), program, "code"))
}

func (h *Handlers) rotateCode(w http.ResponseWriter, r *http.Request) error {
	program, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	return h.codeChanged(w, r, program, "code.rotated", h.service.RotateCode(r.Context(), authz.ScopeOf(r), program))
}

func (h *Handlers) closeCode(w http.ResponseWriter, r *http.Request) error {
	program, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	return h.codeChanged(w, r, program, "code.closed", h.service.CloseCode(r.Context(), authz.ScopeOf(r), program))
}

func (h *Handlers) takeBack(w http.ResponseWriter, r *http.Request) error {
	program, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	packet, err := web.PathID(r, "packet")
	if err != nil {
		return err
	}
	return h.codeChanged(w, r, program, "code.taken_back", h.service.TakeBack(r.Context(), authz.ScopeOf(r), program, packet))
}

func (h *Handlers) freeUnused(w http.ResponseWriter, r *http.Request) error {
	program, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	_, err = h.service.FreeUnused(r.Context(), authz.ScopeOf(r), program)
	return h.codeChanged(w, r, program, "code.taken_back", err)
}
