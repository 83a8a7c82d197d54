package access

import (
	"context"
	"errors"
	"io"
	"sync"
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
	Waiting int       // how many may wait in each of the two lines; 128
	Rest    float64   // how long to rest after a hash, in lengths of it; 1, below 0 none

	Now func() time.Time // measures a hash; time.Now
}

// Hasher makes and verifies password hashes, one at a time. Who is known waits in
// a line of his own, which goes first: a crowd of strangers keeps him neither out
// nor waiting.
type Hasher struct {
	random           io.Reader
	cost             cost
	rest             float64
	now              func() time.Time
	most             int
	known, strangers waitingLine
	turn             chan struct{} // holds one token while nobody hashes or rests
	first            chan struct{} // hands the turn to somebody known
	done             atomic.Uint64
	nobody           hashed
}

// Asker is for whom a password is verified.
type Asker struct {
	Name  string // such as an address: of one name at most half a line waits; "" of nobody in particular
	Known bool   // he proved before who he is
}

// NewHasher makes a Hasher.
func NewHasher(o HasherOptions) *Hasher {
	h := &Hasher{
		random: o.Random, cost: cost{memory: orElse(o.Memory, 19*1024), passes: orElse(o.Passes, 2), threads: 1},
		rest: orElse(o.Rest, 1), now: o.Now, most: orElse(o.Waiting, 128), turn: make(chan struct{}, 1), first: make(chan struct{}),
		known: waitingLine{by: map[string]int{}}, strangers: waitingLine{by: map[string]int{}},
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

// Verify is VerifyFor for somebody who is known.
func (h *Hasher) Verify(ctx context.Context, phc, password string) (right bool, err error) {
	return h.VerifyFor(ctx, Asker{Known: true}, phc, password)
}

// VerifyFor tells whether the password is that of the hash. With an empty hash, of
// an id that does not exist, it works as long and says no. Errors are those of
// Hash, and ErrHash.
func (h *Hasher) VerifyFor(ctx context.Context, who Asker, phc, password string) (right bool, err error) {
	stored, exists := h.nobody, phc != ""
	if exists {
		if stored, err = parseHashed(phc); err != nil {
			return false, err
		}
	}
	err = h.workFor(ctx, who, func() { right = stored.fits(password) && exists })
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

func (h *Hasher) work(ctx context.Context, do func()) error {
	return h.workFor(ctx, Asker{Known: true}, do)
}

// workFor waits for its turn and does it. The next one's turn comes after a rest.
func (h *Hasher) workFor(ctx context.Context, who Asker, do func()) error {
	line, first := &h.strangers, (chan struct{})(nil)
	if who.Known {
		line, first = &h.known, h.first
	}
	if !line.enter(who.Name, h.most) {
		return ErrBusy
	}
	defer line.leave(who.Name)
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-first:
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
		h.pass()
		return
	}
	time.AfterFunc(time.Duration(float64(took)*h.rest), h.pass)
}

// pass gives the turn to somebody known who waits, else to whoever comes.
func (h *Hasher) pass() {
	select {
	case h.first <- struct{}{}:
	default:
		h.turn <- struct{}{}
	}
}

// waitingLine counts who waits, and who has his turn.
type waitingLine struct {
	mu  sync.Mutex
	all int
	by  map[string]int // by name
}

// enter tells whether there is room in a line of so many.
func (l *waitingLine) enter(name string, most int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all >= most || name != "" && l.by[name] >= max(1, most/2) {
		return false
	}
	l.all++
	l.by[name]++
	return true
}

func (l *waitingLine) leave(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all--
	if l.by[name]--; l.by[name] == 0 {
		delete(l.by, name)
	}
}
