package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"ollu/bench/figures"
	"ollu/bench/load"
	"ollu/bench/proc"
	"ollu/bench/stock"
)

const (
	managersName = "managers"
	syncPath     = "/ollu/sync"
)

// managersOrder tells the managers what to do.
type managersOrder struct {
	Addr     string
	Managers int     // to write questions for, when Seconds is 0
	Each     int     // codes of each
	Seconds  float64 // to sync over and over
	Unheard  bool    // as if nothing were held yet, so that every answer is signed
}

// syncedResult is what the managers saw. Codes and Changed count over all syncs.
type syncedResult struct{ Syncs, Codes, Changed int }

// managers hold the questions of each, with and without what it holds.
type managers struct {
	client  *http.Client
	unheard [][]byte
	held    [][]byte
	each    int
}

// newManagers plays managers that all sync at once.
func newManagers() proc.Job {
	m := &managers{client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1000}}}
	return func(question json.RawMessage) (any, error) {
		var o managersOrder
		if err := json.Unmarshal(question, &o); err != nil {
			return nil, err
		}
		if o.Seconds == 0 {
			return nil, m.prepare(o)
		}
		return m.sync(o)
	}
}

// prepare syncs once for each manager, and writes down what it then holds.
func (m *managers) prepare(o managersOrder) error {
	m.each = o.Each
	for i := range o.Managers {
		codes := make([]string, o.Each)
		for k := range codes {
			codes[k] = stock.Code(i*o.Each + k).Reveal()
		}
		body, err := json.Marshal(map[string]any{"codes": codes})
		if err != nil {
			return err
		}
		m.unheard = append(m.unheard, body)
		a, err := m.ask(o.Addr, body)
		if err != nil {
			return err
		}
		if len(a.Changed) != o.Each {
			return fmt.Errorf("a first sync of %d codes is answered for %d", o.Each, len(a.Changed))
		}
		for _, c := range a.Changed {
			codes[c.At] += "." + c.Tag
		}
		if body, err = json.Marshal(map[string]any{"codes": codes}); err != nil {
			return err
		}
		m.held = append(m.held, body)
	}
	return nil
}

// syncAnswer is what the server answers to a sync.
type syncAnswer struct {
	Revision string
	Changed  []struct {
		At        int
		Tag       string
		Statement string
	}
}

func (m *managers) ask(addr string, body []byte) (a syncAnswer, err error) {
	r, err := m.client.Post("http://"+addr+syncPath, "application/json", bytes.NewReader(body))
	if err != nil {
		return a, err
	}
	defer func() { _ = r.Body.Close() }()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return a, err
	}
	if r.StatusCode != http.StatusOK {
		return a, fmt.Errorf("a sync is answered with %s: %.300s", r.Status, text)
	}
	return a, json.Unmarshal(text, &a)
}

// sync lets all managers sync, each again as soon as it is done, until the time
// is over.
func (m *managers) sync(o managersOrder) (all syncedResult, err error) {
	bodies := m.held
	if o.Unheard {
		bodies = m.unheard
	}
	deadline := time.Now().Add(time.Duration(o.Seconds * float64(time.Second)))
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, body := range bodies {
		wg.Go(func() {
			for time.Now().Before(deadline) {
				a, e := m.ask(o.Addr, body)
				mu.Lock()
				all.Syncs, all.Codes, all.Changed = all.Syncs+1, all.Codes+m.each, all.Changed+len(a.Changed)
				err = errors.Join(err, e)
				mu.Unlock()
				if e != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	if want := map[bool]int{true: all.Codes}[o.Unheard]; err == nil && all.Changed != want {
		err = fmt.Errorf("%d of %d codes were answered, want %d", all.Changed, all.Codes, want)
	}
	return all, err
}

// measureManagers lets agents ask with and without managers that sync.
func measureManagers(b *bench) (m measured, err error) {
	n := b.scale.managers * b.scale.each
	a, s, err := b.stage(max(b.scale.stock, n), ask)
	if err != nil {
		return m, err
	}
	w, err := proc.StartWorker(b.ctx, managersName)
	if err != nil {
		return m, err
	}
	b.later(w.Stop)
	b.progress.say("first syncs of %d managers", b.scale.managers)
	if err := w.Ask(managersOrder{Addr: s.agents, Managers: b.scale.managers, Each: b.scale.each}, new(any)); err != nil {
		return m, err
	}
	spec := load.Spec{Addr: s.agents, Conns: connections, Seconds: b.scale.seconds, Want: wantValid}
	var alone, unchanged, unheard []burst
	var synced, signed []float64
	for round := range b.scale.rounds + 1 {
		b.progress.say("round %d of %d", round, b.scale.rounds)
		quiet, err := b.load(a, s.PID(), string(ask), spec)
		if err != nil {
			return m, err
		}
		held, did, err := b.loadWith(a, s, w, spec, managersOrder{Addr: s.agents, Seconds: b.scale.seconds})
		if err != nil {
			return m, err
		}
		first, made, err := b.loadWith(a, s, w, spec, managersOrder{Addr: s.agents, Seconds: b.scale.seconds, Unheard: true})
		if err != nil {
			return m, err
		}
		if round > 0 {
			alone, unchanged, unheard = append(alone, quiet), append(unchanged, held), append(unheard, first)
			synced, signed = append(synced, float64(did.Syncs)), append(signed, float64(made.Syncs))
		}
	}
	m.rounds = figures.Ratios(rates(unchanged), rates(alone))
	m.note("%s", describe("alone", alone))
	m.note("%s", describe("while managers sync and nothing changed", unchanged))
	m.note("%s", describe("while managers sync for the first time", unheard))
	first := figures.Ratios(rates(unheard), rates(alone))
	m.note("while managers sync for the first time, every code being signed: %s (%s)", figures.Number(figures.Median(first)), figures.Span(first))
	m.note("%d managers with %d codes each, all at once and each again as soon as it is done, for %s s; they did %s syncs in that time (%s first ones); their processes share the machine too",
		b.scale.managers, b.scale.each, figures.Number(b.scale.seconds), figures.Number(figures.Median(synced)), figures.Number(figures.Median(signed)))
	return m, nil
}

// loadWith asks while managers sync.
func (b *bench) loadWith(a *asker, s *server, w *proc.Worker, spec load.Spec, o managersOrder) (u burst, all syncedResult, err error) {
	done := make(chan error, 1)
	go func() { done <- w.Ask(o, &all) }()
	u, err = b.load(a, s.PID(), string(ask), spec)
	return u, all, errors.Join(err, <-done)
}
