package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ollu/cmd/cli"
	"ollu/cmd/clitest"
	"ollu/codec/term"
	"ollu/server/manager/report"
)

// What the tests speak of, as the catalogue that ships has it: a product that
// takes a moved expiry by profile and no other code, and one that takes both.
const (
	gateway = "mail-gateway-appliance"
	suite   = "client-server-suite"
)

// issuer is a running licence server: the built program in a process of its own.
type issuer struct {
	*clitest.Process
	t    *testing.T
	dir  string // data directory
	home place
	url  string // base address of the agents' door
}

// startIssuer starts a server on free ports and returns once it listens.
func startIssuer(t *testing.T) *issuer {
	t.Helper()
	n := &issuer{t: t, dir: filepath.Join(t.TempDir(), "data"), home: newPlace(t)}
	n.serve("127.0.0.1:0")
	return n
}

func (n *issuer) serve(address string) {
	n.t.Helper()
	n.Process = n.home.with("OLLU_AGENTS_RATE_PER_SECOND=0").Start(n.t, "ollu",
		"serve", "--data-dir", n.dir, "--listen", address, "--admin-listen", "127.0.0.1:0", "--portal-listen", "127.0.0.1:0")
	n.Until(n.t, "the server listens", func() bool { return strings.Contains(n.Stdout.String(), "admin ") })
	n.url, _, _ = strings.Cut(strings.Fields(n.Stdout.String())[1], "/ollu/")
}

// ollu runs an operator's command against this server; it must succeed.
func (n *issuer) ollu(args ...string) string {
	n.t.Helper()
	out := n.home.Run(n.t, "ollu", append(args, "--data-dir", n.dir)...)
	if out.Code != cli.Done {
		n.t.Fatalf("ollu %s: exit code %d\n%s%s", strings.Join(args, " "), out.Code, out.Stdout, out.Stderr)
	}
	return out.Stdout
}

// issue issues licences of the gateway and gives their codes.
func (n *issuer) issue(args ...string) []string {
	n.t.Helper()
	return n.issueFor(gateway, args...)
}

func (n *issuer) issueFor(product string, args ...string) (codes []string) {
	n.t.Helper()
	out := n.ollu(append([]string{"license", "issue", "--product", product, "--json"}, args...)...)
	var issued []struct{ Code string }
	if err := json.Unmarshal([]byte(out), &issued); err != nil {
		n.t.Fatal(err)
	}
	for _, l := range issued {
		codes = append(codes, l.Code)
	}
	return codes
}

// in gives the date so many days from today where the gateway's dates are.
func in(t *testing.T, days int) string {
	t.Helper()
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	return (term.Today(time.Now(), tokyo) + term.Day(days)).String()
}

// site gives a place whose manager asks this server.
func (n *issuer) site(t *testing.T) place {
	t.Helper()
	return newPlace(t).with("OLLU_MANAGER_SERVER="+n.url, "OLLU_MANAGER_LISTEN=127.0.0.1:0", "OLLU_MANAGER_ADMIN_LISTEN=127.0.0.1:0")
}

// running is a manager that runs.
type running struct {
	*clitest.Process
	door, admin string // addresses
}

// keep starts `ollu-manager run` and returns once it runs.
func (p place) keep(t *testing.T, more ...string) *running {
	t.Helper()
	r := &running{Process: p.Start(t, "ollu-manager", append([]string{"run"}, more...)...)}
	r.Until(t, "the manager runs", func() bool {
		return strings.Contains(r.Stderr.String(), "running") && strings.Contains(r.Stdout.String(), "admin ") // each on its own way
	})
	fields := strings.Fields(r.Stdout.String())
	for i, f := range fields[:len(fields)-1] {
		switch f {
		case "products":
			r.door = fields[i+1]
		case "admin":
			r.admin = fields[i+1]
		}
	}
	return r
}

// waits waits until the running manager waits for news of the issuer.
func (p place) waits(t *testing.T) {
	t.Helper()
	clitest.Eventually(t, "the manager waits for news", func() bool { return p.status(t).Sync.Waiting })
}

// status gives how the site of the place stands.
func (p place) status(t *testing.T) report.Site {
	t.Helper()
	out := p.manager(t, "status", "--json")
	if out.Code == cli.Failed {
		t.Fatalf("status: %+v", out)
	}
	return clitest.Parse[report.Site](t, out.Stdout)
}

// only gives the one code of a site.
func only(t *testing.T, s report.Site) report.Code {
	t.Helper()
	if len(s.Codes) != 1 {
		t.Fatalf("the site has %d codes: %+v", len(s.Codes), s.Codes)
	}
	return s.Codes[0]
}
