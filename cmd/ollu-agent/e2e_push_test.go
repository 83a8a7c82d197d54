package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/profile"
	"ollu/server/disktest"
)

const pushToken = "a-token-of-the-manager"

// listening is an agent that runs with a profile listener, and how to push to it.
type listening struct {
	*process
	t      *testing.T
	url    string
	token  string
	client *http.Client
}

var pushURL = regexp.MustCompile(`profiles can be pushed\s.*"url": "([^"]+)"`)

// listens starts the agent of a place with a profile listener on a free port.
func (p place) listens(t *testing.T, more ...string) *listening {
	t.Helper()
	p.write(t, "token", pushToken+"\n")
	l := &listening{t: t, token: pushToken, client: &http.Client{Timeout: time.Minute}}
	l.process = p.with(append([]string{"OLLU_AGENT_PROFILE_LISTEN=127.0.0.1:0", "OLLU_AGENT_PROFILE_TOKEN_FILE=token"}, more...)...).keep(t)
	eventually(t, "profiles can be pushed", func() bool {
		if found := pushURL.FindStringSubmatch(l.stderr.String()); found != nil {
			l.url = found[1] + profile.Path
		}
		return l.url != ""
	})
	return l
}

// push sends items, and gives what the product says of them.
func (l *listening) push(p profile.Push) profile.Holding {
	l.t.Helper()
	h, err := l.try(p)
	if err != nil {
		l.t.Fatal(err)
	}
	return h
}

func (l *listening) try(p profile.Push) (h profile.Holding, err error) {
	body, err := json.Marshal(p)
	if err != nil {
		return h, err
	}
	r, err := http.NewRequest(http.MethodPost, l.url, bytes.NewReader(body))
	if err != nil {
		return h, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+l.token)
	resp, err := l.client.Do(r)
	if err != nil {
		return h, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		b, _ := io.ReadAll(resp.Body)
		return h, fmt.Errorf("%s: %s", resp.Status, b)
	}
	return h, json.NewDecoder(resp.Body).Decode(&h)
}

// statement asks a server for what a manager has on its shelf about a code.
func (n *node) statement(code string) string {
	n.t.Helper()
	res, err := http.PostForm(n.url+"/ollu/license_update.aspx", url.Values{"ac": {code}, "format": {"jwt"}})
	if err != nil {
		n.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		n.t.Fatalf("%d %s %v", res.StatusCode, b, err)
	}
	return string(b)
}

func statementPush(statement string) profile.Push {
	return profile.Push{Items: []profile.Item{{Statement: statement}}}
}

func (l *listening) wants(p profile.Push, outcome profile.Outcome, why string) {
	l.t.Helper()
	if r := l.push(p).Results[0]; r.Outcome != outcome || r.Why != why {
		l.t.Errorf("%+v, want %s %q", r, outcome, why)
	}
}

