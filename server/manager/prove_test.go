package manager

import (
	"testing"
	"time"

	"ollu/codec"
)

// A machine whose clock is wrong says so, and goes by the issuer's.
func TestWrongClock(t *testing.T) {
	for name, c := range map[string]struct {
		skew  time.Duration
		cause string
		off   int // seconds, about
	}{
		"right":          {0, "", 0},
		"nearly right":   {9 * time.Minute, "", 0},
		"behind, nearly": {-9 * time.Minute, "", 0},
		"an hour behind": {-time.Hour, "clock_behind", -3600},
		"a year ahead":   {365 * 24 * time.Hour, "clock_ahead", 365 * 24 * 3600},
		"a year behind":  {-365 * 24 * time.Hour, "clock_behind", -365 * 24 * 3600},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.set(func() { w.skew = c.skew })
			code := w.issue(30)
			w.add(code)
			r := w.sync()
			site, err := w.m.Status()
			if err != nil {
				t.Fatal(err)
			}
			if off := site.Sync.ClockOff; off < c.off-2 || off > c.off+2 || off != r.ClockOff {
				t.Errorf("%d seconds off, %d in the report", off, r.ClockOff)
			}
			if site.Sync.Cause != c.cause || !site.Sync.Healthy || w.says(code) != "valid" || len(r.Refused) != 0 {
				t.Errorf("%+v; %s; %+v", site.Sync, w.says(code), r)
			}
		})
	}
}

// A clock that is set right later does not make of the future a time that the
// issuer was heard.
func TestClockSetRight(t *testing.T) {
	w := newWorld(t)
	w.set(func() { w.skew = 24 * time.Hour * 100 })
	w.add(w.issue(30))
	w.sync()
	w.set(func() { w.skew = 0 })
	if err := w.m.Healthy(); err == nil {
		t.Error("heard in the future, and healthy")
	}
	w.sync()
	if err := w.m.Healthy(); err != nil {
		t.Error(err)
	}
}

// Verify goes by the issuer's time too, once that is known.
func TestVerify(t *testing.T) {
	w := newWorld(t)
	w.set(func() { w.skew = -24 * time.Hour })
	code := w.issue(30)
	w.add(code)
	token := []byte(w.held(code).Token)
	if s, err := w.m.Verify(token, code); err != nil || s.Result.String() != "valid" {
		t.Errorf("%v, %v", s.Result, err)
	}
	if _, err := w.m.Verify(token, newCode(t, codec.Prefix{'S', 'U'})); err == nil {
		t.Error("a statement about another code")
	}
	w.set(func() { w.skew += 36 * 24 * time.Hour })
	if _, err := w.m.Verify(token, code); err == nil {
		t.Error("a statement that has run out")
	}
}
