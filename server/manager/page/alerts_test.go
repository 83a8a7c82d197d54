package page

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"ollu/server/manager/door"
	"ollu/server/manager/report"
)

// rules is the file of alert rules that ships.
func rules(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "..", "deploy", "prometheus-manager-alerts.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func promtool(t *testing.T, stdin string, args ...string) {
	t.Helper()
	c := exec.Command("promtool", args...)
	c.Stdin = strings.NewReader(stdin)
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("promtool %s: %v (it comes with .ci/install)\n%s", strings.Join(args, " "), err, out)
	}
}

// lint has promtool judge the figures. Days of a calendar are days: as seconds
// they would be wrong by an hour twice a year.
func lint(t *testing.T, metrics string) {
	t.Helper()
	c := exec.Command("promtool", "check", "metrics")
	c.Stdin = strings.NewReader(metrics)
	out, err := c.CombinedOutput()
	if _, judged := errors.AsType[*exec.ExitError](err); err != nil && !judged {
		t.Fatalf("promtool: %v (it comes with .ci/install)", err)
	}
	for line := range strings.Lines(string(out)) {
		if !strings.HasSuffix(line, `use base unit "seconds" instead of "days"`+"\n") {
			t.Errorf("promtool check metrics: %s", line)
		}
	}
}

func TestFigures(t *testing.T) {
	s := &stage{site: office()}
	r := prometheus.NewRegistry()
	open(t, s, always(noon), func(o *Options) { o.Registry = r })
	want := `
# HELP ollu_manager_codes Codes managed, by what the issuer says of them; none when it has not answered.
# TYPE ollu_manager_codes gauge
ollu_manager_codes{result="grace"} 1
ollu_manager_codes{result="none"} 1
ollu_manager_codes{result="revoked"} 1
ollu_manager_codes{result="valid"} 2
# HELP ollu_manager_days_to_expiry Codes that can be renewed, by the most days left to their expiry: 7, 30, 60, 90, more, or grace and expired after it.
# TYPE ollu_manager_days_to_expiry gauge
ollu_manager_days_to_expiry{bucket="30"} 0
ollu_manager_days_to_expiry{bucket="60"} 0
ollu_manager_days_to_expiry{bucket="7"} 0
ollu_manager_days_to_expiry{bucket="90"} 0
ollu_manager_days_to_expiry{bucket="expired"} 0
ollu_manager_days_to_expiry{bucket="grace"} 1
ollu_manager_days_to_expiry{bucket="more"} 1
ollu_manager_days_to_expiry{bucket="perpetual"} 1
# HELP ollu_manager_next_expiry_days Days to the next expiry among the codes in force of a product.
# TYPE ollu_manager_next_expiry_days gauge
ollu_manager_next_expiry_days{product="mail-gateway-appliance"} 131
# HELP ollu_manager_products Products, by the worst state of their codes.
# TYPE ollu_manager_products gauge
ollu_manager_products{state="current"} 3
ollu_manager_products{state="failed"} 1
ollu_manager_products{state="held_back"} 1
ollu_manager_products{state="stale"} 1
# HELP ollu_manager_failed_pushes Deliveries whose last try failed.
# TYPE ollu_manager_failed_pushes gauge
ollu_manager_failed_pushes 1
# HELP ollu_manager_healthy 1 when the issuer, or a file from it, was heard within two days.
# TYPE ollu_manager_healthy gauge
ollu_manager_healthy 1
`
	names := []string{"ollu_manager_codes", "ollu_manager_days_to_expiry", "ollu_manager_next_expiry_days", "ollu_manager_products", "ollu_manager_failed_pushes", "ollu_manager_healthy"}
	if err := testutil.GatherAndCompare(r, strings.NewReader(want), names...); err != nil {
		t.Error(err)
	}
}

func TestDaysAreCountedOnce(t *testing.T) {
	for _, c := range []struct {
		code report.Code
		want string
	}{
		{report.Code{Result: "valid", DaysLeft: 1}, "7"},
		{report.Code{Result: "valid", DaysLeft: 7}, "7"},
		{report.Code{Result: "valid", DaysLeft: 8}, "30"},
		{report.Code{Result: "suspended", DaysLeft: 90}, "90"},
		{report.Code{Result: "not_activated", DaysLeft: 91}, "more"},
		{report.Code{Result: "valid", Perpetual: true}, "perpetual"},
		{report.Code{Result: "grace", DaysLeft: -3}, "grace"},
		{report.Code{Result: "expired", DaysLeft: -300}, "expired"},
		{report.Code{Result: "revoked", DaysLeft: 5}, ""},
		{report.Code{Result: "replaced"}, ""},
		{report.Code{}, ""},
		{report.Code{Result: "valid", DaysLeft: 5, Carried: true}, ""},
	} {
		if got := bucketOf(&c.code); got != c.want {
			t.Errorf("%+v is in %q, want %q", c.code, got, c.want)
		}
	}
}

