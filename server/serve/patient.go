package serve

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"syscall"
	"time"
)

const (
	firstPause = 5 * time.Millisecond
	mostPause  = time.Second
	sayEvery   = 10 * time.Second // of telling the same trouble
)

// patient is a listener that lives through times in which the machine has no
// room for another connection: it waits and tries again, until it is closed. To
// return such a failure would end the service that listens, and with it every
// connection that it still has.
type patient struct {
	net.Listener
	name  string
	warn  func(error)
	now   func() time.Time
	after func(time.Duration) <-chan time.Time

	once   sync.Once
	closed chan struct{}

	mu   sync.Mutex
	said time.Time // when it was last told
}

func newPatient(name string, l net.Listener, warn func(error)) *patient {
	return &patient{Listener: l, name: name, warn: warn, now: time.Now, after: time.After, closed: make(chan struct{})}
}

// Accept returns the next connection. Its error is one that waiting does not
// mend, or [net.ErrClosed].
func (p *patient) Accept() (net.Conn, error) {
	for pause := firstPause; ; pause = min(2*pause, mostPause) {
		c, err := p.Listener.Accept()
		if err == nil {
			return newConn(c), nil
		}
		if !passing(err) {
			return nil, err
		}
		p.say(err)
		select {
		case <-p.after(pause):
		case <-p.closed:
			return nil, net.ErrClosed
		}
	}
}

// Close ends Accept, also while it waits.
func (p *patient) Close() error {
	p.once.Do(func() { close(p.closed) })
	return p.Listener.Close()
}

// say warns, once in a while: the trouble lasts for many tries.
func (p *patient) say(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if at := p.now(); p.said.IsZero() || at.Sub(p.said) >= sayEvery {
		p.said = at
		p.warn(fmt.Errorf("%s has no room for another connection, and tries again: %w%s", p.name, err, remedy(err)))
	}
}

// passing tells the failures that end when connections close or memory is freed.
func passing(err error) bool {
	for _, e := range [...]error{syscall.EMFILE, syscall.ENFILE, syscall.ECONNABORTED, syscall.ENOBUFS, syscall.ENOMEM} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func remedy(err error) string {
	if errors.Is(err, syscall.EMFILE) {
		return "; raise the limit of open files of this process (LimitNOFILE, ulimit -n)"
	}
	return ""
}
