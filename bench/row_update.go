package main

import (
	"fmt"
	"io"
	"net/http"
	"time"

	"ollu/bench/figures"
	"ollu/bench/load"
)

// connections is how many the load generator keeps open.
const connections = 64

// What the answers must begin with.
const (
	wantValid        = `{"result":"valid",`
	wantNotActivated = `{"result":"not_activated",`
)

// measureUpdate asks, in turn, about codes alone, the peer, and about codes with
// their devices.
func measureUpdate(b *bench) (m measured, err error) {
	a, s, err := b.stage(b.scale.stock, ask, device)
	if err != nil {
		return m, err
	}
	text, err := b.fetch(s, ask, 0)
	if err != nil {
		return m, err
	}
	peer, err := b.startPlaintext(text)
	if err != nil {
		return m, err
	}
	sides := []contestant{
		{"update endpoint", s.agents, s.PID(), string(ask), wantValid},
		{"fixed text", peer.addr, peer.PID(), string(ask), wantValid},
		{"update endpoint, device named", s.agents, s.PID(), string(device), wantValid},
	}
	all, err := b.contest(a, sides)
	if err != nil {
		return m, err
	}
	m.rounds = figures.Ratios(rates(all[0]), rates(all[1]))
	for i := range sides {
		m.note("%s", describe(sides[i].name, all[i]))
	}
	withDevice := figures.Ratios(rates(all[2]), rates(all[1]))
	m.note("with the device named ÷ fixed text: %s (%s)", figures.Number(figures.Median(withDevice)), figures.Span(withDevice))
	cost := figures.Ratios(costs(all[1]), costs(all[0]))
	m.note("by processor time of the server for an answer, fixed text ÷ update: %s (%s)", figures.Number(figures.Median(cost)), figures.Span(cost))
	m.note("the fixed text has %d bytes, as one of the answers; both sides get the same requests", len(text))
	return m, nil
}

// measureGrowth asks a large and a small stock in turn.
func measureGrowth(b *bench) (m measured, err error) {
	home, err := b.home(b.scale.large, false)
	if err != nil {
		return m, err
	}
	b.later(func() error { return b.forget(home) })
	a, err := b.startAsker()
	if err != nil {
		return m, err
	}
	sides := make([]contestant, 2)
	for i, n := range []int{b.scale.large, b.scale.small} {
		set := fmt.Sprintf("among %d", n)
		s, err := b.stocked(n, false)
		if err != nil {
			return m, err
		}
		b.progress.say("writing requests")
		if err := a.prepare(set, ask, n, min(n, b.scale.sample)); err != nil {
			return m, err
		}
		sides[i] = contestant{fmt.Sprintf("%d licences", n), s.agents, s.PID(), set, wantNotActivated}
		m.note("%d licences: ready %s s after its start", n, figures.Number(s.start.Seconds()))
	}
	all, err := b.contest(a, sides)
	if err != nil {
		return m, err
	}
	m.rounds = figures.Ratios(rates(all[0]), rates(all[1]))
	for i := range sides {
		m.note("%s", describe(sides[i].name, all[i]))
	}
	cost := figures.Ratios(costs(all[1]), costs(all[0]))
	m.note("by processor time of the server for an answer, small ÷ large: %s (%s)", figures.Number(figures.Median(cost)), figures.Span(cost))
	m.note("the licences are issued, and not activated yet; both servers run all the time, one is asked at a time")
	return m, nil
}

// stage starts a server with a stock whose licences are activated, and a load
// generator with requests about it.
func (b *bench) stage(n int, kinds ...kind) (*asker, *server, error) {
	s, err := b.stocked(n, true)
	if err != nil {
		return nil, nil, err
	}
	a, err := b.startAsker()
	if err != nil {
		return nil, nil, err
	}
	b.progress.say("writing requests")
	for _, k := range kinds {
		if err := a.prepare(string(k), k, n, min(n, b.scale.sample)); err != nil {
			return nil, nil, err
		}
	}
	return a, s, nil
}

// stocked starts a server with n licences, and with more settings.
func (b *bench) stocked(n int, device bool, more ...string) (*server, error) {
	home, err := b.home(n, device)
	if err != nil {
		return nil, err
	}
	b.progress.say("starting a server with %d licences", n)
	s, err := b.startServer(home, more...)
	if err != nil {
		return nil, err
	}
	st, err := s.status(b.ctx)
	if err == nil && st.Licences != uint64(n) {
		err = fmt.Errorf("the server counts %d licences, not %d", st.Licences, n)
	}
	return s, err
}

// fetch gives the body of one answer.
func (b *bench) fetch(s *server, k kind, i int) ([]byte, error) {
	request, err := http.NewRequestWithContext(b.ctx, http.MethodGet, "http://"+s.agents+k.target(i), nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	return io.ReadAll(response.Body)
}

// contestant is one side that is asked.
type contestant struct {
	name, addr string
	pid        int
	set        string // of requests
	want       string // what every answer begins with
}

// contest asks the sides in turn, first once to warm up, and gives the bursts of
// each.
func (b *bench) contest(a *asker, sides []contestant) ([][]burst, error) {
	all := make([][]burst, len(sides))
	for round := range b.scale.rounds + 1 {
		for i, c := range sides {
			b.progress.say("round %d of %d: %s", round, b.scale.rounds, c.name)
			u, err := b.load(a, c.pid, c.set, load.Spec{Addr: c.addr, Conns: connections, Seconds: b.scale.seconds, Want: c.want})
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			if round > 0 {
				all[i] = append(all[i], u)
			}
		}
	}
	return all, nil
}

func rates(bursts []burst) []float64 {
	return each(bursts, func(u *burst) float64 { return u.PerSecond() })
}
func costs(bursts []burst) []float64 { return each(bursts, (*burst).perAnswer) }

func each(bursts []burst, f func(*burst) float64) []float64 {
	out := make([]float64, len(bursts))
	for i := range bursts {
		out[i] = f(&bursts[i])
	}
	return out
}

// describe tells what a side did, in medians.
func describe(name string, bursts []burst) string {
	median := func(f func(*burst) float64) float64 { return figures.Median(each(bursts, f)) }
	server := median(func(u *burst) float64 { return u.server / u.Seconds })
	asker := median(func(u *burst) float64 { return u.CPU / u.Seconds })
	others := median(func(u *burst) float64 { return u.others / u.Seconds })
	s := fmt.Sprintf("%s: %s answers a second, %s µs of the server's processor time for one; %s",
		name, figures.Number(figures.Median(rates(bursts))), figures.Number(figures.Median(costs(bursts))), limit(server, asker, others))
	if after := median(func(u *burst) float64 { return u.after }); after > 0.05 {
		quiet := median(func(u *burst) float64 { return u.quiet.Seconds() })
		s += fmt.Sprintf("; afterwards it wrote down for %s s, with %s s of processor time, when the licences were last seen",
			figures.Number(quiet), figures.Number(after))
	}
	return s
}

// elapsed times a function in seconds.
func elapsed(f func() error) (float64, error) {
	begun := time.Now()
	err := f()
	return time.Since(begun).Seconds(), err
}
