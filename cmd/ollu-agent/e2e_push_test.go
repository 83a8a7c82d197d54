package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"ollu/cmd/cli"
	"ollu/cmd/clitest"
	"ollu/codec"
	"ollu/codec/profile"
	"ollu/server/disktest"
)

// A manager's push is what the product lives by at once: its terms, the file that
// products read, hooks; and nothing else that is pushed is believed (rows A2, A4,
// A10, B5, B8).
func TestPushedProfiles(t *testing.T) {
	t.Parallel()
	n, foreign := startNode(t), startNode(t)
	code, other := n.issue("--expires", in(t, 100)), n.issue("--expires", in(t, 300))
	p := newPlace(t)
	p.Write(t, "ollu-agent.yaml", "server: "+n.url+"\n"+hooked)
	p.Write(t, "noted", "")
	p.agent(t, "activate", code).Want(t, cli.Done, "activated", "")
	activated(t, n, other) // elsewhere
	l := p.listens(t)
	held := n.statement(code)
	p.Write(t, "noted", "")
	noted := func(what string, has ...string) {
		t.Helper()
		clitest.Eventually(t, what, func() bool {
			all := p.Read(t, "noted")
			for _, one := range has {
				if !strings.Contains(all, one) {
					return false
				}
			}
			return true
		})
		if all := p.Read(t, "noted"); len(has) > 0 && !strings.Contains(strings.Join(has, " "), "scan") && strings.Contains(all, "scan") {
			t.Errorf("%s: something restarted: %s", what, all)
		}
		p.Write(t, "noted", "")
	}
	tick := func() { <-time.After(1100 * time.Millisecond) } // statements are dated in whole seconds

	tick()
	n.ollu("license", "renew", code, "--expires", in(t, 465))
	l.wants(statementPush(n.statement(code)), profile.Taken, "")
	p.wantStanding(t, "valid", in(t, 465), true)
	noted("hooks of a renewal ran", "updated antivirus "+in(t, 465))

	foreign.home.Write(t, "stock.csv", fmt.Sprintf("code,product,expires\n%s,%s,%s\n", code, gateway, in(t, 4000)))
	foreign.ollu("license", "import", "stock.csv")
	clitest.Eventually(t, "nothing is left to run", func() bool { return !strings.Contains(p.Read(t, "agent/state.json"), `"outbox"`) })
	before := p.Read(t, "agent/state.json")
	l.wants(statementPush(foreign.statement(code)), profile.Refused, "unknown_key")
	l.wants(statementPush(string(altered([]byte(n.statement(code))))), profile.Refused, "bad_signature")
	l.wants(statementPush(n.statement(other)), profile.Refused, "not_in_use")
	l.wants(statementPush(held), profile.Refused, "superseded")
	if after := p.Read(t, "agent/state.json"); after != before {
		t.Errorf("refused pushes changed the state from %s to %s", before, after)
	}
	forged := statementPush(foreign.statement(code))
	forged.Keys = json.RawMessage(fetched(t, foreign.url+"/ollu/keys.json"))
	l.wants(forged, profile.Refused, "unknown_key")

	tick()
	n.ollu("license", "suspend", code, "--reason", "x")
	l.wants(statementPush(n.statement(code)), profile.Taken, "")
	p.wantStanding(t, "suspended", in(t, 465), false)
	noted("hooks of a suspension ran", "expired antivirus")
	tick()
	n.ollu("license", "resume", code)
	l.wants(statementPush(n.statement(code)), profile.Taken, "")
	p.wantStanding(t, "valid", in(t, 465), true)
	noted("hooks of its end ran", "restored antivirus")

	n.ollu("license", "renew", other, "--expires", in(t, 900))
	h := l.push(profile.Push{Items: []profile.Item{{Code: other, Replaces: fingerprint(t, code), Statement: n.statement(other)}}})
	if h.Results[0].Outcome != profile.Taken || h.Parts[0].Subject != fingerprint(t, other) || h.Parts[0].Expires != in(t, 900) {
		t.Errorf("%+v", h)
	}
	noted("another code restarts services", "activated antivirus", "scan code_changed", "filter code_changed")
	p.agent(t, "status").Want(t, cli.Done, in(t, 900), "")
	if got := p.agent(t, "status", "--lang", "ja"); !strings.Contains(got.Stdout, "最終配信") {
		t.Errorf("status does not tell of the delivery: %s", got.Stdout)
	}

	tick()
	n.ollu("license", "revoke", other, "--reason", "sold to another")
	l.push(profile.Push{Revocations: fetched(t, n.url+"/ollu/revocations.jwt")})
	p.wantStanding(t, "revoked", in(t, 900), false)
	if out := p.agent(t, "status"); !strings.Contains(out.Stdout, "sold to another") {
		t.Errorf("status does not say why: %s", out.Stdout)
	}
	if code := l.Stop(t); code != cli.Done {
		t.Errorf("exit code %d: %s", code, l.Stderr.String())
	}
	if log := l.Stderr.String(); strings.Contains(log, pushToken) || strings.Contains(log, other) {
		t.Errorf("the log tells a secret: %s", log)
	}
}

