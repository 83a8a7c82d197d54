package access

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"time"
)

// ErrBusy says that too many wait for something that takes a while: ask again in
// a moment.
var ErrBusy = errors.New("too many log-ins at once: try again in a moment")

// HasherOptions says how passwords are hashed. Zero takes what stands beside it.
type HasherOptions struct {
	Random  io.Reader // of the salts; required
	Memory  uint32    // KiB; 19 456
	Passes  uint32    // 2
	Waiting int       // how many may wait; 128
	Rest    float64   // how long to rest after a hash, in lengths of it; 1, below 0 none

	Now func() time.Time // measures a hash; time.Now
}

// Hasher makes and verifies password hashes, one at a time.
type Hasher struct {
	random  io.Reader
	cost    cost
	rest    float64
	now     func() time.Time
	waiting atomic.Int64
	most    int64
	turn    chan struct{} // holds one token while nobody hashes or rests
	done    atomic.Uint64
	nobody  hashed
}

// NewHasher makes a Hasher.
func NewHasher(o HasherOptions) *Hasher {
	h := &Hasher{
		random: o.Random, cost: cost{memory: orElse(o.Memory, 19*1024), passes: orElse(o.Passes, 2), threads: 1},
		rest: orElse(o.Rest, 1), now: o.Now, most: int64(orElse(o.Waiting, 128)), turn: make(chan struct{}, 1),
	}
	if h.now == nil {
		h.now = time.Now
	}
	h.nobody = hashed{cost: h.cost, salt: make([]byte, saltBytes), sum: make([]byte, sumBytes)}
	h.turn <- struct{}{}
	return h
}

func orElse[T comparable](v, other T) T {
	var zero T
	if v == zero {
		return other
	}
	return v
}

// Hash gives the hash of a password in PHC form. ErrBusy when too many wait, the
// context's error when it ends before its turn comes.
func (h *Hasher) Hash(ctx context.Context, password string) (phc string, err error) {
	var made hashed
	if busy := h.work(ctx, func() { made, err = newHashed(h.random, h.cost, password) }); busy != nil {
		return "", busy
	}
	if err != nil {
		return "", err
	}
	return made.String(), nil
}

// Verify tells whether the password is that of the hash. With an empty hash, of
// an id that does not exist, it works as long and says no. Errors are those of
// Hash, and ErrHash.
func (h *Hasher) Verify(ctx context.Context, phc, password string) (right bool, err error) {
	stored, exists := h.nobody, phc != ""
	if exists {
		if stored, err = parseHashed(phc); err != nil {
			return false, err
		}
	}
	err = h.work(ctx, func() { right = stored.fits(password) && exists })
	return right, err
}

// Outdated tells whether a hash was made with less work than is asked for now:
// whoever has the password at hand should hash it again.
func (h *Hasher) Outdated(phc string) bool {
	stored, err := parseHashed(phc)
	return err != nil || stored.memory < h.cost.memory || stored.passes < h.cost.passes
}

// Count tells how many hashes were worked out so far.
func (h *Hasher) Count() uint64 { return h.done.Load() }

// work waits for its turn and does it. The next one's turn comes after a rest.
func (h *Hasher) work(ctx context.Context, do func()) error {
	if h.waiting.Add(1) > h.most {
		h.waiting.Add(-1)
		return ErrBusy
	}
	defer h.waiting.Add(-1)
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-h.turn:
	case <-ctx.Done():
		return ctx.Err()
	}
	start := h.now()
	defer func() { h.pause(h.now().Sub(start)) }()
	do()
	h.done.Add(1)
	return nil
}

// pause gives the turn on after a rest.
func (h *Hasher) pause(took time.Duration) {
	if h.rest <= 0 {
		h.turn <- struct{}{}
		return
	}
	time.AfterFunc(time.Duration(float64(took)*h.rest), func() { h.turn <- struct{}{} })
}
