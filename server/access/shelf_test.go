package access

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestWhoIsLoggedInIsNotCrowdedOut(t *testing.T) {
	s := NewSessions(SessionOptions{Max: 3, Secure: true})
	h := house(t, s)
	in := newBrowser(t, h)
	in.get("/login/tester")
	for i := range 10 {
		newBrowser(t, h).get(fmt.Sprintf("/put/x/%d", i))
		if n := s.Count(); n > 3 {
			t.Fatalf("%d sessions", n)
		}
	}
	if got := in.text("/"); got != tester {
		t.Errorf("who was logged in is %q", got)
	}
	for range 5 {
		newBrowser(t, h).get("/login/other")
	}
	if got := in.text("/"); got != nobody || s.Count() != 3 {
		t.Errorf("the one that was unused longest is %q; %d sessions", got, s.Count())
	}
}

// What anybody makes by asking for pages crowds out neither a registration that is
// under way nor a log-in whose second factor is missing.
func TestWhatWasBegunIsNotCrowdedOut(t *testing.T) {
	s := NewSessions(SessionOptions{Max: 4, Secure: true})
	h := house(t, s)
	newcomer, half := newBrowser(t, h), newBrowser(t, h)
	newcomer.get("/put/x/begun")
	half.get("/half/tester")
	for i := range 10 {
		newBrowser(t, h).get(fmt.Sprintf("/put/%sx/%d", Passing, i))
		if n := s.Count(); n > 4 {
			t.Fatalf("%d sessions", n)
		}
	}
	if got := newcomer.text("/"); got != nobody+"begun" {
		t.Errorf("of what was begun there is %q", got)
	}
	if got := half.text("/"); got != " 0 false tester 7 true x=" {
		t.Errorf("of who was half logged in there is %q", got)
	}
}

func TestBytesOfSessionsAreBounded(t *testing.T) {
	s := NewSessions(SessionOptions{Bytes: 5000, Secure: true})
	h := house(t, s)
	in := newBrowser(t, h)
	in.get("/login/tester")
	for range 10 {
		newBrowser(t, h).get("/put/x/" + strings.Repeat("y", 1000))
	}
	store := s.m.Store.(*shelf)
	if store.bytes > 5000 || s.Count() != 5 || in.text("/") != tester {
		t.Errorf("%d bytes in %d sessions", store.bytes, s.Count())
	}
}

func TestEndedSessionsAreForgottenInTime(t *testing.T) {
	c := newClock()
	s := newShelf(bounds{idle: time.Hour, life: time.Hour, most: 3, mostBytes: 1 << 20, now: c.now})
	for i := range 10 {
		token := fmt.Sprint(i)
		if err := s.Commit(token, []byte{anonymous}, c.at.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		_ = s.Delete(token)
	}
	if len(s.gone) != 3 || len(s.ended) != 3 {
		t.Errorf("%d and %d are remembered as ended", len(s.gone), len(s.ended))
	}
	c.at = c.at.Add(goneFor)
	if s.count() != 0 || len(s.gone) != 0 || s.bytes != 0 {
		t.Errorf("%d, %d bytes, %d ended", s.count(), s.bytes, len(s.gone))
	}
}
