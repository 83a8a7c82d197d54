package check

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/keystore"
	"ollu/server/terms"
)

// Options is what a Checker is made of. All of it is required.
type Options struct {
	Store   keystore.Store
	Book    *terms.Book
	Metrics *Metrics
}

// Checker answers questions about codes. It is safe for concurrent use.
type Checker struct {
	store   keystore.Store
	book    atomic.Pointer[terms.Book]
	metrics *Metrics
}

// New returns a Checker. A missing part is an error: a checker without a store
// must not come to exist.
func New(o Options) (*Checker, error) {
	if o.Store == nil || o.Book == nil || o.Metrics == nil {
		return nil, errors.New("check: store, book and metrics are all required")
	}
	c := &Checker{store: o.Store, metrics: o.Metrics}
	c.UseBook(o.Book)
	return c, nil
}

// UseBook takes over a reloaded catalogue from the next question on.
func (c *Checker) UseBook(b *terms.Book) { c.book.Store(b) }

// Ask answers one question: it fills s with the statement about the code in q
// as it stands at now. An error means that there is no statement: the store or
// the catalogue could not answer, and the asker must be told to come back.
func (c *Checker) Ask(ctx context.Context, s *answer.Statement, q *Question, now time.Time) error {
	_, err := c.ask(ctx, s, q, now)
	return err
}

// ask is Ask, and returns the code that was asked about as well, zero when it is
// malformed.
func (c *Checker) ask(ctx context.Context, s *answer.Statement, q *Question, now time.Time) (code codec.Code, err error) {
	*s = answer.Statement{ServerTime: now}
	defer func() { c.metrics.asked(s, err) }()

	code, err = codec.ParseCodeBytes(q.Code)
	if err != nil {
		s.Result, s.Hint = answer.Malformed, hint(err)
		return codec.Code{}, nil
	}
	licence, err := c.store.Lookup(code)
	if errors.Is(err, keystore.ErrNotFound) {
		s.Result = answer.Unknown
		return code, nil
	}
	if err != nil {
		return code, fmt.Errorf("look up: %w", err)
	}
	lease, err := c.book.Load().At(&licence, now)
	if err != nil {
		return code, fmt.Errorf("terms: %w", err)
	}
	lease.Tell(s, &licence)

	if result, refused := refusal(q, &licence, lease.Product); refused {
		return code, c.refuse(s, result)
	}
	known, err := c.device(ctx, code, q, now)
	if result, refused := overtaken(err); refused {
		return code, c.refuse(s, result)
	}
	if err != nil {
		return code, fmt.Errorf("device: %w", err)
	}
	s.Result = terms.Verdict(known, lease.State.Phase)
	return code, nil
}

// refuse settles a statement whose code may not be used by this asker: the
// dates stay, for the support engineer to read, but nothing is allowed.
func (c *Checker) refuse(s *answer.Statement, r answer.Result) error {
	s.Result, s.UpdatesAllowed = r, false
	return nil
}

// device notes that the asker's device was seen, and reports whether the code
// is activated for it. A device that asks to be activated and is not known yet is
// registered first (row L3): that is on disk when device returns.
func (c *Checker) device(ctx context.Context, code codec.Code, q *Question, now time.Time) (known bool, err error) {
	known, err = c.store.Seen(code, q.Device, q.Version, now)
	if err != nil || known || !q.Activate {
		return known, err
	}
	_, err = c.store.Apply(ctx, keystore.Act{
		By: "agent",
		At: now,
		Change: keystore.Activate{
			Code:    code,
			Device:  string(q.Device),
			Version: string(q.Version),
		},
	})
	if err != nil {
		return false, err
	}
	c.metrics.activations.Inc()
	return true, nil
}

// hint says where a mistyped code looks wrong, in symbol numbers counted from
// one, without showing any of it (row B4).
func hint(err error) string {
	var length *codec.LengthError
	if errors.As(err, &length) {
		return fmt.Sprintf("symbols: %d instead of %d", length.Got, length.Want)
	}
	at := codec.Positions(err)
	if len(at) == 0 {
		return ""
	}
	out := "symbol "
	for i, n := range at {
		if i > 0 {
			out += ","
		}
		out += fmt.Sprint(n)
	}
	return out
}
