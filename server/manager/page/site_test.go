package page

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ollu/server/manager/book"
	"ollu/server/manager/deploy"
	"ollu/server/manager/report"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const token = "a-token-for-tests-only"

var (
	tokyo = must(time.LoadLocation("Asia/Tokyo"))
	noon  = time.Date(2026, 11, 20, 12, 0, 0, 0, tokyo)
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// stage is a manager that says and does what a test sets.
type stage struct {
	mu        sync.Mutex
	site      report.Site
	statusErr error
	ill       error
	outcome   deploy.Report
	deployErr error
	hold      chan struct{} // not nil: a delivery takes until it is closed
	asked     []string      // selectors
}

func (s *stage) Status() (report.Site, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.site, s.statusErr
}

func (s *stage) Healthy() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ill
}

func (s *stage) Deploy(ctx context.Context, selector string) (deploy.Report, error) {
	s.mu.Lock()
	s.asked = append(s.asked, selector)
	hold := s.hold
	s.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return deploy.Report{}, ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.outcome, s.deployErr
}

func (s *stage) set(change func(*stage)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

func (s *stage) selectors() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.asked...)
}

// office is a site with something of everything.
func office() report.Site {
	code := func(tail, id, note string) report.Code {
		return report.Code{
			Code: "IM-…-" + tail, ID: id, Note: note, Product: "mail-gateway-appliance", Type: "full", Seats: 500, Result: "valid",
			Expires: "2027-03-31", GraceEnds: "2027-06-29", Zone: "Asia/Tokyo", DaysLeft: 131, UpdatesAllowed: true,
			SignedAt: noon.Add(-12 * time.Hour), ChangedAt: noon.AddDate(0, -3, 0),
		}
	}
	head, lab, old, gone, fresh := code("A7K2M", "id-head", "本社 Tokyo head office"), code("Q9XYZ", "id-lab", "Lab"), code("BB8RT", "id-old", ""), code("ZZ3PW", "id-gone", "Osaka"), code("N4N4N", "id-new", "")
	lab.Result, lab.Expires, lab.GraceEnds, lab.DaysLeft, lab.Zone = "grace", "2026-11-01", "2027-01-30", -19, "Asia/Tokyo"
	old.Result, old.Perpetual, old.Expires, old.GraceEnds, old.DaysLeft, old.Type = "valid", true, "", "", 0, "full"
	gone.Result, gone.UpdatesAllowed, gone.Reason = "revoked", false, "The invoice was not paid"
	fresh = report.Code{Code: fresh.Code, ID: fresh.ID, Replaces: gone.Code, Problem: "unknown_key"}
	at := noon.Add(-11 * time.Hour)
	return report.Site{
		Time:   noon,
		Issuer: report.Issuer{Server: "https://licence.example.co.jp", Name: "Example Security K.K.", KeyIDs: []string{"k3yAbCdEfGh", "0ldKeyAbCdE"}, FirstUse: true},
		Sync:   report.Sync{LastTry: at, LastGood: at, Next: at.Add(24*time.Hour + 11*time.Minute), Healthy: true, Waiting: true},
		Codes:  []report.Code{head, lab, old, gone, fresh},
		Products: []report.Product{
			{Name: "gateway-1", URL: "https://10.1.2.11:8443", Product: "mail-gateway-appliance", Version: "9.1", Build: "1330", State: book.Current, Deliveries: []report.Delivery{
				{Code: head.Code, ID: head.ID, State: book.Current, Expires: "2027-03-31", Wanted: "2027-03-31", Profile: at},
			}},
			{Name: "gateway-2.osaka", URL: "https://gateway-2.osaka.example.co.jp:8443", Product: "mail-gateway-appliance", Version: "9.1", Build: "1330", State: book.Failed, Deliveries: []report.Delivery{
				{Code: head.Code, ID: head.ID, State: book.Failed, Why: book.WhyUnreachable, Detail: "dial tcp 10.2.0.5:8443: i/o timeout", Expires: "2026-03-31", Wanted: "2027-03-31", Profile: at.AddDate(0, -8, 0), TriedAt: at, Failures: 4, NextTry: at.Add(13 * time.Hour)},
				{Code: lab.Code, ID: lab.ID, State: book.Current, Expires: "2026-11-01", Wanted: "2026-11-01", Profile: at.AddDate(0, -1, 0)},
			}},
			{Name: "lab-software", URL: "http://10.9.0.3:8090", Product: "mail-gateway-software", Version: "8.2", Build: "1201", State: book.HeldBack, Deliveries: []report.Delivery{
				{Code: lab.Code, ID: lab.ID, State: book.HeldBack, Why: book.WhyBuildTooOld, Expires: "2026-11-01", Wanted: "2027-11-01"},
			}},
			{Name: "branch.7f3a", Product: "client-server-suite", Version: "7.0", State: book.Stale, Deliveries: []report.Delivery{
				{Code: fresh.Code, ID: fresh.ID, State: book.Stale, Why: book.WhyNoStatement},
			}},
			{Name: "archive", URL: "http://10.9.0.9:8090", Product: "mail-gateway-appliance", Build: "1330", State: book.Current, Deliveries: []report.Delivery{
				{Code: old.Code, ID: old.ID, State: book.Current, Profile: at},
			}},
			{Name: "empty-one", URL: "http://10.9.0.10:8090", State: book.Current},
		},
	}
}

