package canvass

import (
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"

	"banyan/internal/platform/id"
)

// secrets are what the server's door key opens. Everything else is derived from it, so there is one key to keep.
type secrets struct {
	door  *ecdh.PrivateKey
	token cipher.AEAD // seals the token of a packet, so that its QR code can be shown again
	shift []byte      // makes the shift keys
	once  []byte      // makes the tokens of phones from what their forms were given once
}

func newSecrets(door *ecdh.PrivateKey) (*secrets, error) {
	derive := func(info string) ([]byte, error) { return hkdf.Key(sha256.New, door.Bytes(), nil, info, 32) }
	token, err := derive("banyan packet token v1")
	if err != nil {
		return nil, err
	}
	shift, err := derive("banyan shift key v1")
	if err != nil {
		return nil, err
	}
	once, err := derive("banyan form once v1")
	if err != nil {
		return nil, err
	}
	aead, err := chacha20poly1305.NewX(token)
	if err != nil {
		return nil, err
	}
	return &secrets{door: door, token: aead, shift: shift, once: once}, nil
}

// newToken makes what a QR code or a device's cookie carries: 32 random bytes.
func newToken() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// hashToken is what the database keeps of a token. A token has 256 random bits, so a plain hash is enough.
func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// sealToken seals a packet's token; it opens for the same packet of the same organization only.
func (s *secrets) sealToken(organization, packet id.ID, token string) string {
	nonce := make([]byte, chacha20poly1305.NonceSizeX)
	_, _ = rand.Read(nonce)
	return base64.RawStdEncoding.EncodeToString(s.token.Seal(nonce, nonce, []byte(token), tokenPlace(organization, packet)))
}

var errSealedToken = errors.New("canvass: the packet's token was sealed with another key")

func (s *secrets) openToken(organization, packet id.ID, sealed string) (string, error) {
	raw, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil || len(raw) < chacha20poly1305.NonceSizeX {
		return "", errSealedToken
	}
	plain, err := s.token.Open(nil, raw[:chacha20poly1305.NonceSizeX], raw[chacha20poly1305.NonceSizeX:], tokenPlace(organization, packet))
	if err != nil {
		return "", errSealedToken
	}
	return string(plain), nil
}

func tokenPlace(organization, packet id.ID) []byte {
	return []byte("packet.token " + organization.String() + " " + packet.String())
}

// shiftKey is the key under which one device keeps its packet. It is derived, not stored: nobody who has the
// database alone can open what a phone cached.
func (s *secrets) shiftKey(worker id.ID) ([]byte, error) {
	return hkdf.Key(sha256.New, s.shift, nil, "worker "+worker.String(), 32)
}