func fingerprint(t *testing.T, typed string) string {
	t.Helper()
	code, err := codec.ParseCode(typed)
	if err != nil {
		t.Fatal(err)
	}
	return code.Fingerprint()
}

func fetched(t *testing.T, address string) string {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v", address, res.StatusCode, err)
	}
	return string(b)
}

// A product that never saw a network lives by pushes alone, given the issuer's keys.
func TestPushedAlone(t *testing.T) {
	t.Parallel()
	n := startNode(t)
	code := n.issue("--expires", in(t, 100))
	activated(t, n, code)
	p := newPlace(t)
	n.publish(p, "/ollu/keys.json", "keys.json")
	n.publish(p, "/ollu/products/"+gateway+".jwt", "facts.jwt")
	it := profile.Item{Code: code, Statement: n.statement(code)}
	bare := newPlace(t).listens(t)
	bare.wants(profile.Push{Items: []profile.Item{it}, Keys: json.RawMessage(p.Read(t, "keys.json"))}, profile.Refused, profile.WhyNoKeys)
	l := p.with("OLLU_AGENT_ISSUER_KEYS=keys.json").listens(t)
	l.wants(profile.Push{Items: []profile.Item{it}, Facts: p.Read(t, "facts.jwt")}, profile.Taken, "")
	p = p.with("OLLU_AGENT_ISSUER_KEYS=keys.json")
	p.wantStanding(t, "valid", in(t, 100), true)
	if s := p.status(t); s.Environment != "manager" || s.Product != gateway {
		t.Errorf("%+v", s)
	}
	p.agent(t, "explain").Want(t, cli.Done, "a manager delivers its licence", "")
	p.agent(t, "explain", "--lang", "ja").Want(t, cli.Done, "ライセンスプロファイルが配信される環境", "")
}

// A product that is killed in the middle of pushes holds the old word or the new,
// and its state is whole.
func TestKilledWhilePushed(t *testing.T) {
	t.Parallel()
	n := startNode(t)
	code := n.issue("--expires", in(t, 100))
	p := activated(t, n, code)
	held := map[string]bool{in(t, 100): true}
	for round := range 4 {
		l := p.listens(t)
		<-time.After(1100 * time.Millisecond)
		until := in(t, 200+round)
		n.ollu("license", "renew", code, "--expires", until)
		held[until] = true
		next := statementPush(n.statement(code))
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for {
					if _, err := l.try(next); err != nil {
						return // it is gone
					}
				}
			})
		}
		<-time.After(time.Duration(round) * 3 * time.Millisecond)
		l.Kill()
		all.Wait()
		s := p.status(t)
		if s.Expires == nil || !held[s.Expires.String()] || s.SetAside != "" || s.Result != "valid" || len(s.Parts) != 6 {
			t.Fatalf("round %d: %+v", round, s)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(p.Dir, "agent", "*damaged*")); len(left) > 0 {
		t.Errorf("set aside are %v", left)
	}
}

// A full disk is told to whoever pushes; the old word stands, and the push is taken
// once there is room.
func TestPushToAFullDisk(t *testing.T) {
	t.Parallel()
	n := startNode(t)
	code := n.issue("--expires", in(t, 100))
	dir := disktest.Mount(t, "size=256k")
	p := newPlace(t).with("OLLU_AGENT_STATE_DIR="+dir, "OLLU_AGENT_SERVER="+n.url)
	p.agent(t, "activate", code).Want(t, cli.Done, "activated", "")
	l := p.listens(t)
	<-time.After(1100 * time.Millisecond)
	n.ollu("license", "renew", code, "--expires", in(t, 200))
	renewed := statementPush(n.statement(code))
	ballast := filepath.Join(dir, "ballast")
	disktest.Fill(t, ballast)
	l.wants(renewed, profile.Refused, profile.WhyNotSaved)
	p.wantStanding(t, "valid", in(t, 100), true)
	if _, err := l.try(profile.Push{Revocations: fetched(t, n.url+"/ollu/revocations.jwt")}); err == nil || !strings.Contains(err.Error(), "507") {
		t.Errorf("a list that cannot be saved: %v", err)
	}
	empty(t, ballast)
	l.wants(renewed, profile.Taken, "")
	p.wantStanding(t, "valid", in(t, 200), true)
}
