package licences

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/words"
)

// keepBytes is how much is kept of all accounts together.
const keepBytes = 64 << 20

// keepCount bounds the number of things that are kept: each has its overhead.
const keepCount = 100_000

// keep holds lists and pages that were made, until what they were made from
// changes. It is safe for concurrent use; what is in it is shared.
type keep struct {
	mu     sync.Mutex
	max    int // bytes
	bytes  int
	all    *simplelru.LRU[place, kept]
	shelf  map[customer.ID]map[place]struct{} // what is kept of an account
	owner  map[codec.Code]customer.ID         // of the codes of accounts with a shelf
	codes  map[customer.ID][]codec.Code       // the other way round
	making map[*reading]struct{}
}

// place is where something is kept: an account's list, or with a user the page
// made for him.
type place struct {
	account, user customer.ID
	lang          words.Lang
	query         Query
}

// kept is a list or a page.
type kept struct {
	stamp
	stock         *stock
	plain, zipped []byte
}

func (k *kept) size() int {
	const own = 1000 // the entry, its place with what was searched for, its share of the maps
	if k.stock != nil {
		return own + k.stock.size()
	}
	return own + len(k.plain) + len(k.zipped)
}

// reading is under way from before the store is read until what was made of it is
// kept: it notes what changes meanwhile.
type reading struct {
	changed map[codec.Code]struct{}
	lost    bool // more changed than is worth noting
}

// maxNoted bounds what a reading notes.
const maxNoted = 10_000

func newKeep(max int) *keep {
	k := &keep{
		max: max, shelf: map[customer.ID]map[place]struct{}{}, owner: map[codec.Code]customer.ID{},
		codes: map[customer.ID][]codec.Code{}, making: map[*reading]struct{}{},
	}
	k.all, _ = simplelru.NewLRU(keepCount, k.gone) // only a size below 1 is refused
	return k
}

// begin starts a reading. End it with end, whatever comes of it.
func (k *keep) begin() *reading {
	r := &reading{changed: map[codec.Code]struct{}{}}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.making[r] = struct{}{}
	return r
}

func (k *keep) end(r *reading) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.making, r)
}

// get gives what is kept at a place, whether it still counts is for the caller to
// see.
func (k *keep) get(p place) (kept, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.all.Get(p)
}

// put keeps what a reading has made of an account's codes, unless one of them was
// changed since it began.
func (k *keep) put(r *reading, p place, made kept, codes []codec.Code) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if r.stale(codes) || made.size() > k.max/4 {
		return
	}
	k.all.Remove(p)
	k.adopt(p.account, codes)
	k.shelf[p.account][p] = struct{}{}
	k.all.Add(p, made)
	for k.bytes += made.size(); k.bytes > k.max; {
		k.all.RemoveOldest()
	}
}

func (r *reading) stale(codes []codec.Code) bool {
	if r.lost || len(r.changed) == 0 {
		return r.lost
	}
	for _, c := range codes {
		if _, yes := r.changed[c]; yes {
			return true
		}
	}
	return false
}

// adopt lets an account's codes lead to it. Codes that it has no more may go on
// doing so until its shelf is empty: that drops it once too often.
func (k *keep) adopt(account customer.ID, codes []codec.Code) {
	if k.shelf[account] == nil {
		k.shelf[account] = map[place]struct{}{}
	}
	for _, c := range codes {
		if k.owner[c] != account {
			k.owner[c] = account
			k.codes[account] = append(k.codes[account], c)
		}
	}
}

// gone is told by the LRU of whatever leaves it.
func (k *keep) gone(p place, made kept) {
	k.bytes -= made.size()
	shelf := k.shelf[p.account]
	if delete(shelf, p); len(shelf) > 0 {
		return
	}
	for _, c := range k.codes[p.account] {
		if k.owner[c] == p.account {
			delete(k.owner, c)
		}
	}
	delete(k.codes, p.account)
	delete(k.shelf, p.account)
}

// changed drops what was made from licences that are different now. The store
// calls it before the act is answered.
func (k *keep) changed(c keystore.Changes) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i := range c.Licences {
		code := c.Licences[i].Code
		if account, yes := k.owner[code]; yes {
			k.drop(account)
		}
		for r := range k.making {
			r.note(code)
		}
	}
}

func (r *reading) note(code codec.Code) {
	if len(r.changed) >= maxNoted {
		r.lost = true
		return
	}
	r.changed[code] = struct{}{}
}

// drop forgets all that is kept of an account.
func (k *keep) drop(account customer.ID) {
	for p := range k.shelf[account] {
		k.all.Remove(p)
	}
}
