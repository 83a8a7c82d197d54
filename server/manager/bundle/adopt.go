package bundle

import (
	"context"
	"errors"
	"slices"

	"ollu/codec"
	"ollu/server/manager/book"
)

// adopt takes in what the site that made the file needs. A code that is managed
// here already stays as it is.
func (m *merge) adopt(_ context.Context, c *Content) error {
	if !m.o.Adopt {
		return nil
	}
	var fresh []book.Code
	for _, n := range c.Needs {
		_, err := m.book.Code(n.Code)
		if err == nil {
			continue
		}
		if !errors.Is(err, book.ErrNotFound) {
			return err
		}
		fresh = append(fresh, book.Code{Code: n.Code, Added: m.o.Now, Note: short(n.Note), Carried: true})
	}
	if m.AdoptedCodes = len(fresh); len(fresh) > 0 {
		if err := m.book.PutCodes(fresh...); err != nil {
			return err
		}
	}
	return m.adoptActivations(c)
}

// adoptActivations queues the devices that wait at that site. Those whose answer
// it has had by now wait there no longer, and are forgotten.
func (m *merge) adoptActivations(c *Content) error {
	needed := map[codec.Code]bool{}
	for i := range c.Needs {
		needed[c.Needs[i].Code] = true
	}
	waits := map[name]bool{}
	var fresh []book.Activation
	for i := range c.Activations {
		a := c.Activations[i].of()
		if needed[a.Code] {
			a.Carried = true
			fresh = append(fresh, a)
			waits[nameOf(&a)] = true
		}
	}
	answered, err := m.book.AnsweredActivations()
	if err != nil {
		return err
	}
	over := slices.DeleteFunc(answered, func(a book.Activation) bool { return !needed[a.Code] || waits[nameOf(&a)] })
	m.AdoptedActivations = len(fresh)
	return errors.Join(m.book.DropActivations(over...), m.book.PutActivations(fresh...))
}
