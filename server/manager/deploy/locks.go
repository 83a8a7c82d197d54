package deploy

import (
	"context"
	"sync"
)

// locks holds one lock for each product that is being talked to.
type locks struct {
	mu   sync.Mutex
	held map[string]*lock
}

type lock struct {
	turn chan struct{} // of room one: who has put something in holds it
	want int           // how many hold it or wait for it
}

// take waits for its turn at a product. It gives up with ctx.
func (l *locks) take(ctx context.Context, name string) (release func(), err error) {
	l.mu.Lock()
	if l.held == nil {
		l.held = map[string]*lock{}
	}
	k := l.held[name]
	if k == nil {
		k = &lock{turn: make(chan struct{}, 1)}
		l.held[name] = k
	}
	k.want++
	l.mu.Unlock()
	select {
	case k.turn <- struct{}{}:
		return func() { <-k.turn; l.leave(name, k) }, nil
	case <-ctx.Done():
		l.leave(name, k)
		return nil, ctx.Err()
	}
}

func (l *locks) leave(name string, k *lock) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if k.want--; k.want == 0 {
		delete(l.held, name)
	}
}
