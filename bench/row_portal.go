package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"

	"ollu/bench/figures"
	"ollu/bench/load"
	"ollu/bench/proc"
	"ollu/bench/stock"
)

// list is the page that the portal's rows look at, and heading what it holds.
const (
	list    = "/products"
	heading = "<h1"
	think   = 1.0 // seconds between two pages of one who browses
)

// visited starts a server with a portal, and an account with users who are logged
// in.
func (b *bench) visited(n int) (*server, *proc.Worker, error) {
	home, err := b.dir("portal")
	if err != nil {
		return nil, nil, err
	}
	b.progress.say("building a stock of %d licences, %d of them a customer's", n, b.scale.owned)
	if err := stock.Build(b.ctx, database(home), n, b.now, true); err != nil {
		return nil, nil, err
	}
	if err := stock.Customer(b.ctx, database(home), b.scale.owned, b.scale.visitors, b.now); err != nil {
		return nil, nil, err
	}
	s, err := b.startServing(home, "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	w, err := proc.StartWorker(b.ctx, visitorsName)
	if err != nil {
		return nil, nil, err
	}
	b.later(w.Stop)
	b.progress.say("%d users log in", b.scale.visitors)
	return s, w, w.Ask(visitOrder{Portal: s.portal, Users: b.scale.visitors}, new(any))
}

// measurePage looks at the product list and at a file in turn.
func measurePage(b *bench) (m measured, err error) {
	s, w, err := b.visited(max(b.scale.small, b.scale.owned))
	if err != nil {
		return m, err
	}
	file, err := b.stylesheet(s)
	if err != nil {
		return m, err
	}
	sides := []visitOrder{
		{Portal: s.portal, Seconds: b.scale.seconds, Target: list, Want: heading},
		{Portal: s.portal, Seconds: b.scale.seconds, Target: file},
		{Portal: s.portal, Seconds: b.scale.seconds, Target: "/terms", Want: heading},
	}
	names := []string{"product list", "file", "a page that is made each time"}
	slow, usual, last := make([][]float64, len(sides)), make([][]float64, len(sides)), make([]visitResult, len(sides))
	for round := range b.scale.rounds + 1 {
		for i := range sides {
			b.progress.say("round %d of %d: %s", round, b.scale.rounds, names[i])
			if err := w.Ask(sides[i], &last[i]); err != nil {
				return m, fmt.Errorf("%s: %w", names[i], err)
			}
			if round > 0 {
				slow[i], usual[i] = append(slow[i], last[i].Slow), append(usual[i], last[i].Usual)
			}
		}
	}
	m.rounds = figures.Ratios(slow[0], slow[1])
	for i := range sides {
		m.note("%s: slowest hundredth %s ms, median %s ms, body %d bytes", names[i],
			figures.Number(1000*figures.Median(slow[i])), figures.Number(1000*figures.Median(usual[i])), last[i].Bytes)
	}
	middle := figures.Ratios(usual[0], usual[1])
	m.note("by the median: %s (%s)", figures.Number(figures.Median(middle)), figures.Span(middle))
	m.note("%d users, each asks again as soon as it has an answer; the account has %d licences", b.scale.visitors, b.scale.owned)
	return m, nil
}

var stylesheet = regexp.MustCompile(`href="(/assets/app\.[^"]+\.css)"`)

// stylesheet is the largest file that a page loads.
func (b *bench) stylesheet(s *server) (string, error) {
	page, _, err := b.first(s, "/login")
	if err != nil {
		return "", err
	}
	found := stylesheet.FindSubmatch(page)
	if found == nil {
		return "", errors.New("the log-in page names no stylesheet")
	}
	return string(found[1]), nil
}

// first fetches something as a browser does that was never here, and gives the
// bytes that came over the wire.
func (b *bench) first(s *server, target string, cookies ...string) (body []byte, wire int, err error) {
	q, err := http.NewRequestWithContext(b.ctx, http.MethodGet, s.portal+target, nil)
	if err != nil {
		return nil, 0, err
	}
	q.Header.Set("Cookie", strings.Join(cookies, "; "))
	plain, err := http.DefaultClient.Do(q) // the client decompresses by itself
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = plain.Body.Close() }()
	if body, err = io.ReadAll(plain.Body); err != nil {
		return nil, 0, err
	}
	q.Header.Set("Accept-Encoding", "gzip") // and now not
	packed, err := http.DefaultClient.Do(q)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = packed.Body.Close() }()
	n, err := io.Copy(io.Discard, packed.Body)
	if err == nil && packed.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s is answered with %s", target, packed.Status)
	}
	return body, int(n) + headSize(packed), err
}

