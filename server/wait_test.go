package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"ollu/keystore/mem"
	"ollu/server/check"
)

// A node lets managers sync and wait, and answers those who wait when it stops.
func TestNodeLetsManagersWait(t *testing.T) {
	store := mem.New()
	code := activated(t, store)
	o := options(t, store)
	o.Agents.MaxWaiters = 1
	n, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Start(); err != nil {
		t.Fatal(err)
	}
	if said := post(t, n.AgentsURL()+check.PathSync, `{"codes":["`+code.Reveal()+`"]}`); !strings.Contains(said, `"at":0`) {
		t.Errorf("a sync said %s", said)
	}
	woken := make(chan string, 1)
	go func() {
		woken <- post(t, n.AgentsURL()+check.PathWait, fmt.Sprintf(`{"since":"%d","marks":"","seconds":60}`, n.feed.Revision()))
	}()
	atOnce(t, func() bool {
		_, figures := get(t, n.AdminURL()+"/metrics")
		return strings.Contains(figures, "\nollu_waiters 1\n")
	})
	if err := n.Stop(context.Background()); err != nil {
		t.Error(err)
	}
	if said := <-woken; !strings.Contains(said, `"marks":""`) {
		t.Errorf("at the stop it was told %s", said)
	}
}

func TestNodeLetsNobodyWait(t *testing.T) {
	n := start(t, options(t, mem.New()))
	if said := post(t, n.AgentsURL()+check.PathWait, `{}`); !strings.Contains(said, "nobody can wait") {
		t.Errorf("said %s", said)
	}
}

func post(t *testing.T, url, body string) string {
	t.Helper()
	res, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		return err.Error()
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func atOnce(t *testing.T, so func() bool) {
	t.Helper()
	tick, end := time.NewTicker(5*time.Millisecond), time.After(10*time.Second)
	defer tick.Stop()
	for !so() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatal("it never came to be")
		}
	}
}