// odd is the office with a product that has taken a refusal, and one to which
// nothing was delivered yet.
func odd() report.Site {
	site := office()
	head, gone, at := site.Codes[0], site.Codes[3], noon.Add(-11*time.Hour)
	site.Products = append(site.Products,
		report.Product{Name: "gateway-3", URL: "https://10.3.2.11:8443", Product: "mail-gateway-appliance", Version: "9.1", Build: "1330", State: book.Current, Deliveries: []report.Delivery{
			{Code: gone.Code, ID: gone.ID, State: book.Current, Expires: "2027-03-31", Wanted: "2027-03-31", Profile: at},
		}},
		report.Product{Name: "gateway-4", URL: "https://10.4.2.11:8443", Product: "mail-gateway-appliance", Version: "9.1", Build: "1330", State: book.Failed, Deliveries: []report.Delivery{
			{Code: head.Code, ID: head.ID, State: book.Failed, Why: book.WhyUnreachable, Detail: "nothing listens at its address", Wanted: "2027-03-31", Failures: 1, NextTry: at.Add(13 * time.Hour)},
		}})
	return site
}

// crowd is a site of n products, of which every tenth failed.
func crowd(n int) report.Site {
	site := office()
	site.Products = nil
	for i := range n {
		p := report.Product{Name: fmt.Sprintf("product-%04d", i), URL: fmt.Sprintf("http://10.3.%d.%d:8090", i/250, i%250), Product: "mail-gateway-appliance", Build: fmt.Sprint(1300 + i%40), State: book.Current}
		d := report.Delivery{Code: site.Codes[0].Code, ID: site.Codes[0].ID, State: book.Current, Expires: "2027-03-31", Wanted: "2027-03-31", Profile: noon}
		if i%10 == 0 {
			d.State, d.Why, p.State = book.Failed, book.WhyUnreachable, book.Failed
		}
		p.Deliveries = []report.Delivery{d}
		site.Products = append(site.Products, p)
	}
	return site
}

// open makes a page over a stage, with a clock that a test moves.
func open(t *testing.T, s *stage, now func() time.Time, change func(*Options)) *Page {
	t.Helper()
	o := Options{API: s, Token: token, Site: "東京本社 Tokyo HQ", Version: "1.4.0", Zone: tokyo, Now: now}
	if change != nil {
		change(&o)
	}
	p, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	p.patience, p.refresh = 100*time.Millisecond, 1
	t.Cleanup(p.Close)
	return p
}

func always(at time.Time) func() time.Time { return func() time.Time { return at } }
