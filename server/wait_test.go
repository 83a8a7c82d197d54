package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"ollu/keystore/mem"
	"ollu/server/check"
	"ollu/server/signing"
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
	since, said := synced(t, n, code.Reveal())
	if !strings.Contains(said, `"at":0`) {
		t.Errorf("a sync said %s", said)
	}
	woken := make(chan string, 1)
	go func() {
		woken <- post(t, n.AgentsURL()+check.PathWait, waitSince(since))
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
	since, _ := synced(t, n)
	if said := post(t, n.AgentsURL()+check.PathWait, waitSince(since)); !strings.Contains(said, "nobody can wait") {
		t.Errorf("said %s", said)
	}
}

// A revision is worth nothing once the catalogue is another one, or the key.
func TestRevisionsFollowTheCatalogueAndTheKey(t *testing.T) {
	store := mem.New()
	o := options(t, store)
	n := start(t, o)
	first, _ := synced(t, n)
	if err := n.Reload(); err != nil {
		t.Fatal(err)
	}
	if same, _ := synced(t, n); same != first {
		t.Errorf("nothing changed, and %s became %s", first, same)
	}
	ring, err := signing.Open(SigningDir(o.DataDir), o.Now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ring.Rotate(o.Random, o.Now()); err != nil {
		t.Fatal(err)
	}
	if err := n.ReloadSigning(); err != nil {
		t.Fatal(err)
	}
	if rotated, _ := synced(t, n); rotated == first {
		t.Errorf("under another key it is %s still", rotated)
	}
}

// synced gives the revision of a sync, and all that it said.
func synced(t *testing.T, n *Node, codes ...string) (revision, said string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"codes": append([]string{}, codes...)})
	if err != nil {
		t.Fatal(err)
	}
	said = post(t, n.AgentsURL()+check.PathSync, string(body))
	var answer struct{ Revision string }
	if err := json.Unmarshal([]byte(said), &answer); err != nil || answer.Revision == "" {
		t.Fatalf("a sync said %s", said)
	}
	return answer.Revision, said
}

func waitSince(revision string) string {
	return fmt.Sprintf(`{"since":%q,"marks":"","seconds":60}`, revision)
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
