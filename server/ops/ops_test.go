package ops

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/mem"
	"ollu/server/terms"
)

var (
	im    = codec.Prefix{'I', 'M'}
	noon  = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	today = term.Today(noon, time.UTC)
)

func book(t *testing.T) *terms.Book {
	t.Helper()
	text := product.Text{JA: "x", EN: "x"}
	c, err := product.NewCatalogue([]*product.Product{{
		ID: "appliance", Name: text, Prefixes: []codec.Prefix{im}, Zone: "UTC",
		Schedule:   &term.Schedule{Every: 30, DayBefore: true, Daily: term.DailyFromGraceEnd},
		Components: []product.Component{{ID: "antivirus", Name: text, Prefixes: []codec.Prefix{im}, Sold: true}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return terms.NewBook(c)
}

// stocked is a store with one licence for each of the given expiries in days
// from today; seen is how many days ago its one device asked, or negative for
// a licence without device.
func stocked(t *testing.T, licences []struct{ expires, seen int }) *mem.Store {
	t.Helper()
	s := mem.New()
	var all []keystore.Licence
	for _, x := range licences {
		code, err := codec.NewCode(im, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		l := keystore.Licence{
			Code: code, Product: "appliance", Type: product.Full, Seats: 1, Components: []string{"antivirus"}, Zone: "UTC",
			Expires: today + term.Day(x.expires), Grace: 90, Standing: keystore.Issued, Issued: today - 300, IssuedAt: noon.AddDate(0, 0, -300),
		}
		if x.seen >= 0 {
			at := noon.AddDate(0, 0, -x.seen)
			l.Devices = []keystore.Device{{ID: "rack", FirstSeen: l.IssuedAt, LastSeen: at}}
			l.Standing, l.ActivatedAt, l.DeviceCount, l.LastSeen = keystore.Activated, l.IssuedAt, 1, at
		}
		all = append(all, l)
	}
	receipt, err := s.Apply(context.Background(), keystore.Act{By: "test", At: noon, Change: keystore.Import{Licences: all}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range receipt.Rows {
		if r.Outcome != keystore.RowNew {
			t.Fatalf("%s: %s", r.Outcome, r.Reason)
		}
	}
	return s
}

func TestStockFigures(t *testing.T) {
	s := stocked(t, []struct{ expires, seen int }{
		{5, 1}, {20, 1}, {45, 20}, {80, 40}, {200, -1}, {0, 0}, {-10, 9}, {-10, 11}, {-90, 0}, {-200, 2},
	})
	now := noon
	c := NewStockCollector(s, func() *terms.Book { return book(t) }, func() time.Time { return now })
	// Overdue are those whose check was due before today: silent for 20 days
	// and due 15 days ago (E-60), silent for 40 and due 10 days ago (E-90),
	// silent for 11 and due on E, silent for 2 and due daily.
	want := `
# HELP ollu_agents_overdue Devices of activated licences that have not asked for a day after their next check was due.
# TYPE ollu_agents_overdue gauge
ollu_agents_overdue{product="appliance"} 4
# HELP ollu_devices Registered devices by product.
# TYPE ollu_devices gauge
ollu_devices{product="appliance"} 9
# HELP ollu_licences Licences by product and by phase of their term (by date alone).
# TYPE ollu_licences gauge
ollu_licences{phase="active",product="appliance"} 5
ollu_licences{phase="expired",product="appliance"} 2
ollu_licences{phase="grace",product="appliance"} 3
# HELP ollu_licences_by_standing Licences by product and by what the issuer has decided.
# TYPE ollu_licences_by_standing gauge
ollu_licences_by_standing{product="appliance",standing="activated"} 9
ollu_licences_by_standing{product="appliance",standing="issued"} 1
# HELP ollu_licences_expiring Licences in their term that expire within so many days.
# TYPE ollu_licences_expiring gauge
ollu_licences_expiring{product="appliance",within_days="30"} 3
ollu_licences_expiring{product="appliance",within_days="60"} 4
ollu_licences_expiring{product="appliance",within_days="7"} 2
ollu_licences_expiring{product="appliance",within_days="90"} 5
`
	names := []string{"ollu_agents_overdue", "ollu_devices", "ollu_licences", "ollu_licences_by_standing", "ollu_licences_expiring"}
	if err := testutil.CollectAndCompare(c, strings.NewReader(want), names...); err != nil {
		t.Error(err)
	}
}

// The stock is counted again once the last count is old, not before.
func TestStockIsCountedInTime(t *testing.T) {
	s := stocked(t, []struct{ expires, seen int }{{5, 1}})
	now := noon
	b := book(t)
	c := NewStockCollector(s, func() *terms.Book { return b }, func() time.Time { return now })
	phase := func() string {
		all, err := c.stock(now)
		if err != nil {
			t.Fatal(err)
		}
		for p, n := range all["appliance"].phases {
			if n > 0 {
				return term.Phase(p).String()
			}
		}
		return ""
	}
	if got := phase(); got != "active" {
		t.Fatal(got)
	}
	now = noon.Add(StockEvery - 1)
	if got := phase(); got != "active" {
		t.Errorf("counted again too soon: %s", got)
	}
	now = noon.AddDate(0, 0, 6)
	if got := phase(); got != "grace" {
		t.Errorf("six days later the licence is %s", got)
	}
}

// A stock that cannot be counted must not hide the other figures.
func TestMetricsSurviveAnUnreadableStore(t *testing.T) {
	s := stocked(t, []struct{ expires, seen int }{{5, 1}})
	b := book(t)
	r := prometheus.NewRegistry()
	r.MustRegister(NewStockCollector(s, func() *terms.Book { return b }, func() time.Time { return noon }), BuildInfo("test"))
	h := Handler(Options{Gatherer: r, Registerer: r, Ready: s.Ready})
	s.Fail(mem.Unreadable)
	status, body := get(h, "/metrics")
	if status != http.StatusOK || !strings.Contains(body, "ollu_build_info") || !strings.Contains(body, "ollu_store_writable 0") {
		t.Errorf("%d %s", status, body)
	}
	if strings.Contains(body, "ollu_licences{") {
		t.Error("figures are shown of a stock that cannot be read")
	}
}

func TestHealth(t *testing.T) {
	var ready error
	h := Handler(Options{Gatherer: prometheus.NewRegistry(), Registerer: prometheus.NewRegistry(), Ready: func() error { return ready }})
	for _, c := range []struct {
		path   string
		ready  error
		status int
		body   string
	}{
		{"/healthz", errors.New("x"), 200, "ok"},
		{"/readyz", nil, 200, "ready"},
		{"/readyz", errors.New("the store is closed"), 503, "not ready: the store is closed"},
		{"/debug/pprof/", nil, 404, ""},
	} {
		ready = c.ready
		status, body := get(h, c.path)
		if status != c.status || !strings.HasPrefix(body, c.body) {
			t.Errorf("%s: %d %s", c.path, status, body)
		}
	}
	on := Handler(Options{Gatherer: prometheus.NewRegistry(), Registerer: prometheus.NewRegistry(), Pprof: true})
	if status, _ := get(on, "/debug/pprof/"); status != 200 {
		t.Errorf("profiling is on and answers %d", status)
	}
}

func get(h http.Handler, path string) (int, string) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	body, _ := io.ReadAll(w.Result().Body)
	return w.Code, string(body)
}
