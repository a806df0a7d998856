package sealedbox

import (
	"crypto/ecdh"
	"crypto/rand"
	"errors"
	"testing"
)

func newKey(t *testing.T) *ecdh.PrivateKey {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestOpen_givesBackWhatWasSealed(t *testing.T) {
	key := newKey(t)
	box, err := Seal(rand.Reader, key.PublicKey(), "entry", []byte("Không có ai ở nhà"))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := Open(key, "entry", box)
	if err != nil || string(plain) != "Không có ai ở nhà" {
		t.Errorf("Open = %q, %v", plain, err)
	}
}

func TestOpen_refusesEveryChange(t *testing.T) {
	key := newKey(t)
	box, err := Seal(rand.Reader, key.PublicKey(), "entry", []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range box {
		changed := append([]byte(nil), box...)
		changed[i] ^= 1
		if _, err := Open(key, "entry", changed); !errors.Is(err, ErrBox) {
			t.Fatalf("byte %d of %d changed: err = %v", i, len(box), err)
		}
		if _, err := Open(key, "entry", box[:i]); !errors.Is(err, ErrBox) {
			t.Fatalf("cut at %d: err = %v", i, err)
		}
	}
	if _, err := Open(key, "another entry", box); !errors.Is(err, ErrBox) {
		t.Errorf("another id: err = %v", err)
	}
	if _, err := Open(newKey(t), "entry", box); !errors.Is(err, ErrBox) {
		t.Errorf("another key: err = %v", err)
	}
}
