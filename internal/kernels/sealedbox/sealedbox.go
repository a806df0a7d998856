// Package sealedbox opens what a phone at the door has sealed to the server's public key, so that a stolen phone gives
// away nothing that was recorded on it.
//
// A box is: 1 | ephemeral public key (65 bytes, uncompressed P-256 point) | nonce (12 bytes) | AES-256-GCM ciphertext.
// Its key is HKDF-SHA-256 of the ECDH secret, without salt, with "banyan box 1" and both public keys (ephemeral, server)
// as info. The entry's id is the additional data: a box can't be passed off under another id. The browser's half is
// web/volunteer/seal.js.
package sealedbox

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"io"
)

const (
	version   = 1
	pointSize = 65
	nonceSize = 12
	headSize  = 1 + pointSize + nonceSize
	info      = "banyan box 1"
)

// ErrBox tells that a box can't be opened: it was cut, changed, sealed to another key or under another id.
var ErrBox = errors.New("sealedbox: not a box of this key and id")

// Open returns what was sealed under id to the public half of key. The error is ErrBox.
func Open(key *ecdh.PrivateKey, id string, box []byte) ([]byte, error) {
	if len(box) < headSize || box[0] != version {
		return nil, ErrBox
	}
	ephemeral := box[1 : 1+pointSize]
	public, err := ecdh.P256().NewPublicKey(ephemeral)
	if err != nil {
		return nil, ErrBox
	}
	secret, err := key.ECDH(public)
	if err != nil {
		return nil, ErrBox
	}
	aead, err := newAEAD(secret, ephemeral, key.PublicKey().Bytes())
	if err != nil {
		return nil, ErrBox
	}
	plain, err := aead.Open(nil, box[1+pointSize:headSize], box[headSize:], []byte(id))
	if err != nil {
		return nil, ErrBox
	}
	return plain, nil
}

// Seal makes a box that only the holder of server's private half can open. random is crypto/rand.Reader, or a fixed
// source in a test.
func Seal(random io.Reader, server *ecdh.PublicKey, id string, plain []byte) ([]byte, error) {
	ephemeral, err := ecdh.P256().GenerateKey(random)
	if err != nil {
		return nil, err
	}
	secret, err := ephemeral.ECDH(server)
	if err != nil {
		return nil, err
	}
	aead, err := newAEAD(secret, ephemeral.PublicKey().Bytes(), server.Bytes())
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, nonceSize)
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, err
	}
	box := append([]byte{version}, ephemeral.PublicKey().Bytes()...)
	box = append(box, nonce...)
	return aead.Seal(box, nonce, plain, []byte(id)), nil
}

func newAEAD(secret, ephemeral, server []byte) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, info+string(ephemeral)+string(server), 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
