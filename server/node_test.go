package server

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/mem"
	"ollu/server/check"
	"ollu/server/terms"
)

var (
	im    = codec.Prefix{'I', 'M'}
	noon  = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	today = term.Today(noon, time.UTC)
)

// catalogue holds one product of the given name.
func catalogue(t *testing.T, id string) *product.Catalogue {
	t.Helper()
	text := product.Text{JA: id, EN: id}
	c, err := product.NewCatalogue([]*product.Product{{
		ID: id, Name: text, Prefixes: []codec.Prefix{im}, Zone: "UTC", Grace: 90,
		Schedule:   &term.Schedule{Every: 30, DayBefore: true, Daily: term.DailyFromGraceEnd},
		Components: []product.Component{{ID: "antivirus", Name: text, Prefixes: []codec.Prefix{im}, Sold: true}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// options are those of a node over a store in memory.
func options(t *testing.T, store keystore.Store) Options {
	t.Helper()
	c := catalogue(t, "appliance")
	return Options{
		Store:     store,
		Catalogue: func() (*product.Catalogue, error) { return c, nil },
		Backup:    func(context.Context, io.Writer) error { return nil },
		DataDir:   t.TempDir(),
		Agents:    Agents{Listen: "127.0.0.1:0"},
		Admin:     Admin{Listen: "127.0.0.1:0"},
		Log:       zap.NewNop(),
		Now:       func() time.Time { return noon },
		Random:    rand.Reader,
		Registry:  prometheus.NewRegistry(),
	}
}

// activated puts a licence with one device into the store.
func activated(t *testing.T, store keystore.Store) codec.Code {
	t.Helper()
	code, err := codec.NewCode(im, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	l := keystore.Licence{
		Code: code, Product: "appliance", Type: product.Full, Seats: 1, Components: []string{"antivirus"}, Zone: "UTC",
		Expires: today + 10, Grace: 90, Issued: today, IssuedAt: noon,
	}
	for _, c := range []keystore.Change{keystore.Issue{Licences: []keystore.Licence{l}}, keystore.Activate{Code: code, Device: "rack-1"}} {
		if _, err := store.Apply(context.Background(), keystore.Act{By: "test", At: noon, Change: c}); err != nil {
			t.Fatal(err)
		}
	}
	return code
}

func start(t *testing.T, o Options) *Node {
	t.Helper()
	n, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		if err := n.Stop(context.Background()); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return n
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// A clock set back is followed, as the only clock there is; it does not turn
// back what was noted, nor stop anything.
func TestClockSetBack(t *testing.T) {
	store := mem.New()
	code := activated(t, store)
	o := options(t, store)
	now := noon
	o.Now = func() time.Time { return now }
	n := start(t, o)
	ask := func() string {
		_, body := get(t, n.AgentsURL()+check.Path+"?device=rack-1&ac="+code.Reveal())
		return body
	}
	for _, c := range []struct {
		days int
		want string
	}{{0, "days_left=10\n"}, {11, "days_left=-1\n"}, {-40, "days_left=50\n"}, {200, "result=expired\n"}, {0, "days_left=10\n"}} {
		now = noon.AddDate(0, 0, c.days)
		if got := ask(); !strings.Contains(got, c.want) {
			t.Errorf("%d days from now: %s; want %s", c.days, got, c.want)
		}
	}
	l, err := store.Licence(context.Background(), code)
	if err != nil {
		t.Fatal(err)
	}
	if want := noon.AddDate(0, 0, 200); !l.Devices[0].LastSeen.Equal(want) {
		t.Errorf("last seen %s, want the latest, %s", l.Devices[0].LastSeen, want)
	}
	now = noon.AddDate(0, 0, -40)
	if _, err := store.Apply(context.Background(), keystore.Act{By: "test", At: now, Change: keystore.Renew{Code: code, Expires: today + 400}}); err != nil {
		t.Errorf("a renewal with the clock set back: %v", err)
	}
	if r, err := store.Verify(context.Background(), nil); err != nil || !r.OK() {
		t.Errorf("the audit log after it: %v %v", r.Problems, err)
	}
}

// A catalogue without a product in use would leave its payers unanswered.
func TestCatalogueMustFitTheStock(t *testing.T) {
	store := mem.New()
	activated(t, store)
	o := options(t, store)
	other := catalogue(t, "other")
	o.Catalogue = func() (*product.Catalogue, error) { return other, nil }
	if _, err := New(o); !errors.Is(err, terms.ErrUnknownProduct) {
		t.Errorf("started with it: %v", err)
	}
}

func TestReady(t *testing.T) {
	store := mem.New()
	n := start(t, options(t, store))
	for _, c := range []struct {
		fault  mem.Fault
		status int
	}{{mem.Healthy, 200}, {mem.RefuseWrite, 503}, {mem.Unreadable, 503}, {mem.Healthy, 200}} {
		store.Fail(c.fault)
		if status, body := get(t, n.AdminURL()+"/readyz"); status != c.status {
			t.Errorf("fault %d: %d %s", c.fault, status, body)
		}
		if status, _ := get(t, n.AdminURL()+"/healthz"); status != 200 {
			t.Errorf("fault %d: /healthz is %d", c.fault, status)
		}
	}
}

// When one listener cannot be opened, the other is not left open.
func TestStartIsAllOrNothing(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := options(t, mem.New())
	o.Agents.Listen, o.Admin.Listen = free.Addr().String(), taken.Addr().String()
	free.Close()
	n, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Start(); err == nil {
		t.Fatal("started on an address that is taken")
	}
	again, err := net.Listen("tcp", o.Agents.Listen)
	if err != nil {
		t.Fatalf("the agents' address is still held: %v", err)
	}
	again.Close()
}

// Stopping at once after starting leaves nothing open.
func TestStopAtOnce(t *testing.T) {
	for range 50 {
		n, err := New(options(t, mem.New()))
		if err != nil {
			t.Fatal(err)
		}
		if err := n.Start(); err != nil {
			t.Fatal(err)
		}
		if err := n.Stop(context.Background()); err != nil {
			t.Fatal(err)
		}
		if c, err := net.DialTimeout("tcp", strings.TrimPrefix(n.AgentsURL(), "http://"), time.Second); err == nil {
			c.Close()
			t.Fatal("the agents' door is still open")
		}
	}
}

func TestToken(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, tokenFile)
	first, err := token(dir, rand.Reader)
	if err != nil || len(first) < tokenBytes {
		t.Fatalf("%d characters, %v", len(first), err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the token's file: %v %v", info.Mode(), err)
	}
	if again, err := token(dir, rand.Reader); err != nil || again != first {
		t.Errorf("the second start made another token (%v)", err)
	}
	if err := os.WriteFile(path, []byte("short\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := token(dir, rand.Reader); err == nil || !strings.Contains(err.Error(), "delete it") {
		t.Errorf("a short token: %v", err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := token(dir, rand.Reader); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a token that others can read: %v", err)
	}
	if _, err := token(t.TempDir(), strings.NewReader("")); err == nil {
		t.Error("a token was made without randomness")
	}
}
