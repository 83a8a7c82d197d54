package main

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"ollu/cmd/cli"
	"ollu/cmd/clitest"
	"ollu/server/manager/book"
)

// manual is what the manual says below a heading, up to the next.
func manual(t *testing.T, heading string) string {
	t.Helper()
	b, err := os.ReadFile("../../docs/manager.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(b), "\n## "+heading+"\n")
	section, _, _ := strings.Cut(rest, "\n## ")
	if !found {
		t.Fatalf("the manual has no section %q", heading)
	}
	return section
}

// blocks gives the indented blocks of a text.
func blocks(section string) (all []string) {
	block := ""
	for line := range strings.Lines(section + "\n.") {
		code, indented := strings.CutPrefix(line, "    ")
		switch {
		case indented:
			block += code
		case block != "":
			all = append(all, block)
			block = ""
		}
	}
	return all
}

// The README shows the manual's site, by the paths where make build puts the
// programs.
func TestTheReadmesSiteIsTheManuals(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := blocks(manual(t, "A site in ten lines"))[0]
	if n := strings.Count(lines, "\n"); n != 10 {
		t.Errorf("the site takes %d lines", n)
	}
	for line := range strings.Lines(lines) {
		if !strings.Contains(string(readme), "    bin/"+line) {
			t.Errorf("the README does not show %s", line)
		}
	}
}

// freePort gives a port that nobody listens at.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port := splitAddress(l.Addr().String())
	return port
}

// The site of the manual: its lines are run as they stand, with addresses of this
// machine and codes of a real issuer; in the end every product is current.
func TestTheManualsSite(t *testing.T) {
	n := startIssuer(t)
	p := n.site(t)
	im, cs := n.issue("--expires", in(t, 200))[0], n.issueFor(suite, "--expires", in(t, 300), "--seats", "2")[0]
	p.Write(t, "codes.txt", im+"\n"+cs+"\n")
	parts := blocks(manual(t, "A site in ten lines"))
	if len(parts) != 2 {
		t.Fatalf("the section has %d blocks", len(parts))
	}
	replace := []string{"http://licence.example.com", n.url, "IM-…", im, "CS-…", cs}
	conf := map[string]string{}
	for _, name := range []string{"srv1", "srv2"} {
		port := freePort(t)
		replace = append(replace, "http://"+name+".example.com:8085", "http://127.0.0.1:"+port)
		conf[name] = strings.NewReplacer(":8085", "127.0.0.1:"+port, "srv1", name).Replace(parts[1]) + "state_dir: " + name + "\n"
		p.Write(t, name+".token", "the-token-that-"+name+"-and-the-manager-share\n")
	}
	var manager *clitest.Process
	for line := range strings.Lines(parts[0]) {
		if manager != nil {
			replace = append(replace, "http://manager.example.com:8083", strings.Fields(manager.Stdout.String())[1])
			for name, text := range conf {
				p.Write(t, name+".yaml", strings.NewReplacer(replace...).Replace(text))
			}
		}
		line = strings.NewReplacer(replace...).Replace(line)
		program, _, _ := strings.Cut(line, " ")
		if line, background := strings.CutSuffix(strings.TrimSpace(strings.Split(line, " #")[0]), "&"); background {
			r := p.Start(t, "/bin/sh", "-c", "exec "+line)
			r.Until(t, program+" runs", func() bool {
				return strings.Contains(r.Stderr.String(), "running") && (manager != nil || strings.Contains(r.Stdout.String(), "admin "))
			})
			if manager == nil {
				manager = r
			}
			continue
		}
		if out := p.Shell(t, line); out.Code != cli.Done {
			t.Fatalf("%s: %+v", line, out)
		}
	}
	defer func() {
		if t.Failed() {
			t.Logf("%s\n%s", p.manager(t, "status").Stdout, manager.Stderr.String())
		}
	}()
	clitest.Eventually(t, "both servers are current, and the gateway is known", func() bool {
		s := p.status(t)
		if len(s.Codes) != 2 || len(s.Products) != 3 {
			return false
		}
		for _, product := range s.Products {
			if product.URL != "" && (product.State != book.Current || product.Deliveries[0].Expires != in(t, 300)) {
				return false
			}
		}
		return true
	})
	for _, name := range []string{"srv1", "srv2"} {
		clitest.Eventually(t, name+" says that it is valid", func() bool {
			out := p.Run(t, "ollu-agent", "status", "--config", name+".yaml", "--json")
			return clitest.Parse[struct{ Result string }](t, out.Stdout).Result == "valid"
		})
	}
}

// Every command in the manual is one that there is, with flags that it has.
func TestTheManualsCommandsExist(t *testing.T) {
	b, err := os.ReadFile("../../docs/manager.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, line := range regexp.MustCompile("ollu-manager [a-z][^`#|]*").FindAllString(string(b), -1) {
		c, rest, err := testRoot().Find(strings.Fields(line)[1:])
		if err != nil || !c.HasParent() {
			t.Errorf("%s: there is no such command", line)
			continue
		}
		seen++
		for _, word := range rest {
			name, flag := strings.CutPrefix(strings.Trim(word, "[],.;()"), "--")
			if flag && c.Flags().Lookup(name) == nil {
				t.Errorf("%s: there is no flag --%s", line, name)
			}
		}
	}
	if seen < 15 {
		t.Errorf("only %d commands were found: the search is broken", seen)
	}
}

// The alert rules are ones that Prometheus takes, and speak of metrics that a
// manager has; so does the manual.
func TestMetricsOfAlertsAndManual(t *testing.T) {
	const rules = "../../deploy/prometheus-manager-alerts.yaml"
	if out, err := exec.Command("promtool", "check", "rules", rules).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	n := startIssuer(t)
	p := n.site(t)
	p.manager(t, "add", n.issue("--expires", in(t, 20))[0]).Want(t, cli.Done, "is managed", "")
	r := p.keep(t)
	_, metrics := get(t, http.DefaultClient, r.admin+"/metrics")
	alerts, err := os.ReadFile(rules)
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`ollu_manager_[a-z_]+`).FindAllString(string(alerts)+manual(t, "Metrics and alerts"), -1)
	for _, name := range names {
		if !strings.Contains(metrics, "\n"+name+" ") && !strings.Contains(metrics, "\n"+name+"{") {
			t.Errorf("there is no metric %s", name)
		}
	}
	if len(names) < 10 {
		t.Errorf("only %d metrics are spoken of", len(names))
	}
}
