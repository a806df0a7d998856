package app

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// csvReader reads a CSV file as spreadsheets write them: with or without a byte order mark, its columns parted by commas, semicolons, tabs or bars. A row that it
// gives is overwritten by the next.
func csvReader(in io.Reader) *csv.Reader {
	buffered := bufio.NewReaderSize(in, 1<<18)
	if mark, _ := buffered.Peek(3); string(mark) == "\ufeff" {
		buffered.Discard(3)
	}
	r := csv.NewReader(buffered)
	r.Comma = csvDelimiter(buffered)
	r.ReuseRecord = true
	return r
}

func csvDelimiter(in *bufio.Reader) rune {
	line, _ := in.Peek(1 << 16)
	head, _, _ := strings.Cut(string(line), "\n")
	best, most := ',', 0
	for _, d := range []rune{',', ';', '\t', '|'} {
		if n := strings.Count(head, string(d)); n > most {
			best, most = d, n
		}
	}
	return best
}

// writeOut writes to a file, or where it has no name to the standard output.
func writeOut(standard io.Writer, name string, write func(w *bufio.Writer) error) error {
	if name == "" {
		return writeAll(standard, write)
	}
	return writeWhole(name, write)
}

// writeWhole writes a file that is there whole or not at all: beside its place, and then in it. What is no file, as a pipe, is written into.
func writeWhole(name string, write func(w *bufio.Writer) error) (err error) {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return errors.Join(writeAll(f, write), f.Close())
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := errors.Join(writeAll(f, write), f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

func writeAll(out io.Writer, write func(w *bufio.Writer) error) error {
	w := bufio.NewWriterSize(out, 1<<16)
	return errors.Join(write(w), w.Flush())
}