// headSize is about what an answer's head takes.
func headSize(r *http.Response) int {
	n := len("HTTP/1.1 200 OK\r\n\r\n")
	for name, values := range r.Header {
		for _, v := range values {
			n += len(name) + len(v) + len(": \r\n")
		}
	}
	return n
}

var loaded = regexp.MustCompile(`(?:href|src)="(/[a-z]+/[^"#]+\.(?:css|js|svg|woff2|png))`)

// measureWeight adds up what a browser fetches for the product list.
func measureWeight(b *bench) (m measured, err error) {
	s, _, err := b.visited(max(b.scale.small, b.scale.owned))
	if err != nil {
		return m, err
	}
	v := nobody()
	if err := v.arrive(visitOrder{Portal: s.portal, Users: 1}); err != nil {
		return m, err
	}
	page, total, err := b.first(s, list, "ollu="+v.sessions[0])
	if err != nil {
		return m, err
	}
	m.note("the page itself: %d bytes, %d before compression", total, len(page))
	seen := map[string]bool{}
	for _, found := range loaded.FindAllSubmatch(page, -1) {
		file := string(found[1])
		if seen[file] {
			continue
		}
		seen[file] = true
		_, n, err := b.first(s, file)
		if err != nil {
			return m, err
		}
		total += n
		m.note("%s: %d bytes", file, n)
	}
	if len(seen) == 0 {
		return m, errors.New("the page loads nothing: how it names its files has changed")
	}
	m.rounds = []float64{float64(total)}
	return m, nil
}

// measureUnderPortal lets agents ask with and without people at the portal.
func measureUnderPortal(b *bench) (m measured, err error) {
	s, w, err := b.visited(max(b.scale.stock, b.scale.owned))
	if err != nil {
		return m, err
	}
	a, err := b.startAsker()
	if err != nil {
		return m, err
	}
	n := max(b.scale.stock, b.scale.owned)
	if err := a.prepare(string(ask), ask, n, min(n, b.scale.sample)); err != nil {
		return m, err
	}
	var with, without []float64
	var seen visitResult
	for round := range b.scale.rounds + 1 {
		b.progress.say("round %d of %d: alone", round, b.scale.rounds)
		alone, err := a.send(string(ask), b.underSpec(s))
		if err != nil {
			return m, err
		}
		b.progress.say("round %d of %d: with customers", round, b.scale.rounds)
		beside, got, err := b.besideVisitors(a, w, s)
		if err != nil {
			return m, err
		}
		if round > 0 {
			without, with = append(without, alone.PerSecond()), append(with, beside.PerSecond())
			seen.Pages, seen.LogIns, seen.Slow = seen.Pages+got.Pages, seen.LogIns+got.LogIns, max(seen.Slow, got.Slow)
		}
	}
	m.rounds = figures.Ratios(with, without)
	m.note("alone %s answers a second, beside them %s", figures.Number(figures.Median(without)), figures.Number(figures.Median(with)))
	m.note("%d customers looked at %d pages and logged in %d times in %d rounds, each with %g s between two on the average; the slowest hundredth took %s s at most, with the pauses",
		b.scale.visitors, seen.Pages, seen.LogIns, b.scale.rounds, think, figures.Number(seen.Slow))
	return m, nil
}

func (b *bench) underSpec(s *server) load.Spec {
	return load.Spec{Addr: s.agents, Conns: connections, Seconds: b.scale.seconds, Want: wantValid}
}

// besideVisitors has agents ask while customers are there, from before the first
// question until after the last.
func (b *bench) besideVisitors(a *asker, w *proc.Worker, s *server) (got sent, seen visitResult, err error) {
	there := make(chan error, 1)
	go func() {
		there <- w.Ask(visitOrder{Portal: s.portal, Seconds: b.scale.seconds, Think: think}, &seen)
	}()
	got, err = a.send(string(ask), b.underSpec(s))
	return got, seen, errors.Join(err, <-there)
}
