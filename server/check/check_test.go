package check

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"ollu/codec/answer"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/bolt"
	"ollu/keystore/mem"
)

func TestResults(t *testing.T) {
	h := newHouse(t)
	never := licence(t, 10)
	revoked, replaced, suspended := h.active(10), h.active(10), h.active(-200)
	h.apply(keystore.Revoke{Code: revoked.Code, Reason: "stolen"})
	h.apply(keystore.Replace{Old: replaced.Code, New: licence(t, 400)})
	h.apply(keystore.Suspend{Code: suspended.Code, Reason: "unpaid"})

	for _, c := range []struct {
		name    string
		l       keystore.Licence
		more    []string
		want    answer.Result
		updates bool
	}{
		{"in its term", h.active(30), nil, answer.Valid, true},
		{"the day before expiry", h.active(1), nil, answer.Valid, true},
		{"on the day of expiry", h.active(0), nil, answer.Grace, true},
		{"on the last day of grace", h.active(-89), nil, answer.Grace, true},
		{"on the day grace ends", h.active(-90), nil, answer.Expired, false},
		{"never issued", never, nil, answer.Unknown, false},
		{"never activated", h.issue(30), nil, answer.NotActivated, true},
		{"asked by its device", h.active(30), []string{"device", "rack-1"}, answer.Valid, true},
		{"asked by a stranger", h.active(30), []string{"device", "rack-2"}, answer.NotActivated, true},
		{"asked by its product", h.active(30), []string{"product", "appliance"}, answer.Valid, true},
		{"asked by another product with the same prefix", h.active(30), []string{"product", "software"}, answer.WrongProduct, false},
		{"asked by a linked component", h.active(30), []string{"component", "reputation"}, answer.Valid, true},
		{"asked by a component it does not cover", h.active(30), []string{"component", "encryption"}, answer.WrongComponent, false},
		{"revoked", revoked, nil, answer.Revoked, false},
		{"revoked is told before the wrong product", revoked, []string{"product", "software"}, answer.Revoked, false},
		{"replaced is told before the wrong component", replaced, []string{"component", "encryption"}, answer.Replaced, false},
		{"suspended is told before expired", suspended, nil, answer.Suspended, false},
		{"wrong product is told before wrong component", h.active(30), []string{"product", "software", "component", "encryption"}, answer.WrongProduct, false},
		{"wrong product is told before not activated", h.issue(30), []string{"product", "software"}, answer.WrongProduct, false},
		{"not activated is told before expired", h.issue(-200), nil, answer.NotActivated, false},
		{"wrong product activates nothing", h.issue(30), []string{"product", "software", "action", "activate", "device", "a"}, answer.WrongProduct, false},
		{"a revoked code activates nothing", revoked, []string{"action", "activate", "device", "b"}, answer.Revoked, false},
		{"activated", h.issue(30), []string{"action", "activate", "device", "a"}, answer.Valid, true},
		{"activated in grace", h.issue(-3), []string{"action", "activate", "device", "a"}, answer.Grace, true},
		{"activated when expired", h.issue(-200), []string{"action", "activate", "device", "a"}, answer.Expired, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := h.ask(c.l, c.more...)
			if s.Result != c.want || s.UpdatesAllowed != c.updates {
				t.Errorf("%s, updates allowed %t; want %s, %t", s.Result, s.UpdatesAllowed, c.want, c.updates)
			}
			if c.want != answer.Unknown && (s.Product != "appliance" || s.Expires != c.l.Expires || s.GraceEnds != c.l.Expires+90) {
				t.Errorf("the facts of the licence are missing: %+v", s)
			}
		})
	}
}

// A refused asker must not become a device of the licence.
func TestRefusalRegistersNothing(t *testing.T) {
	h := newHouse(t)
	l := h.issue(30)
	h.ask(l, "action", "activate", "device", "a", "product", "software")
	h.ask(l, "action", "activate", "device", "a", "component", "encryption")
	if got := h.ask(l).Result; got != answer.NotActivated {
		t.Errorf("the code is %s after refused activations only", got)
	}
}

func TestPerpetual(t *testing.T) {
	h := newHouse(t)
	l := h.active(0, func(l *keystore.Licence) { l.Perpetual, l.Expires, l.Grace = true, 0, 0 })
	s := h.ask(l)
	if s.Result != answer.Valid || !s.Perpetual || !s.UpdatesAllowed {
		t.Errorf("%+v", s)
	}
	_, body := h.get("ac=" + l.Code.Reveal())
	for _, field := range []string{"expires=", "grace_ends=", "days_left="} {
		if strings.Contains(body, field) {
			t.Errorf("a perpetual licence shows %s\n%s", field, body)
		}
	}
}

