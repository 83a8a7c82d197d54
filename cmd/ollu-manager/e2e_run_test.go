package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"ollu/cmd/cli"
	"ollu/cmd/clitest"
	"ollu/server/certtest"
	"ollu/server/manager/control"
)

// get fetches a page of a manager.
func get(t *testing.T, c *http.Client, url string) (status int, body string) {
	t.Helper()
	res, err := c.Get(url)
	if err != nil {
		return 0, err.Error()
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// What a running manager serves: health, figures, a page that wants the token,
// and the products' door; its files are its owner's.
func TestRunServes(t *testing.T) {
	n := startIssuer(t)
	p := n.site(t)
	p.manager(t, "add", n.issue("--expires", in(t, 50))[0]).Want(t, cli.Done, "is managed", "")
	r := p.keep(t)
	for path, want := range map[string]string{
		"/healthz": "", "/readyz": "", "/metrics": "ollu_manager_", "/sign-in": "manager.token",
	} {
		if status, body := get(t, http.DefaultClient, r.admin+path); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: %d %.200s", path, status, body)
		}
	}
	for _, path := range []string{"/metrics", "/sign-in", "/v1/status"} {
		q, err := http.NewRequest(http.MethodGet, r.admin+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		q.Host = "elsewhere.example:8084"
		res, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		if _ = res.Body.Close(); res.StatusCode != http.StatusMisdirectedRequest {
			t.Errorf("%s by another name: %d", path, res.StatusCode)
		}
	}
	if status, body := get(t, http.DefaultClient, r.door+"/ollu/keys.json"); status != http.StatusOK || !strings.Contains(body, "keys") {
		t.Errorf("the door's keys: %d %s", status, body)
	}
	for _, name := range []string{control.TokenFile, control.AddrFile, control.BookFile} {
		if info, err := os.Stat(filepath.Join(p.Dir, "manager", name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", name, info, err)
		}
	}
	if res, err := http.Post(r.admin+"/v1/status", "application/json", strings.NewReader("{}")); err != nil || res.StatusCode != http.StatusUnauthorized {
		t.Errorf("without the token: %v %v", res, err)
	}
	if code := r.Stop(t); code != cli.Done {
		t.Errorf("exit code %d: %s", code, r.Stderr.String())
	}
	if _, err := os.Stat(filepath.Join(p.Dir, "manager", control.AddrFile)); err == nil {
		t.Error("the address of a stopped manager is still there")
	}
}

// systemd is told when the manager is ready and when it stops; a second one on the
// same folder is refused, and so is a door that is taken.
func TestRunAsAService(t *testing.T) {
	systemd, heard := clitest.Systemd(t)
	p := newPlace(t).with("OLLU_MANAGER_LISTEN=127.0.0.1:0", "OLLU_MANAGER_ADMIN_LISTEN=127.0.0.1:0")
	r := p.with(systemd).keep(t)
	if got := heard(); got != "READY=1" {
		t.Errorf("heard %q", got)
	}
	p.manager(t, "run").Want(t, cli.Failed, "", "A manager is running on ./manager already.")
	other := newPlace(t).with("OLLU_MANAGER_ADMIN_LISTEN=127.0.0.1:0")
	other.manager(t, "run", "--listen", strings.TrimPrefix(r.door, "http://")).Want(t, cli.Failed, "", "another program has this address")
	other.manager(t, "run", "--lang", "ja", "--listen", strings.TrimPrefix(r.door, "http://")).Want(t, cli.Failed, "", "別のプログラムが使用しているため")
	if err := r.Cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-r.Ended
	if code := r.Cmd.ProcessState.ExitCode(); code != cli.Done {
		t.Errorf("exit code %d: %s", code, r.Stderr.String())
	}
	if got := heard(); got != "STOPPING=1" {
		t.Errorf("heard %q", got)
	}
}

// The products' door with certificates: it shows its own, lets in who shows one
// of the site's, and reads both again on SIGHUP.
func TestDoorWithCertificates(t *testing.T) {
	first, second := certtest.New(t), certtest.New(t)
	p := newPlace(t).with("OLLU_MANAGER_LISTEN=127.0.0.1:0", "OLLU_MANAGER_ADMIN_LISTEN=127.0.0.1:0")
	lay := func(a *certtest.Authority) {
		a.Write(t, certtest.Spec{}, filepath.Join(p.Dir, "door.pem"), filepath.Join(p.Dir, "door.key"))
		ca, err := os.ReadFile(a.File)
		if err != nil {
			t.Fatal(err)
		}
		p.Write(t, "site.pem", string(ca))
	}
	client := func(a *certtest.Authority, shown ...tls.Certificate) *http.Client {
		pool := a.Pool()
		return &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: pool, Certificates: shown}}}
	}
	lay(first)
	p.Write(t, "ollu-manager.yaml", "tls_cert: door.pem\ntls_key: door.key\nclient_ca: site.pem\n")
	r := p.keep(t)
	url := r.door + "/ollu/keys.json"
	if !strings.HasPrefix(r.door, "https://127.0.0.1:") {
		t.Fatalf("the door is %s", r.door)
	}
	if status, body := get(t, client(first, first.Certificate(t, certtest.Spec{})), url); status == 0 {
		t.Errorf("with a certificate of the site: %s", body)
	}
	for name, c := range map[string]*http.Client{
		"without": client(first), "another's": client(first, second.Certificate(t, certtest.Spec{})),
	} {
		if status, _ := get(t, c, url); status != 0 {
			t.Errorf("%s certificate was let in: %d", name, status)
		}
	}
	lay(second)
	if err := r.Cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	clitest.Eventually(t, "the new certificates are in force", func() bool {
		status, _ := get(t, client(second, second.Certificate(t, certtest.Spec{})), url)
		return status != 0
	})
	p.Write(t, "site.pem", "no certificate")
	if err := r.Cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	clitest.Eventually(t, "the log tells what could not be read", func() bool { return strings.Contains(r.Stderr.String(), "client_ca site.pem") })
	if status, body := get(t, client(second, second.Certificate(t, certtest.Spec{})), url); status == 0 {
		t.Errorf("what could not be read took the place of what was: %s", body)
	}
}

