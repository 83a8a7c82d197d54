package proc

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test program be its own worker.
func TestMain(m *testing.M) {
	if asked, err := RunChild(os.Args, map[string]func() Job{"counter": counter, "fails": fails, "busy": busy}); asked {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// counter adds up what it is given.
func counter() Job {
	sum := 0
	return func(q json.RawMessage) (any, error) {
		var n int
		if err := json.Unmarshal(q, &n); err != nil {
			return nil, err
		}
		if n < 0 {
			return nil, errors.New("no negative numbers")
		}
		sum += n
		return sum, nil
	}
}

func fails() Job {
	return func(json.RawMessage) (any, error) {
		fmt.Fprintln(os.Stderr, "out of paper")
		os.Exit(3)
		return nil, nil
	}
}

func TestWorkerAnswersAndKeepsItsState(t *testing.T) {
	w, err := StartWorker(t.Context(), "counter")
	if err != nil {
		t.Fatal(err)
	}
	var got int
	for i, want := range []int{1, 3, 6} {
		if err := w.Ask(i+1, &got); err != nil || got != want {
			t.Fatalf("answer %d = %d, %v, want %d", i, got, err, want)
		}
	}
	if err := w.Ask(-1, &got); err == nil || err.Error() != "no negative numbers" {
		t.Errorf("error = %v", err)
	}
	if err := w.Stop(); err != nil {
		t.Error(err)
	}
	if err := w.Stop(); err != nil {
		t.Errorf("second Stop: %v", err)
	}
}

func TestWorkerThatDiesSaysWhy(t *testing.T) {
	w, err := StartWorker(t.Context(), "fails")
	if err != nil {
		t.Fatal(err)
	}
	var got int
	if err := w.Ask(1, &got); err == nil {
		t.Fatal("a dead worker answered")
	}
	<-w.Ended()
	if err := w.Failure(); !strings.Contains(err.Error(), "out of paper") || !strings.Contains(err.Error(), "3") {
		t.Errorf("failure = %v", err)
	}
}

func TestUnknownWorker(t *testing.T) {
	asked, err := RunChild([]string{"bench", "child", "nobody"}, nil)
	if !asked || err == nil {
		t.Errorf("RunChild = %v, %v", asked, err)
	}
	if asked, _ := RunChild([]string{"bench", "wave"}, nil); asked {
		t.Error("an ordinary run was taken for a worker")
	}
}

func TestChildEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c, err := Start(ctx, Command{Path: "sleep", Args: []string{"60"}})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	select {
	case <-c.Ended():
	case <-time.After(5 * time.Second):
		t.Error("the child outlived its context")
	}
}

// TestCPUOfAnotherProcess compares what a child and its parent are told of the
// child's processor time.
func TestCPUOfAnotherProcess(t *testing.T) {
	w, err := StartWorker(t.Context(), "busy")
	if err != nil {
		t.Fatal(err)
	}
	var own float64
	if err := w.Ask(0.15, &own); err != nil {
		t.Fatal(err)
	}
	seen, err := CPU(w.PID())
	if err != nil || seen.Seconds() < own || seen.Seconds() > own+0.5 || own < 0.1 {
		t.Errorf("CPU = %v, %v; the process itself says %v s", seen, err, own)
	}
	if err := w.Stop(); err != nil {
		t.Error(err)
	}
	if _, err := CPU(w.PID()); err == nil {
		t.Error("a process that has ended has processor time")
	}
}

// busy works for so many seconds of processor time and says how many it has used.
func busy() Job {
	return func(q json.RawMessage) (any, error) {
		var seconds float64
		if err := json.Unmarshal(q, &seconds); err != nil {
			return nil, err
		}
		for {
			used, err := CPU(os.Getpid())
			if err != nil || used.Seconds() > seconds {
				return used.Seconds(), err
			}
		}
	}
}

func TestParseBusy(t *testing.T) {
	const stat = "cpu  100 20 30 4000 50 6 7 0 0 0\ncpu0 1 1 1 1 1 1 1\n"
	if got, err := parseBusy(stat); err != nil || got != 1630*time.Millisecond {
		t.Errorf("parseBusy = %v, %v", got, err)
	}
	for _, bad := range []string{"", "cpu 1 2 3", "cpu0 1 2 3 4 5 6 7", "cpu a b c d e f g"} {
		if got, err := parseBusy(bad); err == nil {
			t.Errorf("parseBusy(%q) = %v, want an error", bad, got)
		}
	}
	if got, err := Busy(); err != nil || got <= 0 {
		t.Errorf("Busy = %v, %v", got, err)
	}
}

func TestParseKilobytes(t *testing.T) {
	const status = "Name:\tx\nRssAnon:\t   12 kB\nRssFile:\t  7 kB\n"
	if got, err := parseKilobytes(status, "RssAnon"); err != nil || got != 12<<10 {
		t.Errorf("parseKilobytes = %d, %v", got, err)
	}
	for _, name := range []string{"Rss", "VmPeak", "Name"} {
		if got, err := parseKilobytes(status, name); err == nil {
			t.Errorf("parseKilobytes(%s) = %d, want an error", name, got)
		}
	}
}

// TestOwnFigures reads the kernel's own files: memory that is written to counts.
func TestOwnFigures(t *testing.T) {
	rss, err := RssAnon(os.Getpid())
	if err != nil || rss < 64<<10 {
		t.Errorf("RssAnon = %d, %v", rss, err)
	}
	if all, err := Rss(os.Getpid()); err != nil || all < rss {
		t.Errorf("Rss = %d, %v, less than the %d of RssAnon", all, err, rss)
	}
	block := bytes.Repeat([]byte{1}, 64<<20)
	grown, err := RssAnon(os.Getpid())
	if err != nil || grown-rss < int64(len(block))/2 {
		t.Errorf("RssAnon grew by %d, %v, though %d bytes were written", grown-rss, err, len(block))
	}
	if m := Machine(); !strings.Contains(m, "cores") || !strings.Contains(m, "go1.") {
		t.Errorf("Machine = %q", m)
	}
}
