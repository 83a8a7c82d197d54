package main

import (
	"ollu/bench/figures"
	"ollu/bench/proc"
)

// measureStart starts a server and walks a cursor through its file, in turn; the
// file is in the page cache for both.
func measureStart(b *bench) (m measured, err error) {
	home, err := b.home(b.scale.stock, true)
	if err != nil {
		return m, err
	}
	var starts, walks []float64
	var w walked
	for round := range b.scale.rounds + 1 {
		b.progress.say("round %d of %d", round, b.scale.rounds)
		s, err := b.startServer(home)
		if err != nil {
			return m, err
		}
		if err := s.Stop(); err != nil {
			return m, err
		}
		if w, err = b.walk(home); err != nil {
			return m, err
		}
		if round > 0 {
			starts, walks = append(starts, s.start.Seconds()), append(walks, w.Seconds)
		}
	}
	m.rounds = figures.Ratios(starts, walks)
	m.note("ready after %s s (%s), from the start of the process", figures.Number(figures.Median(starts)), figures.Span(starts))
	m.note("one walk: %s s (%s), opening and closing included, over %d records with %d MiB of keys and values",
		figures.Number(figures.Median(walks)), figures.Span(walks), w.Records, w.Bytes>>20)
	m.note("%d licences with one device each; the file has no audit log, and is in the page cache", b.scale.stock)
	return m, nil
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
