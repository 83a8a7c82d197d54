package answer

import (
	"fmt"
	"strconv"
	"time"
)

// Claims say for whom, by whom and for how long a statement is signed. An empty
// string is left out of what is signed.
type Claims struct {
	Issuer  string // name of who signs, the same under all its keys
	Subject string // codec.Code.Fingerprint of the code asked about
	Device  string // as asked
	Nonce   string // as asked

	IssuedAt time.Time // whole seconds; good from this instant on
	Expires  time.Time // whole seconds; the first instant at which it is too old
}

// Signed is a statement whose signature was verified.
type Signed struct {
	Claims
	Statement
	KeyID string // of the key that signed
}

// appendMembers writes the claims as members of an object, each followed by a
// comma.
func (c *Claims) appendMembers(dst []byte) []byte {
	dst = appendClaim(dst, claimIssuer, c.Issuer)
	dst = appendClaim(dst, claimSubject, c.Subject)
	dst = appendClaim(dst, claimDevice, c.Device)
	dst = appendInstant(dst, claimIssuedAt, c.IssuedAt)
	dst = appendInstant(dst, claimNotBefore, c.IssuedAt)
	dst = appendInstant(dst, claimExpires, c.Expires)
	return appendClaim(dst, claimNonce, c.Nonce)
}

func appendClaim(dst []byte, at field, value string) []byte {
	if value == "" {
		return dst
	}
	return append(appendString(appendName(dst, at), value), ',')
}

// appendInstant writes an instant as JWT does, in seconds since 1970.
func appendInstant(dst []byte, at field, t time.Time) []byte {
	return append(strconv.AppendInt(appendName(dst, at), t.Unix(), 10), ',')
}

func appendName(dst []byte, at field) []byte {
	dst = append(dst, '"')
	dst = append(dst, fieldTable[at].name...)
	return append(dst, `":`...)
}

// parseSigned reads the payload of a signed statement. notBefore is the instant
// from which it is good.
func parseSigned(payload string) (s Signed, notBefore time.Time, err error) {
	f := fields{reads: statementFields | claimFields}
	if err := f.object(payload); err != nil {
		return s, notBefore, err
	}
	c := &s.Claims
	c.Issuer, c.Subject = f.values[claimIssuer], f.values[claimSubject]
	c.Device, c.Nonce = f.values[claimDevice], f.values[claimNonce]
	c.IssuedAt = take(&f, claimIssuedAt, parseInstant)
	notBefore = take(&f, claimNotBefore, parseInstant)
	c.Expires = take(&f, claimExpires, parseInstant)
	s.Statement, err = f.statement()
	return s, notBefore, err
}

// parseInstant reads what appendInstant writes, for times that RFC 3339 can say.
func parseInstant(s string) (time.Time, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < firstSecond || n > lastSecond {
		return time.Time{}, fmt.Errorf("%.40q is not a time in whole seconds since 1970", s)
	}
	return time.Unix(n, 0).UTC(), nil
}
