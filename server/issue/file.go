package issue

import (
	"errors"
	"fmt"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/server/signing"
	"ollu/server/terms"
)

// perpetualMonths is how long the file of a perpetual licence is good for where
// nothing else is asked.
const perpetualMonths = 120

// ErrSigning says that the signing keys cannot be used now. It comes with the cause,
// which may name files.
var ErrSigning = errors.New("the signing keys cannot be used now")

// Keys are the signing keys of a server.
type Keys struct {
	Ring   func() *signing.Ring // those in force now
	Reload func() error         // reads them again, after they were changed on disk
}

// File is a signed licence file.
type File struct {
	Token  []byte // the text of the file, a compact JWS
	KeyID  string // of the key that signed it
	Until  time.Time
	Day    term.Day // of Until, in the licence's zone: the first on which it is not taken
	Result answer.Result
}

// File signs what the update endpoint would say of the licence e, whose lease is l,
// for a product that cannot ask (row L7). To enter it is to activate it, so that
// it says of a licence without a device what it would say with one. It is good
// until the day wanted, by default the end of its grace, and for ten years when
// it is perpetual. A *keystore.FieldError says that the file would have run out.
// That it was signed is for the caller to note, by keystore.SignFile, before
// anybody gets it.
func (k Keys) File(l *terms.Lease, e *keystore.Entry, code codec.Code, now time.Time, wanted *term.Day) (File, error) {
	day, err := fileEnd(l, wanted, now)
	if err != nil {
		return File{}, err
	}
	s := answer.Statement{ServerTime: now}
	l.Tell(&s, e)
	l.Settle(&s, e, true)
	f := File{Until: day.Start(l.Term.Zone), Day: day, Result: s.Result}
	claims := answer.Claims{Subject: code.Fingerprint(), IssuedAt: now, Expires: f.Until}
	f.Token, f.KeyID, err = k.sign(&claims, &s)
	return f, err
}

// fileEnd is the day from which a file is not taken any more.
func fileEnd(l *terms.Lease, wanted *term.Day, now time.Time) (term.Day, error) {
	day := l.State.GraceEnds
	switch {
	case wanted != nil:
		day = *wanted
	case l.Term.Perpetual:
		day = l.State.Today.AddMonths(perpetualMonths)
	}
	if day.Start(l.Term.Zone).After(now) {
		return day, nil
	}
	if wanted != nil {
		return 0, &keystore.FieldError{Field: "valid_until", Why: "must be after today"}
	}
	return 0, &keystore.FieldError{Field: "valid_until", Why: fmt.Sprintf("is required: the grace of this licence ended on %s, and the file would have run out; renew it first", day)}
}

// sign signs, once more with keys read again when they were changed on disk.
func (k Keys) sign(claims *answer.Claims, s *answer.Statement) (token []byte, keyID string, err error) {
	ring := k.Ring()
	token, err = ring.SignFile(claims, s)
	if errors.Is(err, signing.ErrChanged) {
		if err = k.Reload(); err == nil {
			ring = k.Ring()
			token, err = ring.SignFile(claims, s)
		}
	}
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", ErrSigning, err)
	}
	return token, ring.Signer().KeyID(), nil
}
