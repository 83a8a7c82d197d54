package check

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fastjson"

	"ollu/codec/answer"
)

// MaxBatch is how many questions one batch may hold.
const MaxBatch = 10_000

// activators is how many activations of one batch wait for the disk together.
const activators = 128

// batch is the reading side of one batch request; it is reused.
type batch struct {
	parser    fastjson.Parser
	form      form
	questions []Question
}

var batches = sync.Pool{New: func() any { return new(batch) }}

// AskAll answers the questions in body, in their order, as a JSON object
// {"answers":[…]} appended to dst, and reports how many there were. It is all
// or nothing: an unreadable question (a [*BadRequest]) or a store that cannot
// answer refuses the whole batch; activations made by then stay made, and
// asking again finds them.
func (c *Checker) AskAll(ctx context.Context, dst, body []byte, now time.Time) (out []byte, n int, err error) {
	b := batches.Get().(*batch)
	defer batches.Put(b)
	if err := b.read(body); err != nil {
		return dst, 0, err
	}
	activated, err := c.activateAll(ctx, b.questions, now)
	if err != nil {
		return dst, 0, err
	}
	var room answer.Statement
	dst = append(dst, `{"answers":[`...)
	for i := range b.questions {
		if i == 1 { // the others will be about as long as the first
			dst = slices.Grow(dst, len(dst)*len(b.questions))
		}
		if i > 0 {
			dst = append(dst, ',')
		}
		s, done := activated[i]
		if !done {
			s = &room
			if err := c.Ask(ctx, s, &b.questions[i], now); err != nil {
				return dst, 0, err
			}
		}
		dst = s.AppendJSON(dst)
	}
	return append(dst, `]}`...), len(b.questions), nil
}

// read understands the whole body before anything is done with it.
func (b *batch) read(body []byte) error {
	list, err := queries(&b.parser, body)
	if err != nil {
		return err
	}
	b.questions = b.questions[:0]
	for i, v := range list {
		q, err := b.question(v)
		if err != nil {
			return fmt.Errorf("queries[%d]: %w", i, err)
		}
		b.questions = append(b.questions, *q)
	}
	return nil
}

// queries returns the questions of a batch body, still as JSON.
func queries(p *fastjson.Parser, body []byte) ([]*fastjson.Value, error) {
	v, err := p.ParseBytes(body)
	if err != nil {
		return nil, bad("", "the body is not JSON; a batch is {\"queries\":[{\"ac\":…},…]}")
	}
	queries := v.Get("queries")
	if queries == nil || queries.Type() != fastjson.TypeArray {
		return nil, bad("queries", "is missing or is not an array; a batch is {\"queries\":[{\"ac\":…},…]}")
	}
	list := queries.GetArray()
	if len(list) > MaxBatch {
		return nil, bad("queries", fmt.Sprintf("holds %d questions; send at most %d at once", len(list), MaxBatch))
	}
	return list, nil
}

// question reads one question of a batch. One without a code is answered like
// any code that fails its check: one slip must not cost a manager the others.
func (b *batch) question(v *fastjson.Value) (*Question, error) {
	o, err := v.Object()
	if err != nil {
		return nil, bad("", "is not an object")
	}
	b.form = form{} // no scratch: the questions of a batch live side by side
	o.Visit(func(name []byte, v *fastjson.Value) {
		if slot, _ := b.form.slot(name); err != nil || slot == nil || v.Type() == fastjson.TypeNull {
			return // passed over, as an unknown parameter is
		}
		var value []byte
		if value, err = v.StringBytes(); err != nil {
			err = bad(string(name), "is not a string")
			return
		}
		err = b.form.set(name, value)
	})
	if err != nil {
		return nil, err
	}
	if err := unsigned(b.form.format); err != nil {
		return nil, err
	}
	return b.form.question()
}

// unsigned refuses to answer in a batch what was to be signed: whoever acts upon
// signatures must not take the plain answer for one. Text is asked for by no more
// than the default's name, and a batch has JSON for it.
func unsigned(format []byte) error {
	switch string(format) {
	case "", "text", "json":
		return nil
	case "jwt":
		return bad("format", "jwt is not to be had in a batch, which is not signed; ask about one code at a time for that")
	}
	return errFormat
}

// activateAll carries out the activations among the questions, many at a
// time, so that they share the disk's syncs. It returns their statements by
// place; nil when nobody activates.
func (c *Checker) activateAll(ctx context.Context, questions []Question, now time.Time) (map[int]*answer.Statement, error) {
	var (
		wait   sync.WaitGroup
		places = make(chan struct{}, activators)
		failed atomic.Pointer[error]
		out    map[int]*answer.Statement
	)
	for i := range questions {
		if !questions[i].Activate {
			continue
		}
		if out == nil {
			out = map[int]*answer.Statement{}
		}
		s := new(answer.Statement)
		out[i] = s
		places <- struct{}{}
		wait.Go(func() {
			defer func() { <-places }()
			if err := c.Ask(ctx, s, &questions[i], now); err != nil {
				failed.Store(&err)
			}
		})
	}
	wait.Wait()
	if err := failed.Load(); err != nil {
		return nil, *err
	}
	return out, nil
}
