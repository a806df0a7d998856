package voterfile

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"

	"banyan/internal/platform/sheet"
)

// BenchmarkConvert reads and converts files of three states, whole, and says how many rows a second one processor takes.
func BenchmarkConvert(b *testing.B) {
	for n, name := range []string{"wisconsin", "georgia", "new_york"} {
		for _, l := range stateLayoutsOf(b) {
			if l.Name != name {
				continue
			}
			b.Run(name, func(b *testing.B) {
				f := files{rand.New(rand.NewPCG(uint64(n), 3)), l, map[string]string{"wisconsin": "WI", "georgia": "GA", "new_york": "NY"}[name]}
				content := writeOf(b, ',', append([][]string{l.Columns}, f.make(20000)...)...)
				tables, _, err := sheet.Look(bytes.NewReader(content), int64(len(content)), b.TempDir())
				if err != nil {
					b.Fatal(err)
				}
				p, header, _ := join(proposals(tables, "ZZ", nil), 0)
				b.ReportAllocs()
				b.SetBytes(int64(len(content)))
				rows := 0
				for b.Loop() {
					rows += convertAll(b, content, p, header)
				}
				b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}

func convertAll(b *testing.B, content []byte, p Plan, header []string) (rows int) {
	r, err := sheet.Open(bytes.NewReader(content), int64(len(content)), b.TempDir(), p.formats()...)
	if err != nil {
		b.Fatal(err)
	}
	c := newConverter(p, header)
	var out batch
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			b.Fatal(err)
		}
		if f := c.convert(row, &out); f != nil {
			b.Fatal(f)
		}
		if rows++; rows%1000 == 0 {
			out = batch{voters: out.voters[:0]}
		}
	}
}

// BenchmarkSkip reads over rows as a resumed import does.
func BenchmarkSkip(b *testing.B) {
	row := "9990000001,Vang,Mai,,,(414) 555-0123,mai@example.org,5690 North 55th Place,Milwaukee WI 53218,5690,North 55th Place,,,53218,CITY OF MILWAUKEE - 41251,,Ward 23\n"
	content := bytes.Repeat([]byte(row), 100000)
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		r, err := sheet.Open(bytes.NewReader(content), int64(len(content)), b.TempDir(), sheet.Format{Comma: ","})
		if err != nil {
			b.Fatal(err)
		}
		if err := r.SkipTo(1 << 40); err != nil {
			b.Fatal(err)
		}
	}
}
