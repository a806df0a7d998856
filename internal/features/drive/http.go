package drive

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"banyan/internal/kernels/cell"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/web"
)

// Handlers are the pages of drives.
type Handlers struct{ *Service }

// NewHandlers returns the pages of a service.
func NewHandlers(s *Service) *Handlers { return &Handlers{s} }

// Routes lists what the drive feature answers.
func (h *Handlers) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /o/{org}/programs/{program}/drive", Needs: authz.ReadTotals, Handle: h.show},
		{Pattern: "GET /o/{org}/programs/{program}/drive.csv", Needs: authz.ExportResults, Handle: h.export},
	}
}

func (h *Handlers) result(r *http.Request) (Result, error) {
	program, err := web.PathID(r, "program")
	if err != nil {
		return Result{}, err
	}
	return h.Result(r.Context(), authz.ScopeOf(r), program, i18n.Locale(r.Context()).Tag())
}

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	v, err := h.result(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, drivePage(v, authz.ScopeOf(r).Can(authz.ExportResults)))
}

// export writes every number with its language: what, its name, language, count.
func (h *Handlers) export(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, err := h.result(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="banyan-drive-%s.csv"`, v.Program.ID))
	w.Header().Set("Cache-Control", "no-store")
	out := csv.NewWriter(w)
	rows := [][]string{{i18n.T(ctx, "drive.csv.what"), i18n.T(ctx, "drive.csv.name"), i18n.T(ctx, "drive.csv.language"), i18n.T(ctx, "drive.csv.count")}}
	add := func(what, name string, c Count) {
		for _, language := range c.Languages() {
			rows = append(rows, []string{what, name, language, strconv.Itoa(c.ByLanguage[language])})
		}
	}
	for _, f := range v.Figures {
		add(f.Name, i18n.T(ctx, "drive.figure."+f.Name), f.Count)
	}
	for _, t := range v.Tallies {
		for i, c := range t.Choices {
			add(t.ID+"."+c.ID, t.Text+" – "+c.Text, t.Counts[i])
		}
	}
	for _, row := range rows {
		for i := range row {
			row[i] = cell.Neutral(row[i])
		}
	}
	return out.WriteAll(rows)
}

func fields(list string) []string { return strings.Fields(list) }

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
