package entry

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ollu/server/access"
	"ollu/server/portal/visit"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// After a few failures there is a robot check, for the right password too.
func TestAfterAFewFailuresThereIsARobotCheck(t *testing.T) {
	s := newSite(t)
	for _, l := range words.Langs {
		b := s.Browser(l)
		for range calm {
			p := enterBy(b, "somebody", "wrong")
			if p.Want(http.StatusUnauthorized); strings.Contains(p.Body, access.RobotToken) && s.Desk.Limits.Used(access.LimitLogInAccount, "somebody") < calm {
				t.Error("it comes too early")
			}
		}
		p := b.Get("/login")
		if p.Fields().Get(access.RobotToken) == "" {
			t.Fatal("the page has no robot check")
		}
		form := p.With("login", visittest.Owner, "password", visittest.Password)
		form.Del(access.RobotNonce)
		before := s.Desk.Hasher.Count()
		refused := b.Post("/login", form).Want(http.StatusUnprocessableEntity, said(l, words.EntryRobotFirst, nil), said(l, words.LookRobotWrong, nil))
		if s.Desk.Hasher.Count() != before {
			t.Error("a password was looked at without the robot check")
		}
		b.Post("/login", refused.With("login", visittest.Owner, "password", visittest.Password)).Leads("/products")
		s.Pass(time.Hour)
	}
}

// The count goes by the login id as well: from wherever it is tried.
func TestALoginIDIsCountedFromEverywhere(t *testing.T) {
	s := newSite(t)
	for range calm {
		s.Desk.Limits.Take(access.LimitLogInAccount, visittest.Owner)
	}
	b := s.Browser(words.EN)
	form := url.Values{"login": {"Tester"}, "password": {visittest.Password}}
	p := b.Post("/login", form).Want(http.StatusUnprocessableEntity, said(words.EN, words.EntryRobotFirst, nil))
	b.Post("/login", p.With("password", visittest.Password)).Leads("/products")
	if n := s.Desk.Limits.Used(access.LimitLogInAccount, visittest.Owner); n != 0 {
		t.Errorf("after the right password %d failures are counted", n)
	}
}

func TestAfterManyFailuresThereIsAWait(t *testing.T) {
	s := newSite(t)
	b := s.Browser(words.EN)
	tries := 0
	for ; tries < 30; tries++ {
		if p := enterBy(b, "somebody", "wrong"); p.Status == http.StatusTooManyRequests {
			break
		}
	}
	if tries != 10 {
		t.Errorf("%d tries on one login id", tries)
	}
	enterBy(b, visittest.Owner, visittest.Password).Leads("/products") // another id from the same address
	for ; tries < 40; tries++ {
		if p := enterBy(s.Browser(words.EN), "somebody-"+strings.Repeat("x", tries-8), "wrong"); p.Status == http.StatusTooManyRequests {
			break
		}
	}
	if tries != 20 {
		t.Errorf("%d tries from one address", tries)
	}
	enterBy(s.Browser(words.EN), visittest.Editor, visittest.Password).Want(http.StatusTooManyRequests)
	s.Pass(time.Minute)
	enterBy(s.Browser(words.EN), visittest.Editor, visittest.Password).Leads("/products")
}

// A stranger who tries an id all the time does not keep its owner out, who comes
// with a browser that he came with before.
func TestStrangersDoNotLockAnybodyOut(t *testing.T) {
	s := newSite(t)
	own := s.Browser(words.EN)
	enterBy(own, visittest.Owner, visittest.Password).Leads("/products")
	own.Post("/logout", nil)
	for s.Desk.Limits.Take(access.LimitLogInAccount, visittest.Owner) == 0 {
		continue
	}
	enterBy(s.Browser(words.EN), visittest.Owner, visittest.Password).Want(http.StatusTooManyRequests)
	enterBy(own, visittest.Owner, visittest.Password).Leads("/products")
	own.Post("/logout", nil)
	for range 10 { // that browser has a count of its own
		enterBy(own, visittest.Owner, "wrong").Want(http.StatusUnauthorized)
	}
	enterBy(own, visittest.Owner, visittest.Password).Want(http.StatusTooManyRequests)
}

// Of many that are tried all at once none counts yet when the first is looked at.
// They do when the last is.
func TestTryingAllAtOnceDoesNotHelp(t *testing.T) {
	s := visittest.Prepare(t, Pages())
	store := &watched{Store: s.Store, read: func() {}}
	s.Desk.Store = store
	s.Serve(Routes())
	b := s.Browser(words.EN)
	form := b.Get("/login").With("login", visittest.Owner, "password", visittest.Password)
	store.read = func() {
		for s.Desk.Limits.Take(access.LimitLogInAccount, visittest.Owner) == 0 {
			continue
		}
	}
	b.Post("/login", form).Want(http.StatusTooManyRequests)
}

func TestTooManyAtOnceAreAskedToComeAgain(t *testing.T) {
	s := visittest.Prepare(t, Pages())
	s.Desk.Hasher = access.NewHasher(access.HasherOptions{Random: s.Random, Memory: 8, Passes: 1, Waiting: -1})
	s.Serve(Routes())
	enterBy(s.Browser(words.EN), visittest.Owner, visittest.Password).Want(http.StatusServiceUnavailable, said(words.EN, words.LookBusyDo, nil))
}

// Strangers who have taken all places keep nobody out who was here before.
func TestACrowdDoesNotKeepTheKnownOut(t *testing.T) {
	s := visittest.Prepare(t, Pages())
	var full atomic.Bool
	hold := make(chan struct{})
	s.Desk.Hasher = access.NewHasher(access.HasherOptions{Random: s.Random, Memory: 8, Passes: 1, Waiting: 2, Rest: -1, Now: func() time.Time {
		if full.Load() {
			<-hold // whose turn it is keeps it
		}
		return time.Time{}
	}})
	s.Serve(append(Routes(), visit.Route{Method: http.MethodGet, Path: "/products", Need: visit.LoggedIn, Handle: showHelp}))
	own := s.Browser(words.EN)
	enterBy(own, visittest.Owner, visittest.Password).Leads("/products")
	own.Post("/logout", nil)
	full.Store(true)
	var crowd sync.WaitGroup
	for i := range 2 {
		crowd.Go(func() {
			_, _ = s.Desk.Hasher.VerifyFor(t.Context(), access.Asker{Name: strconv.Itoa(i)}, "", "x")
		})
	}
	for status := 0; status != http.StatusServiceUnavailable; {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Desk.Hasher.VerifyFor(ctx, access.Asker{Name: "another"}, "", "x"); errors.Is(err, access.ErrBusy) {
			status = enterBy(s.Browser(words.EN), visittest.Owner, visittest.Password).Status
		}
	}
	form := own.Get("/login").With("login", visittest.Owner, "password", visittest.Password)
	crowd.Go(func() { close(hold) })
	own.Post("/login", form).Leads("/products")
	crowd.Wait()
}
