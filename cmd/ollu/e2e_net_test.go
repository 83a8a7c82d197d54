package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ollu/server/client/proxytest"
)

// Agents reach the door through an HTTP proxy with user and password (row L1).
func TestThroughProxy(t *testing.T) {
	n := startNode(t, t.TempDir())
	code := n.issue("--expires", "2030-01-31")[0].Code.Reveal()
	proxy := proxytest.Tinyproxy(t, "agent", "s3cret").Addr
	through := func(user *url.Userinfo) *http.Client {
		// tinyproxy closes each connection when it has answered
		return &http.Client{Transport: &http.Transport{DisableKeepAlives: true, Proxy: http.ProxyURL(&url.URL{Scheme: "http", Host: proxy, User: user})}}
	}
	right := through(url.UserPassword("agent", "s3cret"))
	if status, body := fetch(t, right, n.agents+"?ac="+code); status != http.StatusOK || !strings.HasPrefix(body, "result=not_activated") {
		t.Errorf("GET: %d %s", status, body)
	}
	res, err := right.PostForm(n.agents, url.Values{"ac": {code}, "action": {"activate"}, "device": {"rack-1"}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK || res.Header.Get("Via") == "" {
		t.Errorf("POST: %d, Via %q", res.StatusCode, res.Header.Get("Via"))
	}
	if status, body := n.ask(code); status != http.StatusOK || !strings.HasPrefix(body, "result=valid") {
		t.Errorf("the activation through the proxy did not arrive: %d %s", status, body)
	}
	if status, _ := fetch(t, through(nil), n.agents+"?ac="+code); status != http.StatusProxyAuthRequired {
		t.Errorf("the proxy let a stranger through: %d", status)
	}
}

// background runs a program until the test ends.
func background(t *testing.T, c *exec.Cmd) {
	t.Helper()
	if err := c.Start(); err != nil {
		t.Fatalf("%s: %v; make tools installs what the tests need", c.Path, err)
	}
	t.Cleanup(func() {
		c.Process.Kill() //nolint:errcheck // it may have ended
		c.Wait()         //nolint:errcheck // killed
	})
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func listens(address string) bool {
	c, err := net.Dial("tcp", address)
	if err == nil {
		c.Close()
	}
	return err == nil
}

// A real Prometheus scrapes the server, loads the alert rules that ship, and
// finds the stock (row L9).
func TestPrometheus(t *testing.T) {
	n := startNode(t, t.TempDir())
	l := n.issue("--expires", "2030-01-31", "--count", "12")
	n.ask(l[0].Code.Reveal(), "action", "activate", "device", "rack-1")
	_, metrics := fetch(t, http.DefaultClient, n.admin+"/metrics")
	for _, licence := range l {
		if code := licence.Code.Reveal(); strings.Contains(metrics, code) || strings.Contains(metrics, code[8:13]) {
			t.Errorf("the metrics show a code: %s", licence.Code)
		}
	}
	check := exec.Command("promtool", "check", "metrics")
	check.Stdin = strings.NewReader(metrics)
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("promtool check metrics: %v\n%s", err, out)
	}
	prometheus := startPrometheus(t, strings.TrimPrefix(n.admin, "http://"))
	for query, want := range map[string]string{
		`sum(ollu_licences{phase="active",product="mail-gateway-appliance"})`: "12",
		`sum(ollu_activations_total)`:                                         "1",
		`sum(ollu_queries_total{result="valid"})`:                             "1",
		`ollu_store_writable`:                                                 "1",
		`sum(ollu_request_duration_seconds_count) > bool 0`:                   "1",
	} {
		eventually(t, query, func() bool { return ask(t, prometheus, query) == want })
	}
	if _, rules := fetch(t, http.DefaultClient, prometheus+"/api/v1/rules"); !strings.Contains(rules, "OlluStoreRefusesWrites") || strings.Contains(rules, `"health":"err"`) {
		t.Errorf("the alert rules did not load: %s", rules)
	}
}

// startPrometheus runs one that scrapes target, and returns its address.
func startPrometheus(t *testing.T, target string) string {
	t.Helper()
	rules, err := filepath.Abs(filepath.Join("..", "..", "deploy", "prometheus-alerts.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	dir, address := t.TempDir(), freeAddress(t)
	file := filepath.Join(dir, "prometheus.yml")
	conf := fmt.Sprintf("global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [%s]\nscrape_configs:\n  - job_name: ollu\n    static_configs: [{targets: [%q]}]\n", rules, target)
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	background(t, exec.Command("prometheus", "--config.file", file, "--storage.tsdb.path", filepath.Join(dir, "data"), "--web.listen-address", address, "--log.level", "error"))
	eventually(t, "Prometheus listens", func() bool { return listens(address) })
	return "http://" + address
}

// ask returns the one value of a PromQL query, or "".
func ask(t *testing.T, prometheus, query string) string {
	t.Helper()
	_, body := fetch(t, http.DefaultClient, prometheus+"/api/v1/query?"+url.Values{"query": {query}}.Encode())
	var r struct {
		Data struct {
			Result []struct{ Value [2]any }
		}
	}
	if err := json.Unmarshal([]byte(body), &r); err != nil || len(r.Data.Result) != 1 {
		return ""
	}
	return fmt.Sprint(r.Data.Result[0].Value[1])
}