// A manager's push is what the product lives by at once: its terms, the file that
// products read, hooks; and nothing else that is pushed is believed (rows A2, A4,
// A10, B5, B8).
func TestPushedProfiles(t *testing.T) {
	t.Parallel()
	n, foreign := startNode(t), startNode(t)
	code, other := n.issue("--expires", in(t, 100)), n.issue("--expires", in(t, 300))
	p := newPlace(t)
	p.write(t, "ollu-agent.yaml", "server: "+n.url+"\n"+hooked)
	p.write(t, "noted", "")
	p.agent(t, "activate", code).want(t, exitDone, "activated", "")
	activated(t, n, other) // elsewhere
	l := p.listens(t)
	held := n.statement(code)
	p.write(t, "noted", "")
	noted := func(what string, has ...string) {
		t.Helper()
		eventually(t, what, func() bool {
			all := p.read(t, "noted")
			for _, one := range has {
				if !strings.Contains(all, one) {
					return false
				}
			}
			return true
		})
		if all := p.read(t, "noted"); len(has) > 0 && !strings.Contains(strings.Join(has, " "), "scan") && strings.Contains(all, "scan") {
			t.Errorf("%s: something restarted: %s", what, all)
		}
		p.write(t, "noted", "")
	}
	tick := func() { <-time.After(1100 * time.Millisecond) } // statements are dated in whole seconds

	tick()
	n.ollu("license", "renew", code, "--expires", in(t, 465))
	l.wants(statementPush(n.statement(code)), profile.Taken, "")
	p.wantStanding(t, "valid", in(t, 465), true)
	noted("hooks of a renewal ran", "updated antivirus "+in(t, 465))

	foreign.home.write(t, "stock.csv", fmt.Sprintf("code,product,expires\n%s,%s,%s\n", code, gateway, in(t, 4000)))
	foreign.ollu("license", "import", "stock.csv")
	eventually(t, "nothing is left to run", func() bool { return !strings.Contains(p.read(t, "agent/state.json"), `"outbox"`) })
	before := p.read(t, "agent/state.json")
	l.wants(statementPush(foreign.statement(code)), profile.Refused, "unknown_key")
	l.wants(statementPush(string(altered([]byte(n.statement(code))))), profile.Refused, "bad_signature")
	l.wants(statementPush(n.statement(other)), profile.Refused, "not_in_use")
	l.wants(statementPush(held), profile.Refused, "superseded")
	if after := p.read(t, "agent/state.json"); after != before {
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
	p.agent(t, "status").want(t, exitDone, in(t, 900), "")
	if got := p.agent(t, "status", "--lang", "ja"); !strings.Contains(got.stdout, "最終配信") {
		t.Errorf("status does not tell of the delivery: %s", got.stdout)
	}

	tick()
	n.ollu("license", "revoke", other, "--reason", "sold to another")
	l.push(profile.Push{Revocations: fetched(t, n.url+"/ollu/revocations.jwt")})
	p.wantStanding(t, "revoked", in(t, 900), false)
	if out := p.agent(t, "status"); !strings.Contains(out.stdout, "sold to another") {
		t.Errorf("status does not say why: %s", out.stdout)
	}
	if code := l.stop(t); code != exitDone {
		t.Errorf("exit code %d: %s", code, l.stderr.String())
	}
	if log := l.stderr.String(); strings.Contains(log, pushToken) || strings.Contains(log, other) {
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
	bare.wants(profile.Push{Items: []profile.Item{it}, Keys: json.RawMessage(p.read(t, "keys.json"))}, profile.Refused, profile.WhyNoKeys)
	l := p.with("OLLU_AGENT_ISSUER_KEYS=keys.json").listens(t)
	l.wants(profile.Push{Items: []profile.Item{it}, Facts: p.read(t, "facts.jwt")}, profile.Taken, "")
	p = p.with("OLLU_AGENT_ISSUER_KEYS=keys.json")
	p.wantStanding(t, "valid", in(t, 100), true)
	if s := p.status(t); s.Environment != "manager" || s.Product != gateway {
		t.Errorf("%+v", s)
	}
	p.agent(t, "explain").want(t, exitDone, "a manager delivers its licence", "")
	p.agent(t, "explain", "--lang", "ja").want(t, exitDone, "ライセンスプロファイルが配信される環境", "")
}

// Who may push: no token and no certificate, no listener for others; a listener
// that cannot be opened is told, and everything else goes on.
func TestPushListenerAtFault(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	for _, c := range []struct {
		env    []string
		en, ja string
	}{
		{[]string{"OLLU_AGENT_PROFILE_LISTEN=:0"}, "which other machines can reach: expected profile.token_file or profile.client_ca", "profile.listen"},
		{[]string{"OLLU_AGENT_PROFILE_LISTEN=0.0.0.0:0", "OLLU_AGENT_PROFILE_CLIENT_CA=x"}, "client certificates need HTTPS", "profile.client_ca"},
	} {
		p.with(c.env...).agent(t, "config", "check").want(t, exitNo, c.en, "")
		p.with(c.env...).agent(t, "run").want(t, exitFailed, "", c.en)
		p.with(c.env...).agent(t, "run", "--lang", "ja").want(t, exitFailed, "", c.ja)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	p.write(t, "token", pushToken)
	p.write(t, "open", pushToken)
	if err := os.Chmod(filepath.Join(p.dir, "open"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		env  []string
		says string
	}{
		"address in use": {[]string{"OLLU_AGENT_PROFILE_LISTEN=" + taken.Addr().String()}, "another program has this address"},
		"no token file":  {[]string{"OLLU_AGENT_PROFILE_LISTEN=127.0.0.1:0", "OLLU_AGENT_PROFILE_TOKEN_FILE=gone"}, "gone cannot be read"},
		"open token":     {[]string{"OLLU_AGENT_PROFILE_LISTEN=127.0.0.1:0", "OLLU_AGENT_PROFILE_TOKEN_FILE=open"}, "everybody on this machine can read it"},
		"no certificate": {[]string{"OLLU_AGENT_PROFILE_LISTEN=127.0.0.1:0", "OLLU_AGENT_PROFILE_TLS_CERT=c", "OLLU_AGENT_PROFILE_TLS_KEY=k"}, "c cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			here := newPlace(t)
			here.dir = p.dir
			r := here.with(append(c.env, "OLLU_AGENT_STATE_DIR="+t.TempDir())...).keep(t)
			eventually(t, "it is told", func() bool { return strings.Contains(r.stderr.String(), c.says) })
			if !strings.Contains(r.stderr.String(), "everything else goes on") {
				t.Error(r.stderr.String())
			}
			if code := r.stop(t); code != exitDone {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

// With a CA for clients only a manager that shows a certificate of it may push, by
// HTTPS alone.
func TestPushOverTLS(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	certFile, keyFile := certificate(t, p)
	shown, stranger := managerCertificate(t, p, "managers.pem"), managerCertificate(t, p, "strangers.pem")
	l := p.listens(t, "OLLU_AGENT_PROFILE_TLS_CERT="+certFile, "OLLU_AGENT_PROFILE_TLS_KEY="+keyFile, "OLLU_AGENT_PROFILE_CLIENT_CA=managers.pem")
	if !strings.HasPrefix(l.url, "https://") {
		t.Fatal(l.url)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(p.read(t, "cert.pem")))
	as := func(certs ...tls.Certificate) {
		l.client = &http.Client{Timeout: time.Minute, Transport: &http.Transport{
			DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: roots, Certificates: certs},
		}}
	}
	as()
	if _, err := l.try(profile.Push{}); err == nil {
		t.Error("no certificate was needed")
	}
	as(stranger)
	if _, err := l.try(profile.Push{}); err == nil {
		t.Error("a stranger's certificate was taken")
	}
	as(shown)
	if h := l.push(profile.Push{}); h.Device == "" {
		t.Errorf("%+v", h)
	}
	l.token = "another"
	if _, err := l.try(profile.Push{}); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("with another token: %v", err)
	}
	resp, err := http.Get("http" + strings.TrimPrefix(l.url, "https"))
	if err == nil && resp.StatusCode == http.StatusOK {
		t.Error("plain HTTP is answered")
	}
}

// managerCertificate writes a CA and gives a client certificate of it.
func managerCertificate(t *testing.T, p place, name string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	p.write(t, name, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
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
		l.kill()
		all.Wait()
		s := p.status(t)
		if s.Expires == nil || !held[s.Expires.String()] || s.SetAside != "" || s.Result != "valid" || len(s.Parts) != 6 {
			t.Fatalf("round %d: %+v", round, s)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(p.dir, "agent", "*damaged*")); len(left) > 0 {
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
	p.agent(t, "activate", code).want(t, exitDone, "activated", "")
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
