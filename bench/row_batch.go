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

// measureBatch has the same number of licences asked about in batches and one by
// one, each licence once, and counts the server's processor time until it is
// quiet again: what it writes down afterwards belongs to the questions.
func measureBatch(b *bench) (m measured, err error) {
	n := min(b.scale.stock, b.scale.batches*batchSize)
	a, s, err := b.stage(b.scale.stock)
	if err != nil {
		return m, err
	}
	if err := a.prepare("in order", ask, n, n); err != nil {
		return m, err
	}
	bodies, err := batches(n, min(n, batchSize))
	if err != nil {
		return m, err
	}
	var together, single []float64
	for round := range b.scale.rounds + 1 {
		b.progress.say("round %d of %d", round, b.scale.rounds)
		one, err := b.load(a, s.PID(), "in order", load.Spec{Addr: s.agents, Conns: connections, To: n, Want: wantValid})
		if err != nil {
			return m, err
		}
		many, err := b.batched(s, bodies, min(n, batchSize))
		if err != nil {
			return m, err
		}
		if round > 0 {
			single, together = append(single, one.perAnswer()), append(together, many/float64(n)*1e6)
		}
	}
	m.rounds = figures.Ratios(together, single)
	m.note("in batches of %d: %s µs of the server's processor time for a question (%s)", min(n, batchSize), figures.Number(figures.Median(together)), figures.Span(together))
	m.note("one by one: %s µs (%s)", figures.Number(figures.Median(single)), figures.Span(single))
	m.note("%d questions in a round each way, over %d and %d connections, every licence once; the times hold what the server wrote down afterwards", n, batchConnections, connections)
	return m, nil
}

// batched gives the server's processor seconds for all bodies.
func (b *bench) batched(s *server, bodies [][]byte, questions int) (float64, error) {
	before, err := proc.CPU(s.PID())
	if err != nil {
		return 0, err
	}
	url := "http://" + s.agents + path
	if err := load.Post(b.ctx, url, bodies, `"result":"valid"`, questions, batchConnections); err != nil {
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
