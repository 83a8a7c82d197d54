package check

import (
	"net/netip"
	"testing"
	"time"
)

func TestLimiter(t *testing.T) {
	l := newLimiter(Limit{PerSecond: 2, Burst: 4})
	a, b := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	at := noon
	for i := range 4 {
		if _, ok := l.allow(a, at); !ok {
			t.Fatalf("request %d of a burst of 4 was refused", i+1)
		}
	}
	wait, ok := l.allow(a, at)
	if ok || wait != 500*time.Millisecond {
		t.Errorf("the fifth: allowed %t, wait %s; want half a second", ok, wait)
	}
	if _, ok := l.allow(b, at); !ok {
		t.Error("one address used up another's allowance")
	}
	if _, ok := l.allow(a, at.Add(wait)); !ok {
		t.Error("refused after waiting as told")
	}
	if _, ok := l.allow(a, at.Add(wait)); ok {
		t.Error("waiting once gave two requests")
	}
}

func TestLimiterSpend(t *testing.T) {
	l := newLimiter(Limit{PerSecond: 1, Burst: 1})
	a := netip.MustParseAddr("192.0.2.1")
	l.spend(a, 100, noon)
	if wait, ok := l.allow(a, noon); ok || wait != 100*time.Second {
		t.Errorf("after a batch: allowed %t, wait %s", ok, wait)
	}
	var none *limiter
	none.spend(a, 1, noon) // no limit is no limit
	if _, ok := none.allow(a, noon); !ok {
		t.Error("refused without a limit")
	}
}

// A host has a whole /64 of IPv6 addresses: they share one allowance.
func TestLimiterHousehold(t *testing.T) {
	l := newLimiter(Limit{PerSecond: 1, Burst: 1})
	if _, ok := l.allow(netip.MustParseAddr("2001:db8:1:2::1"), noon); !ok {
		t.Fatal("the first was refused")
	}
	if _, ok := l.allow(netip.MustParseAddr("2001:db8:1:2:ffff::9"), noon); ok {
		t.Error("a second address of the same /64 has an allowance of its own")
	}
	if _, ok := l.allow(netip.MustParseAddr("2001:db8:1:3::1"), noon); !ok {
		t.Error("another /64 was refused")
	}
}

// Memory is bounded, and forgetting gives nobody more than their allowance
// while there is room for those who are busy.
func TestLimiterForgets(t *testing.T) {
	s := limitShard{used: map[netip.Addr]int64{}}
	at := noon.UnixNano()
	for i := range maxPerShard {
		used := at - 1
		if i%2 == 0 {
			used = at + 1
		}
		s.used[netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})] = used
	}
	s.makeRoom(at)
	if len(s.used) != maxPerShard/2 {
		t.Errorf("%d addresses are kept, want the %d busy ones", len(s.used), maxPerShard/2)
	}
	for i := range maxPerShard {
		s.used[netip.AddrFrom4([4]byte{11, byte(i >> 16), byte(i >> 8), byte(i)})] = at + 1
	}
	s.makeRoom(at)
	if len(s.used) != 0 {
		t.Errorf("a shard of busy addresses grew to %d", len(s.used))
	}
}
