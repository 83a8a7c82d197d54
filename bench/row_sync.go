package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"ollu/bench/figures"
	"ollu/bench/load"
	"ollu/bench/proc"
	"ollu/bench/stock"
)

// measureSync lets the manager sync codes of which none has changed, and has each
// of them asked about alone, one after the other.
func measureSync(b *bench) (m measured, err error) {
	n := min(b.scale.managed, b.scale.stock)
	s, err := b.stocked(b.scale.stock, true)
	if err != nil {
		return m, err
	}
	manager, err := b.newManager(s)
	if err != nil {
		return m, err
	}
	first, err := manager.manage(n)
	if err != nil {
		return m, err
	}
	alone, err := manager.timed("sync")
	if err != nil {
		return m, err
	}
	if err := manager.run(); err != nil {
		return m, err
	}
	a, err := b.startAsker()
	if err != nil {
		return m, err
	}
	if err := a.prepare("in order", ask, n, n); err != nil {
		return m, err
	}
	var syncs, singles []float64
	for round := range b.scale.rounds + 1 {
		b.progress.say("round %d of %d", round, b.scale.rounds)
		one, err := a.send("in order", load.Spec{Addr: s.agents, Conns: 1, To: n, Want: wantValid})
		if err != nil {
			return m, err
		}
		took, err := manager.timed("sync")
		if err != nil {
			return m, err
		}
		if round > 0 {
			syncs, singles = append(syncs, took), append(singles, one.Seconds)
		}
	}
	m.rounds = figures.Ratios(syncs, singles)
	m.note("ollu-manager sync of %d codes, while the manager runs: %s s (%s), from the start of the command to its end", n, figures.Number(figures.Median(syncs)), figures.Span(syncs))
	m.note("%d single queries, answered in JSON and unsigned: %s s (%s)", n, figures.Number(figures.Median(singles)), figures.Span(singles))
	m.note("the same while no manager runs, so that the command reads the whole state first: %s s", figures.Number(alone))
	m.note("adding the codes, which brings a signed statement for each and keeps it: %s s", figures.Number(first))
	return m, nil
}

// manager is a folder of ollu-manager's state.
type manager struct {
	b       *bench
	program string
	dir     string
	server  string
}

func (b *bench) newManager(s *server) (*manager, error) {
	program := filepath.Join(filepath.Dir(b.ollu), "ollu-manager")
	if _, err := os.Stat(program); err != nil {
		return nil, fmt.Errorf("%w; run make build", err)
	}
	dir, err := b.dir("manager")
	return &manager{b: b, program: program, dir: dir, server: "http://" + s.agents}, err
}

// command is ollu-manager with arguments.
func (g *manager) command(args ...string) proc.Command {
	env := append(environment(), "OLLU_MANAGER_STATE_DIR="+g.dir, "OLLU_MANAGER_SERVER="+g.server)
	return proc.Command{Path: g.program, Args: args, Dir: g.b.scratch, Env: env}
}

// timed runs a command to its end, in seconds.
func (g *manager) timed(args ...string) (float64, error) { return g.b.timed(g.command(args...)) }

// run starts the manager, and waits until it has synced.
func (g *manager) run() error {
	child, err := proc.Start(g.b.ctx, g.command("run", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"))
	if err != nil {
		return err
	}
	g.b.later(child.Stop)
	for begun := time.Now(); ; {
		if _, err := os.Stat(filepath.Join(g.dir, "manager.addr")); err == nil {
			_, err := g.timed("sync")
			return err
		}
		if time.Since(begun) > g.b.scale.settle+10*time.Second {
			return fmt.Errorf("the manager does not run: %w", child.Failure())
		}
		if err := g.b.wait(lookEvery); err != nil {
			return err
		}
	}
}

// manage takes the first n codes of the stock in, which asks about them for the
// first time, in seconds.
func (g *manager) manage(n int) (float64, error) {
	var codes strings.Builder
	for i := range n {
		fmt.Fprintln(&codes, stock.Code(i).Reveal())
	}
	list := filepath.Join(g.dir, "codes.txt")
	if err := os.WriteFile(list, []byte(codes.String()), 0o600); err != nil {
		return 0, err
	}
	g.b.progress.say("adding %d codes to a manager", n)
	return g.timed("add", "--file", list)
}
