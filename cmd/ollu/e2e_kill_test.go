package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"ollu/codec/term"
	"ollu/server/client"
	"ollu/server/wire"
)

// kills is how many times the server is killed under load.
const kills = 8

// acknowledged is what the server has said was done, by code.
type acknowledged struct {
	mu      sync.Mutex
	devices map[string][]string
	expires map[string]term.Day
	count   atomic.Int64
}

// Whatever was acknowledged before a kill -9 is there after it (row B10):
// activations and renewals under load, many times over.
func TestKillLosesNothingAcknowledged(t *testing.T) {
	dir := t.TempDir()
	acked := &acknowledged{devices: map[string][]string{}, expires: map[string]term.Day{}}
	n := startNode(t, dir)
	licences := n.issue("--expires", "2030-01-31", "--count", "64", "--device-limit", "0")
	random := rand.New(rand.NewPCG(1, 2))
	for round := range kills {
		strikeUntil(t, n, licences, acked, round, acked.count.Load()+50+random.Int64N(400))
		n = startNode(t, dir)
		acked.compare(t, n, licences)
		if t.Failed() {
			t.Fatalf("after kill %d of %d", round+1, kills)
		}
	}
	n.run("store", "verify").want(t, exitDone, "all is well", "")
	t.Logf("%d acknowledged writes survived %d kills", acked.count.Load(), kills)
}

// strikeUntil loads the server from many sides and kills it once so many
// writes are acknowledged in all, in the middle of the rest.
func strikeUntil(t *testing.T, n *node, licences []wire.Licence, acked *acknowledged, round int, enough int64) {
	t.Helper()
	admin, err := client.Dial(client.Options{DataDir: n.dir})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	full := make(chan struct{})
	var once sync.Once
	var strikers sync.WaitGroup
	for i := range 16 {
		strikers.Go(func() {
			for j := 0; ctx.Err() == nil; j++ {
				l := licences[(i*7+j)%len(licences)]
				if i%4 == 0 {
					acked.renew(ctx, admin, l, i)
				} else {
					acked.activate(ctx, n.agents, l, fmt.Sprintf("r%d-%d-%d", round, i, j))
				}
				if acked.count.Load() >= enough {
					once.Do(func() { close(full) })
				}
			}
		})
	}
	select {
	case <-full:
	case <-n.ended:
		t.Errorf("the server ended by itself: %s", n.stderr.String())
	}
	n.kill()
	cancel()
	strikers.Wait()
}

func (a *acknowledged) activate(ctx context.Context, server string, l wire.Licence, device string) {
	s, _, err := client.Ask(ctx, server, client.Question{Code: l.Code.Reveal(), Device: device, Activate: true})
	if err != nil || s.Result.String() != "valid" {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.devices[l.Code.Reveal()] = append(a.devices[l.Code.Reveal()], device)
	a.count.Add(1)
}

// renew moves the licence on by a day; each licence is renewed by one striker
// at a time, so the last acknowledged expiry is the latest.
func (a *acknowledged) renew(ctx context.Context, admin *client.Admin, l wire.Licence, _ int) {
	r, err := admin.Renew(ctx, &wire.RenewRequest{Code: l.Code, Period: "1d"})
	if err != nil || r.Licence.Expires == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.expires[l.Code.Reveal()] = max(a.expires[l.Code.Reveal()], *r.Licence.Expires)
	a.count.Add(1)
}

// compare asks the restarted server for all that was acknowledged.
func (a *acknowledged) compare(t *testing.T, n *node, licences []wire.Licence) {
	t.Helper()
	admin, err := client.Dial(client.Options{DataDir: n.dir})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range licences {
		got, err := admin.Show(t.Context(), l.Code)
		if err != nil {
			t.Fatal(err)
		}
		if want := a.expires[l.Code.Reveal()]; *got.Licence.Expires < want {
			t.Errorf("%s expires %s, acknowledged was %s", l.Code, got.Licence.Expires, want)
		}
		var have strings.Builder
		for _, d := range got.Licence.Devices {
			have.WriteString(d.ID + "\n")
		}
		for _, device := range a.devices[l.Code.Reveal()] {
			if !strings.Contains(have.String(), device+"\n") {
				t.Errorf("%s has lost device %s", l.Code, device)
			}
		}
	}
}
