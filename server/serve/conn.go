package serve

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// conn is a connection whose deadlines cost next to nothing to put off. An HTTP
// server puts them off several times for each request, and to tell the runtime's
// timers each time takes longer than to parse it. Here they are only told of a
// deadline that is sooner than what they know; when they strike, and it was put
// off meanwhile, they are told the rest. Deadlines are as exact as ever.
type conn struct {
	net.Conn
	read, write deadline
}

func newConn(c net.Conn) *conn {
	return &conn{Conn: c, read: deadline{tell: c.SetReadDeadline}, write: deadline{tell: c.SetWriteDeadline}}
}

// Read reads until the deadline that stands when it is over.
func (c *conn) Read(b []byte) (n int, err error) {
	for {
		n, err = c.Conn.Read(b)
		if err == nil || n > 0 || !c.read.early(err) {
			return n, err
		}
	}
}

// Write writes all of b, unless its deadline passes or the connection breaks.
func (c *conn) Write(b []byte) (written int, err error) {
	for {
		n, err := c.Conn.Write(b[written:])
		written += n
		if err == nil || !c.write.early(err) {
			return written, err
		}
	}
}

func (c *conn) SetReadDeadline(t time.Time) error  { return c.read.set(t) }
func (c *conn) SetWriteDeadline(t time.Time) error { return c.write.set(t) }
func (c *conn) SetDeadline(t time.Time) error {
	return errors.Join(c.read.set(t), c.write.set(t))
}

// CloseWrite tells the other end that nothing more will come.
func (c *conn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return errors.ErrUnsupported
}

// deadline is when reading or writing must be over; the zero time is never.
type deadline struct {
	tell   func(time.Time) error // the runtime's timers
	mu     sync.Mutex
	wanted time.Time
	told   time.Time // never later than wanted
}

func (d *deadline) set(t time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wanted = t
	if !d.told.IsZero() && (t.IsZero() || !t.Before(d.told)) {
		return nil
	}
	d.told = t
	return d.tell(t)
}

// early tells whether err is that of a deadline that was put off, which then has
// effect. The clock is the one that the runtime's timers go by.
func (d *deadline) early(err error) bool {
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.wanted.IsZero() && !time.Now().Before(d.wanted) {
		return false
	}
	d.told = d.wanted
	return d.tell(d.wanted) == nil
}
