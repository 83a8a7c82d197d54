package check

import (
	"errors"
	"fmt"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/keystore"
	"ollu/server/terms"
)

const (
	// lifeShelf is how long a statement may be believed that a manager keeps for
	// its products: it is renewed long before, and a site without a line lives on
	// it.
	lifeShelf = 35 * 24 * time.Hour
	// noteEvery is how exactly it is noted when a manager asked about a code:
	// managers ask about all of theirs at once, and each note is written to disk.
	noteEvery = 60 * 60 // seconds
)

// shelf fills s with what is said of a code to nobody in particular, as it stands
// at now, and notes that somebody asked. Its error is that of [Checker.Ask].
func (c *Checker) shelf(s *answer.Statement, code codec.Code, now time.Time) error {
	var e keystore.Entry
	issued, err := c.shelved(&e, code, now)
	if err != nil {
		return err
	}
	return tell(s, &e, issued, c.book.Load(), now)
}

// shelved looks a code up, and notes that somebody asked. It is false for one
// that was never issued.
func (c *Checker) shelved(e *keystore.Entry, code codec.Code, now time.Time) (issued bool, err error) {
	*e, err = c.store.Lookup(code)
	if errors.Is(err, keystore.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look up: %w", err)
	}
	if _, withdrawn := terms.Withdrawn(e.Standing); withdrawn || now.Unix()-e.LastSeen < noteEvery {
		return true, nil
	}
	if _, err := c.store.Seen(code, nil, nil, now); err != nil {
		return true, fmt.Errorf("note: %w", err)
	}
	return true, nil
}

// tell fills s with what is said of an entry. It follows from the entry, the
// catalogue and the day in the licence's zone, but for the time of the statement.
func tell(s *answer.Statement, e *keystore.Entry, issued bool, book *terms.Book, now time.Time) error {
	*s = answer.Statement{ServerTime: now}
	if !issued {
		s.Result = answer.Unknown
		return nil
	}
	lease, err := book.At(e, now)
	if err != nil {
		return fmt.Errorf("terms: %w", err)
	}
	lease.Tell(s, e)
	lease.Settle(s, e, activated(e))
	return nil
}

// activated tells whether a code was ever activated, as keystore.Store.Seen does
// for nobody in particular.
func activated(e *keystore.Entry) bool { return e.Standing == keystore.Activated || e.Devices > 0 }

// shelve signs a statement for a manager's shelf, behind dst.
func (s *signer) shelve(dst []byte, code codec.Code, st *answer.Statement, now time.Time) []byte {
	c := answer.Claims{Issuer: s.Issuer, Subject: code.Fingerprint(), IssuedAt: now, Expires: now.Add(lifeShelf)}
	return s.Signer.AppendStatement(dst, &c, st)
}
