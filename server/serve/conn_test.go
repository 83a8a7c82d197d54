package serve

import (
	"errors"
	"net"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// timers is an end of a pipe that counts how often its deadlines are set.
type timers struct {
	net.Conn
	told int
}

func (c *timers) SetReadDeadline(t time.Time) error  { c.told++; return c.Conn.SetReadDeadline(t) }
func (c *timers) SetWriteDeadline(t time.Time) error { c.told++; return c.Conn.SetWriteDeadline(t) }

// piped runs a test in a bubble, with a connection and the other end of it.
func piped(t *testing.T, test func(c *conn, under *timers, far net.Conn)) {
	synctest.Test(t, func(*testing.T) {
		near, far := net.Pipe()
		defer near.Close()
		defer far.Close()
		under := &timers{Conn: near}
		test(newConn(under), under, far)
	})
}

// A deadline that is set, put off, brought forward or lifted ends a read exactly
// when it says last.
func TestDeadlineAsLastSet(t *testing.T) {
	tests := []struct {
		name string
		set  []time.Duration // from the start; negative: never
		want time.Duration
	}{
		{"once", []time.Duration{5 * time.Second}, 5 * time.Second},
		{"put off", []time.Duration{5 * time.Second, 60 * time.Second}, 60 * time.Second},
		{"put off by turns", []time.Duration{5 * time.Second, 60 * time.Second, 7 * time.Second, 61 * time.Second, 9 * time.Second}, 9 * time.Second},
		{"brought forward", []time.Duration{60 * time.Second, 5 * time.Second}, 5 * time.Second},
		{"lifted and set again", []time.Duration{5 * time.Second, -1, 8 * time.Second}, 8 * time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			piped(t, func(c *conn, _ *timers, _ net.Conn) {
				start := time.Now()
				for _, d := range test.set {
					set(t, c, start, d)
				}
				_, readErr := c.Read(make([]byte, 1))
				_, writeErr := c.Write([]byte{1})
				if !errors.Is(readErr, os.ErrDeadlineExceeded) || !errors.Is(writeErr, os.ErrDeadlineExceeded) {
					t.Errorf("reading ended with %v, writing with %v", readErr, writeErr)
				}
				if took := time.Since(start); took != test.want {
					t.Errorf("ended after %v, want %v", took, test.want)
				}
			})
		})
	}
}

func set(t *testing.T, c net.Conn, start time.Time, d time.Duration) {
	t.Helper()
	at := start.Add(d)
	if d < 0 {
		at = time.Time{}
	}
	if err := c.SetDeadline(at); err != nil {
		t.Fatal(err)
	}
}

// Another goroutine may end a read that is under way, however late it might end
// by itself.
func TestDeadlineBroughtForwardFromOutside(t *testing.T) {
	piped(t, func(c *conn, _ *timers, _ net.Conn) {
		start := time.Now()
		set(t, c, start, time.Second)
		set(t, c, start, time.Hour)
		ended := make(chan error)
		go func() { _, err := c.Read(make([]byte, 1)); ended <- err }()
		synctest.Wait()
		time.AfterFunc(time.Minute, func() { c.SetReadDeadline(start) })
		if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(start) != time.Minute {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

// What arrives after the deadline that was put off is read, and a long text goes
// out in full, once.
func TestNothingLostWhenPutOff(t *testing.T) {
	piped(t, func(c *conn, _ *timers, far net.Conn) {
		start, text := time.Now(), strings.Repeat("0123456789", 100)
		set(t, c, start, time.Second)
		set(t, c, start, time.Minute)
		got := make(chan string)
		go func() { got <- slowly(far, len(text)) }()
		if n, err := c.Write([]byte(text)); n != len(text) || err != nil {
			t.Errorf("wrote %d bytes, %v", n, err)
		}
		if s := <-got; s != text {
			t.Errorf("%q arrived", s)
		}
		time.AfterFunc(time.Second, func() { far.Write([]byte("late")) })
		b := make([]byte, 10)
		if n, err := c.Read(b); string(b[:n]) != "late" || err != nil {
			t.Errorf("read %q, %v", b[:n], err)
		}
	})
}

// slowly reads n bytes in ten parts within ten seconds.
func slowly(r net.Conn, n int) string {
	var s []byte
	b := make([]byte, n/10)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for len(s) < n {
		<-tick.C
		got, err := r.Read(b)
		if err != nil {
			break
		}
		s = append(s, b[:got]...)
	}
	return string(s)
}

// A server that puts deadlines off with each request tells the timers of few.
func TestPuttingOffIsCheap(t *testing.T) {
	piped(t, func(c *conn, under *timers, _ net.Conn) {
		start := time.Now()
		for i := range time.Duration(1000) {
			for _, d := range []time.Duration{time.Minute, 10 * time.Second} {
				if err := c.SetReadDeadline(start.Add(i*time.Millisecond + d)); err != nil {
					t.Fatal(err)
				}
			}
		}
		if under.told != 2 {
			t.Errorf("the timers were told %d times", under.told)
		}
	})
}

// A refusal is read in full only when the connection can be closed by halves.
func TestCloseWrite(t *testing.T) {
	l, err := Listen("the door", "127.0.0.1:0", nil, quiet)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.(*conn).CloseWrite(); err != nil {
		t.Error(err)
	}
	if n, err := client.Read(make([]byte, 1)); n != 0 || err == nil {
		t.Errorf("read %d bytes, %v", n, err)
	}
	here, there := net.Pipe()
	defer here.Close()
	defer there.Close()
	if err := newConn(here).CloseWrite(); !errors.Is(err, errors.ErrUnsupported) {
		t.Error(err)
	}
}
