package jobs

import (
	"net/http"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// Routes lists what the queue answers: the page of a job, its state for a script, and cancel.
func (q *Queue) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /o/{org}/jobs/{job}", Needs: authz.ReadJobs, Handle: q.show},
		{Pattern: "GET /o/{org}/jobs/{job}/state", Needs: authz.ReadJobs, Handle: q.state},
		{Pattern: "POST /o/{org}/jobs/{job}/cancel", Needs: authz.ImportPeople, Handle: q.cancel},
	}
}

func (q *Queue) find(r *http.Request) (Job, error) {
	job, err := web.PathID(r, "job")
	if err != nil {
		return Job{}, err
	}
	return q.Get(r.Context(), authz.ScopeOf(r), job)
}

func (q *Queue) show(w http.ResponseWriter, r *http.Request) error {
	j, err := q.find(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, Page(j, q.now()))
}

// state answers what a page's script asks twice a second: words and figures already in the visitor's language.
func (q *Queue) state(w http.ResponseWriter, r *http.Request) error {
	j, err := q.find(r)
	if err != nil {
		return err
	}
	l := i18n.Locale(r.Context())
	return web.JSON(w, http.StatusOK, map[string]any{
		"state": j.State, "over": j.State.Over(), "done": j.Done, "total": j.Total, "note": note(l, j), "pace": Pace(l, j, q.now()),
	})
}

func (q *Queue) cancel(w http.ResponseWriter, r *http.Request) error {
	j, err := q.find(r)
	if err != nil {
		return err
	}
	if err := q.Cancel(r.Context(), authz.ScopeOf(r), j.ID); err != nil {
		return err
	}
	return web.SeeOther(w, r, ui.URL(r.Context(), "jobs", j.ID.String()))
}

func note(l *i18n.Localizer, j Job) string {
	if j.Note.Key == "" {
		return l.T("job.state." + string(j.State))
	}
	args := j.Note.Args
	for i, a := range args {
		if f, ok := a.(float64); ok && f == float64(int64(f)) {
			args[i] = int64(f)
		}
	}
	return l.T(j.Note.Key, args...)
}

// Pace says how fast a running job is and how long it will take still; "" where nobody can know yet.
func Pace(l *i18n.Localizer, j Job, now time.Time) string {
	took := now.Sub(j.StartedAt)
	if j.State != Running || j.Done == 0 || j.Total <= j.Done || took < time.Second {
		return ""
	}
	rate := float64(j.Done) / took.Seconds()
	left := time.Duration(float64(j.Total-j.Done)/rate) * time.Second
	if left < time.Minute {
		return l.T("job.pace_seconds", "rate", int64(rate), "n", int64(left.Seconds())+1)
	}
	return l.T("job.pace_minutes", "rate", int64(rate), "n", int64(left.Minutes())+1)
}
