package main

import (
	"fmt"
	"time"

	"ollu/bench/figures"
	"ollu/bench/load"
)

// measureWave lets a wave come in at one moment, and then one that is spread.
func measureWave(b *bench) (m measured, err error) {
	n := b.scale.appliances
	s, err := b.stocked(b.scale.stock, true)
	if err != nil {
		return m, err
	}
	requests, err := write(order{Kind: device, Stock: b.scale.stock, Sample: min(n, b.scale.stock)})
	if err != nil {
		return m, err
	}
	for _, spread := range []time.Duration{0, b.scale.spread} {
		b.progress.say("%d appliances, spread over %v", n, spread)
		got := load.Wave(b.ctx, load.WaveSpec{Addr: s.agents, Count: n, Spread: spread, Want: wantValid}, requests)
		if err := b.ctx.Err(); err != nil {
			return m, err
		}
		m.note("%s", describeWave(n, spread, &got))
		if _, err := b.quiet(s.PID()); err != nil {
			return m, err
		}
	}
	m.note("each appliance asks once, for its own licence and device, on a connection of its own, and waits from its own moment for its answer, connecting included; the appliances are goroutines of one process on the same machine")
	return m, nil
}

// describeWave names what went wrong first: there must be no error.
func describeWave(n int, spread time.Duration, w *load.WaveResult) string {
	how := "all at one moment"
	if spread > 0 {
		how = "spread over " + seconds(spread) + " s"
	}
	s := fmt.Sprintf("wave of %d, %s: all served after %s s, %d errors, slowest answer %s s, 99 %% within %s s, half within %s s",
		n, how, seconds(w.Took), len(w.Errors), figures.Number(figures.Percentile(w.Waits, 100)),
		figures.Number(figures.Percentile(w.Waits, 99)), figures.Number(figures.Percentile(w.Waits, 50)))
	if len(w.Errors) > 0 {
		s += fmt.Sprintf("; the first error: %v", w.Errors[0])
	}
	return s
}
