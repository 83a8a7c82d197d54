package access

import (
	"net/netip"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Rule is how often something may be done by whoever a key names.
type Rule uint8

// The rules. Keys are named beside them: an address stands for its household
// (see Household).
const (
	LimitLogInAddress Rule = iota // failed log-ins; address
	LimitLogInAccount             // failed log-ins from devices that are not known; login id in small letters, whether it exists or not
	LimitLogInDevice              // failed log-ins from a known device; the device
	LimitFactor                   // second factors tried; user
	LimitForgot                   // letters to set a password asked for; address
	LimitForgotTarget             // the same; what was typed
	LimitReset                    // passwords set by a token; address
	LimitPassword                 // tries of one's own password when logged in; user
	LimitRegister                 // keys tried; address
	LimitLookUp                   // codes looked up; address
	LimitInvite                   // invitations; account
	LimitJoin                     // invitations taken up; address
	LimitFeed                     // calendars read; address
	LimitDownload                 // files made; account
	LimitChange                   // details changed; user
	ruleCount
)

// pace is a rule's measure: so many at once, then one in so long.
type pace struct {
	burst int
	every time.Duration
}

var paces = [ruleCount]pace{
	LimitLogInAddress: {20, 30 * time.Second},
	LimitLogInAccount: {10, 36 * time.Second},
	LimitLogInDevice:  {10, 36 * time.Second},
	LimitFactor:       {5, time.Minute},
	LimitForgot:       {10, 2 * time.Minute},
	LimitForgotTarget: {3, 5 * time.Minute},
	LimitReset:        {20, time.Minute},
	LimitPassword:     {10, time.Minute},
	LimitRegister:     {30, 30 * time.Second},
	LimitLookUp:       {30, 30 * time.Second},
	LimitInvite:       {20, 3 * time.Minute},
	LimitJoin:         {20, time.Minute},
	LimitFeed:         {60, 30 * time.Second},
	LimitDownload:     {60, 10 * time.Second},
	LimitChange:       {60, 10 * time.Second},
}

// limitKeys is how many keys are remembered, the longest unused forgotten first.
const limitKeys = 200_000

type limitKey struct {
	rule Rule
	key  string
}

// Limits counts what was done of late. Its memory is bounded, and it forgets
// everything when the server starts.
type Limits struct {
	now func() time.Time
	mu  sync.Mutex
	// due is when all that was taken will have been given back, for each key.
	due *simplelru.LRU[limitKey, time.Time]
}

// NewLimits makes Limits that go by the clock now.
func NewLimits(now func() time.Time) *Limits {
	due, _ := simplelru.NewLRU[limitKey, time.Time](limitKeys, nil) // it fails for sizes below 1 alone
	return &Limits{now: now, due: due}
}

// Take counts one: 0 says that it may be done, else how long to wait; one that
// has to wait is not counted.
func (l *Limits) Take(rule Rule, key string) (wait time.Duration) {
	return l.see(rule, key, true)
}

// Peek tells what Take would, and counts nothing.
func (l *Limits) Peek(rule Rule, key string) (wait time.Duration) {
	return l.see(rule, key, false)
}

// Used tells how many were taken and not given back yet.
func (l *Limits) Used(rule Rule, key string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	due, _ := l.due.Get(limitKey{rule, key})
	every := paces[rule].every
	return int((max(0, due.Sub(l.now())) + every - 1) / every)
}

// Forget gives back all that a key has taken.
func (l *Limits) Forget(rule Rule, key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.due.Remove(limitKey{rule, key})
}

func (l *Limits) see(rule Rule, key string, take bool) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now, p := l.now(), paces[rule]
	due, _ := l.due.Get(limitKey{rule, key})
	if due.Before(now) {
		due = now
	}
	due = due.Add(p.every)
	if wait := due.Sub(now) - time.Duration(p.burst)*p.every; wait > 0 {
		return wait
	}
	if take {
		l.due.Add(limitKey{rule, key}, due)
	}
	return 0
}

// Household is what limits know an address by: an IPv4 address itself, of an
// IPv6 address the network of 64 bits that one customer of a provider has.
func Household(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	if !a.Is6() {
		return a.String()
	}
	net, _ := a.Prefix(64) // it fails for other lengths alone
	return net.String()
}