// A renewal that shows later (row L5) is neither told nor in force before its
// day, and the agent is asked to come back on that day (row B2).
func TestPendingRenewal(t *testing.T) {
	h := newHouse(t)
	l := h.active(-1)
	h.apply(keystore.Renew{Code: l.Code, Expires: today + 364, ShowsFrom: today + 7})
	q := &Question{Code: []byte(l.Code.Reveal())}
	for _, c := range []struct {
		day     term.Day
		result  answer.Result
		expires term.Day
	}{{today, answer.Grace, today - 1}, {today + 6, answer.Grace, today - 1}, {today + 7, answer.Valid, today + 364}} {
		var s answer.Statement
		if err := h.checker.Ask(context.Background(), &s, q, c.day.Start(tokyo)); err != nil {
			t.Fatal(err)
		}
		if s.Result != c.result || s.Expires != c.expires {
			t.Errorf("on %s: %s until %s, want %s until %s", c.day, s.Result, s.Expires, c.result, c.expires)
		}
	}
	if got, want := h.ask(l).NextCheck, (today + 7).Start(tokyo); !got.Equal(want) {
		t.Errorf("next check %s, want %s when the renewal shows", got, want)
	}
}

func TestActivationIsIdempotentAndLimited(t *testing.T) {
	h := newHouse(t)
	l := h.issue(30)
	activate := func(device string) answer.Result {
		return h.ask(l, "action", "activate", "device", device).Result
	}
	for _, c := range []struct {
		device string
		want   answer.Result
	}{{"a", answer.Valid}, {"a", answer.Valid}, {"b", answer.Valid}, {"c", answer.DeviceLimit}, {"b", answer.Valid}} {
		if got := activate(c.device); got != c.want {
			t.Errorf("activate %s: %s, want %s", c.device, got, c.want)
		}
	}
	if got := h.ask(l, "device", "c").Result; got != answer.NotActivated {
		t.Errorf("the device beyond the limit is %s", got)
	}
	if got := testutil.ToFloat64(h.checker.metrics.activations); got != 2 {
		t.Errorf("%v activations are counted, want the two devices", got)
	}
	if got := h.store.Stats().Audit.Seq; got != 3 {
		t.Errorf("the audit log has %d entries, want one for the issue and one for each device", got)
	}
}

// However many strike at once, the limit holds (row L3).
func TestActivationRace(t *testing.T) {
	h := newHouse(t)
	l := h.issue(30, func(l *keystore.Licence) { l.DeviceLimit = 7 })
	var wait sync.WaitGroup
	results := make([]answer.Result, 60)
	for i := range results {
		wait.Go(func() {
			var s answer.Statement
			q := &Question{Code: []byte(l.Code.Reveal()), Device: fmt.Appendf(nil, "d%d", i), Activate: true}
			if err := h.checker.Ask(context.Background(), &s, q, noon); err != nil {
				t.Error(err)
			}
			results[i] = s.Result
		})
	}
	wait.Wait()
	count := map[answer.Result]int{}
	for _, r := range results {
		count[r]++
	}
	if count[answer.Valid] != 7 || count[answer.DeviceLimit] != 53 {
		t.Errorf("60 devices for 7 places: %v", count)
	}
}

func TestMalformedHint(t *testing.T) {
	h := newHouse(t)
	l := h.active(30)
	code := l.Code.Reveal()
	for _, c := range []struct{ name, typed, hint string }{
		{"one symbol wrong", swapSymbol(code, 20), "symbol 17"},
		{"a symbol missing", code[:36], "symbols: 30 instead of 31"},
		{"a letter that codes do not use", code[:20] + "O" + code[21:], "symbol 17"},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, body := h.get(url.Values{"ac": {c.typed}, "format": {"json"}}.Encode())
			s, err := answer.ParseJSON([]byte(body))
			if err != nil || status != http.StatusOK {
				t.Fatalf("%d %s: %v", status, body, err)
			}
			if s.Result != answer.Malformed || s.Hint != c.hint {
				t.Errorf("%s with hint %q, want malformed with %q", s.Result, s.Hint, c.hint)
			}
			if strings.Contains(body, code[13:18]) {
				t.Errorf("the answer shows the code: %s", body)
			}
		})
	}
}

// swapSymbol changes the symbol at byte i of a written code.
func swapSymbol(code string, i int) string {
	c := byte('7')
	if code[i] == c {
		c = '8'
	}
	return code[:i] + string(c) + code[i+1:]
}

