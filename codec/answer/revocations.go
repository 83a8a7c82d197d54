package answer

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MaxRevocations is the size in bytes of the longest signed revocation list
// that is read.
const MaxRevocations = 16 << 20

// Revocation is one licence that was taken back (row B5).
type Revocation struct {
	Subject string    // codec.Code.Fingerprint of its code
	At      time.Time // whole seconds
	Reason  string    // as the operator wrote it
}

// Revocations is every licence that is revoked, as the issuer says it at one
// moment. Who reads it needs no code for it, and learns none from it.
type Revocations struct {
	Issuer   string
	IssuedAt time.Time    // whole seconds
	List     []Revocation // by Subject, each once
}

// Find gives the revocation of a code by its fingerprint.
func (r *Revocations) Find(subject string) (Revocation, bool) {
	at, found := slices.BinarySearchFunc(r.List, subject, func(x Revocation, s string) int { return cmp.Compare(x.Subject, s) })
	if !found {
		return Revocation{}, false
	}
	return r.List[at], true
}

// The members of a revocation list's payload beside iss and iat, and those of
// its items.
const (
	memberRevoked = "revoked"
	memberSubject = "sub"
	memberAt      = "at"
	memberReason  = "reason"
)

// AppendRevocations writes a signed revocation list behind dst. Nobody reads one
// beyond MaxRevocations.
func (s *Signer) AppendRevocations(dst []byte, r *Revocations) []byte {
	p := appendClaim([]byte{'{'}, claimIssuer, r.Issuer)
	p = appendInstant(p, claimIssuedAt, r.IssuedAt)
	p = append(p, `"revoked":[`...)
	for i := range r.List {
		if i > 0 {
			p = append(p, ',')
		}
		p = r.List[i].append(p)
	}
	return s.AppendToken(dst, TypeRevocations, append(p, "]}"...))
}

func (r *Revocation) append(dst []byte) []byte {
	dst = appendString(append(dst, `{"sub":`...), r.Subject)
	dst = strconv.AppendInt(append(dst, `,"at":`...), r.At.Unix(), 10)
	dst = appendString(append(dst, `,"reason":`...), r.Reason)
	return append(dst, '}')
}

// OpenRevocations verifies a signed revocation list of that issuer. Whether it is
// newer than one that is held, its IssuedAt says. Every error is a *VerifyError.
func (k *KeySet) OpenRevocations(token []byte, issuer string) (Revocations, error) {
	payload, _, err := k.open(TypeRevocations, token, MaxRevocations)
	if err != nil {
		return Revocations{}, err
	}
	r := Revocations{Issuer: issuer}
	r.IssuedAt, err = openNotice(payload, issuer, memberRevoked, func(s *scanner) (err error) {
		r.List, err = s.revocations()
		return err
	})
	if err != nil {
		return Revocations{}, err
	}
	return r, nil
}

// revocations reads an array of them, and refuses one out of order: what is
// there twice is not for its reader to choose from.
func (s *scanner) revocations() (list []Revocation, err error) {
	err = s.sequence('[', ']', func() error {
		r, err := s.revocation()
		if err == nil && len(list) > 0 && r.Subject <= list[len(list)-1].Subject {
			err = errors.New("it is not in the order of its subjects")
		}
		list = append(list, r)
		return err
	})
	return list, err
}

// revocation reads one; members with other names are skipped.
func (s *scanner) revocation() (r Revocation, err error) {
	seen := map[string]bool{}
	err = s.members(func(name string) (err error) {
		if seen[name] {
			return fmt.Errorf("member %.24q is there twice", name)
		}
		seen[name] = true
		switch name {
		case memberSubject:
			r.Subject, err = s.word()
		case memberAt:
			r.At, err = s.instant()
		case memberReason:
			r.Reason, err = s.word()
		default:
			err = s.skip()
		}
		return err
	})
	for _, name := range []string{memberSubject, memberAt, memberReason} {
		if err == nil && !seen[name] {
			err = fmt.Errorf("member %q is missing", name)
		}
	}
	r.Subject, r.Reason = strings.Clone(r.Subject), strings.Clone(r.Reason)
	return r, err
}

// instant reads a time as JWT writes it.
func (s *scanner) instant() (time.Time, error) {
	text, err := s.raw()
	if err != nil {
		return time.Time{}, err
	}
	return parseInstant(text)
}
