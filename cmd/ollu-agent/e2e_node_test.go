package main

import (
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ollu/cmd/cli"
	"ollu/cmd/clitest"
	"ollu/codec/term"
	"ollu/server/certtest"
	"ollu/server/wire"
)

// What the tests speak of, as the catalogue that ships has it.
const gateway = exampleProduct

// node is a running server: the built program in a process of its own.
type node struct {
	*clitest.Process
	t    *testing.T
	dir  string // data directory
	home place
	url  string // base address of the agents' door
}

// startNode starts a server on free ports and returns once it listens.
func startNode(t *testing.T, more ...string) *node {
	t.Helper()
	n := &node{t: t, dir: filepath.Join(t.TempDir(), "data"), home: newPlace(t)}
	n.serve("127.0.0.1:0", more...)
	return n
}

// serve starts the server on an address.
func (n *node) serve(address string, more ...string) {
	n.t.Helper()
	args := append([]string{"serve", "--data-dir", n.dir, "--listen", address, "--admin-listen", "127.0.0.1:0", "--portal-listen", "127.0.0.1:0"}, more...)
	n.Process = n.home.with("OLLU_AGENTS_RATE_PER_SECOND=0").Start(n.t, "ollu", args...)
	clitest.Eventually(n.t, "the server listens", func() bool {
		select {
		case <-n.Ended:
			n.t.Fatalf("the server ended: %s", n.Stderr.String())
		default:
		}
		return strings.Contains(n.Stdout.String(), "admin ")
	})
	n.url, _, _ = strings.Cut(strings.Fields(n.Stdout.String())[1], "/ollu/")
}

// ollu runs an operator's command against this server; it must succeed.
func (n *node) ollu(args ...string) string {
	n.t.Helper()
	out := n.home.Run(n.t, "ollu", append(args, "--data-dir", n.dir)...)
	if out.Code != cli.Done {
		n.t.Fatalf("ollu %s: exit code %d\n%s%s", strings.Join(args, " "), out.Code, out.Stdout, out.Stderr)
	}
	return out.Stdout
}

// issue issues a licence of the gateway and gives its code.
func (n *node) issue(args ...string) string {
	n.t.Helper()
	return n.issueFor(gateway, args...)
}

func (n *node) issueFor(product string, args ...string) string {
	n.t.Helper()
	out := n.ollu(append([]string{"license", "issue", "--product", product, "--json"}, args...)...)
	return clitest.Parse[[]wire.Licence](n.t, out)[0].Code.Reveal()
}

// publish fetches something that the server publishes, as a file of the place.
func (n *node) publish(p place, path, name string) {
	n.t.Helper()
	res, err := http.Get(n.url + path)
	if err != nil {
		n.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		n.t.Fatalf("%s: %d %v", path, res.StatusCode, err)
	}
	p.Write(n.t, name, string(b))
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

// certificate writes a certificate for 127.0.0.1 and its key.
func certificate(t *testing.T, p place) (certFile, keyFile string) {
	t.Helper()
	certFile, keyFile = filepath.Join(p.Dir, "cert.pem"), filepath.Join(p.Dir, "key.pem")
	certtest.New(t).Write(t, certtest.Spec{}, certFile, keyFile)
	return certFile, keyFile
}
