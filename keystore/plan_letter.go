package keystore

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// maxProblem is how much is kept of why a letter could not be sent, in bytes.
const maxProblem = 500

// queue keeps the letters of an act.
func (p *planner) queue() error {
	ids := make(map[string]bool, len(p.act.Letters))
	for i := range p.act.Letters {
		l := p.act.Letters[i]
		if err := p.newLetter(&l); err != nil {
			return err
		}
		if ids[l.ID] {
			return orExists(nil, "letter", printed(l.ID))
		}
		ids[l.ID] = true
		l.At, l.Due, l.Tries, l.Problem, l.Dead = p.at, p.at, 0, "", false
		p.putLetter(&l)
	}
	return nil
}

func (p *planner) newLetter(l *customer.Letter) error {
	if err := checkLetter(l); err != nil {
		return err
	}
	if p.act.For != "" && l.Account != "" && l.Account != p.act.For {
		return &FieldError{Field: "letters.account", Why: "must be the account of the act"}
	}
	if _, err := p.book.Letter(l.ID); !errors.Is(err, ErrNotFound) {
		return orExists(err, "letter", printed(l.ID))
	}
	return nil
}

func (p *planner) putLetter(l *customer.Letter) {
	p.write(customer.Letters, customer.LetterKey(l.ID), customer.AppendLetter(nil, l))
	if !l.Dead {
		p.index(customer.ByDue, customer.DueKey(l.Due, l.ID), nil)
	}
}

// takeLetter reads a letter and takes it off the queue.
func (p *planner) takeLetter(id string) (customer.Letter, error) {
	l, err := p.book.Letter(id)
	if err == nil && !l.Dead {
		p.drop(customer.ByDue, customer.DueKey(l.Due, l.ID))
	}
	return l, err
}

func (p *planner) letterSent(c *LetterSent) error {
	l, err := p.takeLetter(c.ID)
	if err == nil {
		p.drop(customer.Letters, customer.LetterKey(l.ID))
	}
	return err
}

func (p *planner) letterFailed(c *LetterFailed) error {
	l, err := p.takeLetter(c.ID)
	if err != nil {
		return err
	}
	if err := checkInstants("due", c.Due); err != nil {
		return err
	}
	if c.Due.IsZero() && !c.Dead {
		return &FieldError{Field: "due", Why: "says when to try again, and is missing"}
	}
	l.Tries++
	l.Problem, l.Due, l.Dead = oneLine(c.Problem, maxProblem), roundUp(c.Due), c.Dead
	p.putLetter(&l)
	return nil
}

// roundUp brings an instant to the form in which it is stored, never to an
// earlier one: nothing is due too soon.
func roundUp(t time.Time) time.Time {
	if whole := second(t); whole.Before(t) {
		return whole.Add(time.Second)
	}
	return second(t)
}

// oneLine is a foreign text as a line of at most most bytes.
func oneLine(s string, most int) string {
	space := func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}
	s = strings.Map(space, strings.ToValidUTF8(s, "?"))
	for i := range s {
		if i+4 > most {
			return s[:i]
		}
	}
	return s
}

func (p *planner) retryLetter(c *RetryLetter) error {
	l, err := p.takeLetter(c.ID)
	if err != nil {
		return err
	}
	l.Due, l.Dead = p.at, false
	p.putLetter(&l)
	return nil
}

// dropLetter drops one that was given up; it is told to the account that it was
// about.
func (p *planner) dropLetter(c *DropLetter) error {
	l, err := p.book.Letter(c.ID)
	if err != nil {
		return err
	}
	if !l.Dead {
		return p.refuse("the letter still waits to be sent: it can be dropped once it was given up")
	}
	if l.Account != "" {
		if err := p.concern(l.Account); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	p.drop(customer.Letters, customer.LetterKey(l.ID))
	p.log(audit.Event{Action: audit.DropLetter, Fingerprint: string(l.Account), Masked: customer.MaskMail(l.To), Reason: l.Kind})
	return nil
}

// printed is a name as part of an error.
type printed string

func (s printed) String() string { return fmt.Sprintf("%.64q", string(s)) }
