package serve

import (
	"net"
	"net/netip"
	"testing"
)

// arriving is a listener of connections from given addresses.
type arriving struct {
	net.Listener
	from []string
}

func (l *arriving) Accept() (net.Conn, error) {
	if len(l.from) == 0 {
		return nil, net.ErrClosed
	}
	c := &visitor{from: net.TCPAddrFromAddrPort(netip.MustParseAddrPort(l.from[0]))}
	l.from = l.from[1:]
	return c, nil
}

type visitor struct {
	net.Conn
	from net.Addr
}

func (v *visitor) RemoteAddr() net.Addr { return v.from }
func (v *visitor) Close() error         { return nil }

func TestOneHouseholdHasItsShare(t *testing.T) {
	proxy := netip.MustParseAddr("192.0.2.9")
	for _, c := range []struct {
		from []string
		want int // that get in where a household may have two
	}{
		{[]string{"192.0.2.1:1", "192.0.2.1:2", "192.0.2.1:3", "192.0.2.2:1"}, 3},
		{[]string{"192.0.2.1:1", "[::ffff:192.0.2.1]:2", "192.0.2.1:3"}, 2},
		{[]string{"[2001:db8::1]:1", "[2001:db8::ffff:1]:1", "[2001:db8::2]:1", "[2001:db8:0:1::1]:1"}, 3},
		{[]string{"192.0.2.9:1", "192.0.2.9:2", "192.0.2.9:3"}, 3},
	} {
		l := Crowd(&arriving{from: c.from}, 2, func(a netip.Addr) bool { return a == proxy })
		var in []net.Conn
		for conn, err := l.Accept(); err == nil; conn, err = l.Accept() {
			in = append(in, conn)
		}
		if len(in) != c.want {
			t.Errorf("of %v there are %d", c.from, len(in))
		}
		for range 2 { // closing twice counts once
			for _, conn := range in {
				conn.Close()
			}
		}
		if n := len(l.(*crowd).open); n != 0 {
			t.Errorf("%v: %d households are remembered", c.from, n)
		}
	}
}

// A household that closes a connection may open another.
func TestAPlaceIsFreeAgain(t *testing.T) {
	from := &arriving{from: []string{"192.0.2.1:1"}}
	l := Crowd(from, 1, func(netip.Addr) bool { return false })
	first, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	from.from = []string{"192.0.2.1:2"}
	if c, err := l.Accept(); err == nil {
		t.Fatalf("a second one is in: %v", c.RemoteAddr())
	}
	first.Close()
	from.from = []string{"192.0.2.1:3"}
	if _, err := l.Accept(); err != nil {
		t.Errorf("after that: %v", err)
	}
}
