package serve

import (
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
)

// Crowd gives a listener of which one household (an IPv4 address, or the /64 of an
// IPv6 one) has so many connections at once; what is more is closed at once, so that
// nobody takes all there are. Addresses for which free tells true, such as those of
// a reverse proxy, may have any number.
func Crowd(l net.Listener, most int, free func(netip.Addr) bool) net.Listener {
	return &crowd{Listener: l, most: most, free: free, open: map[netip.Addr]int{}}
}

type crowd struct {
	net.Listener
	most int
	free func(netip.Addr) bool

	mu   sync.Mutex
	open map[netip.Addr]int
}

// Accept gives the next connection of a household that may have one more.
func (c *crowd) Accept() (net.Conn, error) {
	for {
		conn, err := c.Listener.Accept()
		if err != nil {
			return nil, err
		}
		from, known := peer(conn)
		if !known || c.free(from) {
			return conn, nil
		}
		m := &member{Conn: conn, crowd: c, of: household(from)}
		if c.enter(m.of) {
			return m, nil
		}
		conn.Close() //nolint:errcheck // nothing is left to be done
	}
}

func (c *crowd) enter(of netip.Addr) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open[of] >= c.most {
		return false
	}
	c.open[of]++
	return true
}

func (c *crowd) leave(of netip.Addr) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open[of]--; c.open[of] == 0 {
		delete(c.open, of)
	}
}

// peer is the address at the other end; false where that has none.
func peer(conn net.Conn) (netip.Addr, bool) {
	at, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	return at.Addr().Unmap().WithZone(""), err == nil
}

func household(a netip.Addr) netip.Addr {
	if !a.Is6() {
		return a
	}
	net, _ := a.Prefix(64) // it fails for other lengths alone
	return net.Addr()
}

// member is a connection that counts for its household until it is closed.
type member struct {
	net.Conn
	crowd *crowd
	of    netip.Addr
	left  atomic.Bool
}

// Close may be called again.
func (m *member) Close() error {
	if !m.left.Swap(true) {
		m.crowd.leave(m.of)
	}
	return m.Conn.Close()
}
