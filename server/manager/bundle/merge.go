package bundle

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/server/manager/book"
)

// MergeOptions say whom to believe. Verify and Now are required.
type MergeOptions struct {
	// Verify tells whether a statement is the issuer's about this code.
	Verify func(token []byte, c codec.Code) (answer.Signed, error)
	// Offer is handed the file's key set before anything is verified. It takes in
	// the keys that may be believed, and gives the ids of new ones. nil: keys stay
	// as they are. With Adopt it is not called while no key is trusted: those that
	// another site believes are not to be believed at first sight.
	Offer func(keys []byte) (added []string, err error)
	// Trusted gives the keys that are believed and the issuer's name, "" when it
	// was never met. nil: product facts and the revocation list stay as they are.
	Trusted func() (keys *answer.KeySet, issuer string)
	// Adopt takes in what the site that made the file needs, to ask the issuer
	// about it on its behalf.
	Adopt bool
	Now   time.Time
}

// Report is what became of a file.
type Report struct {
	Site   string    `json:"site"`
	MadeAt time.Time `json:"made_at"`

	Taken      int       `json:"taken"`       // statements that are newer than what was held
	Unchanged  int       `json:"unchanged"`   // statements no newer than what is held
	NotManaged int       `json:"not_managed"` // statements about codes that are not managed here
	Refused    []Refusal `json:"refused"`     // statements that were not believed

	NewKeys     []string `json:"new_keys"`    // ids of keys that were taken in
	Facts       int      `json:"facts"`       // descriptions of products that are newer
	Revocations bool     `json:"revocations"` // the list is newer
	Answered    int      `json:"answered"`    // devices whose registration was answered

	AdoptedCodes       int `json:"adopted_codes"`       // that are carried for that site from now on
	AdoptedActivations int `json:"adopted_activations"` // devices to be registered for that site
}

// Refusal is a statement that was not believed.
type Refusal struct {
	Code string `json:"code"` // masked
	ID   string `json:"id"`
	Why  string `json:"why"` // a name of answer.Why
}

const group = 10_000 // statements that are put in at once

// Merge takes a file in: its keys, statements about codes that are managed, facts
// and revocation list, as far as they are believed and newer, and the answers to
// waiting activations. A statement that is not believed changes nothing and is
// noted as the code's problem. Other errors are those of the book, or of ctx: then
// a part may have been taken in, and the file can be merged again.
func Merge(ctx context.Context, b *book.Book, c *Content, o MergeOptions) (Report, error) {
	m := merge{Report: Report{Site: short(c.Site), MadeAt: c.MadeAt, Refused: []Refusal{}, NewKeys: []string{}}, book: b, o: &o, problems: map[codec.Code]string{}}
	for _, step := range []func(context.Context, *Content) error{
		m.keys, m.statements, m.notices, m.answered, m.adopt, m.mark,
	} {
		if err := step(ctx, c); err != nil {
			return m.Report, fmt.Errorf("importing the file: %w", err)
		}
	}
	return m.Report, nil
}

type merge struct {
	Report
	book *book.Book
	o    *MergeOptions

	hold     []book.Taken // statements to be put in
	problems map[codec.Code]string
}

// keys offers the key set. One that cannot be read refuses the file: what was
// signed with its keys could not be told from a forgery.
func (m *merge) keys(_ context.Context, c *Content) error {
	if m.o.Offer == nil || len(c.Keys) == 0 || m.o.Adopt && m.strange() {
		return nil
	}
	added, err := m.o.Offer(c.Keys)
	m.NewKeys = append(m.NewKeys, added...)
	return err
}

// strange tells whether no key is trusted yet.
func (m *merge) strange() bool {
	if m.o.Trusted == nil {
		return true
	}
	keys, _ := m.o.Trusted()
	return keys.Len() == 0
}

func (m *merge) statements(ctx context.Context, c *Content) error {
	for i := range c.Statements {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := m.statement(&c.Statements[i]); err != nil {
			return err
		}
		if len(m.hold)+len(m.problems) >= group {
			if err := m.put(); err != nil {
				return err
			}
		}
	}
	return m.put()
}

// statement judges one statement and holds it to be put in.
func (m *merge) statement(s *Statement) error {
	held, err := m.book.CodeByID(s.Subject)
	switch {
	case errors.Is(err, book.ErrNotFound):
		m.NotManaged++
		return nil
	case err != nil:
		return err
	case held.Token == s.Token:
		m.Unchanged++
		return nil
	}
	signed, err := m.o.Verify([]byte(s.Token), held.Code)
	if refused, ok := errors.AsType[*answer.VerifyError](err); ok {
		m.refuse(held.Code, refused.Why)
		return nil
	}
	if err != nil {
		return err
	}
	if !signed.IssuedAt.After(held.Signed.IssuedAt) {
		m.Unchanged++
		return nil
	}
	m.Taken++
	tag := string(signed.AppendTag(nil, signed.KeyID))
	m.hold = append(m.hold, book.Taken{Code: held.Code, Tag: tag, Token: s.Token, Signed: signed, ByFile: true})
	return nil
}

// refuse notes a statement that is not believed. One that is older than what is
// held is no fault of anybody's.
func (m *merge) refuse(c codec.Code, why answer.Why) {
	if why == answer.Superseded {
		m.Unchanged++
		return
	}
	m.Refused = append(m.Refused, Refusal{c.String(), c.Fingerprint(), why.String()})
	m.problems[c] = why.String()
}

// put writes what is held back, as two changes for many statements.
func (m *merge) put() error {
	if len(m.hold) > 0 {
		if err := m.book.TakeStatements(m.o.Now, m.hold...); err != nil {
			return err
		}
	}
	if len(m.problems) > 0 {
		if err := m.book.SetProblems(m.problems); err != nil {
			return err
		}
	}
	m.hold = m.hold[:0]
	clear(m.problems)
	return nil
}

// answered lets those leave the queue whose registration the issuer answered.
func (m *merge) answered(_ context.Context, c *Content) error {
	waiting, err := m.book.Activations()
	if err != nil {
		return err
	}
	asked := map[name]time.Time{}
	for i := range waiting {
		asked[nameOf(&waiting[i])] = waiting[i].At
	}
	var done []book.Activation
	for i := range c.Answered {
		a := c.Answered[i].of()
		if at, ok := asked[nameOf(&a)]; ok && !at.After(a.At) {
			done = append(done, a)
		}
	}
	m.Answered = len(done)
	if len(done) == 0 {
		return nil
	}
	return m.book.DropActivations(done...)
}

// mark notes that the issuer was heard, when anything in the file was believed: no
// later than when the file was made, so that an old one that is found again does
// not pass for news. What another site sends along with its needs is no news of the
// issuer, unless it is newer.
func (m *merge) mark(_ context.Context, c *Content) error {
	if m.Taken == 0 && (m.o.Adopt || m.Unchanged == 0) {
		return nil
	}
	marks, err := m.book.Marks()
	if err != nil {
		return err
	}
	heard := m.o.Now
	if c.MadeAt.Before(heard) {
		heard = c.MadeAt
	}
	if !heard.After(marks.Imported) {
		return nil
	}
	marks.Imported = heard
	return m.book.PutMarks(marks)
}
