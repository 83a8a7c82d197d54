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

// newWaves is a part of the appliances, which ask about as many licences from the
// stock's first on.
func newWaves() proc.Job {
	return func(question json.RawMessage) (any, error) {
		var s load.WaveSpec
		if err := json.Unmarshal(question, &s); err != nil {
			return nil, err
		}
		requests := &load.Requests{}
		for i := s.From; i < s.To; i++ {
			if err := requests.Add(load.Get(nil, device.target(i))); err != nil {
				return nil, err
			}
		}
		return load.Wave(context.Background(), s, requests), nil
	}
}

// measureWave lets a wave come in at one moment, and then one that is spread.
func measureWave(b *bench) (m measured, err error) {
	n := min(b.scale.appliances, b.scale.stock)
	s, err := b.stocked(b.scale.stock, true)
	if err != nil {
		return m, err
	}
	var parts [waveProcesses]*proc.Worker
	for i := range parts {
		if parts[i], err = proc.StartWorker(b.ctx, wavesName); err != nil {
			return m, err
		}
		b.later(parts[i].Stop)
	}
	for _, spread := range []time.Duration{0, b.scale.spread} {
		b.progress.say("%d appliances, spread over %v", n, spread)
		got, err := together(parts[:], n, load.WaveSpec{Addr: s.agents, Spread: spread, Want: wantValid})
		if err != nil {
			return m, err
		}
		m.note("%s", describeWave(n, spread, &got))
		if len(got.Errors) > 0 {
			return m, fmt.Errorf("%d of %d appliances got no answer, the first: %s", len(got.Errors), n, got.Errors[0])
		}
		if _, err := b.quiet(s.PID()); err != nil {
			return m, err
		}
	}
	m.note("each appliance asks once, for its own licence and device, on a connection of its own, and waits from its own moment for its answer, connecting included; %d processes on the same machine play the appliances", waveProcesses)
	return m, nil
}

// together divides a wave of n among the parts, all due at one moment.
func together(parts []*proc.Worker, n int, s load.WaveSpec) (whole load.WaveResult, err error) {
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
func describeWave(n int, spread time.Duration, w *load.WaveResult) string {
	how := "all at one moment"
	if spread > 0 {
		how = "spread over " + seconds(spread) + " s"
	}
	within := func(p float64) string { return figures.Number(figures.Percentile(w.Waits, p)) }
	return fmt.Sprintf("wave of %d, %s: all served after %s s, %d errors, slowest answer %s s, 99 %% within %s s, half within %s s",
		n, how, figures.Number(w.Took), len(w.Errors), within(100), within(99), within(50))
}
