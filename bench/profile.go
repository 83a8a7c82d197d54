package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"

	"ollu/bench/load"
)

// profiling has a server show what its processor time goes into.
const profiling = "OLLU_ADMIN_PPROF=true"

// profiled is what single requests ask about while a profile is taken, and what
// their answers begin with.
var profiled = []struct {
	kind kind
	want string
}{{ask, wantValid}, {device, wantValid}, {signed, wantToken}, {fresh, wantToken}}

// profile writes a processor profile of a server that is asked a mix of
// questions, one by one and in batches. The compiler reads it to know what is
// worth its effort.
func (b *bench) profile(file string) error {
	s, err := b.stocked(b.scale.stock, true, profiling)
	if err != nil {
		return err
	}
	a, err := b.startAsker()
	if err != nil {
		return err
	}
	for _, p := range profiled {
		if err := a.prepare(string(p.kind), p.kind, b.scale.stock, min(popular, b.scale.stock)); err != nil {
			return err
		}
	}
	n := min(b.scale.stock, b.scale.batches*batchSize)
	bodies, err := batches(n, min(n, batchSize))
	if err != nil {
		return err
	}
	b.progress.say("taking a profile")
	taken := make(chan error, 1)
	go func() { taken <- s.profile(b.ctx, file, float64(b.scale.rounds*len(profiled))*b.scale.seconds) }()
	for range b.scale.rounds {
		if err := b.mix(a, s, bodies, min(n, batchSize)); err != nil {
			return err
		}
	}
	return <-taken
}

// mix asks every kind of question once.
func (b *bench) mix(a *asker, s *server, bodies [][]byte, questions int) error {
	for _, p := range profiled {
		if _, err := a.send(string(p.kind), load.Spec{Addr: s.agents, Conns: connections, Seconds: b.scale.seconds, Want: p.want}); err != nil {
			return err
		}
	}
	return load.Post(b.ctx, "http://"+s.agents+path, bodies, wantValid, questions, batchConnections)
}

// profile takes a profile over so many seconds, which takes as long, and writes
// it to a file.
func (s *server) profile(ctx context.Context, file string, seconds float64) error {
	url := fmt.Sprintf("%s/debug/pprof/profile?seconds=%d", s.admin, int(math.Ceil(seconds)))
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s", url, response.Status)
	}
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}
