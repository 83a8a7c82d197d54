package main

import (
	"ollu/bench/figures"
	"ollu/bench/proc"
)

// measureStart starts a server and walks a cursor through its file, in turn; the
// file is in the page cache for both. The figure is that of licences alone, as for
// memory; that of licences with devices is in the notes.
func measureStart(b *bench) (m measured, err error) {
	for _, device := range []bool{false, true} {
		home, err := b.home(b.scale.stock, device)
		if err != nil {
			return m, err
		}
		starts, walks, w, err := b.startAndWalk(home)
		if err != nil {
			return m, err
		}
		ratios := figures.Ratios(starts, walks)
		what := "licences without devices"
		if device {
			what = "licences with one device each"
		} else {
			m.rounds = ratios
		}
		m.note("%d %s: %s (%s)", b.scale.stock, what, figures.Number(figures.Median(ratios)), figures.Span(ratios))
		m.note("%s: ready after %s s (%s), from the start of the process", what, figures.Number(figures.Median(starts)), figures.Span(starts))
		m.note("%s: one walk takes %s s (%s), opening and closing included; it reads every byte of %d records, %d MiB",
			what, figures.Number(figures.Median(walks)), figures.Span(walks), w.Records, w.Bytes>>20)
	}
	m.note("the files have no audit log, which a start passes over and a walk would have to read, and are in the page cache")
	return m, nil
}

func (b *bench) startAndWalk(home string) (starts, walks []float64, w walked, err error) {
	for round := range b.scale.rounds + 1 {
		b.progress.say("round %d of %d", round, b.scale.rounds)
		s, err := b.startServer(home)
		if err != nil {
			return nil, nil, w, err
		}
		if err := s.Stop(); err != nil {
			return nil, nil, w, err
		}
		if w, err = b.walk(home); err != nil {
			return nil, nil, w, err
		}
		if round > 0 {
			starts, walks = append(starts, s.start.Seconds()), append(walks, w.Seconds)
		}
	}
	return starts, walks, w, nil
}

// walk walks the cursor in a process of its own.
func (b *bench) walk(home string) (w walked, err error) {
	c, err := proc.StartWorker(b.ctx, cursorName)
	if err != nil {
		return w, err
	}
	if err := c.Ask(database(home), &w); err != nil {
		return w, err
	}
	return w, c.Stop()
}
