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
	err := b.Codes(func(code *book.Code) error {
		if !code.Carried {
			c.Needs = append(c.Needs, Need{code.Code, code.Note})
		}
		if code.Token != "" {
			c.Statements = append(c.Statements, Statement{code.Code.Fingerprint(), code.Token})
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
	for i := range waiting {
		if !waiting[i].Carried {
			c.Activations = append(c.Activations, activationOf(&waiting[i]))
		}
	}
	answered, err := b.AnsweredActivations()
	if err != nil {
		return err
	}
	for i := range answered {
		c.Answered = append(c.Answered, activationOf(&answered[i]))
	}
	issuer, err := b.Issuer()
	c.Keys, c.Facts, c.Revocations = issuer.Keys, issuer.Facts, issuer.Revocations
	return err
}
