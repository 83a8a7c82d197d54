package check

import (
	"hash/maphash"
	"net/netip"
	"sync"
	"time"
)

// Limit is how much one address may ask. A zero PerSecond means no limit.
type Limit struct {
	PerSecond float64        // requests a second in the long run
	Burst     int            // requests at once, at least 1
	Exempt    []netip.Prefix // addresses that are not limited
}

// limiter keeps, for each address that asked lately, the moment until which
// its allowance is used up (the generic cell rate algorithm). An address whose
// moment has passed is the same as one never seen, so it can be forgotten
// without loss: memory is bounded by forgetting those when a shard is full.
type limiter struct {
	each   time.Duration // what one request uses up
	burst  time.Duration // how far ahead an address may be
	exempt []netip.Prefix
	seed   maphash.Seed
	shards [64]limitShard
}

type limitShard struct {
	mu   sync.Mutex
	used map[netip.Addr]int64 // unix nanoseconds
}

// maxPerShard bounds the memory of the limiter: 64 shards of this many
// addresses take some 60 MB.
const maxPerShard = 1 << 14

// newLimiter returns nil, which limits nothing, when l sets no rate.
func newLimiter(l Limit) *limiter {
	if l.PerSecond <= 0 {
		return nil
	}
	each := time.Duration(float64(time.Second) / l.PerSecond)
	out := &limiter{each: each, burst: each * time.Duration(max(l.Burst, 1)), exempt: l.Exempt, seed: maphash.MakeSeed()}
	for i := range out.shards {
		out.shards[i].used = map[netip.Addr]int64{}
	}
	return out
}

// allow takes one request from the allowance of addr. When there is not
// enough it takes nothing and returns how long to wait.
func (l *limiter) allow(addr netip.Addr, now time.Time) (wait time.Duration, ok bool) {
	if l == nil || l.isExempt(addr) {
		return 0, true
	}
	s, addr := l.shard(addr)
	at := now.UnixNano()
	s.mu.Lock()
	defer s.mu.Unlock()
	used := max(s.used[addr], at) + int64(l.each)
	if over := used - at - int64(l.burst); over > 0 {
		return time.Duration(over), false
	}
	s.makeRoom(at)
	s.used[addr] = used
	return 0, true
}

// spend takes n requests that were already let in; the next ones wait for it.
func (l *limiter) spend(addr netip.Addr, n int, now time.Time) {
	if l == nil || n <= 0 || l.isExempt(addr) {
		return
	}
	s, addr := l.shard(addr)
	at := now.UnixNano()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.makeRoom(at)
	s.used[addr] = max(s.used[addr], at) + int64(l.each)*int64(n)
}

// shard returns where an address is kept, and under which name.
func (l *limiter) shard(addr netip.Addr) (*limitShard, netip.Addr) {
	addr = household(addr)
	return &l.shards[maphash.Comparable(l.seed, addr)%uint64(len(l.shards))], addr
}

// makeRoom forgets the addresses whose allowance is whole again; should all
// be busy at once, it forgets them all rather than grow without bound.
func (s *limitShard) makeRoom(at int64) {
	if len(s.used) < maxPerShard {
		return
	}
	for a, used := range s.used {
		if used <= at {
			delete(s.used, a)
		}
	}
	if len(s.used) >= maxPerShard {
		clear(s.used)
	}
}

func (l *limiter) isExempt(addr netip.Addr) bool {
	for _, p := range l.exempt {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// household is what counts as one asker: an IPv4 address, or the /64 that a
// household or host has of IPv6.
func household(a netip.Addr) netip.Addr {
	if a.Is4() {
		return a
	}
	p, err := a.Prefix(64)
	if err != nil {
		return a
	}
	return p.Addr()
}
