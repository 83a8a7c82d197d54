package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"ollu/bench/load"
	"ollu/bench/proc"
	"ollu/bench/stock"
)

// TestMain lets the test program be the workers.
func TestMain(m *testing.M) {
	if asked, err := proc.RunChild(os.Args, workers); asked {
		exit(err)
	}
	os.Exit(m.Run())
}

// tiny is a scale at which all rows together take seconds.
var tiny = scale{
	stock: 3000, small: 500, large: 5000, sample: 1000,
	rounds: 1, costlyRounds: 1, seconds: 0.05, micro: time.Millisecond, batches: 1, activations: 100,
	appliances: 50, managed: 300, waiters: 20, managers: 3, each: 100, owned: 30, visitors: 3, judged: 1, spread: 20 * time.Millisecond, quiet: 50 * time.Millisecond, settle: 200 * time.Millisecond,
}

// built gives the path of a freshly built ollu.
func built(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "ollu")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Dir(program), "./cmd/ollu", "./cmd/ollu-agent", "./cmd/ollu-manager")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return program
}

// TestEveryRowRuns measures all rows, at a scale at which the figures mean
// nothing, and leaves nothing behind.
func TestEveryRowRuns(t *testing.T) {
	base := t.TempDir()
	t.Setenv("OLLU_BENCH_DIR", base)
	b, err := newBench(t.Context(), tiny, &options{ollu: built(t)}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	report := filepath.Join(t.TempDir(), "RESULTS.md")
	var out bytes.Buffer
	err = b.measure(rows, &out, report)
	b.close()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.must != 0 && !strings.Contains(out.String(), "ratio "+r.name+" ") {
			t.Errorf("no figure of %s was printed", r.name)
		}
		if !strings.Contains(string(text), "## "+r.name+"\n") {
			t.Errorf("the report says nothing of %s", r.name)
		}
	}
	if left, err := os.ReadDir(base); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if !strings.Contains(out.String(), " 0 errors") {
		t.Errorf("the wave had errors:\n%s", out.String())
	}
}

// TestProfile takes a profile, which is a compressed file, of a tiny load.
func TestProfile(t *testing.T) {
	t.Setenv("OLLU_BENCH_DIR", t.TempDir())
	b, err := newBench(t.Context(), tiny, &options{ollu: built(t)}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	file := filepath.Join(t.TempDir(), "server.pgo")
	if err := b.profile(file); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(file); err != nil || !bytes.HasPrefix(text, []byte{0x1f, 0x8b}) {
		t.Errorf("%v, begins with %x", err, text[:min(len(text), 8)])
	}
}

func TestVerdict(t *testing.T) {
	less := row{must: 4, aim: 2, atMost: true}
	more := row{must: 0.8, aim: 0.92}
	for _, c := range []struct {
		row  row
		v    float64
		want string
	}{
		{less, 1, "aim reached"}, {less, 2, "aim reached"}, {less, 3, "as it must be"}, {less, 4, "as it must be"}, {less, 5, "missed"},
		{more, 1, "aim reached"}, {more, 0.92, "aim reached"}, {more, 0.8, "as it must be"}, {more, 0.79, "missed"},
		{less, math.NaN(), "missed"}, {more, math.NaN(), "missed"}, {row{}, 7, ""},
	} {
		if got := c.row.verdict(c.v); got != c.want {
			t.Errorf("%v of %s: %q, want %q", c.v, c.row.bounds(), got, c.want)
		}
	}
}

func TestRowsAreDistinctAndBounded(t *testing.T) {
	names := map[string]bool{}
	for _, r := range rows {
		if names[r.name] {
			t.Errorf("two rows %s", r.name)
		}
		names[r.name] = true
		if better := r.aim < r.must; r.must != 0 && better != r.atMost {
			t.Errorf("%s aims at less than it must be", r.name)
		}
	}
}

func TestCommandLine(t *testing.T) {
	for _, c := range []struct {
		args string
		want options
	}{
		{"", options{out: "RESULTS.md"}},
		{"-quick", options{quick: true}},
		{"wave -appliances 5 start_1m", options{appliances: 5, names: []string{"wave", "start_1m"}}},
		{"-quick -out x", options{quick: true, out: "x"}},
		{"-quick -profile x", options{quick: true, profile: "x"}},
	} {
		got, err := parse(strings.Fields(c.args), io.Discard)
		got.ollu = ""
		if err != nil || fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("parse(%q) = %+v, %v, want %+v", c.args, got, err, c.want)
		}
	}
	for _, bad := range []string{"nonsense", "-appliances 99999999", "-fast"} {
		if _, err := parse(strings.Fields(bad), io.Discard); err == nil {
			t.Errorf("parse(%q) gave no error", bad)
		}
	}
	o := options{names: []string{"wave", "answer_over_marshal"}}
	if got := o.chosen(); len(got) != 2 || got[0].name != "answer_over_marshal" || got[1].name != "wave" || len(rows) < 3 {
		t.Errorf("chosen = %v", got)
	}
}

