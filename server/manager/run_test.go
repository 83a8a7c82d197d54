package manager

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"ollu/server/check"
)

// dailyAt gives the times of the questions that each sync of all codes begins
// with.
func (w *world) dailyAt() (at []time.Time) {
	for _, x := range w.exchanges("/ollu/keys.json") {
		at = append(at, x.at)
	}
	return at
}

func (w *world) forget() { w.set(func() { w.asked = nil }) }

// Daily at 00:00 of the zone, whatever daylight saving does (row M1).
func TestDaily(t *testing.T) {
	for name, c := range map[string]struct {
		zone string
		from time.Time
	}{
		"Tokyo":         {"Asia/Tokyo", time.Date(2026, 3, 27, 12, 0, 0, 0, time.UTC)},
		"Berlin, short": {"Europe/Berlin", time.Date(2026, 3, 27, 12, 0, 0, 0, time.UTC)},
		"Berlin, long":  {"Europe/Berlin", time.Date(2026, 10, 23, 12, 0, 0, 0, time.UTC)},
		"Cairo":         {"Africa/Cairo", time.Date(2026, 4, 22, 12, 0, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				until(c.from)
				z := zone(c.zone)
				w := newWorld(t, func(o *Options) { o.Zone = z })
				w.add(w.issue(300))
				w.sync()
				w.forget()
				w.on()
				pass(5 * 24 * time.Hour)
				w.stop()
				at := w.dailyAt()
				if len(at) != 5 {
					t.Fatalf("%d syncs in five days: %v", len(at), at)
				}
				for i, moment := range at {
					day := c.from.In(z).AddDate(0, 0, i+1)
					want := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, z)
					if moment.Sub(want) < 0 || moment.Sub(want) > time.Second {
						t.Errorf("sync at %v, want %v", moment.In(z), want)
					}
				}
			})
		})
	}
}

// Not all managers ask at the same second, and each within the spread (row B11).
func TestSpread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(o *Options) { o.Spread = 30 * time.Minute })
		w.add(w.issue(300))
		w.sync()
		w.forget()
		w.on()
		pass(20 * 24 * time.Hour)
		w.stop()
		seen := map[time.Duration]bool{}
		for _, at := range w.dailyAt() {
			at = at.In(tokyo)
			after := at.Sub(time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, tokyo))
			if after >= 30*time.Minute+time.Second {
				t.Errorf("%v after midnight", after)
			}
			seen[after] = true
		}
		if len(seen) < 15 {
			t.Errorf("twenty days, and the delays %v", seen)
		}
	})
}

// What was missed while the manager was off is made up for at its start; what was
// not missed is not.
func TestMadeUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.add(w.issue(300))
		w.forget()
		w.on()
		w.stop()
		if n := len(w.dailyAt()); n != 1 {
			t.Fatalf("%d syncs at the first start", n)
		}
		w.forget()
		w.reopen()
		w.on()
		w.stop()
		if n := len(w.dailyAt()); n != 0 {
			t.Fatalf("%d syncs at a start on the same day", n)
		}
		pass(30 * time.Hour)
		w.reopen()
		w.on()
		if n := len(w.dailyAt()); n != 1 {
			t.Errorf("%d syncs at a start after more than a day", n)
		}
		site, err := w.m.Status()
		if err != nil || !site.Sync.Next.After(time.Now()) {
			t.Errorf("the next is at %v, %v", site.Sync.Next, err)
		}
		w.stop()
	})
}

// An issuer that is not reached is asked again, ever less often, and at once less
// often where it asks for that; after two days the manager is not healthy.
func TestBackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.add(w.issue(300))
		w.sync()
		w.down(true)
		w.forget()
		w.on()
		until(time.Date(2000, 1, 3, 0, 0, 0, 0, tokyo))
		at := w.dailyAt()
		if len(at) < 24 || len(at) > 70 {
			t.Fatalf("%d tries in a day", len(at))
		}
		for i := range at[1:] {
			least, most := firstWait/2<<min(i, 10), min(firstWait<<min(i, 10), maxWait)
			if gap := at[i+1].Sub(at[i]); gap < min(least, maxWait/2)-time.Second || gap > most+2*time.Second {
				t.Errorf("try %d came %v after the one before", i+1, gap)
			}
		}
		if err := w.m.Healthy(); err != nil {
			t.Errorf("after a day: %v", err)
		}
		pass(26 * time.Hour)
		if err := w.m.Healthy(); err == nil {
			t.Error("after two days it is healthy")
		}
		w.down(false)
		pass(time.Hour)
		if err := w.m.Healthy(); err != nil || w.marks().Failures != 0 {
			t.Errorf("the issuer is back: %v, %+v", err, w.marks())
		}
		w.stop()
	})
}

// An issuer that is back is asked as soon as the first wait is over, which may be
// set; so is the long poll.
func TestRetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, polling, func(o *Options) { o.Retry = 200 * time.Millisecond })
		w.add(w.issue(300))
		w.down(true)
		w.on()
		pass(150 * time.Millisecond)
		w.down(false)
		pass(300 * time.Millisecond)
		if m := w.marks(); m.LastGood.IsZero() {
			t.Errorf("%+v", m)
		}
		pass(time.Second)
		w.forget()
		w.down(true)
		w.add(w.issue(300)) // which makes it wait anew
		pass(2 * time.Second)
		if n := len(w.waits()); n < 3 {
			t.Errorf("%d waits in two seconds", n)
		}
		w.stop()
	})
}

