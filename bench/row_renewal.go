package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"ollu/bench/figures"
	"ollu/bench/proc"
	"ollu/bench/stock"
)

const (
	// pollEvery is how often the product is asked what it holds.
	pollEvery = time.Millisecond
	// apart is how long after one renewal the next one comes: a manager gathers
	// those that follow each other within a second.
	apart = 1500 * time.Millisecond
)

// measureRenewal renews a licence again and again, and waits each time until a
// product behind a manager has the new date.
func measureRenewal(b *bench) (m measured, err error) {
	s, err := b.activatable(1)
	if err != nil {
		return m, err
	}
	g, err := b.newManager(s)
	if err != nil {
		return m, err
	}
	product, err := b.managedProduct(g)
	if err != nil {
		return m, err
	}
	expires := b.now.AddDate(2, 0, 0)
	for round := range 2*b.scale.rounds + 1 {
		b.progress.say("renewal %d of %d", round, 2*b.scale.rounds)
		if err := b.wait(apart); err != nil {
			return m, err
		}
		expires = expires.AddDate(0, 0, 1)
		day := expires.Format(time.DateOnly)
		took, err := elapsed(func() error {
			if _, err := b.timed(b.command("license", "renew", stock.Code(0).Reveal(), "--expires", day, "--data-dir", s.home)); err != nil {
				return err
			}
			return product.holds(b.ctx, day)
		})
		if err != nil {
			return m, err
		}
		if round > 0 {
			m.rounds = append(m.rounds, took)
		}
	}
	m.note("each renewal comes %s s after the one before has arrived; those that come within a second of one another are gathered, and take up to a second longer", seconds(apart))
	m.note("the command line, the server, the manager and the product are four programs; the product is ollu-agent, which verifies the statement and writes it down")
	command, err := b.timed(b.command("license", "show", stock.Code(0).Reveal(), "--data-dir", s.home))
	m.note("of it, starting a command of ollu alone takes about %s s", figures.Number(command))
	return m, err
}

// heldProduct is a product whose profile listener is asked what it holds.
type heldProduct struct {
	agent *proc.Child
	url   string
	token string
}

// managedProduct starts a manager that waits, and a product that it looks after.
func (b *bench) managedProduct(g *manager) (*heldProduct, error) {
	const listen, token = "127.0.0.1:18089", "0123456789abcdef0123456789abcdef"
	state, err := b.dir("product")
	if err != nil {
		return nil, err
	}
	secret := filepath.Join(state, "profile.token")
	if err := os.WriteFile(secret, []byte(token+"\n"), 0o600); err != nil {
		return nil, err
	}
	agent := func(args ...string) proc.Command {
		return proc.Command{
			Path: filepath.Join(filepath.Dir(b.ollu), "ollu-agent"), Args: append(args, "--state-dir", state), Dir: b.scratch,
			Env: append(environment(), "OLLU_AGENT_PROFILE_LISTEN="+listen, "OLLU_AGENT_PROFILE_TOKEN_FILE="+secret, "OLLU_AGENT_SERVER="+g.server),
		}
	}
	if _, err := b.timed(agent("activate", stock.Code(0).Reveal())); err != nil {
		return nil, err
	}
	p := &heldProduct{url: "http://" + listen + "/ollu/profile", token: token}
	if p.agent, err = proc.Start(b.ctx, agent("run")); err != nil {
		return nil, err
	}
	b.later(p.agent.Stop)
	if err := p.holds(b.ctx, ""); err != nil {
		return nil, err
	}
	if _, err := g.manage(1); err != nil {
		return nil, err
	}
	if _, err := g.timed("products", "add", "product", "--url", "http://"+listen, "--token-file", secret, "--code", stock.Code(0).Reveal()); err != nil {
		return nil, err
	}
	return p, g.run()
}

// holds waits until the product says that its licence ends on a day; "" until it
// says anything.
func (p *heldProduct) holds(ctx context.Context, day string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		held, err := p.expires(ctx)
		if err == nil && (day == "" || held == day) {
			return nil
		}
		select {
		case <-p.agent.Ended():
			return p.agent.Failure()
		case <-ctx.Done():
			return fmt.Errorf("the product holds %q, not %q (%v)", held, day, err)
		case <-time.After(pollEvery):
		}
	}
}

func (p *heldProduct) expires(ctx context.Context) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url, nil)
	if err != nil {
		return "", err
	}
	r.Header.Set("Authorization", "Bearer "+p.token)
	var holding struct{ Parts []struct{ Expires string } }
	if err := do(r, &holding); err != nil || len(holding.Parts) == 0 {
		return "", err
	}
	return strings.TrimSpace(holding.Parts[0].Expires), nil
}
