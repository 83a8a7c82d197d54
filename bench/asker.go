package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"

	"ollu/bench/load"
	"ollu/bench/proc"
	"ollu/bench/stock"
)

const askerName = "asker"

// kind is what a request asks.
type kind string

const (
	ask      kind = "ask"      // about a code, for its product
	device   kind = "device"   // the same, naming the device that it is activated on
	activate kind = "activate" // register a device
	signed   kind = "signed"   // about a code, for a signed answer that may have been made before
	fresh    kind = "fresh"    // the same with a nonce, so that it must be made now
)

const path = "/ollu/license_update.aspx"

// target is the request's path and query for licence i.
func (k kind) target(i int) string {
	t := path + "?ac=" + stock.Code(i).Reveal() + "&product=" + stock.Product + "&format="
	switch k {
	case signed:
		return t + "jwt"
	case fresh:
		return t + "jwt&nonce=" + nonce(i)
	}
	t += "json"
	switch k {
	case device:
		t += "&device=" + stock.Device(i)
	case activate:
		t += "&device=" + stock.Device(i) + "&action=activate"
	}
	return t
}

// nonce is one of the length that agents send, the same every time: the server
// remembers none.
func nonce(i int) string { return fmt.Sprintf("%022d", i) }

// order tells the asker what to do: write requests beforehand, or send them.
type order struct {
	Set    string // name of a set of requests
	Kind   kind
	Stock  int        // licences there are
	Sample int        // to write requests for so many of them
	Send   *load.Spec // nil: write
}

// sent is what the asker saw, and the processor time that it took itself.
type sent struct {
	load.Result
	CPU float64 // seconds
}

// newAsker is the load generator in a process of its own. It keeps the sets
// of requests that it has written.
func newAsker() proc.Job {
	written := map[string]*load.Requests{}
	return func(question json.RawMessage) (any, error) {
		var o order
		if err := json.Unmarshal(question, &o); err != nil {
			return nil, err
		}
		if o.Send == nil {
			r, err := write(o)
			written[o.Set] = r
			return nil, err
		}
		if written[o.Set] == nil {
			return nil, errors.New("no requests were written")
		}
		return send(*o.Send, written[o.Set])
	}
}

// write makes requests for all licences in order, or for some drawn at random.
func write(o order) (*load.Requests, error) {
	r := &load.Requests{}
	var buf []byte
	draw := rand.New(rand.NewPCG(7, 11))
	for n := range o.Sample {
		i := n
		if o.Sample < o.Stock {
			i = draw.IntN(o.Stock)
		}
		buf = load.Get(buf[:0], o.Kind.target(i))
		if err := r.Add(buf); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func send(s load.Spec, r *load.Requests) (sent, error) {
	before, err := ownCPU()
	if err != nil {
		return sent{}, err
	}
	result, err := load.Run(s, r)
	if err != nil {
		return sent{}, err
	}
	after, err := ownCPU()
	return sent{Result: result, CPU: after - before}, err
}

// asker is the load generator as the rows see it.
type asker struct{ *proc.Worker }

func (b *bench) startAsker() (*asker, error) {
	w, err := proc.StartWorker(b.ctx, askerName)
	if err != nil {
		return nil, err
	}
	b.later(w.Stop)
	return &asker{w}, nil
}

// prepare has a set of requests written.
func (a *asker) prepare(set string, k kind, stock, sample int) error {
	return a.Ask(order{Set: set, Kind: k, Stock: stock, Sample: sample}, new(any))
}

// send has a set sent; a wrong answer is an error.
func (a *asker) send(set string, s load.Spec) (sent, error) {
	var got sent
	if err := a.Ask(order{Set: set, Send: &s}, &got); err != nil {
		return got, err
	}
	if got.Wrong > 0 {
		return got, fmt.Errorf("%d of %d answers were wrong, the first: %q", got.Wrong, got.Answers, got.Sample)
	}
	return got, nil
}
