package agent

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ollu/codec/term"
	"ollu/keystore"
	"ollu/server/agent/due"
)

const (
	dayLong = 24 * time.Hour
	pulse   = 30 * time.Minute // of agents in tests: a minute is a lot of ticks in a month
)

// bubble runs a test with a machine that holds a licence for so many days from
// 2020-03-01, and is on from that day's noon.
func bubble(t *testing.T, days int, f func(t *testing.T, w *world, l keystore.Licence), change ...func(*Options)) {
	t.Helper()
	code := freshCode(t, "IM")
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, midnight(date("2020-03-01")).Add(12*time.Hour), change...)
		l := w.made(code, civil(date("2020-03-01"))+term.Day(days))
		w.apply(keystore.Issue{Licences: []keystore.Licence{l}})
		w.pulse = pulse
		w.on()
		w.activate(code)
		f(t, w, l)
		if w.stop != nil {
			w.off()
		}
	})
}

// eventFile has every event of antivirus noted in a file.
func eventFile(file string) func(*Options) {
	return func(o *Options) {
		o.Hooks = []Hook{{Name: "hook", On: allEvents, Components: []string{"antivirus"}, Program: runs("", file, "hook")}}
	}
}

// events gives the events that were noted.
func events(t testing.TB, file string) string {
	var all []string
	for _, line := range lines(t, file) {
		_, event, _ := strings.Cut(line, "event=")
		event, _, _ = strings.Cut(event, " ")
		all = append(all, event)
	}
	return strings.Join(all, " ")
}

func TestChecksAreSpreadOverTheDay(t *testing.T) {
	const spread = 30 * time.Minute
	bubble(t, 90, func(t *testing.T, w *world, l keystore.Licence) {
		wait(t, 31*dayLong) // E-60
		at := due.Spread(w.a.Status().Device, l.Expires-60, spread)
		want := (l.Expires - 60).Start(tokyo).Add(at)
		if q := w.questions(); len(q) != 2 || !q[1].Equal(want) || at == 0 {
			t.Errorf("asked at %v, want %v", q, want)
		}
	}, func(o *Options) { o.Spread = spread })
}

// The dates turn whether the server is there or not, and only they (row B3).
func TestDatesTurnWithoutAServer(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ran")
	bubble(t, 20, func(t *testing.T, w *world, l keystore.Licence) {
		w.off()
		w.set(&w.down, true)
		w.pulse = 6 * time.Hour
		w.on()
		for _, c := range []struct {
			until  term.Day
			events string
			allows bool
		}{
			{l.Expires - 1, "activated", true},
			{l.Expires, "activated grace", true},
			{l.Expires + 89, "activated grace", true},
			{l.Expires + 90, "activated grace expired", false},
		} {
			wait(t, time.Until(c.until.Start(tokyo).Add(time.Second)))
			allowed, err := os.ReadFile(filepath.Join(w.options.Dir, allowedFile))
			if got := events(t, file); got != c.events || w.a.UpdatesAllowed("antivirus") != c.allows ||
				strings.Contains(string(allowed), "antivirus=true") != c.allows || err != nil {
				t.Errorf("%v: %s, the file says %q, %v", c.until, got, allowed, err)
			}
		}
		if s := w.a.Status(); s.LastOutcome != CouldNotComplete || s.UnheardFor < int64(100*dayLong/time.Second) {
			t.Errorf("%+v", s)
		}
	}, eventFile(file), func(o *Options) { o.Console = nil })
}

func TestOneAgentRuns(t *testing.T) {
	bubble(t, 20, func(t *testing.T, w *world, _ keystore.Licence) {
		other, err := Open(w.options)
		if err != nil {
			t.Fatal(err)
		}
		if err := other.Run(t.Context()); !errors.Is(err, errHeld) {
			t.Errorf("a second agent ran: %v", err)
		}
	})
}

func TestAllowedFileIsPutBack(t *testing.T) {
	bubble(t, 20, func(t *testing.T, w *world, _ keystore.Licence) {
		path := filepath.Join(w.options.Dir, allowedFile)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		wait(t, pulse)
		if b, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(b), "antivirus=true\n") {
			t.Errorf("%q, %v", b, err)
		}
	})
}

