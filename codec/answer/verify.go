package answer

import "time"

// Expect is what a signed statement must be to be believed.
type Expect struct {
	Issuer  string
	Subject string // codec.Code.Fingerprint of the code

	Device         string // "": the statement must name none
	DeviceOptional bool   // one that names none is good as well, as a licence file does

	// Nonce, when it is not empty, must come back. That proves the statement to
	// be fresh, and Now is not looked at: a wrong clock here cuts nothing.
	Nonce string

	Now  time.Time
	Skew time.Duration // how far Now may be off

	// After is when the statement already held was issued: an older one is
	// refused. Zero: none is held.
	After time.Time
}

// Verify reads a signed statement and tells whether it is what e expects. Every
// error is a *VerifyError, and comes with no statement.
func (k *KeySet) Verify(token []byte, e *Expect) (Signed, error) {
	payload, id, err := k.Open(TypeStatement, token)
	if err != nil {
		return Signed{}, err
	}
	s, notBefore, err := parseSigned(string(payload))
	if err != nil {
		return Signed{}, unreadable(err)
	}
	s.KeyID = id
	if err := e.about(&s.Claims); err != nil {
		return Signed{}, err
	}
	if err := e.timely(&s.Claims, notBefore); err != nil {
		return Signed{}, err
	}
	return s, nil
}

// about compares who signed, and for whom.
func (e *Expect) about(c *Claims) error {
	switch {
	case c.Issuer != e.Issuer:
		return refuse(OtherIssuer, "issuer %.40q, not %.40q", c.Issuer, e.Issuer)
	case c.Subject != e.Subject:
		return refuse(OtherCode, "fingerprint %.40q, not %.40q", c.Subject, e.Subject)
	case c.Device == e.Device, c.Device == "" && e.DeviceOptional:
		return nil
	}
	return refuse(OtherDevice, "device %.80q, not %.80q", c.Device, e.Device)
}

// timely tells whether the statement is of the present.
func (e *Expect) timely(c *Claims, notBefore time.Time) error {
	switch {
	case e.Nonce != "" && c.Nonce != e.Nonce:
		return refuse(OtherNonce, "issued at %s", stamp(c.IssuedAt))
	case e.Nonce != "":
	case e.Now.Before(notBefore.Add(-e.Skew)):
		return refuse(TooNew, "good from %s, and it is %s here", stamp(notBefore), stamp(e.Now))
	case !e.Now.Before(c.Expires.Add(e.Skew)):
		return refuse(TooOld, "good until %s, and it is %s here", stamp(c.Expires), stamp(e.Now))
	}
	if !e.After.IsZero() && c.IssuedAt.Unix() < e.After.Unix() {
		return refuse(Superseded, "issued at %s, and the one held at %s", stamp(c.IssuedAt), stamp(e.After))
	}
	return nil
}

func stamp(t time.Time) string { return string(appendUTC(nil, t)) }
