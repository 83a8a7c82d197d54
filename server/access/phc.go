package access

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
)

// ErrHash says that a stored password hash cannot be read. The password can be
// set anew.
var ErrHash = errors.New("the stored password hash is damaged: let the password be set anew")

const (
	saltBytes = 16
	sumBytes  = 32
)

// cost is how much work a hash is.
type cost struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

// What a stored hash may ask for: more would be a way to stop the server.
const (
	maxMemory  = 1 << 20
	maxPasses  = 64
	maxThreads = 16
)

func (c cost) sound() bool {
	return c.memory >= 8 && c.memory <= maxMemory && c.passes >= 1 && c.passes <= maxPasses && c.threads >= 1 && c.threads <= maxThreads
}

// hashed is a password hash with all that is needed to work it out again.
type hashed struct {
	cost
	salt, sum []byte
}

func newHashed(random io.Reader, c cost, password string) (hashed, error) {
	h := hashed{cost: c, salt: make([]byte, saltBytes)}
	if _, err := io.ReadFull(random, h.salt); err != nil {
		return hashed{}, fmt.Errorf("reading random bytes for the salt of a password: %w", err)
	}
	h.sum = h.of(password, sumBytes)
	return h, nil
}

func (h *hashed) of(password string, size int) []byte {
	return argon2.IDKey([]byte(password), h.salt, h.passes, h.memory, h.threads, uint32(size))
}

func (h *hashed) fits(password string) bool {
	return subtle.ConstantTimeCompare(h.of(password, len(h.sum)), h.sum) == 1
}

var phcBase = base64.RawStdEncoding.Strict()

// String gives the PHC form: $argon2id$v=19$m=19456,t=2,p=1$salt$hash.
func (h *hashed) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.memory, h.passes, h.threads,
		phcBase.EncodeToString(h.salt), phcBase.EncodeToString(h.sum))
}

func parseHashed(phc string) (h hashed, err error) {
	part := strings.Split(phc, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != "v="+strconv.Itoa(argon2.Version) {
		return h, ErrHash
	}
	if h.cost, err = parseCost(part[3]); err != nil {
		return h, err
	}
	var saltErr, sumErr error
	h.salt, saltErr = phcBase.DecodeString(part[4])
	h.sum, sumErr = phcBase.DecodeString(part[5])
	if saltErr != nil || sumErr != nil || len(h.salt) < 8 || len(h.sum) < 16 || len(h.sum) > 64 {
		return h, ErrHash
	}
	if h.String() != phc { // one hash is written in one way
		return h, ErrHash
	}
	return h, nil
}

func parseCost(s string) (cost, error) {
	part := strings.Split(s, ",")
	if len(part) != 3 {
		return cost{}, ErrHash
	}
	var n [3]uint64
	for i, name := range [...]string{"m=", "t=", "p="} {
		digits, ok := strings.CutPrefix(part[i], name)
		v, err := strconv.ParseUint(digits, 10, 32)
		if !ok || err != nil {
			return cost{}, ErrHash
		}
		n[i] = v
	}
	c := cost{uint32(n[0]), uint32(n[1]), uint8(min(n[2], maxThreads+1))}
	if !c.sound() {
		return cost{}, ErrHash
	}
	return c, nil
}