// A clock that is set while the agent runs neither cuts nor extends a licence, with
// the server or without it (row B3).
func TestClockIsSetWhileRunning(t *testing.T) {
	for name, skew := range map[string]time.Duration{"a day back": -dayLong, "a year back": -365 * dayLong, "a year ahead": 365 * dayLong} {
		for _, down := range []bool{false, true} {
			file := filepath.Join(t.TempDir(), "ran")
			bubble(t, 3, func(t *testing.T, w *world, l keystore.Licence) {
				wait(t, time.Minute) // the activation proved the time; keep it in mind
				w.set(&w.down, down)
				asked := len(w.questions())
				w.turn(skew)
				wait(t, 2*pulse)
				if len(w.questions()) == asked {
					t.Errorf("%s: the server was not asked what time it is", name)
				}
				wait(t, time.Until((l.Expires - 1).Start(tokyo)))
				if got := events(t, file); got != "activated" {
					t.Errorf("%s, server down %v: %s before the expiry", name, down, got)
				}
				wait(t, time.Until(l.Expires.Start(tokyo).Add(2*pulse)))
				if got := events(t, file); got != "activated grace" {
					t.Errorf("%s, server down %v: %s at the expiry; %+v", name, down, got, w.a.Status().Clock)
				}
				if c := w.a.Status().Clock; !down && (c.Condition != "right" || time.Duration(c.Off)*time.Second < skew-time.Minute) {
					t.Errorf("%s: %+v", name, c)
				}
			}, eventFile(file))
		}
	}
}

// Far ahead for good and without a server: believed after a week of running.
func TestClockAheadForGood(t *testing.T) {
	bubble(t, 60, func(t *testing.T, w *world, _ keystore.Licence) {
		w.set(&w.down, true)
		wait(t, time.Hour)
		w.turn(200 * dayLong)
		wait(t, 6*dayLong+23*time.Hour)
		if !w.a.UpdatesAllowed("antivirus") {
			t.Errorf("cut: %+v", w.a.Status().Clock)
		}
		wait(t, 2*time.Hour)
		if w.a.UpdatesAllowed("antivirus") {
			t.Errorf("extended: %+v", w.a.Status().Clock)
		}
		w.set(&w.down, false)
		wait(t, due.MaxWait)
		if !w.a.UpdatesAllowed("antivirus") {
			t.Errorf("the server said what time it is: %+v", w.a.Status().Clock)
		}
	}, func(o *Options) { o.Console = nil })
}

// While the disk takes nothing the server is not asked every minute, and hooks that
// ran do not run again and again.
func TestRunOnAFullDisk(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ran")
	bubble(t, 10, func(t *testing.T, w *world, l keystore.Licence) {
		wait(t, time.Until((l.Expires - 1).Start(tokyo).Add(-time.Hour)))
		asked := len(w.questions())
		block := filepath.Join(w.options.Dir, stateFile+".new")
		if err := os.MkdirAll(filepath.Join(block, "full"), 0o700); err != nil {
			t.Fatal(err)
		}
		wait(t, 13*time.Hour)
		if n := len(w.questions()) - asked; n < 3 || n > 15 {
			t.Errorf("asked %d times", n)
		}
		if err := os.RemoveAll(block); err != nil {
			t.Fatal(err)
		}
		wait(t, due.MaxWait)
		if w.a.Status().LastCheck.Before((l.Expires - 1).Start(tokyo)) {
			t.Errorf("%+v", w.a.Status())
		}
	}, eventFile(file))
}

// A server that wants to be left alone is.
func TestRetryAfter(t *testing.T) {
	bubble(t, 30, func(t *testing.T, w *world, l keystore.Licence) {
		busy := func(r *http.Request) (*http.Response, error) {
			resp, err := w.RoundTrip(r)
			if err == nil {
				resp.StatusCode, resp.Header = http.StatusServiceUnavailable, http.Header{"Retry-After": {"7200"}}
			}
			return resp, err
		}
		w.off()
		w.options.Transport = roundTrip(busy)
		w.on()
		wait(t, time.Until((l.Expires - 1).Start(tokyo).Add(time.Hour)))
		q := w.questions()
		wait(t, 50*time.Minute)
		if len(w.questions()) != len(q) {
			t.Errorf("asked at %v, though told to wait for two hours at %v", w.questions(), q[len(q)-1])
		}
		wait(t, 12*time.Minute)
		if len(w.questions()) != len(q)+1 {
			t.Errorf("asked %d times more after two hours", len(w.questions())-len(q))
		}
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestRunEndsWithItsContext(t *testing.T) {
	a, err := Open(Options{Dir: filepath.Join(t.TempDir(), "new")})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := a.Run(ctx); err != nil {
		t.Error(err)
	}
}
