package app

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

func makeData(dir string) error { return os.MkdirAll(dir, 0o700) }

// doorKey reads the key to which phones seal their entries, and makes it at the first start. It lives beside the
// database and never in it: a backup of the database opens nothing.
func doorKey(data string) (*ecdh.PrivateKey, error) {
	dir := filepath.Join(data, "keys")
	if err := makeData(dir); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "door.key")
	b, err := os.ReadFile(path)
	if err == nil {
		raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(b)))
		if err != nil {
			return nil, err
		}
		return ecdh.P256().NewPrivateKey(raw)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	return key, writeDurably(path, []byte(base64.StdEncoding.EncodeToString(key.Bytes())+"\n"))
}

// writeDurably makes a file that nobody else can read, and returns when it is on the disk. An existing file stays:
// of two processes that start at once one wins, and the other fails and is started again.
func writeDurably(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
