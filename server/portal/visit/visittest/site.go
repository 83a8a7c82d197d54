package visittest

import (
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"ollu/codec/product"
	"ollu/keystore/customer"
	"ollu/keystore/mem"
	"ollu/server/access"
	"ollu/server/portal/look"
	"ollu/server/portal/visit"
	"ollu/server/signing"
	"ollu/server/terms"
	"ollu/server/words"
)

// What every site has.
const (
	Password     = "Passw0rd-of-tests" // of every user
	TermsVersion = "2026-04"
	OperatorMail = "operators@example.com"
	SupportMail  = "support@example.com"
)

// Login ids of the users of the one account.
const (
	Owner  = "tester"
	Editor = "editor"
	Viewer = "viewer"
)

// Site is a portal that runs.
type Site struct {
	T         testing.TB
	URL       string
	Store     *mem.Store
	Catalogue *product.Catalogue
	Desk      visit.Desk
	Random    io.Reader
	Registry  *prometheus.Registry
	Logged    *observer.ObservedLogs
	Users     map[string]customer.User // by login id, as they were at first

	hash string // of Password
	mu   sync.Mutex
	now  time.Time
}

// New starts a portal with routes and pages. It is stopped when the test ends.
func New(t testing.TB, routes []visit.Route, pages []look.Page) *Site {
	t.Helper()
	s := Prepare(t, pages)
	s.Serve(routes)
	return s
}

// Prepare makes a portal that does not run yet, for tests that change its Desk.
func Prepare(t testing.TB, pages []look.Page) *Site {
	t.Helper()
	s := &Site{
		T: t, Store: mem.New(), Catalogue: catalogue(t), Random: &tape{r: rand.NewChaCha8([32]byte{1})},
		Registry: prometheus.NewRegistry(), Users: map[string]customer.User{},
		now: time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC),
	}
	t.Cleanup(func() { _ = s.Store.Close() })
	s.furnish(pages)
	hash, err := s.Desk.Hasher.Hash(t.Context(), Password)
	if err != nil {
		t.Fatal(err)
	}
	s.hash = hash
	s.Users[Owner] = s.Open(Owner)
	s.Users[Editor] = s.Join(s.Users[Owner], Editor, customer.Editor)
	s.Users[Viewer] = s.Join(s.Users[Owner], Viewer, customer.Viewer)
	return s
}

// furnish fills the desk.
func (s *Site) furnish(pages []look.Page) {
	s.T.Helper()
	l, err := look.New(look.Options{Pages: pages, Brand: "ollu", Zone: time.FixedZone("JST", 9*60*60)})
	if err != nil {
		s.T.Fatal(err)
	}
	ring, err := signing.Init(s.T.TempDir()+"/signing", "licence.example.com", s.Random, s.Now())
	if err != nil {
		s.T.Fatal(err)
	}
	core, logged := observer.New(zap.DebugLevel)
	s.Logged = logged
	book, secret := terms.NewBook(s.Catalogue), []byte("a secret of the tests")
	s.Desk = visit.Desk{
		Store: s.Store, Book: func() *terms.Book { return book }, Ring: func() *signing.Ring { return ring },
		ReloadSigning: func() error { return nil }, Now: s.Now, Random: s.Random, Log: zap.New(core),
		Sessions: access.NewSessions(access.SessionOptions{Idle: 20 * time.Minute, Now: s.Now}),
		Hasher:   access.NewHasher(access.HasherOptions{Random: s.Random, Memory: 64, Passes: 1, Rest: -1}),
		Limits:   access.NewLimits(s.Now), Robot: access.NewRobot(secret, robotBits), Secret: secret, Look: l,
		Registerer: s.Registry, OperatorMail: OperatorMail, SupportMail: SupportMail, SupportPhone: "03-1234-5678",
		SupportURL: "https://support.example.com/", Brand: "ollu", TermsVersion: TermsVersion,
		Terms: func(l words.Lang) string { return "1. Terms (" + l.String() + ")\n\n2. <b>More</b>\n" },
	}
}

// robotBits makes puzzles that take a test no time.
const robotBits = 6

// Serve starts the portal.
func (s *Site) Serve(routes []visit.Route) {
	s.T.Helper()
	h, err := visit.New(s.Desk, append([]visit.Route{s.frontDoor()}, routes...))
	if err != nil {
		s.T.Fatal(err)
	}
	s.Start(h)
}

// Start serves a handler that was made elsewhere, of this site's Desk and with
// Extra among its routes.
func (s *Site) Start(h http.Handler) {
	s.T.Helper()
	server := httptest.NewServer(h)
	s.T.Cleanup(server.Close)
	s.URL = server.URL
}

// Extra gives the routes by which browsers log in without a page.
func (s *Site) Extra() []visit.Route { return []visit.Route{s.frontDoor()} }

// frontDoor logs a user in by his id alone.
func (s *Site) frontDoor() visit.Route {
	return visit.Route{Method: http.MethodPost, Path: frontDoor, Handle: func(v *visit.Visit) error {
		u := s.User(customer.ID(v.R.PostFormValue("user")))
		if _, err := v.LogIn(&u); err != nil {
			return err
		}
		return v.Send("text/plain", "", nil)
	}}
}

const frontDoor = "/visittest/log-in"

// Now is the site's clock.
func (s *Site) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Pass lets time pass.
func (s *Site) Pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// tape is randomness that is the same in every run.
type tape struct {
	mu sync.Mutex
	r  *rand.ChaCha8
}

func (t *tape) Read(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.r.Read(b)
}
