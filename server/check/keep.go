package check

import (
	"hash/maphash"
	"slices"
	"sync"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
)

const (
	keepShards = 64
	// longestKept bounds how old an answer is given out whose content never
	// changes, such as that of a perpetual licence: most of its life is left.
	longestKept = 24 * 60 * 60 // seconds
)

// keep holds signed answers by code and device. Each is given out as long as it
// says what would be said anew, so nothing ever needs to be taken out because it
// is wrong. Memory is bounded by generations: when the young one of a shard is
// full it becomes the old one, and what was not asked for since the last time is
// forgotten with the old one before.
type keep struct {
	seed   maphash.Seed
	most   int // of one generation of one shard
	shards [keepShards]keepShard
}

type keepShard struct {
	mu         sync.Mutex
	young, old map[uint64]*keptAnswer // by key
}

// keptAnswer is one answer; it is never changed.
type keptAnswer struct {
	code      codec.Code
	device    string
	made      int64 // unix seconds
	statement answer.Statement
	token     []byte
}

// newKeep returns an empty one for at most so many answers, in round numbers.
func newKeep(most int) *keep {
	k := &keep{seed: maphash.MakeSeed(), most: (most + 2*keepShards - 1) / (2 * keepShards)}
	for i := range k.shards {
		k.shards[i].young, k.shards[i].old = map[uint64]*keptAnswer{}, map[uint64]*keptAnswer{}
	}
	return k
}

// key is where the answer to a code and a device is kept. Two may share one
// place; they take turns there.
func (k *keep) key(code codec.Code, device []byte) uint64 {
	const odd = 0x9e3779b97f4a7c15
	return maphash.Comparable(k.seed, code)*odd + maphash.Bytes(k.seed, device)
}

// find returns the token that says of this code, to this device, the same as
// st; nil when there is none. It allocates nothing.
func (k *keep) find(key uint64, code codec.Code, device []byte, st *answer.Statement, now time.Time) []byte {
	a := k.shards[key%keepShards].get(key, k.most)
	if a == nil || a.code != code || a.device != string(device) || !sameWords(&a.statement, st) {
		return nil
	}
	if age := now.Unix() - a.made; age < 0 || age >= longestKept {
		return nil
	}
	return a.token
}

// put keeps an answer, in place of what was kept there.
func (k *keep) put(key uint64, a *keptAnswer) {
	if k.most == 0 {
		return
	}
	s := &k.shards[key%keepShards]
	s.mu.Lock()
	defer s.mu.Unlock()
	s.add(key, a, k.most)
}

// len is how many answers are kept.
func (k *keep) len() (n int) {
	for i := range k.shards {
		s := &k.shards[i]
		s.mu.Lock()
		n += len(s.young) + len(s.old)
		s.mu.Unlock()
	}
	return n
}

// get returns what is kept at a key, and lets it live on.
func (s *keepShard) get(key uint64, most int) *keptAnswer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, ok := s.young[key]; ok {
		return a
	}
	a, ok := s.old[key]
	if ok {
		s.add(key, a, most)
	}
	return a
}

func (s *keepShard) add(key uint64, a *keptAnswer, most int) {
	if _, there := s.young[key]; !there && len(s.young) >= most {
		clear(s.old)
		s.young, s.old = s.old, s.young
	}
	delete(s.old, key)
	s.young[key] = a
}

// sameWords tells whether two statements say the same. When they were made is
// not among what they say.
func sameWords(a, b *answer.Statement) bool {
	return a.Result == b.Result && a.Issued == b.Issued &&
		a.Product == b.Product && a.Type == b.Type && a.Seats == b.Seats &&
		a.Perpetual == b.Perpetual && a.Expires == b.Expires && a.GraceEnds == b.GraceEnds &&
		a.Zone == b.Zone && a.DaysLeft == b.DaysLeft && a.UpdatesAllowed == b.UpdatesAllowed &&
		a.NextCheck.Equal(b.NextCheck) && a.Hint == b.Hint && slices.Equal(a.Components, b.Components)
}
