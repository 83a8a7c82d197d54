package check

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/valyala/fasthttp"
	"go.uber.org/zap"

	"ollu/keystore/mem"
	"ollu/server/feed"
)

// lobbyHouse is a lobby alone, in a bubble of time.
type lobbyHouse struct {
	t     *testing.T
	lobby *lobby
	store *mem.Store
	feed  *feed.Feed
}

func inALobby(t *testing.T, test func(h *lobbyHouse)) {
	synctest.Test(t, func(t *testing.T) {
		store := mem.New()
		f, err := feed.New(feed.Options{Store: store, Log: zap.NewNop(), MaxWaiters: 10_000, Gather: time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		test(&lobbyHouse{t: t, lobby: newLobby(NewMetrics(prometheus.NewRegistry()), time.Now, 0), store: store, feed: f})
	})
}

// enter lets one wait over a pipe, whose other end it gives.
func (h *lobbyHouse) enter(seconds int, marks ...uint32) net.Conn {
	h.t.Helper()
	ours, theirs := net.Pipe()
	g := &guest{lobby: h.lobby, since: revision{number: h.feed.Revision()}}
	var err error
	if g.waiter, err = h.feed.Wait(g.since.number, marks, g.woken); err != nil {
		h.t.Fatal(err)
	}
	if !h.lobby.enter(g, ours, seconds) {
		h.t.Fatal("it did not stay")
	}
	h.lobby.leaves(ours, fasthttp.StateHijacked)
	return theirs
}

// read gives what comes, until the connection is closed.
func read(c net.Conn) <-chan string {
	out := make(chan string, 1)
	go func() { b, _ := io.ReadAll(c); out <- string(b) }()
	return out
}

// Everybody leaves in its own second, whatever the others do.
func TestLobbySeconds(t *testing.T) {
	inALobby(t, func(h *lobbyHouse) {
		begun := time.Now()
		for _, seconds := range []int{3600, 1, 2, 59, 2, 3599} {
			c := h.enter(seconds)
			go func() {
				if said := <-read(c); !strings.Contains(said, `"marks":""`) {
					t.Errorf("said %q", said)
				}
				if took := time.Since(begun); took != time.Duration(seconds)*time.Second {
					t.Errorf("left after %v, not %d s", took, seconds)
				}
			}()
		}
		<-time.After(2 * time.Hour)
		synctest.Wait()
		if h.lobby.within != 0 || h.lobby.ticking || len(h.lobby.boarding) != 0 || h.lobby.writing != 0 {
			t.Errorf("something is left: %d within, ticking %v, %d boarding, %d writing", h.lobby.within, h.lobby.ticking, len(h.lobby.boarding), h.lobby.writing)
		}
	})
}

// A connection that takes nothing holds up nobody else.
func TestLobbyStuckConnections(t *testing.T) {
	inALobby(t, func(h *lobbyHouse) {
		for range writers - 1 {
			defer h.enter(1).Close() // which nobody reads
		}
		said := read(h.enter(1))
		begun := time.Now()
		if !strings.Contains(<-said, "200 OK") || time.Since(begun) != time.Second {
			t.Errorf("answered after %v", time.Since(begun))
		}
		<-time.After(answerTime)
		synctest.Wait()
		if h.lobby.writing != 0 {
			t.Errorf("%d writers are stuck", h.lobby.writing)
		}
	})
}

// A connection that breaks before it is taken over leaves nothing behind.
func TestLobbyBrokenConnections(t *testing.T) {
	inALobby(t, func(h *lobbyHouse) {
		ours, _ := net.Pipe()
		g := &guest{lobby: h.lobby}
		g.waiter, _ = h.feed.Wait(0, []uint32{7}, g.woken)
		h.lobby.enter(g, ours, 60)
		h.lobby.leaves(ours, fasthttp.StateClosed)
		if h.lobby.within != 0 || g.waiter.Stop() || testutil.ToFloat64(h.lobby.metrics.wakesBroken) != 1 {
			t.Error("it is still there")
		}
		h.lobby.leaves(ours, fasthttp.StateClosed) // another connection, of the same name
		if err := h.lobby.wait(context.Background()); err != nil {
			t.Error(err)
		}
		<-time.After(2 * time.Second)
	})
}

// Who comes while the lobby closes, or is not let go of yet, is answered too; and
// who is never let go of holds up the closing for no longer than it may take.
func TestLobbyCloses(t *testing.T) {
	inALobby(t, func(h *lobbyHouse) {
		early := read(h.enter(60))
		h.lobby.close()
		late := read(h.enter(60))
		for _, said := range []<-chan string{early, late} {
			if !strings.Contains(<-said, "200 OK") {
				t.Error("somebody was not answered")
			}
		}
		if err := h.lobby.wait(context.Background()); err != nil {
			t.Error(err)
		}
		ours, theirs := net.Pipe()
		g := &guest{lobby: h.lobby}
		g.waiter, _ = h.feed.Wait(0, []uint32{7}, g.woken)
		h.lobby.enter(g, ours, 60)
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := h.lobby.wait(ctx); err == nil {
			t.Error("one is not let go of, and was not waited for")
		}
		h.lobby.leaves(ours, fasthttp.StateHijacked)
		if !strings.Contains(<-read(theirs), "200 OK") || h.lobby.wait(context.Background()) != nil {
			t.Error("who was let go of late was not answered")
		}
	})
}
