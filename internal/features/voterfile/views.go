package voterfile

import (
	"slices"
	"time"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/jobs"
)

// line is an import with its job, where one runs or ended before its end.
type line struct {
	Import
	Job *jobs.Job
}

// stopped tells an import that began, is not done, and that nobody works on.
func (l line) stopped() bool {
	return slices.Contains([]State{Running, Looking, Undoing}, l.State) && (l.Job == nil || l.Job.State.Over())
}

type listView struct {
	Lines  []line
	Older  bool
	Errors map[string]*errs.Error
}

type importView struct {
	line
	Now    time.Time
	Bad    []BadRow
	Unused []string
	Read   []columnRead
	News   []KindOfNews
	Kept   []Item // whom taking it back left as they were
}

// takesBack tells that there is something to take back, and that nobody works on it.
func (v importView) takesBack() bool {
	return v.canUndo() && (v.State == Done || v.State == Running && v.stopped())
}

// nothing tells that every row was known already.
func (v importView) nothing() bool {
	return v.State == Done && v.Counts.New+v.Counts.Changed+v.Counts.Matched+v.Counts.Unclear+v.Counts.Refused == 0 && v.Counts.Same > 0
}

func describedBy(v listView) string {
	if v.Errors["file"] != nil {
		return "h-file e-file"
	}
	return "h-file"
}

func badClass(c record.Counts) string {
	if c.Refused > 0 {
		return "lantern"
	}
	return ""
}

func unclearClass(c record.Counts) string {
	if c.Unclear > 0 {
		return "waiting"
	}
	return ""
}

// scripts keeps the bar moving while a job runs.
func scripts(v importView) []string {
	if v.Job != nil && !v.Job.State.Over() {
		return []string{"organizer/job.js"}
	}
	return nil
}