// kills is how often the running manager is killed while the state changes.
const kills = 8

// A killed manager leaves a state that the next one, and commands, go on with;
// its address leads nobody astray.
func TestKillLosesNothing(t *testing.T) {
	n := startIssuer(t)
	codes := n.issue("--expires", in(t, 100), "--count", fmt.Sprint(kills))
	p := n.site(t)
	for i, code := range codes {
		r := p.keep(t)
		add := p.Start(t, "ollu-manager", "add", code)
		if i%2 == 0 {
			<-add.Ended
			if add.Cmd.ProcessState.ExitCode() != cli.Done {
				t.Errorf("add: %s", add.Stderr.String())
			}
		}
		r.Kill()
		add.Kill()
		if _, err := os.Stat(filepath.Join(p.Dir, "manager", control.AddrFile)); err != nil {
			t.Errorf("a killed manager took its address back: %v", err)
		}
		p.manager(t, "add", code).Want(t, cli.Done, map[bool]string{true: "was managed already", false: "managed"}[i%2 == 0], "")
	}
	if s := p.status(t); len(s.Codes) != kills {
		t.Errorf("%d codes are left of %d", len(s.Codes), kills)
	}
}

// What stands at a stale address is never asked while the state is free, so it
// sees no token.
func TestAStaleAddressIsNotAsked(t *testing.T) {
	asked := make(chan string, 16)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	stranger := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { asked <- r.URL.Path })}
	go stranger.Serve(l) //nolint:errcheck // it is closed below
	defer stranger.Close()
	p := newPlace(t)
	p.manager(t, "add", exampleCode).Want(t, cli.Done, "is managed", "")
	p.Write(t, "manager/"+control.AddrFile, "http://"+l.Addr().String()+"\n")
	p.Write(t, "manager/"+control.TokenFile, strings.Repeat("x", 43)+"\n")
	p.manager(t, "status").Want(t, cli.Done, "IM-…", "")
	if len(asked) > 0 {
		t.Errorf("it was asked %s", <-asked)
	}
}

// Commands at once wait for each other, whether a manager runs or not.
func TestCommandsAtOnce(t *testing.T) {
	n := startIssuer(t)
	codes := n.issue("--expires", in(t, 100), "--count", "6")
	p := n.site(t)
	all := func(codes []string) {
		t.Helper()
		var adds []*clitest.Process
		for _, code := range codes {
			adds = append(adds, p.Start(t, "ollu-manager", "add", code))
		}
		for _, add := range adds {
			<-add.Ended
			if code := add.Cmd.ProcessState.ExitCode(); code != cli.Done {
				t.Errorf("exit code %d: %s", code, add.Stderr.String())
			}
		}
	}
	all(codes[:3])
	p.keep(t)
	all(codes[3:])
	if s := p.status(t); len(s.Codes) != len(codes) {
		t.Errorf("%d codes", len(s.Codes))
	}
}
