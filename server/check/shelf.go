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

// lifeShelf is how long a statement may be believed that a manager keeps for its
// products: it is renewed long before, and a site without a line lives on it.
const lifeShelf = 35 * 24 * time.Hour

// shelf fills s with what is said of a code to nobody in particular, as it stands
// at now, and notes that somebody asked. Its error is that of [Checker.Ask].
func (c *Checker) shelf(s *answer.Statement, code codec.Code, now time.Time) error {
	*s = answer.Statement{ServerTime: now}
	licence, err := c.store.Lookup(code)
	if errors.Is(err, keystore.ErrNotFound) {
		s.Result = answer.Unknown
		return nil
	}
	if err != nil {
		return fmt.Errorf("look up: %w", err)
	}
	lease, err := c.book.Load().At(&licence, now)
	if err != nil {
		return fmt.Errorf("terms: %w", err)
	}
	activated := false
	if _, withdrawn := terms.Withdrawn(licence.Standing); !withdrawn {
		if activated, err = c.store.Seen(code, nil, nil, now); err != nil {
			return fmt.Errorf("device: %w", err)
		}
	}
	lease.Tell(s, &licence)
	lease.Settle(s, &licence, activated)
	return nil
}

// shelve signs a statement for a manager's shelf, behind dst.
func (s *signer) shelve(dst []byte, code codec.Code, st *answer.Statement, now time.Time) []byte {
	c := answer.Claims{Issuer: s.Issuer, Subject: code.Fingerprint(), IssuedAt: now, Expires: now.Add(lifeShelf)}
	return s.Signer.AppendStatement(dst, &c, st)
}
