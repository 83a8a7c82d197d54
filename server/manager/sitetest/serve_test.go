package sitetest

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"ollu/codec/profile"
)

// asSite names the variable that has the test binary serve a site of these options
// until its standard input ends.
const asSite = "OLLU_TEST_SITE"

func serveInstead() bool {
	text, ok := os.LookupEnv(asSite)
	if !ok {
		return false
	}
	var o Options
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, _ = bufio.NewReader(os.Stdin).ReadByte()
		cancel()
	}()
	if err := Serve(ctx, o, "127.0.0.1:0", func(address string) { fmt.Println(address) }); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return true
}

func TestASiteInAnotherProcess(t *testing.T) {
	k := newKit(t, Options{})
	c := k.code()
	o := Options{
		Count: 5, Name: "gateway", Product: "gateway", Build: "1", Codes: []string{c.Reveal()}, Components: []string{"antivirus"},
		Keys: k.keys(k.signer),
	}
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), asSite+"="+string(text))
	child.Stderr = os.Stderr
	stdin, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	address, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	r := &Remote{Address: strings.TrimSpace(address), HTTP: k.http}
	k.changes(r, o)
	_ = stdin.Close()
	if err := child.Wait(); err != nil {
		t.Fatalf("the process ends with %v", err)
	}
	if _, err := r.States(t.Context()); err == nil {
		t.Fatal("it is still there")
	}
}

// changes looks at a remote site and changes it.
func (k *kit) changes(r *Remote, o Options) {
	states := k.states(r)
	if len(states) != o.Count || states[4].Name != "gateway-0004" || states[4].Token != "gateway-0004-token" || len(states[4].KeyIDs) != 1 {
		k.Fatalf("the site is %+v", states)
	}
	yes, no, busy, build, slow := true, false, FaultBusy, "2", 0
	some := []string{"gateway-0001", "gateway-0003"}
	for _, c := range []Change{{Products: some, Off: &yes}, {Products: some[:1], Off: &no, SlowMS: &slow}, {Fault: &busy, Build: &build, Use: o.Codes}} {
		if err := r.Change(k.Context(), c); err != nil {
			k.Fatal(err)
		}
	}
	for i, s := range k.states(r) {
		if s.Off != (i == 3) || s.Fault != FaultBusy || s.Holding.Build != "2" || len(s.Holding.Parts) != 1 {
			k.Fatalf("product %d is %+v", i, s)
		}
	}
	for _, c := range []Change{{Products: []string{"nobody"}}, {Use: []string{"IM"}}, {Products: some[:1], Pull: "http://127.0.0.1:1"}} {
		if err := r.Change(k.Context(), c); err == nil {
			k.Fatalf("%+v is taken", c)
		}
	}
}

func (k *kit) states(r *Remote) []State {
	k.Helper()
	s, err := r.States(k.Context())
	if err != nil {
		k.Fatal(err)
	}
	return s
}

func TestServeEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	err := Serve(ctx, Options{Count: 1}, "127.0.0.1:0", func(string) { cancel() })
	if err != nil {
		t.Fatalf("it ends with %v", err)
	}
	if err := Serve(t.Context(), Options{}, "203.0.113.77:1", nil); err == nil {
		t.Fatal("it listens where it cannot")
	}
}

// A slow product does not keep a caller who gives up, nor a site that is closed.
func TestASlowProductCanBeLeft(t *testing.T) {
	k := newKit(t, Options{Count: 1})
	p := k.Products()[0]
	p.SetSlow(time.Hour)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL()+profile.Path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if resp, err := k.http.Do(r); err == nil {
		resp.Body.Close()
		t.Fatal("it answers")
	}
	p.SetSlow(time.Millisecond)
	if _, status := k.send(p, p.Token(), nil); status != http.StatusOK {
		t.Fatalf("it answers %d", status)
	}
}
