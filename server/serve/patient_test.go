package serve

import (
	"errors"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// crowded is a listener that fails so many times before it gives a connection.
type crowded struct {
	net.Listener
	failures int
	err      error
	given    net.Conn
}

func (l *crowded) Accept() (net.Conn, error) {
	if l.failures == 0 {
		return l.given, nil
	}
	l.failures--
	return nil, &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", l.err)}
}

func (*crowded) Close() error { return nil }

// waited makes a patient listener whose pauses pass at once; it notes them, and
// the warnings.
func waited(l net.Listener) (p *patient, pauses *[]time.Duration, warnings *[]error) {
	pauses, warnings = new([]time.Duration), new([]error)
	p = newPatient("the door", l, func(err error) { *warnings = append(*warnings, err) })
	at := time.Unix(0, 0)
	p.now = func() time.Time { return at }
	p.after = func(d time.Duration) <-chan time.Time {
		*pauses = append(*pauses, d)
		at = at.Add(d)
		passed := make(chan time.Time, 1)
		passed <- at
		return passed
	}
	return p, pauses, warnings
}

func TestAcceptOutlivesShortages(t *testing.T) {
	here, there := net.Pipe()
	defer here.Close()
	defer there.Close()
	for _, e := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ECONNABORTED, syscall.ENOBUFS, syscall.ENOMEM} {
		p, pauses, _ := waited(&crowded{failures: 10, err: e, given: here})
		if c, err := p.Accept(); err != nil || c.(*conn).Conn != here {
			t.Errorf("%v: %v after ten failures", e, err)
		}
		ms := func(n ...time.Duration) (d []time.Duration) {
			for _, n := range n {
				d = append(d, n*time.Millisecond)
			}
			return d
		}
		if want := ms(5, 10, 20, 40, 80, 160, 320, 640, 1000, 1000); !slices.Equal(*pauses, want) {
			t.Errorf("%v: waited %v, want %v", e, *pauses, want)
		}
	}
}

// After a success the pauses begin anew.
func TestAcceptForgetsPauses(t *testing.T) {
	here, there := net.Pipe()
	defer here.Close()
	defer there.Close()
	l := &crowded{err: syscall.EMFILE, given: here}
	p, pauses, _ := waited(l)
	for range 2 {
		l.failures = 2
		if _, err := p.Accept(); err != nil {
			t.Fatal(err)
		}
	}
	if len(*pauses) != 4 || (*pauses)[2] != firstPause {
		t.Errorf("waited %v", *pauses)
	}
}

// A shortage of an hour is not an hour of warnings, but it is not silent.
func TestAcceptWarnsOnceInAWhile(t *testing.T) {
	here, there := net.Pipe()
	defer here.Close()
	defer there.Close()
	p, _, warnings := waited(&crowded{failures: 3600, err: syscall.EMFILE, given: here})
	if _, err := p.Accept(); err != nil {
		t.Fatal(err)
	}
	if n := len(*warnings); n < 300 || n > 360 {
		t.Errorf("%d warnings in an hour, want one in ten seconds", n)
	}
	if said := (*warnings)[0].Error(); !strings.HasPrefix(said, "the door") || !strings.Contains(said, "LimitNOFILE") {
		t.Errorf("%q does not say where, or what to do", said)
	}
}

// What waiting does not mend is told at once.
func TestAcceptFails(t *testing.T) {
	p, pauses, _ := waited(&crowded{failures: 1, err: syscall.EBADF})
	if _, err := p.Accept(); !errors.Is(err, syscall.EBADF) || len(*pauses) != 0 {
		t.Errorf("%v after %v", err, *pauses)
	}
}

// Closing ends a listener that waits.
func TestCloseEndsTheWait(t *testing.T) {
	p, _, _ := waited(&crowded{failures: 1, err: syscall.EMFILE})
	waits := make(chan struct{})
	p.after = func(time.Duration) <-chan time.Time { close(waits); return nil }
	ended := make(chan error)
	go func() { _, err := p.Accept(); ended <- err }()
	<-waits
	for range 2 {
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-ended; !errors.Is(err, net.ErrClosed) {
		t.Errorf("ended with %v", err)
	}
}
