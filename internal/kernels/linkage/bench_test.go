package linkage_test

import (
	"syscall"
	"testing"
	"time"

	"banyan/internal/kernels/linkage"
	"banyan/internal/simulate"
)

// BenchmarkMatch_aMillionRows matches two voter files with about half a million rows each: go test -run '^$' -bench aMillionRows ./internal/kernels/linkage
// Its figures are of one run after the rows were read: processor time with all that the runtime does, and what the quality is.
func BenchmarkMatch_aMillionRows(b *testing.B) {
	plan := simulate.TwoVoterFiles(70_016, 172_000)
	left, rights := map[int64][]int{}, []int64{}
	table := linkage.NewTable()
	read := cpu(b)
	for row := range plan.LeftRows() {
		left[row.Truth] = append(left[row.Truth], table.Len(linkage.Left))
		table.Add(linkage.Left, recordOf(&row, false))
	}
	pairs := 0
	for row := range plan.RightRows() {
		rights = append(rights, row.Truth)
		pairs += len(left[row.Truth])
		table.Add(linkage.Right, recordOf(&row, false))
	}
	b.Logf("inventing and adding the rows took %v of processor time", cpu(b)-read)
	rows := float64(table.Len(linkage.Left) + table.Len(linkage.Right))
	for b.Loop() {
		start := cpu(b)
		r := linkage.Match(table, linkage.Options{})
		used := cpu(b) - start
		right, automatic, wrong := 0, 0, 0
		for _, p := range r.Pairs {
			same := false
			for _, row := range left[rights[p.Right]] {
				same = same || row == p.Left
			}
			if same {
				right++
			}
			if p.Band == linkage.Automatic {
				automatic++
				if !same {
					wrong++
				}
			}
		}
		b.ReportMetric(used.Seconds()/rows*1e6, "CPU-s/Mrows")
		b.ReportMetric(float64(r.Compared)/rows, "pairs/row")
		b.ReportMetric(2*float64(right)/float64(len(r.Pairs)+pairs), "F1")
		b.ReportMetric(1-float64(wrong)/float64(max(automatic, 1)), "automatic-precision")
	}
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(usage.Maxrss)/1024, "MB-at-most")
}

// cpu is the processor time that this process has used.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
