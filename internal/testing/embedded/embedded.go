// Package embedded holds a table that is part of the program against what it is made of.
package embedded

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"testing"
)

// Same fails where the packed table at path is not made. With update it is written first: go test PACKAGE -update.
func Same(t *testing.T, path string, made []byte, update bool) {
	t.Helper()
	if update {
		write(t, path, made)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(made, kept) {
		t.Errorf("%s is not what its source is made into: run this test with -update", path)
	}
}

func write(t *testing.T, path string, made []byte) {
	t.Helper()
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(made); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
