package app

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"banyan/internal/kernels/names"
)

// runNamesSearch finds the names of one file in another: the search of the pages, from the shell.
func runNamesSearch(_ context.Context, c *cli, args []string) error {
	people := c.flags.String("people", "", "file with one name a line")
	queries := c.flags.String("queries", "", "file with one name a line, in any script")
	top := c.flags.Int("top", 10, "how many people to print for each query")
	if err := c.settings(args, 0); err != nil {
		return err
	}
	if *people == "" || *queries == "" || *top < 1 {
		c.flags.Usage()
		return errUsage
	}
	lines, err := readLines(*people)
	if err != nil {
		return err
	}
	asked, err := readLines(*queries)
	if err != nil {
		return err
	}
	index := names.New()
	index.Build(func(yield func(int64, []string) bool) {
		for i, line := range lines {
			if !yield(int64(i+1), []string{line}) {
				return
			}
		}
	})
	return writeFound(c.out, index, asked, *top)
}

// writeFound searches on all processors and prints in the order of the queries.
func writeFound(w io.Writer, index *names.Index, asked []string, top int) error {
	out := make([]string, len(asked))
	next := make(chan int)
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := range next {
				var b strings.Builder
				b.WriteString(strconv.Itoa(i + 1))
				for _, hit := range index.Search(asked[i], top) {
					fmt.Fprintf(&b, "\t%d", hit.ID)
				}
				out[i] = b.String()
			}
		})
	}
	for i := range asked {
		next <- i
	}
	close(next)
	wait.Wait()
	buffered := bufio.NewWriter(w)
	for _, line := range out {
		fmt.Fprintln(buffered, line)
	}
	return buffered.Flush()
}

// readLines reads a text file; a line's number is its place.
func readLines(path string) ([]string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	text := strings.TrimPrefix(string(b), "\ufeff")
	text = strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	return strings.Split(text, "\n"), nil
}