// A code that is added while the issuer is away is asked about when it is back,
// not only tomorrow.
func TestAddedWhileAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.add(w.issue(300))
		w.sync()
		w.on()
		w.down(true)
		code := w.issue(300)
		w.add(code)
		w.down(false)
		pass(3 * time.Minute)
		if is := w.held(code); is.Token == "" || w.marks().Failures != 0 {
			t.Errorf("%+v, %+v", is, w.marks())
		}
		w.stop()
	})
}

func TestRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.add(w.issue(300))
		w.forget()
		w.set(func() {
			w.between = func(r *http.Request) (*http.Response, error) {
				resp := answered(r, http.StatusServiceUnavailable, nil)
				resp.Header.Set("Retry-After", "7200")
				return resp, nil
			}
		})
		w.on()
		pass(119 * time.Minute)
		if n := len(w.dailyAt()); n != 1 || w.marks().Cause != "busy" {
			t.Errorf("%d tries, %+v", n, w.marks())
		}
		pass(3 * time.Minute)
		if n := len(w.dailyAt()); n != 2 {
			t.Errorf("%d tries after the wait", n)
		}
		w.stop()
	})
}

// A sync of many batches waits where the issuer asks for a little time, and does
// not begin anew.
func TestBusyInBetween(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		code := w.issue(300)
		w.add(code)
		w.renew(code, 400)
		busy := 2
		w.set(func() {
			w.between = func(r *http.Request) (*http.Response, error) {
				if r.URL.Path != check.PathSync || busy == 0 {
					return nil, nil
				}
				busy--
				resp := answered(r, http.StatusTooManyRequests, nil)
				resp.Header.Set("Retry-After", "20")
				return resp, nil
			}
		})
		began := time.Now()
		if r := w.sync(); r.Changed != 1 || time.Since(began) != 40*time.Second {
			t.Errorf("%+v after %v", r, time.Since(began))
		}
	})
}

// Run ends at once, whatever it waits for.
func TestStopsAtOnce(t *testing.T) {
	hanging := func(path string) func(*world) {
		return func(w *world) {
			w.between = func(r *http.Request) (*http.Response, error) {
				if r.URL.Path == path {
					<-r.Context().Done()
					return nil, r.Context().Err()
				}
				return nil, nil
			}
		}
	}
	for name, hang := range map[string]func(*world){
		"a sync": hanging(check.PathSync), "the keys": hanging("/ollu/keys.json"), "a wait": func(*world) {},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, polling)
				w.add(w.issue(30))
				w.set(func() { hang(w) })
				w.on()
				pass(10 * time.Second)
				began, failures := time.Now(), w.marks().Failures
				w.stop()
				if time.Since(began) > 0 || w.marks().Failures != failures {
					t.Errorf("it took %v, %+v", time.Since(began), w.marks())
				}
			})
		})
	}
}

// A product that is off when something changes is delivered to when it is back.
func TestDeliveredLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, polling)
		code := w.issue(30)
		w.add(code)
		p := w.install("desk", "suite", code)
		w.mustAddProduct("desk", code)
		w.on()
		pass(time.Minute)
		p.look(func() { p.off = true })
		w.renew(code, 400)
		pass(time.Minute)
		site, err := w.m.Status()
		if err != nil || site.Products[0].State != "failed" || site.Products[0].Deliveries[0].Why != "unreachable" {
			t.Fatalf("%+v, %v", site.Products, err)
		}
		p.look(func() { p.off = false })
		pass(time.Hour)
		if site, err = w.m.Status(); err != nil || site.Products[0].State != "current" || p.expires(code) != site.Codes[0].Expires {
			t.Errorf("%+v, %v", site.Products, err)
		}
		w.stop()
	})
}

// After a try by hand that failed the next one is that which makes up for it, and
// not that of tomorrow.
func TestNextAfterATryByHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.add(w.issue(30))
		w.on()
		pass(time.Hour)
		w.down(true)
		w.add(w.issue(30))
		site, err := w.m.Status()
		if wait := time.Until(site.Sync.Next); err != nil || site.Sync.Failures == 0 || wait <= 0 || wait > firstWait {
			t.Errorf("the next is in %v after %d failures, %v", wait, site.Sync.Failures, err)
		}
		w.stop()
	})
}

// A product that does not answer holds up no other one, nor what comes later.
func TestHangingProduct(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, polling)
		code := w.issue(30)
		w.add(code)
		hangs, desk := w.install("attic", "suite", code), w.install("desk", "suite", code)
		w.mustAddProduct("attic", code)
		w.mustAddProduct("desk", code)
		w.on()
		pass(time.Minute)
		hangs.look(func() { hangs.hang = true })
		for i := range 3 {
			w.renew(code, 400+i)
			pass(1500 * time.Millisecond)
			if is := w.held(code); desk.expires(code) != is.Signed.Statement.Expires.String() || is.Signed.DaysLeft != 400+i {
				t.Errorf("renewal %d: the product holds %s", i+1, desk.expires(code))
			}
		}
		hangs.look(func() { hangs.hang = false })
		pass(time.Hour)
		if hangs.expires(code) != desk.expires(code) {
			t.Errorf("the one that hung holds %s", hangs.expires(code))
		}
		w.stop()
	})
}
