package main

import (
	"encoding/json"
	"time"

	"ollu/bench/figures"
	"ollu/bench/load"
	"ollu/bench/proc"
	"ollu/bench/stock"
)

// batchConnections is how many batches are under way at once.
const batchConnections = 2

// noFlush keeps a server from writing down, while it is measured, when licences
// were last seen.
const noFlush = "OLLU_STORE_FLUSH_EVERY=1h"

// measureBatch has the same licences asked about in batches and one by one, each
// once. The figure is about the questions alone; what writing down when licences
// were last seen adds, to both sides alike, is in the notes.
func measureBatch(b *bench) (m measured, err error) {
	n := min(b.scale.stock, b.scale.batches*batchSize)
	if m, err = b.batchesOver(n, b.scale.rounds, noFlush); err != nil {
		return m, err
	}
	if err := b.tidy(); err != nil {
		return m, err
	}
	m.note("%d questions in a round each way, over %d and %d connections, every licence once", n, batchConnections, connections)
	m.note("the server is told (store.flush_every) to write down later when licences were last seen")
	usual, err := b.batchesOver(n, b.scale.costlyRounds)
	m.note("when it writes that down as usual, and that is counted in: %s (%s)", figures.Number(usual.value()), figures.Span(usual.rounds))
	for _, line := range usual.notes {
		m.note("writing down as usual, %s", line)
	}
	return m, err
}

// batchesOver asks about the first n licences of a stock both ways, round by
// round.
func (b *bench) batchesOver(n, rounds int, more ...string) (m measured, err error) {
	s, err := b.stocked(b.scale.stock, true, more...)
	if err != nil {
		return m, err
	}
	a, err := b.startAsker()
	if err != nil {
		return m, err
	}
	if err := a.prepare("in order", ask, n, n); err != nil {
		return m, err
	}
	size := min(n, batchSize)
	bodies, err := batches(n, size)
	if err != nil {
		return m, err
	}
	var together, single []float64
	for round := range rounds + 1 {
		b.progress.say("round %d of %d", round, rounds)
		one, err := b.load(a, s.PID(), "in order", load.Spec{Addr: s.agents, Conns: connections, To: n, Want: wantValid})
		if err != nil {
			return m, err
		}
		many, err := b.batched(s, bodies, size)
		if err != nil {
			return m, err
		}
		if round > 0 {
			single, together = append(single, one.perAnswer()), append(together, many/float64(n)*1e6)
		}
	}
	m.rounds = figures.Ratios(together, single)
	m.note("in batches of %d: %s µs of the server's processor time for a question (%s)", size, figures.Number(figures.Median(together)), figures.Span(together))
	m.note("one by one: %s µs (%s)", figures.Number(figures.Median(single)), figures.Span(single))
	return m, nil
}

// batched gives the server's processor seconds for all bodies, until it is quiet
// again.
func (b *bench) batched(s *server, bodies [][]byte, questions int) (float64, error) {
	before, err := proc.CPU(s.PID())
	if err != nil {
		return 0, err
	}
	url := "http://" + s.agents + path
	if err := load.Post(b.ctx, url, bodies, wantValid, questions, batchConnections); err != nil {
		return 0, err
	}
	if _, err := b.quiet(s.PID()); err != nil {
		return 0, err
	}
	after, err := proc.CPU(s.PID())
	return (after - before).Seconds(), err
}

// batches asks about licences 0 … n-1, so many in a body.
func batches(n, size int) ([][]byte, error) {
	type question struct {
		AC      string `json:"ac"`
		Product string `json:"product"`
	}
	var bodies [][]byte
	for from := 0; from+size <= n; from += size {
		queries := make([]question, size)
		for i := range queries {
			queries[i] = question{stock.Code(from + i).Reveal(), stock.Product}
		}
		body, err := json.Marshal(map[string]any{"queries": queries})
		if err != nil {
			return nil, err
		}
		bodies = append(bodies, body)
	}
	return bodies, nil
}

// seconds is how rows write durations.
func seconds(d time.Duration) string { return figures.Number(d.Seconds()) }
