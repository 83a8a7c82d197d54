package manager

import (
	"bytes"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"ollu/codec"
	"ollu/keystore"
	"ollu/server/check"
)

// named gives how many codes were named one by one since so many syncs.
func (w *world) named(before int) (n int) {
	for _, x := range w.exchanges(check.PathSync)[before:] {
		n += bytes.Count(x.body, []byte(`"SU-`)) + bytes.Count(x.body, []byte(`"GW-`))
	}
	return n
}

// Of a site of which nothing changed no code is named; of one of which one did,
// that one.
func TestOnlyWhatChangedIsNamed(t *testing.T) {
	w := newWorld(t)
	var codes []codec.Code
	for range 20 {
		codes = append(codes, w.issue(40))
	}
	w.add(codes...)
	w.sync() // the first of all
	synced := func(what string, want int) {
		t.Helper()
		before := len(w.exchanges(check.PathSync))
		r := w.sync()
		if n := w.named(before); n != want || r.Codes != len(codes) || w.marks().Cause != "" {
			t.Errorf("%s: %d codes were named, want %d; %+v", what, n, want, r)
		}
	}
	synced("nothing changed", 0)
	w.apply(keystore.Suspend{Code: codes[3], Reason: "unpaid"})
	w.apply(keystore.Renew{Code: codes[7], Expires: w.held(codes[7]).Signed.Statement.Expires + 365})
	w.issue(50) // somebody else's
	synced("two changed", 2)
	if w.says(codes[3]) != "suspended" {
		t.Errorf("held to be %s", w.says(codes[3]))
	}
	synced("nothing since", 0)
	w.apply(keystore.Resume{Code: codes[3]})
	synced("it was lifted", 1)
	w.set(func() {
		w.between = func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == check.PathWait {
				return answered(r, http.StatusNotFound, nil), nil
			}
			return nil, nil
		}
	})
	synced("the issuer does not say what changed", len(codes))
	w.set(func() { w.between = nil })
	w.set(func() { w.edition = "other" })
	w.sign()
	synced("another catalogue", len(codes))
	synced("nothing since then", 0)
}

// A site that began without a code waits for changes of those that are added.
func TestWaitsFromTheFirstCodeOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, polling)
		w.on()
		pass(time.Minute)
		if w.marks().Revision == "" {
			t.Errorf("%+v", w.marks())
		}
		code := w.issue(30)
		w.add(code)
		pass(time.Second)
		w.apply(keystore.Suspend{Code: code, Reason: "unpaid"})
		pass(2 * time.Second)
		if w.says(code) != "suspended" {
			t.Errorf("held to be %s", w.says(code))
		}
		w.stop()
	})
}

// What the calendar brings is asked about, though nothing changed at the issuer.
func TestWhatTheCalendarBringsIsNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		soon, late := w.issue(2), w.issue(80)
		w.add(soon, late)
		w.sync()
		named := func(day int) int {
			until(time.Date(2000, 1, 1+day, 12, 0, 0, 0, tokyo))
			before := len(w.exchanges(check.PathSync))
			w.sync()
			return w.named(before)
		}
		var days []int
		for day := range 60 {
			days = append(days, named(day))
		}
		// E-1, E, E+30 of the first; E-60, E-30 of the second; and each anew when it is
		// 18 to 22 days old.
		calls := 0
		for _, n := range days {
			calls += n
		}
		if days[0] != 0 || days[1] == 0 || days[2] == 0 || calls < 7 || calls > 14 {
			t.Errorf("named on each day: %v", days)
		}
		if w.says(soon) != "grace" || w.says(late) != "valid" {
			t.Errorf("%s, %s", w.says(soon), w.says(late))
		}
	})
}

func TestEarlierRevision(t *testing.T) {
	for _, c := range [][3]string{
		{"", "", ""}, {"7", "", "7"}, {"", "7", "7"}, {"7", "12", "7"}, {"12", "7", "7"}, {"7.ab", "12.ab", "7.ab"},
		{"7.ab", "12.cd", "7.-"}, {"12.ab", "7.cd", "7.-"}, {"7.ab", "7", "7.-"}, {"7.-", "8.ab", "7.-"},
	} {
		if got := earlier(c[0], c[1]); got != c[2] {
			t.Errorf("earlier(%q, %q) = %q, want %q", c[0], c[1], got, c[2])
		}
		if a, b := earlier(c[0], c[1]), earlier(c[1], c[0]); a != b {
			t.Errorf("of %q and %q it is %q or %q", c[0], c[1], a, b)
		}
	}
}
