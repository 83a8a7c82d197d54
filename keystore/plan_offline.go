package keystore

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"ollu/codec"
	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// requestOffline asks for an offline code (row L7). The answer to an earlier
// request stays the account's.
func (p *planner) requestOffline(c *RequestOffline) error {
	r, err := p.line(c.Account, c.No)
	if err != nil {
		return err
	}
	if err := p.member("user", c.User); err != nil {
		return err
	}
	if err := checkText("note", c.Note, maxNote); err != nil {
		return err
	}
	l, err := p.licence(r.Code)
	if err != nil {
		return err
	}
	if l.Standing > Activated {
		return p.conflict(&l, insteadOf(l.Standing))
	}
	if err := p.askAgain(r, &l); err != nil {
		return err
	}
	r.Request = &customer.Request{At: p.at, By: c.User, Note: c.Note}
	p.putLine(r)
	p.logAccount(audit.RequestOffline, r.Code.String(), "")
	return nil
}

// askAgain makes room for a request where there was one before.
func (p *planner) askAgain(r *customer.Registration, l *Licence) error {
	if r.Request == nil {
		return nil
	}
	if r.Request.Answer.IsZero() {
		return p.conflict(l, "a request of "+r.Request.At.Format(time.DateOnly)+" still waits to be answered")
	}
	answered := customer.Former{Code: r.Request.Answer, Type: r.Type, At: r.Request.AnswerAt}
	if r.Request = nil; !slices.Contains(r.Codes(), answered.Code) {
		r.Former = append(r.Former, answered)
	}
	return nil
}

// answerOffline notes the code that was issued for a request. It may be the
// line's own already: when it was put in place of the code before.
func (p *planner) answerOffline(c *AnswerOffline) error {
	r, err := p.line(c.Account, c.No)
	if err != nil {
		return err
	}
	if r.Request == nil || !r.Request.Answer.IsZero() {
		return p.refuse("no request waits to be answered")
	}
	l, err := p.licence(c.Code)
	if err != nil {
		return err
	}
	if l.Product != r.Product {
		return &FieldError{Field: "code", Why: "must be of the product that was asked for"}
	}
	if err := p.unowned(c.Code, r); err != nil {
		return err
	}
	r.Request.Answer, r.Request.AnswerAt = c.Code, p.at
	p.putLine(r)
	p.ownCode(c.Code, r)
	p.receipt.Licences = append(p.receipt.Licences, l)
	p.logCode(audit.AnswerOffline, c.Code, "")
	return nil
}

// unowned refuses a code that is somebody's, but for the line's own.
func (p *planner) unowned(code codec.Code, r *customer.Registration) error {
	if slices.Contains(r.Codes(), code) {
		return nil
	}
	if _, err := p.book.RegistrationOf(code); !errors.Is(err, ErrNotFound) {
		return orElse(err, fmt.Errorf("licence %s: %w", code, ErrRegistered))
	}
	return nil
}
