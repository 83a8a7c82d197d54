package access

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"ollu/keystore/customer"

	"pgregory.net/rapid"
)

// clock is a clock that stands until it is moved.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newClock() *clock { return &clock{time.Unix(1_800_000_000, 0)} }

func TestALimitIsABurstAndThenAPace(t *testing.T) {
	c := newClock()
	l := NewLimits(c.now)
	p := paces[LimitFactor]
	for i := range p.burst {
		if l.Used(LimitFactor, "k") != i || l.Peek(LimitFactor, "k") != 0 || l.Take(LimitFactor, "k") != 0 {
			t.Fatalf("no. %d had to wait", i+1)
		}
	}
	for range 3 { // asking in vain does not make it longer
		if wait := l.Take(LimitFactor, "k"); wait != p.every || l.Peek(LimitFactor, "k") != wait {
			t.Errorf("wait %v, want %v", wait, p.every)
		}
	}
	if l.Take(LimitFactor, "other") != 0 || l.Take(LimitForgot, "k") != 0 {
		t.Error("one key or rule counts for another")
	}
	c.at = c.at.Add(p.every - 1)
	if l.Take(LimitFactor, "k") != 1 {
		t.Error("it is not to wait one nanosecond more")
	}
	c.at = c.at.Add(1)
	if l.Take(LimitFactor, "k") != 0 || l.Take(LimitFactor, "k") == 0 {
		t.Error("one is due, and one alone")
	}
	l.Forget(LimitFactor, "k")
	if l.Used(LimitFactor, "k") != 0 || l.Take(LimitFactor, "k") != 0 {
		t.Error("what was given back is still taken")
	}
}

func TestEveryRuleHasItsPace(t *testing.T) {
	for r := range ruleCount {
		if p := paces[r]; p.burst < 1 || p.every < time.Second {
			t.Errorf("rule %d goes at %+v", r, p)
		}
	}
	// No more than a hundred passwords an hour can be tried on an account.
	p := paces[LimitLogInAccount]
	if hour := p.burst + int(time.Hour/p.every); hour > 110 {
		t.Errorf("%d an hour", hour)
	}
}

// In no stretch of time is more taken than burst and pace allow.
func TestNoStretchOfTimeHasMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newClock()
		l := NewLimits(c.now)
		p := paces[LimitFactor]
		var taken []time.Time
		for range 60 {
			c.at = c.at.Add(time.Duration(rapid.Int64Range(0, int64(2*p.every)).Draw(t, "step")))
			if l.Take(LimitFactor, "k") == 0 {
				taken = append(taken, c.at)
			}
		}
		for i := range taken {
			for j := i; j < len(taken); j++ {
				if most := p.burst + int(taken[j].Sub(taken[i])/p.every); j-i+1 > most {
					t.Fatalf("%d in %v", j-i+1, taken[j].Sub(taken[i]))
				}
			}
		}
	})
}

func TestMemoryOfLimitsIsBounded(t *testing.T) {
	l := NewLimits(newClock().now)
	for i := range limitKeys + 10 {
		l.Take(LimitForgot, fmt.Sprint(i))
	}
	if n := l.due.Len(); n != limitKeys {
		t.Errorf("%d keys are remembered", n)
	}
}

func TestHouseholds(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"2001:db8:1:2::": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "::1": "::/64",
	} {
		if got := Household(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s is of %s, want %s", address, got, want)
		}
	}
	if got := Household(netip.Addr{}); got != "invalid IP" {
		t.Errorf("nobody's address is of %s", got)
	}
}

func TestRoles(t *testing.T) {
	everybody := []Right{See, Download}
	editors := []Right{Register, EditCompany, ReleaseDevice, RequestOffline, SetFeed}
	owners := []Right{Invite, SetRoles}
	if len(everybody)+len(editors)+len(owners) != int(rightCount) {
		t.Fatal("a right is in none of the lists")
	}
	for role, rights := range map[customer.Role]int{0: 0, customer.Viewer: 2, customer.Editor: 7, customer.Owner: 9, customer.Owner + 1: 0} {
		for i, right := range append(append(everybody, editors...), owners...) {
			if May(role, right) != (i < rights) {
				t.Errorf("role %d, right %d: %v", role, right, May(role, right))
			}
		}
		if May(role, rightCount) {
			t.Errorf("role %d has a right that there is not", role)
		}
	}
}
