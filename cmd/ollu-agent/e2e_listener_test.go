package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"ollu/cmd/cli"
	"ollu/cmd/clitest"
	"ollu/codec/profile"
	"ollu/server/certtest"
)

const pushToken = "a-token-of-the-manager"

// listening is an agent that runs with a profile listener, and how to push to it.
type listening struct {
	*clitest.Process
	t      *testing.T
	url    string
	token  string
	client *http.Client
}

var pushURL = regexp.MustCompile(`profiles can be pushed\s.*"url": "([^"]+)"`)

// listens starts the agent of a place with a profile listener on a free port.
func (p place) listens(t *testing.T, more ...string) *listening {
	t.Helper()
	p.Write(t, "token", pushToken+"\n")
	l := &listening{t: t, token: pushToken, client: &http.Client{Timeout: time.Minute}}
	l.Process = p.with(append([]string{"OLLU_AGENT_PROFILE_LISTEN=127.0.0.1:0", "OLLU_AGENT_PROFILE_TOKEN_FILE=token"}, more...)...).keep(t)
	clitest.Eventually(t, "profiles can be pushed", func() bool {
		if found := pushURL.FindStringSubmatch(l.Stderr.String()); found != nil {
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
		p.with(c.env...).agent(t, "config", "check").Want(t, cli.No, c.en, "")
		p.with(c.env...).agent(t, "run").Want(t, cli.Failed, "", c.en)
		p.with(c.env...).agent(t, "run", "--lang", "ja").Want(t, cli.Failed, "", c.ja)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	p.Write(t, "token", pushToken)
	p.Write(t, "open", pushToken)
	if err := os.Chmod(filepath.Join(p.Dir, "open"), 0o644); err != nil {
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
			here.Dir = p.Dir
			r := here.with(append(c.env, "OLLU_AGENT_STATE_DIR="+t.TempDir())...).keep(t)
			clitest.Eventually(t, "it is told", func() bool { return strings.Contains(r.Stderr.String(), c.says) })
			if !strings.Contains(r.Stderr.String(), "everything else goes on") {
				t.Error(r.Stderr.String())
			}
			if code := r.Stop(t); code != cli.Done {
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
	roots.AppendCertsFromPEM([]byte(p.Read(t, "cert.pem")))
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
	a := certtest.New(t)
	if err := os.Rename(a.File, filepath.Join(p.Dir, name)); err != nil {
		t.Fatal(err)
	}
	return a.Certificate(t, certtest.Spec{})
}

// Who connects and says nothing, or half of something, keeps nobody else away.
func TestSilentCallers(t *testing.T) {
	t.Parallel()
	l := newPlace(t).listens(t)
	address := strings.TrimSuffix(strings.TrimPrefix(l.url, "http://"), profile.Path)
	for _, says := range []string{"", "POST ", "POST " + profile.Path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Length: 9\r\n\r\n"} {
		for range 8 {
			c, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if _, err := c.Write([]byte(says)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if h := l.push(profile.Push{}); h.Device == "" {
		t.Errorf("%+v", h)
	}
}
