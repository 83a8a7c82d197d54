package main

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"ollu/bench/figures"
	"ollu/bench/load"
	"ollu/bench/proc"
)

const (
	wavesName = "waves"
	// waveProcesses share the appliances, because a process may not hold as many
	// connections as a large wave has.
	waveProcesses = 4
	// ahead is when a wave comes after it was ordered.
	ahead = 500 * time.Millisecond
)

// waveOrder tells a part of the appliances what to ask, and when.
type waveOrder struct {
	load.WaveSpec
	Kind kind
}

// newWaves is a part of the appliances, which ask about as many licences from the
// stock's first on.
func newWaves() proc.Job {
	return func(question json.RawMessage) (any, error) {
		var s waveOrder
		if err := json.Unmarshal(question, &s); err != nil {
			return nil, err
		}
		requests := &load.Requests{}
		for i := s.From; i < s.To; i++ {
			if err := requests.Add(load.Get(nil, s.Kind.target(i))); err != nil {
				return nil, err
			}
		}
		return load.Wave(context.Background(), s.WaveSpec, requests), nil
	}
}

// measureWave lets a wave of checks come in at one moment, and then one that is
// spread, and the same of first activations.
func measureWave(b *bench) (m measured, err error) {
	var parts [waveProcesses]*proc.Worker
	for i := range parts {
		if parts[i], err = proc.StartWorker(b.ctx, wavesName); err != nil {
			return m, err
		}
		b.later(parts[i].Stop)
	}
	n := min(b.scale.appliances, b.scale.stock)
	s, err := b.stocked(b.scale.stock, true)
	if err != nil {
		return m, err
	}
	for _, spread := range []time.Duration{0, b.scale.spread} {
		if err := b.wave(&m, s, parts[:], n, waveOrder{load.WaveSpec{Spread: spread}, device}); err != nil {
			return m, err
		}
	}
	for _, spread := range []time.Duration{0, b.scale.spread} {
		s, err := b.activatable(n)
		if err == nil {
			err = b.wave(&m, s, parts[:], n, waveOrder{load.WaveSpec{Spread: spread}, activate})
		}
		if err == nil {
			err = allActivated(b, s, n)
		}
		if err != nil {
			return m, err
		}
	}
	m.note("each appliance asks once, for its own licence and device, on a connection of its own, and waits from its own moment for its answer, connecting included; %d processes on the same machine play the appliances", waveProcesses)
	return m, nil
}

// wave lets n appliances ask a server, and waits until it has done all of it.
func (b *bench) wave(m *measured, s *server, parts []*proc.Worker, n int, o waveOrder) error {
	b.progress.say("%d appliances, %s, spread over %v", n, o.what(), o.Spread)
	o.Addr, o.Want = s.agents, wantValid
	got, err := together(parts, n, o)
	if err != nil {
		return err
	}
	m.note("%s", describeWave(n, &o, &got))
	if len(got.Errors) > 0 {
		return fmt.Errorf("%d of %d appliances got no answer, the first: %s", len(got.Errors), n, got.Errors[0])
	}
	_, err = b.quiet(s.PID())
	return err
}

// allActivated makes sure that every activation was kept.
func allActivated(b *bench, s *server, n int) error {
	st, err := s.status(b.ctx)
	if err == nil && st.Devices != uint64(n) {
		err = fmt.Errorf("the server counts %d devices after %d first activations", st.Devices, n)
	}
	return err
}

// what says what the appliances do.
func (o *waveOrder) what() string {
	if o.Kind == activate {
		return "first activations, durable before they are answered"
	}
	return "checks"
}

// together divides a wave of n among the parts, all due at one moment.
func together(parts []*proc.Worker, n int, s waveOrder) (whole load.WaveResult, err error) {
	s.At = time.Now().Add(ahead)
	results, errs := make([]load.WaveResult, len(parts)), make([]error, len(parts))
	var wg sync.WaitGroup
	for i, w := range parts {
		part := s
		part.From, part.To = n*i/len(parts), n*(i+1)/len(parts)
		wg.Go(func() { errs[i] = w.Ask(part, &results[i]) })
	}
	wg.Wait()
	for i := range parts {
		if errs[i] != nil {
			return whole, errs[i]
		}
		whole.Join(results[i])
	}
	return whole, nil
}

// describeWave tells how a wave was served.
func describeWave(n int, o *waveOrder, w *load.WaveResult) string {
	how := "all at one moment"
	if o.Spread > 0 {
		how = "spread over " + seconds(o.Spread) + " s"
	}
	within := func(p float64) string { return figures.Number(figures.Percentile(w.Waits, p)) }
	return fmt.Sprintf("wave of %d %s, %s: all served after %s s, %d errors, slowest answer %s s, 99 %% within %s s, half within %s s",
		n, o.what(), how, figures.Number(w.Took), len(w.Errors), within(100), within(99), within(50))
}