// As people type it: lower case, no hyphens, full width.
func TestTypedForms(t *testing.T) {
	h := newHouse(t)
	l := h.active(30)
	code := l.Code.Reveal()
	wide := strings.Map(func(r rune) rune { return r - '!' + '！' }, code)
	for _, typed := range []string{strings.ToLower(code), strings.ReplaceAll(code, "-", ""), wide, " " + strings.ReplaceAll(code, "-", "ー")} {
		status, body := h.get(url.Values{"ac": {typed}}.Encode())
		if status != http.StatusOK || !strings.HasPrefix(body, "result=valid\n") {
			t.Errorf("%q: %d %s", typed, status, body)
		}
	}
}

// A store that cannot answer is told as 503, for every kind of failure and
// every kind of question; never as a standing.
func TestNothingFailsOpen(t *testing.T) {
	for name, c := range map[string]struct {
		broken  func(*mem.Store)
		queries []string
	}{
		"closed":       {func(m *mem.Store) { m.Close() }, []string{"", "device=a&", "action=activate&device=a&"}},
		"unreadable":   {func(m *mem.Store) { m.Fail(mem.Unreadable) }, []string{"", "device=a&", "action=activate&device=a&"}},
		"write fails":  {func(m *mem.Store) { m.Fail(mem.RefuseWrite) }, []string{"action=activate&device=a&"}},
		"answer fails": {func(m *mem.Store) { m.Fail(mem.LoseAnswer) }, []string{"action=activate&device=a&"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			l := h.issue(30)
			c.broken(h.store)
			for _, query := range c.queries {
				status, body := h.get(query + "ac=" + l.Code.Reveal())
				if status != http.StatusServiceUnavailable || strings.Contains(body, "result=") {
					t.Errorf("%q: %d %s", query, status, body)
				}
				if strings.Contains(body, "fault") {
					t.Errorf("the answer leaks the cause: %s", body)
				}
				status, body = h.post("application/json", `{"queries":[{"ac":"`+l.Code.Reveal()+`","device":"b","action":"activate"}]}`)
				if status != http.StatusServiceUnavailable || strings.Contains(body, "answers") {
					t.Errorf("batch: %d %s", status, body)
				}
			}
		})
	}
}

// An activation whose acknowledgement was lost is found when it is repeated.
func TestLostAnswerIsRepeatable(t *testing.T) {
	h := newHouse(t)
	l := h.issue(30)
	h.store.Fail(mem.LoseAnswer)
	if status, body := h.get("action=activate&device=a&ac=" + l.Code.Reveal()); status != http.StatusServiceUnavailable {
		t.Fatalf("%d %s", status, body)
	}
	h.store.Fail(mem.Healthy)
	if got := h.ask(l, "action", "activate", "device", "a").Result; got != answer.Valid {
		t.Errorf("repeated: %s", got)
	}
	if stored, err := h.store.Licence(context.Background(), l.Code); err != nil || len(stored.Devices) != 1 {
		t.Errorf("%d devices, %v; want the one", len(stored.Devices), err)
	}
}

func TestCheckerNeedsItsParts(t *testing.T) {
	h := newHouse(t)
	if _, err := New(Options{Book: gateways(t), Metrics: h.checker.metrics}); err == nil {
		t.Error("a checker was made without a store")
	}
}

// A question that needs no write allocates nothing, down to the store.
func TestAskAllocatesNothing(t *testing.T) {
	store, err := bolt.Open(bolt.Options{Path: filepath.Join(t.TempDir(), "ollu.db"), Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	checker, err := New(Options{Store: store, Book: gateways(t), Metrics: NewMetrics(prometheus.NewRegistry())})
	if err != nil {
		t.Fatal(err)
	}
	l := licence(t, 30)
	for _, change := range []keystore.Change{keystore.Issue{Licences: []keystore.Licence{l}}, keystore.Activate{Code: l.Code, Device: "rack-1", Version: "9.1"}} {
		if _, err := store.Apply(context.Background(), keystore.Act{By: "test", At: noon, Change: change}); err != nil {
			t.Fatal(err)
		}
	}
	q := &Question{Code: []byte(l.Code.Reveal()), Device: []byte("rack-1"), Product: []byte("appliance"), Version: []byte("9.1")}
	var s answer.Statement
	out := make([]byte, 0, 1024)
	now := noon
	ask := func() {
		now = now.Add(time.Millisecond)
		if err := checker.Ask(context.Background(), &s, q, now); err != nil || s.Result != answer.Valid {
			t.Fatal(s.Result, err)
		}
		out = s.AppendJSON(out[:0])
	}
	ask()
	if n := testing.AllocsPerRun(1000, ask); n > 0 {
		t.Errorf("%v allocations for one question", n)
	}
}
