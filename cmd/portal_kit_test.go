package cmd

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"ollu/cmd/clitest"
	"ollu/codec/product"
	"ollu/config"
	"ollu/server/mail/mailtest"
)

// operators is who is asked for offline codes.
const operators = "operators@vendor.example.com"

// buildPrograms builds the programs of a walk.
func buildPrograms(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	build := exec.Command("go", "build", "-o", dir+"/", "./ollu", "./ollu-agent")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	return dir
}

// vendor is an issuer with a server that serves the portal, and a mail server.
type vendor struct {
	clitest.Place
	server       *clitest.Process
	agents, site string // addresses of the agents' door and of the portal
	catalogue    *product.Catalogue
	mails        *mailtest.Catcher

	mu   sync.Mutex
	read map[int]bool // mails that were taken
}

// opensPortal starts the built server with a configuration file, to which more lines
// of the section portal may be added.
func opensPortal(t *testing.T, programs string, more ...string) *vendor {
	t.Helper()
	v := &vendor{Place: clitest.Place{Programs: programs, Dir: t.TempDir(), Limit: walkTime}, mails: mailtest.Start(t, mailtest.Options{}), read: map[int]bool{}}
	var err error
	if v.catalogue, err = config.DefaultCatalogue(); err != nil {
		t.Fatal(err)
	}
	v.Write(t, "ollu.yaml", fmt.Sprintf(`data_dir: data
agents: {listen: "127.0.0.1:0"}
admin: {listen: "127.0.0.1:0"}
portal:
  listen: 127.0.0.1:0
  brand: 見本ソフトウェア
  support_mail: support@vendor.example.com
  support_phone: 03-0000-0000
  support_url: https://vendor.example.com/support
  operator_mail: %s
  %s
mail: {host: %s, port: %d, from: licence@vendor.example.com, ca_file: %s}
log: {level: warn}
`, operators, strings.Join(more, "\n  "), v.mails.Host(), v.mails.Port(), v.mails.CAFile()))
	v.server = v.Start(t, "ollu", "serve")
	v.server.Until(t, "it listens", func() bool { return listens.MatchString(v.server.Stdout.String()) })
	found := listens.FindStringSubmatch(v.server.Stdout.String())
	v.agents, v.site = found[1], found[2]
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(v.server.Stderr.String())
		}
	})
	return v
}

var listens = regexp.MustCompile(`(?s)agents +(http://127\.0\.0\.1:\d+)/.*portal +(http://127\.0\.0\.1:\d+)`)

// ollu runs an operator's command, which must succeed.
func (v *vendor) ollu(t *testing.T, args ...string) string {
	t.Helper()
	o := v.Run(t, "ollu", args...)
	if o.Code != 0 {
		t.Fatalf("ollu %s: exit code %d\n%s%s", strings.Join(args, " "), o.Code, o.Stdout, o.Stderr)
	}
	return o.Stdout
}

// key issues a registration key by the command line.
func (v *vendor) key(t *testing.T, product string, more ...string) string {
	t.Helper()
	all := clitest.Parse[[]struct{ Key string }](t, v.ollu(t, append([]string{"key", "issue", "--json", "--product", product}, more...)...))
	return all[0].Key
}

// name gives a product's name in a language.
func (v *vendor) name(t *testing.T, id string) product.Text {
	t.Helper()
	p, ok := v.catalogue.Product(id)
	if !ok {
		t.Fatalf("the catalogue has no %s", id)
	}
	return p.Name
}

// letter waits for a mail to somebody that holds all the texts, as text and as a
// page, and takes it.
func (v *vendor) letter(t *testing.T, to string, texts ...string) (letter mailtest.Decoded) {
	t.Helper()
	clitest.Eventually(t, fmt.Sprintf("a mail to %s says %q", to, texts), func() bool {
		v.mu.Lock()
		defer v.mu.Unlock()
		for i, m := range v.mails.Messages() {
			if v.read[i] || m.To[0] != to || !m.TLS {
				continue
			}
			letter = m.Decode(t)
			if holdsAll(letter.Body, texts) && holdsAll(letter.HTML, texts) {
				v.read[i] = true
				return true
			}
		}
		return false
	})
	return letter
}

// wantNoMore fails the test for mails to somebody that nobody waited for: what is
// told is told once.
func (v *vendor) wantNoMore(t *testing.T, to string) {
	t.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	for i, m := range v.mails.Messages() {
		if m.To[0] == to && !v.read[i] {
			t.Errorf("one mail more came: %s", m.Decode(t).Subject)
		}
	}
}

func holdsAll(text string, wants []string) bool {
	for _, want := range wants {
		if !strings.Contains(text, want) {
			return false
		}
	}
	return true
}

// tool runs a program of the machine.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s\nrun .ci/install where it is missing", name, err, out)
	}
	return strings.TrimSpace(string(out))
}

// pictures is the folder where screenshots are kept: PORTAL_SHOTS, or one of the
// test.
func pictures(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("PORTAL_SHOTS")
	if dir == "" {
		dir = t.TempDir()
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// axe reads the program that looks for what shuts people out.
func axe(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(top, ".tools", "axe.min.js"))
	if err != nil {
		t.Fatalf("%v: run .ci/install", err)
	}
	return string(text)
}
