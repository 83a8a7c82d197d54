package bundle

import (
	"context"
	"errors"

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
		fresh = append(fresh, book.Code{Code: n.Code, Added: m.o.Now, Note: n.Note, Carried: true})
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
	answered, err := m.book.AnsweredActivations()
	if err != nil {
		return err
	}
	needed, waiting := map[codec.Code]bool{}, map[book.Activation]bool{}
	for _, n := range c.Needs {
		needed[n.Code] = true
	}
	for _, a := range c.Activations {
		waiting[name(a)] = true
	}
	known := map[book.Activation]bool{}
	var over []book.Activation
	for _, a := range answered {
		known[name(Activation(a))] = true
		if needed[a.Code] && !waiting[name(Activation(a))] {
			over = append(over, a)
		}
	}
	for _, a := range c.Activations {
		if known[name(a)] {
			continue // its answer goes back with the next file
		}
		if err := m.book.PutActivation(book.Activation(a)); err != nil {
			return err
		}
		m.AdoptedActivations++
	}
	return m.book.DropActivations(over...)
}

// name gives an activation without what became of it.
func name(a Activation) book.Activation {
	return book.Activation{Code: a.Code, Device: a.Device, Component: a.Component}
}
