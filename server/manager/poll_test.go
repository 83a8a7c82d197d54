package manager

import (
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"ollu/keystore"
	"ollu/server/check"
	"ollu/server/feed"
)

func polling(o *Options) { o.LongPoll = 5 * time.Minute }

// A change at the issuer wakes the manager, which asks about that code alone and
// delivers it, in well under two seconds (row B2).
func TestWoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, polling)
		code, other := w.issue(30), w.issue(30)
		w.add(code, other)
		p := w.install("desk", "suite", code, other)
		w.mustAddProduct("desk", code, other)
		w.on()
		pass(time.Minute)
		if site, err := w.m.Status(); err != nil || !site.Sync.Waiting {
			t.Fatalf("it does not wait: %+v, %v", site.Sync, err)
		}
		w.forget()
		w.renew(code, 400)
		pass(200 * time.Millisecond)
		if want := w.held(code).Signed.Statement.Expires.String(); p.expires(code) != want || w.held(code).Signed.DaysLeft != 400 {
			t.Errorf("the product holds %s, of %s", p.expires(code), want)
		}
		asked := w.exchanges(check.PathSync)
		if len(asked) != 1 || len(asked[0].body) > 100 {
			t.Errorf("%d syncs, of %d bytes", len(asked), len(asked[0].body))
		}
		pass(30 * time.Minute)
		if n := len(w.exchanges(check.PathSync)); n != 1 {
			t.Errorf("%d syncs while nothing happened", n)
		}
		if n := len(w.waits()); n < 6 || n > 8 {
			t.Errorf("%d waits in half an hour", n)
		}
		w.apply(keystore.Revoke{Code: code, Reason: "returned"})
		pass(1200 * time.Millisecond)
		if p.result(code) != "revoked" {
			t.Errorf("the product holds %s", p.result(code))
		}
		if site, err := w.m.Status(); err != nil || !reasonOf(site.Codes, code.Fingerprint(), "returned") {
			t.Errorf("the reason is not told: %v", err)
		}
		w.stop()
	})
}

// Changes that follow each other closely are asked about together, and none is
// lost.
func TestWakeStorm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, polling)
		code := w.issue(30)
		w.add(code)
		w.on()
		pass(time.Minute)
		w.forget()
		for i := range 300 {
			w.renew(code, 40+i)
			pass(100 * time.Millisecond)
		}
		if n := len(w.exchanges(check.PathSync)); n > 32 {
			t.Errorf("%d syncs in thirty seconds", n)
		}
		pass(2 * time.Second)
		if left := w.held(code).Signed.DaysLeft; left != 339 {
			t.Errorf("%d days left", left)
		}
		w.stop()
	})
}

// A forged answer after a wake shows as the code's problem, and is forgotten once
// the issuer says that what is held is right.
func TestForgedAfterWake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, polling)
		code := w.issue(30)
		w.add(code)
		w.on()
		pass(time.Minute)
		w.set(func() {
			w.after = func(r *http.Request, resp *http.Response) {
				forge(r, resp, w, func(token string, _ *world) string { return token[:len(token)-8] + "AAAAAAAA" })
			}
		})
		w.apply(keystore.Suspend{Code: code, Reason: "unpaid"})
		pass(time.Minute)
		if is := w.held(code); is.Problem != "bad_signature" || w.says(code) != "valid" {
			t.Errorf("%s, problem %q", w.says(code), is.Problem)
		}
		w.stop()
		w.set(func() { w.after = nil })
		w.apply(keystore.Resume{Code: code})
		w.options.LongPoll = 0
		w.reopen()
		w.on()
		pass(30 * time.Hour)
		if is := w.held(code); is.Problem != "" || w.marks().Cause != "" {
			t.Errorf("problem %q, %+v", is.Problem, w.marks())
		}
		w.stop()
	})
}

// An issuer that wakes without end does not keep the manager busy.
func TestEndlessWakes(t *testing.T) {
	for name, wake := range map[string]feed.Wake{"of all": {Revision: 99, All: true}, "of nothing": {Revision: 99}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, polling)
				w.add(w.issue(30))
				w.set(func() {
					w.between = func(r *http.Request) (*http.Response, error) {
						if r.URL.Path == check.PathWait {
							return answered(r, http.StatusOK, wakeText(&wake)), nil
						}
						return nil, nil
					}
				})
				w.on()
				pass(time.Hour)
				if n := len(w.waits()); n < 2 || n > 70 {
					t.Errorf("%d waits in an hour", n)
				}
				w.stop()
			})
		})
	}
}

// An issuer that lets nobody wait is asked again tomorrow, not before.
func TestNoWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, polling)
		w.add(w.issue(30))
		w.set(func() {
			w.between = func(r *http.Request) (*http.Response, error) {
				if r.URL.Path == check.PathWait {
					return answered(r, http.StatusNotFound, nil), nil
				}
				return nil, nil
			}
		})
		w.on()
		until(time.Date(2000, 1, 1, 23, 59, 0, 0, tokyo))
		if n := len(w.waits()); n != 1 {
			t.Errorf("%d waits on the first day", n)
		}
		until(time.Date(2000, 1, 2, 12, 0, 0, 0, tokyo))
		if n := len(w.waits()); n != 2 {
			t.Errorf("%d waits by the second", n)
		}
		w.stop()
	})
}

// A wait that fails is tried again ever less often, and what happened meanwhile is
// not lost.
func TestWaitFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, polling)
		code := w.issue(30)
		w.add(code)
		w.on()
		pass(time.Minute)
		w.forget()
		w.down(true)
		pass(time.Hour)
		if n := len(w.waits()); n < 5 || n > 25 {
			t.Errorf("%d waits in an hour", n)
		}
		w.apply(keystore.Suspend{Code: code, Reason: "unpaid"})
		w.down(false)
		pass(maxPollWait + time.Second)
		if w.says(code) != "suspended" {
			t.Errorf("held to be %s", w.says(code))
		}
		w.stop()
	})
}

// Codes that are added while a wait is open are waited for too.
func TestAddWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, polling)
		w.add(w.issue(30))
		w.on()
		pass(time.Minute)
		code := w.issue(30)
		w.add(code)
		pass(time.Second)
		w.renew(code, 400)
		pass(200 * time.Millisecond)
		if left := w.held(code).Signed.DaysLeft; left != 400 {
			t.Errorf("%d days left", left)
		}
		w.stop()
	})
}

// Where something on the way cuts connections that are silent for a minute, the
// manager goes on waiting, minute by minute.
func TestWaitIsCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, polling)
		w.add(w.issue(30))
		w.set(func() {
			w.between = func(r *http.Request) (*http.Response, error) {
				if r.URL.Path != check.PathWait {
					return nil, nil
				}
				if pause(r.Context(), time.Minute) {
					return nil, io.ErrUnexpectedEOF
				}
				return nil, r.Context().Err()
			}
		})
		w.on()
		pass(time.Hour)
		if n := len(w.waits()); n < 54 {
			t.Errorf("%d waits in an hour", n)
		}
		w.stop()
	})
}
