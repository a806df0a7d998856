package universebench

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"banyan/internal/kernels/segment"
)

// duckdb is a process that has the rows in DuckDB and counts what it is asked (scripts/bench-duckdb.mjs).
type duckdb struct {
	in    io.WriteCloser
	out   *bufio.Reader
	cmd   *exec.Cmd
	Ready struct {
		Version string  `json:"version"`
		Load    float64 `json:"load_s"`
		Rows    int     `json:"rows"`
		Memory  int     `json:"rss_mb"`
	}
}

// counted is the answer to one question.
type counted struct {
	N     int     `json:"n"`
	MS    float64 `json:"ms"`
	Late  bool    `json:"late"`
	Error string  `json:"error"`
}

func startDuckDB(script, dir string, slow time.Duration) (*duckdb, error) {
	d := &duckdb{cmd: exec.Command("node", script, dir, strconv.FormatInt(slow.Milliseconds(), 10))}
	var err error
	if d.in, err = d.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := d.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	d.out = bufio.NewReaderSize(out, 1<<20)
	var said strings.Builder
	d.cmd.Stderr = &said
	if err := d.cmd.Start(); err != nil {
		return nil, err
	}
	if err := d.hear(&d.Ready); err != nil {
		return nil, errors.Join(errors.New("DuckDB did not start: `npm install --no-save @duckdb/node-api@1.5.6-r.1` brings it, --duckdb '' leaves it out"), err, d.stop(), errors.New(said.String()))
	}
	return d, nil
}

func (d *duckdb) hear(into any) error {
	line, err := d.out.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("DuckDB ended: %w", err)
	}
	return json.Unmarshal(line, into)
}

func (d *duckdb) count(sql string) (c counted, err error) {
	text, err := json.Marshal(sql)
	if err != nil {
		return c, err
	}
	if _, err := d.in.Write(append(text, '\n')); err != nil {
		return c, err
	}
	return c, d.hear(&c)
}

func (d *duckdb) stop() error {
	d.in.Close()
	return d.cmd.Wait()
}

var (
	listArgument = regexp.MustCompile(`json_each\(\$(\d+)\)`)
	argument     = regexp.MustCompile(`\$(\d+)`)
)

// forDuckDB writes a condition in DuckDB's words: its values in place, its lists as lists. All else stays as it is.
func forDuckDB(p segment.Predicate, first int) string {
	at := func(number string) any {
		n, _ := strconv.Atoi(number)
		return p.Args[n-first]
	}
	text := listArgument.ReplaceAllStringFunc(p.SQL, func(m string) string {
		var list []any
		d := json.NewDecoder(strings.NewReader(at(listArgument.FindStringSubmatch(m)[1]).(string)))
		d.UseNumber()
		if err := d.Decode(&list); err != nil { // the compiler of universes wrote it
			panic(err)
		}
		values := make([]string, len(list))
		for i, v := range list {
			values[i] = literal(v)
		}
		return "(SELECT unnest([" + strings.Join(values, ", ") + "]) AS value)"
	})
	text = strings.ReplaceAll(text, "json_each(t.said)", `(SELECT unnest(from_json(t.said, '["VARCHAR"]')) AS value)`)
	return argument.ReplaceAllStringFunc(text, func(m string) string { return literal(at(m[1:])) })
}

func literal(v any) string {
	if s, is := v.(string); is {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return fmt.Sprint(v)
}
