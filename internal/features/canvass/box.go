package canvass

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
)

// A box is an entry that a phone has sealed to the server's public key: whoever finds the phone cannot read it, and
// the phone itself cannot either. ECIES: an ephemeral P-256 key agreement, HKDF-SHA-256, AES-256-GCM.
//
//	format byte 1 | ephemeral public key (65, uncompressed) | nonce (12) | ciphertext and tag
//
// The key is HKDF(secret: shared x coordinate, salt: ephemeral public key, info: boxInfo), 32 bytes; the
// additional data is the entry's id, so that a box cannot be passed off as another entry. What WebCrypto's
// deriveBits, HKDF and AES-GCM do, without a library on the phone.
const (
	boxFormat   = 1
	boxInfo     = "banyan door entry v1"
	boxKeyLen   = 65
	boxNonceLen = 12
	boxTagLen   = 16
	boxMax      = 16 << 10 // an entry is some hundred bytes
)

var errBox = errors.New("canvass: the box cannot be opened")

// SealBox seals an entry as a phone does.
func SealBox(public *ecdh.PublicKey, eventID string, plain []byte) (string, error) {
	ephemeral, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return "", err
	}
	gcm, err := boxCipher(ephemeral, public, ephemeral.PublicKey().Bytes())
	if err != nil {
		return "", err
	}
	nonce := make([]byte, boxNonceLen)
	_, _ = rand.Read(nonce)
	out := append([]byte{boxFormat}, ephemeral.PublicKey().Bytes()...)
	out = append(out, nonce...)
	return base64.StdEncoding.EncodeToString(gcm.Seal(out, nonce, plain, []byte(eventID))), nil
}

// OpenBox opens a box; every failure is the same error, so that nobody learns from trying.
func OpenBox(key *ecdh.PrivateKey, eventID, box string) ([]byte, error) {
	if len(box) > base64.StdEncoding.EncodedLen(boxMax) {
		return nil, errBox
	}
	raw, err := base64.StdEncoding.DecodeString(box)
	if err != nil || len(raw) < 1+boxKeyLen+boxNonceLen+boxTagLen || raw[0] != boxFormat {
		return nil, errBox
	}
	point, rest := raw[1:1+boxKeyLen], raw[1+boxKeyLen:]
	public, err := ecdh.P256().NewPublicKey(point)
	if err != nil {
		return nil, errBox
	}
	gcm, err := boxCipher(key, public, point)
	if err != nil {
		return nil, errBox
	}
	plain, err := gcm.Open(nil, rest[:boxNonceLen], rest[boxNonceLen:], []byte(eventID))
	if err != nil {
		return nil, errBox
	}
	return plain, nil
}

func boxCipher(own *ecdh.PrivateKey, other *ecdh.PublicKey, salt []byte) (cipher.AEAD, error) {
	secret, err := own.ECDH(other)
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, secret, salt, boxInfo, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
