package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"banyan/internal/platform/errs"
)

// Argon2id (RFC 9106) with 64 MiB and two passes; the parameters stand in each hash, so they can grow later.
const (
	argonMemory = 64 * 1024 // KiB
	argonPasses = 2
	argonLanes  = 1
	argonKey    = 32
	argonSalt   = 16

	// MinPassword is the shortest password, in characters.
	MinPassword = 12
	maxPassword = 1024
)

// hashing lets two argon2 computations run at once: more would let a crowd at the door take the memory. Whoever waits
// longer than a person would is told to come back.
var hashing = make(chan struct{}, 2)

var hashingPatience = 10 * time.Second // tests shorten it

func argon(ctx context.Context, password string, salt []byte, passes, memory uint32, lanes uint8, length uint32) ([]byte, error) {
	ctx, stop := context.WithTimeout(ctx, hashingPatience)
	defer stop()
	select {
	case hashing <- struct{}{}:
	case <-ctx.Done():
		return nil, errs.Because(ctx.Err(), errs.Unavailable, "")
	}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(password), salt, passes, memory, lanes, length), nil
}

// hashPassword gives the PHC form of a new hash.
func hashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt)
	key, err := argon(ctx, password, salt, argonPasses, argonMemory, argonLanes, argonKey)
	if err != nil {
		return "", err
	}
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonPasses, argonLanes, b.EncodeToString(salt), b.EncodeToString(key)), nil
}

// checkPassword compares a password with a hash. An empty hash (no account, or passkeys only) takes as long and
// never fits.
func checkPassword(ctx context.Context, hash, password string) (bool, error) {
	if len(password) > maxPassword {
		return false, nil
	}
	if hash == "" {
		_, err := argon(ctx, password, make([]byte, argonSalt), argonPasses, argonMemory, argonLanes, argonKey)
		return false, err
	}
	var version int
	var memory, passes uint32
	var lanes uint8
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, errors.New("account: a password hash of an unknown form")
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &passes, &lanes); err != nil {
		return false, err
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, err
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, err
	}
	got, err := argon(ctx, password, salt, passes, memory, lanes, uint32(len(want)))
	return err == nil && subtle.ConstantTimeCompare(got, want) == 1, err
}

// weak refuses a password that is short or easy to guess; errs.Invalid says which.
func weak(password, email string) error {
	if utf8.RuneCountInString(password) < MinPassword {
		return errs.Field("password", "account.password.short", "min", MinPassword)
	}
	if len(password) > maxPassword {
		return errs.Field("password", "error.too_long", "max", maxPassword)
	}
	low := strings.ToLower(password)
	user, _, _ := strings.Cut(email, "@")
	distinct := map[rune]bool{}
	for _, r := range low {
		distinct[r] = true
	}
	easy := len(distinct) < 5 || len(user) > 3 && strings.Contains(low, user)
	for _, w := range []string{"password", "123456", "qwerty", "abcdef", "letmein"} {
		easy = easy || strings.HasPrefix(low, w)
	}
	if easy {
		return errs.Field("password", "account.password.common")
	}
	return nil
}

func checkNew(email, name, password string) error {
	return errors.Join(checkEmail(email), checkName(name), weak(password, email))
}
