package access

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
)

const deviceBytes = 12

// Devices knows browsers from which somebody logged in before, by a cookie. It
// lets nobody in: it keeps failed log-ins of strangers apart from those of the
// owner, so that a stranger cannot keep him out.
type Devices struct{ secret []byte }

// NewDevices makes Devices; nobody can make a cookie who has not the secret.
func NewDevices(secret []byte) *Devices { return &Devices{secret} }

// Cookie draws the value of a cookie for the browser from which somebody just
// logged in by a login id.
func (d *Devices) Cookie(login string, random io.Reader) (string, error) {
	var b [deviceBytes]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("reading random bytes for a device's cookie: %w", err)
	}
	id := tokenBase.EncodeToString(b[:])
	return id + "." + d.sign(login, id), nil
}

// Known gives the id of a browser from which somebody logged in by this login id
// before; false when the cookie does not say so.
func (d *Devices) Known(login, cookie string) (id string, ok bool) {
	id, mac, _ := strings.Cut(cookie, ".")
	return id, hmac.Equal([]byte(mac), []byte(d.sign(login, id)))
}

func (d *Devices) sign(login, id string) string {
	h := hmac.New(sha256.New, d.secret)
	h.Write([]byte("known device\x00" + strings.ToLower(login) + "\x00" + id))
	return tokenBase.EncodeToString(h.Sum(nil))
}