func TestHealthAndMetricsNeedNoToken(t *testing.T) {
	s := &stage{site: office(), ill: errors.New("the issuer was not heard for two days")}
	r := read(t, open(t, s, always(noon), nil))
	if status, body := r.get("/healthz"); status != http.StatusOK || body != "ok\n" {
		t.Errorf("%d %s", status, body)
	}
	if status, body := r.get("/readyz"); status != http.StatusServiceUnavailable || body != "not ready: the issuer was not heard for two days\n" {
		t.Errorf("%d %s", status, body)
	}
	s.set(func(s *stage) { s.ill = nil })
	if status, body := r.get("/readyz"); status != http.StatusOK || body != "ready\n" {
		t.Errorf("%d %s", status, body)
	}
	_, metrics := r.get("/metrics")
	for _, secret := range []string{"IM-", "A7K2M", "gateway-1", "10.1.2.11", token, "本社", "id-head"} {
		if strings.Contains(metrics, secret) {
			t.Errorf("the metrics show %q", secret)
		}
	}
	lint(t, metrics)
	for _, method := range []string{http.MethodPost, http.MethodDelete} {
		q, _ := http.NewRequest(method, r.server.URL+"/metrics", nil)
		res, err := r.client.Do(q)
		if status, _ := r.answer(res, err); status == http.StatusOK {
			t.Errorf("%s /metrics is answered", method)
		}
	}
}

// Records that cannot be read must not hide the other figures.
func TestFiguresOutliveTheRecords(t *testing.T) {
	s := &stage{statusErr: errors.New("damaged")}
	r := prometheus.NewRegistry()
	other := prometheus.NewGauge(prometheus.GaugeOpts{Name: "other", Help: "Other."})
	r.MustRegister(other)
	reader := read(t, open(t, s, always(noon), func(o *Options) { o.Registry = r }))
	if status, body := reader.get("/metrics"); status != http.StatusOK || !strings.Contains(body, "other 0") || strings.Contains(body, "ollu_manager_codes") {
		t.Errorf("%d %s", status, body)
	}
}

func TestAlertRules(t *testing.T) {
	promtool(t, "", "check", "rules", rules(t))
	course, err := os.ReadFile(filepath.Join("testdata", "alerts.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "alerts.yaml")
	if err := os.WriteFile(file, []byte(strings.Replace(string(course), "[RULES]", "["+rules(t)+"]", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	promtool(t, "", "test", "rules", file)
}

// Every figure that a rule speaks of is there.
func TestAlertRulesSpeakOfFiguresThatExist(t *testing.T) {
	text, err := os.ReadFile(rules(t))
	if err != nil {
		t.Fatal(err)
	}
	r := prometheus.NewRegistry()
	door.New(door.Options{Registerer: r})
	reader := read(t, open(t, &stage{site: office()}, always(noon), func(o *Options) { o.Registry = r }))
	_, metrics := reader.get("/metrics")
	used := regexp.MustCompile(`ollu_manager_[a-z_]+`).FindAllString(string(text), -1)
	if len(used) < 10 {
		t.Fatalf("only %d figures were found: the search is broken", len(used))
	}
	for _, name := range used {
		if !strings.Contains(metrics, "\n"+name+" ") && !strings.Contains(metrics, "\n"+name+"{") {
			t.Errorf("there is no figure %s", name)
		}
	}
	for _, rule := range strings.Split(string(text), "- alert:")[1:] {
		if !strings.Contains(rule, "summary:") || !strings.Contains(rule, "summary_ja:") || !strings.Contains(rule, "severity:") {
			t.Errorf("a rule does not say what is wrong in both languages:\n%s", rule)
		}
	}
}

// A real Prometheus scrapes the page, loads the rules, and one of them fires.
func TestPrometheus(t *testing.T) {
	t.Parallel()
	page := httptest.NewServer(open(t, &stage{site: office()}, time.Now, nil))
	t.Cleanup(page.Close)
	dir, address := t.TempDir(), freeAddress(t)
	conf := fmt.Sprintf("global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [%s]\nscrape_configs:\n  - job_name: ollu-manager\n    static_configs: [{targets: [%q]}]\n",
		rules(t), strings.TrimPrefix(page.URL, "http://"))
	file := filepath.Join(dir, "prometheus.yml")
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("prometheus", "--config.file", file, "--storage.tsdb.path", filepath.Join(dir, "data"), "--web.listen-address", address, "--log.level", "error")
	if err := c.Start(); err != nil {
		t.Fatalf("prometheus does not start (it comes with .ci/install): %v", err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	for query, want := range map[string]string{
		`ollu_manager_products{state="failed",job="ollu-manager"}`: "1",
		`ollu_manager_healthy`: "1",
		`count(ALERTS{alertname="OlluLicenceInGrace",alertstate="firing",severity="critical"})`: "1",
	} {
		soon(t, query, func() bool { return ask(t, address, query) == want })
	}
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

// soon waits until something is so.
func soon(t *testing.T, what string, is func() bool) {
	t.Helper()
	limit, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	for tick := time.Tick(100 * time.Millisecond); !is(); {
		select {
		case <-tick:
		case <-limit.Done():
			t.Fatalf("it does not come about that %s", what)
		}
	}
}

// ask gives the one value of a PromQL query, or "".
func ask(t *testing.T, address, query string) string {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Get("http://" + address + "/api/v1/query?" + url.Values{"query": {query}}.Encode())
	if err != nil {
		return "" // it does not listen yet
	}
	defer res.Body.Close()
	var r struct {
		Data struct{ Result []struct{ Value [2]any } }
	}
	if json.NewDecoder(res.Body).Decode(&r) != nil || len(r.Data.Result) != 1 {
		return ""
	}
	return fmt.Sprint(r.Data.Result[0].Value[1])
}
