package load

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"runtime"
	"syscall"
	"time"
)

// Spec says how Run asks.
type Spec struct {
	Addr    string  // ip:port
	Conns   int     // connections
	Depth   int     // requests under way on each, sent at once; 0 is one
	Seconds float64 // for so long, requests drawn at random; 0: each of From … To-1 once
	From    int
	To      int
	Want    string // what the body of every answer begins with
}

// Result is what Run saw.
type Result struct {
	Answers int
	Wrong   int    // of them, not 200 or with another body
	Sample  string // the first wrong answer
	Seconds float64
}

// PerSecond is the rate of answers.
func (r *Result) PerSecond() float64 { return float64(r.Answers) / r.Seconds }

// stall is how long the server may be silent altogether.
const stall = 30 * time.Second

// Run asks and returns when the last answer is there.
func Run(s Spec, requests *Requests) (Result, error) {
	s.Depth = max(s.Depth, 1)
	if s.Conns < 1 || requests.Len() < s.Depth || s.To > requests.Len() || s.Seconds == 0 && s.Depth > 1 {
		return Result{}, fmt.Errorf("nothing to ask: %d connections, %d requests, %d at once, up to %d", s.Conns, requests.Len(), s.Depth, s.To)
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	g := &generator{spec: s, requests: requests, next: s.From, want: []byte(s.Want)}
	defer g.close()
	if err := g.connect(); err != nil {
		return Result{}, fmt.Errorf("connect to %s: %w", s.Addr, err)
	}
	begun := time.Now()
	if s.Seconds > 0 {
		g.deadline = begun.Add(time.Duration(s.Seconds * float64(time.Second)))
	}
	if err := g.turn(); err != nil {
		return Result{}, fmt.Errorf("after %d answers: %w", g.result.Answers, err)
	}
	g.result.Seconds = time.Since(begun).Seconds()
	return g.result, nil
}

type generator struct {
	spec     Spec
	requests *Requests
	want     []byte
	epoll    int
	conns    []conn
	busy     int // connections with a request under way
	next     int // request, when they go in order
	deadline time.Time
	over     bool // nothing is sent any more
	result   Result
}

// conn is a connection and what it has read of the answers under way.
type conn struct {
	fd          int
	buf         []byte
	got         int
	due         int // answers
	head, whole int // of the first; 0 until its head is there
}

func (g *generator) connect() (err error) {
	if g.epoll, err = syscall.EpollCreate1(syscall.EPOLL_CLOEXEC); err != nil {
		return err
	}
	g.conns = make([]conn, g.spec.Conns)
	for i := range g.conns {
		g.conns[i] = conn{fd: -1, buf: make([]byte, 8<<10*g.spec.Depth)}
	}
	for i := range g.conns {
		c := &g.conns[i]
		if c.fd, err = dial(g.spec.Addr); err != nil {
			return err
		}
		ev := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(i)}
		if err = syscall.EpollCtl(g.epoll, syscall.EPOLL_CTL_ADD, c.fd, &ev); err != nil {
			return err
		}
	}
	return nil
}

// dial opens a socket that does not block once it is connected.
func dial(addr string) (int, error) {
	to, err := netip.ParseAddrPort(addr)
	if err != nil || !to.Addr().Is4() {
		return -1, fmt.Errorf("%q is not an IPv4 address with a port", addr)
	}
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, err
	}
	err = errors.Join(
		syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1),
		syscall.Connect(fd, &syscall.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()}),
		syscall.SetNonblock(fd, true))
	if err != nil {
		return -1, errors.Join(err, syscall.Close(fd))
	}
	return fd, nil
}

func (g *generator) close() {
	for i := range g.conns {
		if g.conns[i].fd >= 0 {
			_ = syscall.Close(g.conns[i].fd)
		}
	}
	_ = syscall.Close(g.epoll)
}

// turn sends the first request of each connection, and then one for each answer.
func (g *generator) turn() error {
	for i := range g.conns {
		if err := g.send(&g.conns[i]); err != nil {
			return err
		}
	}
	events := make([]syscall.EpollEvent, len(g.conns))
	for g.busy > 0 {
		n, err := syscall.EpollWait(g.epoll, events, int(stall.Milliseconds()))
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("no answer for %v", stall)
		}
		g.over = g.over || g.spec.Seconds > 0 && time.Now().After(g.deadline)
		for i := range events[:n] {
			if err := g.receive(&g.conns[events[i].Fd]); err != nil {
				return err
			}
		}
	}
	return nil
}

// send puts the next requests on the wire. They are far smaller than a socket's
// buffer, so a part of them only is an error.
func (g *generator) send(c *conn) error {
	if g.spec.Seconds == 0 && g.next == g.spec.To {
		g.over = true
	}
	if g.over {
		return nil
	}
	requests := g.requests.From(g.choose(), g.spec.Depth)
	n, err := syscall.Write(c.fd, requests)
	if err == nil && n < len(requests) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return fmt.Errorf("send: %w", err)
	}
	c.due = g.spec.Depth
	g.busy++
	return nil
}

func (g *generator) choose() int {
	if g.spec.Seconds > 0 {
		return rand.IntN(g.requests.Len() - g.spec.Depth + 1)
	}
	g.next++
	return g.next - 1
}

// receive reads what is there, and sends again when all answers are complete.
func (g *generator) receive(c *conn) error {
	n, err := syscall.Read(c.fd, c.buf[c.got:])
	switch {
	case errors.Is(err, syscall.EAGAIN):
		return nil
	case err != nil:
		return fmt.Errorf("receive: %w", err)
	case n == 0:
		return errors.New("the server closed a connection")
	}
	c.got += n
	for c.due > 0 {
		if c.whole == 0 {
			if c.head, c.whole, err = answerSize(c.buf[:c.got]); err != nil {
				return err
			}
		}
		if c.whole == 0 || c.got < c.whole {
			return c.room()
		}
		g.judge(c)
		c.next()
	}
	if c.got > 0 {
		return errors.New("the server sent more than the answers")
	}
	g.busy--
	return g.send(c)
}

// next goes on to the answer behind the first.
func (c *conn) next() {
	copy(c.buf, c.buf[c.whole:c.got])
	c.got -= c.whole
	c.due, c.head, c.whole = c.due-1, 0, 0
}

func (c *conn) room() error {
	if c.got == len(c.buf) {
		return fmt.Errorf("an answer is longer than %d bytes", len(c.buf))
	}
	return nil
}

func (g *generator) judge(c *conn) {
	g.result.Answers++
	if bytes.HasPrefix(c.buf, status) && bytes.HasPrefix(c.buf[c.head:c.whole], g.want) {
		return
	}
	if g.result.Wrong == 0 {
		g.result.Sample = string(c.buf[:c.whole])
	}
	g.result.Wrong++
}
