package bundle

import (
	"fmt"
	"time"

	"ollu/server/manager/book"
)

// Collect gives all that a manager has to tell: what its own site needs, and
// what it has of the issuer, for its own site and for those it carries for.
func Collect(b *book.Book, now time.Time, site string) (*Content, error) {
	c := &Content{Site: site, MadeAt: now.UTC().Truncate(time.Second)}
	if err := c.collect(b); err != nil {
		return nil, fmt.Errorf("collecting what is to be exported: %w", err)
	}
	return c, nil
}

func (c *Content) collect(b *book.Book) error {
	own := map[string]bool{}
	err := b.Codes(func(code *book.Code) error {
		subject := code.Code.Fingerprint()
		if !code.Carried {
			own[subject] = true
			c.Needs = append(c.Needs, Need{code.Code, code.Note})
		}
		if code.Token != "" {
			c.Statements = append(c.Statements, Statement{subject, code.Token})
		}
		return nil
	})
	if err != nil {
		return err
	}
	waiting, err := b.Activations()
	if err != nil {
		return err
	}
	for _, a := range waiting {
		if own[a.Code.Fingerprint()] {
			c.Activations = append(c.Activations, Activation(a))
		}
	}
	answered, err := b.AnsweredActivations()
	if err != nil {
		return err
	}
	for _, a := range answered {
		c.Answered = append(c.Answered, Activation(a))
	}
	issuer, err := b.Issuer()
	if err != nil {
		return err
	}
	c.Keys, c.Facts, c.Revocations = issuer.Keys, issuer.Facts, issuer.Revocations
	return nil
}
