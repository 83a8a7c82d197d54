package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"ollu/bench/figures"
	"ollu/bench/proc"
	"ollu/bench/stock"
)

const (
	agentStarts = 25 // of each command that is timed
	agentSettle = 5 * time.Second
)

// measureAgent tells how large the product side is, how long its commands take
// from the start of the process to its end, and what it takes to let it run.
func measureAgent(b *bench) (m measured, err error) {
	program := filepath.Join(filepath.Dir(b.ollu), "ollu-agent")
	info, err := os.Stat(program)
	if err != nil {
		return m, fmt.Errorf("%w; run make build", err)
	}
	s, err := b.activatable(1)
	if err != nil {
		return m, err
	}
	state, err := b.dir("agent")
	if err != nil {
		return m, err
	}
	command := func(args ...string) proc.Command {
		return proc.Command{Path: program, Args: append(args, "--state-dir", state), Dir: b.scratch, Env: environment()}
	}
	if _, err := b.timed(command("activate", stock.Code(0).Reveal(), "--server", "http://"+s.agents)); err != nil {
		return m, err
	}
	m.note("the program, stripped: %s MB", figures.Number(float64(info.Size())/1e6))
	for _, name := range []string{"status", "check"} {
		var took []float64
		for range agentStarts {
			t, err := b.timed(command(name))
			if err != nil {
				return m, err
			}
			took = append(took, t*1e3)
		}
		m.note("`%s`: %s ms (%s), %d times, from the start of the process to its end", name, figures.Number(figures.Median(took)), figures.Span(took), agentStarts)
	}
	rss, anon, err := b.running(command("run"))
	if err != nil {
		return m, err
	}
	m.note("`run` after %s s: %s MB resident, of them %s MB not mapped from files", seconds(agentSettle), figures.Number(rss/1e6), figures.Number(anon/1e6))
	return m, nil
}

// timed runs a program to its end, in seconds.
func (b *bench) timed(c proc.Command) (float64, error) {
	return elapsed(func() error {
		child, err := proc.Start(b.ctx, c)
		if err != nil {
			return err
		}
		return child.Finish()
	})
}

// running lets a program run for a while and gives its memory in bytes.
func (b *bench) running(c proc.Command) (rss, anon float64, err error) {
	child, err := proc.Start(b.ctx, c)
	if err != nil {
		return 0, 0, err
	}
	b.later(child.Stop)
	select {
	case <-child.Ended():
		return 0, 0, child.Failure()
	case <-b.ctx.Done():
		return 0, 0, b.ctx.Err()
	case <-time.After(agentSettle):
	}
	all, err := proc.Rss(child.PID())
	own, errOwn := proc.RssAnon(child.PID())
	return float64(all), float64(own), errors.Join(err, errOwn)
}