func TestTargets(t *testing.T) {
	for k, want := range map[kind]url.Values{
		ask:      {"ac": {stock.Code(5).Reveal()}, "product": {stock.Product}, "format": {"json"}},
		device:   {"ac": {stock.Code(5).Reveal()}, "product": {stock.Product}, "format": {"json"}, "device": {stock.Device(5)}},
		activate: {"ac": {stock.Code(5).Reveal()}, "product": {stock.Product}, "format": {"json"}, "device": {stock.Device(5)}, "action": {"activate"}},
	} {
		u, err := url.Parse(k.target(5))
		if err != nil || u.Path != path || fmt.Sprint(u.Query()) != fmt.Sprint(want) {
			t.Errorf("%s: %v, %v", k, u, err)
		}
	}
}

func TestRequestsOfASample(t *testing.T) {
	all, err := write(order{Kind: ask, Stock: 20, Sample: 20})
	if err != nil || all.Len() != 20 || !bytes.Equal(all.At(3), load.Get(nil, ask.target(3))) {
		t.Fatalf("in order: %d requests, %v", all.Len(), err)
	}
	some, err := write(order{Kind: ask, Stock: 1000, Sample: 50})
	if err != nil || some.Len() != 50 {
		t.Fatalf("drawn: %d requests, %v", some.Len(), err)
	}
	seen := map[string]bool{}
	for i := range some.Len() {
		seen[string(some.At(i))] = true
	}
	if len(seen) < 40 {
		t.Errorf("of 50 requests drawn from 1000 only %d differ", len(seen))
	}
}

func TestBatches(t *testing.T) {
	bodies, err := batches(25, 10)
	if err != nil || len(bodies) != 2 {
		t.Fatalf("%d bodies, %v", len(bodies), err)
	}
	var second struct {
		Queries []struct{ AC, Product string }
	}
	if err := json.Unmarshal(bodies[1], &second); err != nil || len(second.Queries) != 10 || second.Queries[9].AC != stock.Code(19).Reveal() {
		t.Errorf("the second body is %s, %v", bodies[1], err)
	}
}

func TestBurstArithmetic(t *testing.T) {
	u := burst{sent: sent{Result: load.Result{Answers: 4000, Seconds: 2}, CPU: 1}, server: 0.03, after: 0.01}
	if got := u.perAnswer(); math.Abs(got-10) > 1e-9 {
		t.Errorf("perAnswer = %v µs, want 10", got)
	}
	if got := rates([]burst{u, u}); !slices.Equal(got, []float64{2000, 2000}) {
		t.Errorf("rates = %v", got)
	}
	if text := describe("x", []burst{u}); !strings.Contains(text, "x: 2000 answers") || strings.Contains(text, "afterwards") {
		t.Errorf("describe = %q", text)
	}
}

func TestWhichEndWasTheLimit(t *testing.T) {
	cores := float64(runtime.NumCPU())
	for _, c := range []struct {
		server, asker, others float64
		want                  string
	}{
		{0.3, 0.99, 0, "the generator's one thread was"},
		{cores, 0.5, 0, "the server was"},
		{cores * 0.5, 0.5, cores * 0.5, "the machine was"},
		{0.1, 0.1, 0.1, "neither"},
	} {
		if got := limit(c.server, c.asker, c.others); !strings.Contains(got, c.want) {
			t.Errorf("limit(%v, %v, %v) = %q, want %q", c.server, c.asker, c.others, got, c.want)
		}
	}
}

func TestServersGetOnlyTheirSettings(t *testing.T) {
	t.Setenv("OLLU_BENCH_DIR", "/x")
	t.Setenv("OLLU_LOG_LEVEL", "debug")
	var ours []string
	for _, v := range environment() {
		if strings.HasPrefix(v, "OLLU_") {
			ours = append(ours, v)
		}
	}
	if len(ours) != len(settings) || !slices.Contains(ours, "OLLU_LOG_LEVEL=warn") {
		t.Errorf("settings given: %v", ours)
	}
}

func TestPeerKeepsWhatItPut(t *testing.T) {
	t.Setenv("OLLU_BENCH_DIR", t.TempDir())
	b, err := newBench(t.Context(), tiny, &options{ollu: os.Args[0]}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	p, err := b.openPeer(100)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := p.put(30, 7); err != nil {
			t.Fatal(err)
		}
	}
	path := p.db.Path()
	if err := p.db.Close(); err != nil {
		t.Fatal(err)
	}
	w, err := walk(path)
	if err != nil || w.Records != 160 || w.Bytes != 160*(17+valueSize) {
		t.Errorf("walk = %+v, %v", w, err)
	}
}
