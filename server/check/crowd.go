package check

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// crowd is a listener that lets one household have so many connections. The HTTP
// server could count them too, but it takes a connection apart when it closes it,
// while another of its goroutines may still be reading, and it counts no IPv6.
type crowd struct {
	net.Listener
	most    int
	refused func() // tells that one was turned away

	mu      sync.Mutex
	open    map[netip.Addr]int
	telling atomic.Int32 // connections that are being told why
}

func newCrowd(ln net.Listener, most int, refused func()) *crowd {
	return &crowd{Listener: ln, most: most, refused: refused, open: map[netip.Addr]int{}}
}

// Accept gives the next connection of a household that may have one more.
func (c *crowd) Accept() (net.Conn, error) {
	for {
		conn, err := c.Listener.Accept()
		if err != nil {
			return nil, err
		}
		m := &member{Conn: conn, crowd: c, addr: household(addressOf(conn.RemoteAddr()))}
		if c.enter(m.addr) {
			return m, nil
		}
		c.refused()
		c.turnAway(conn)
	}
}

func (c *crowd) enter(addr netip.Addr) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open[addr] >= c.most {
		return false
	}
	c.open[addr]++
	return true
}

func (c *crowd) leave(addr netip.Addr) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open[addr]--; c.open[addr] <= 0 {
		delete(c.open, addr)
	}
}

const (
	mostTelling = 64          // connections that are told why at once; the others see them closed
	tellTime    = time.Second // in which it must be told
)

var tooMany = func() []byte {
	const reason = "error=your address has too many connections open; close some, or ask again later\n"
	return fmt.Appendf(nil, "HTTP/1.1 429 Too Many Requests\r\nServer: ollu\r\nContent-Type: text/plain; charset=utf-8\r\n"+
		"Content-Length: %d\r\nCache-Control: no-store\r\nRetry-After: %d\r\nConnection: close\r\n\r\n%s", len(reason), int(retry.Seconds()), reason)
}()

// turnAway tells a connection why it is closed, without waiting for it.
func (c *crowd) turnAway(conn net.Conn) {
	if c.telling.Add(1) > mostTelling {
		c.telling.Add(-1)
		conn.Close() //nolint:errcheck // nothing is left to be done
		return
	}
	go func() {
		defer c.telling.Add(-1)
		late := time.AfterFunc(tellTime, func() { conn.Close() }) //nolint:errcheck // as below
		defer late.Stop()
		conn.Write(tooMany) //nolint:errcheck // who has gone knows enough
		if half, ok := conn.(interface{ CloseWrite() error }); ok {
			half.CloseWrite() //nolint:errcheck // as above
		}
		io.Copy(io.Discard, io.LimitReader(conn, maxHeader)) //nolint:errcheck // closed on unread bytes, the answer would be lost
		conn.Close()                                         //nolint:errcheck // nothing is left to be done
	}()
}

// member is a connection that counts for its address until it is closed.
type member struct {
	net.Conn
	crowd *crowd
	addr  netip.Addr
	left  atomic.Bool
}

// Close may be called again.
func (m *member) Close() error {
	if m.left.Swap(true) {
		return nil
	}
	m.crowd.leave(m.addr)
	return m.Conn.Close()
}
