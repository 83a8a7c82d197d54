package check

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"ollu/keystore"
	"ollu/server/certtest"
)

// dial opens a connection to the door and says something over it.
func (h *house) dial(says string) net.Conn {
	h.t.Helper()
	c, err := net.Dial("tcp", h.address())
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		h.t.Fatal(err)
	}
	if _, err := io.WriteString(c, says); err != nil {
		h.t.Fatal(err)
	}
	return c
}

// waitOver is a wait as it goes over a connection.
func waitOver(version, body string, headers ...string) string {
	return fmt.Sprintf("POST %s HTTP/%s\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n%s",
		PathWait, version, len(body), strings.Join(append(headers, ""), "\r\n"), body)
}

// lastWord reads an answer to a wait and then the end of the connection.
func lastWord(t *testing.T, c net.Conn) told {
	t.Helper()
	in := bufio.NewReader(c)
	res, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 || !res.Close || res.Header.Get("Cache-Control") != "no-store" || res.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%d %v %q: %v", res.StatusCode, res.Header, body, err)
	}
	if at, err := http.ParseTime(res.Header.Get("Date")); err != nil || !at.Equal(noon) {
		t.Errorf("dated %v, %v", at, err)
	}
	if rest, err := io.ReadAll(in); err != nil || len(rest) > 0 {
		t.Errorf("behind the answer: %q, %v", rest, err)
	}
	return readTold(t, string(body))
}

// However the request came, the one who waits gets one answer and the end of the
// connection.
func TestWaitsOfAllKinds(t *testing.T) {
	h := newManagersHouse(t, 10)
	l := h.active(30)
	question := "GET " + Path + "?ac=x HTTP/1.1\r\nHost: x\r\n\r\n"
	for name, open := range map[string]func(body string) net.Conn{
		"HTTP/1.1":              func(body string) net.Conn { return h.dial(waitOver("1.1", body)) },
		"HTTP/1.0":              func(body string) net.Conn { return h.dial(waitOver("1.0", body)) },
		"HTTP/1.0, kept alive":  func(body string) net.Conn { return h.dial(waitOver("1.0", body, "Connection: keep-alive")) },
		"to be closed":          func(body string) net.Conn { return h.dial(waitOver("1.1", body, "Connection: close")) },
		"with a request behind": func(body string) net.Conn { return h.dial(waitOver("1.1", body) + question) },
		"half closed": func(body string) net.Conn {
			c := h.dial(waitOver("1.1", body))
			if err := c.(*net.TCPConn).CloseWrite(); err != nil {
				t.Fatal(err)
			}
			return c
		},
		"after a question": func(body string) net.Conn {
			c := h.dial(question)
			res, err := http.ReadResponse(bufio.NewReader(c), nil)
			if status, _ := h.read(res, err); status != 200 {
				t.Fatal(status)
			}
			if _, err := io.WriteString(c, waitOver("1.1", body)); err != nil {
				t.Fatal(err)
			}
			return c
		},
		"in pieces": func(body string) net.Conn {
			c := h.dial("")
			for _, b := range waitOver("1.1", body) {
				if _, err := io.WriteString(c, string(b)); err != nil {
					t.Fatal(err)
				}
			}
			return c
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := open(waitBody(h.feed.Revision(), 60, l.Code.Mark()))
			h.await(1)
			h.apply(keystore.Suspend{Code: l.Code, Reason: "late"})
			if w := lastWord(t, c); len(w.Marks) != 4 {
				t.Errorf("%+v", w)
			}
			h.apply(keystore.Resume{Code: l.Code})
		})
	}
}

// Waiting works over TLS as well.
func TestWaitOverTLS(t *testing.T) {
	ca := certtest.New(t)
	h := newManagersHouse(t, 10, func(o *DoorOptions) { o.MaxPerAddress = 2 })
	l := h.active(30)
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() {
		served <- h.door.Serve(tls.NewListener(inner, &tls.Config{Certificates: []tls.Certificate{ca.Certificate(t, certtest.Spec{})}}))
	}()
	for range 3 { // one after the other, so that none of the two places stays taken
		c, err := tls.Dial("tcp", inner.Addr().String(), &tls.Config{RootCAs: ca.Pool(), ServerName: "localhost"})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := io.WriteString(c, waitOver("1.1", waitBody(h.feed.Revision(), 60, l.Code.Mark()))); err != nil {
			t.Fatal(err)
		}
		h.await(1)
		h.apply(keystore.Suspend{Code: l.Code, Reason: "late"})
		if w := lastWord(t, c); len(w.Marks) != 4 {
			t.Errorf("%+v", w)
		}
		h.apply(keystore.Resume{Code: l.Code})
	}
	if err := errors.Join(h.door.Shutdown(t.Context()), <-served); err != nil {
		t.Error(err)
	}
}

// One who waits counts for its address until it is answered, and takes nothing
// else: no goroutine, no place among the silent.
func TestWhatAWaiterTakes(t *testing.T) {
	const most = 100
	h := newManagersHouse(t, 2*most, func(o *DoorOptions) { o.MaxPerAddress = 2 * most })
	l := h.active(30)
	for range 2 {
		since, before := h.feed.Revision(), runtime.NumGoroutine()
		open := make([]net.Conn, most)
		for i := range open {
			open[i] = h.dial(waitOver("1.1", waitBody(since, 60, l.Code.Mark())))
			h.await(int64(i + 1))
		}
		await(t, func() bool { return runtime.NumGoroutine() < before+most/10 })
		h.door.silent.Range(func(c, _ any) bool { t.Errorf("%v is among the silent", c); return false })
		h.refuseTheNext(t, since, l)
		h.apply(keystore.Suspend{Code: l.Code, Reason: "late"})
		for _, c := range open {
			lastWord(t, c)
		}
		h.apply(keystore.Resume{Code: l.Code})
	}
	if n := h.door.server.GetCurrentConcurrency(); n > 1 {
		t.Errorf("%d connections are counted", n)
	}
}

// refuseTheNext checks that no more of an address may wait, and that whatever else
// asks from there is answered.
func (h *managersHouse) refuseTheNext(t *testing.T, since uint64, l keystore.Licence) {
	t.Helper()
	status, body := h.postTo(PathWait, waitBody(since, 60, l.Code.Mark()))
	if status != http.StatusServiceUnavailable || !strings.Contains(body, "from this address") {
		t.Errorf("one too many of an address: %d %s", status, body)
	}
	h.sync(l.Code.Reveal())
}

// One who has gone is forgotten when its time is up.
func TestWhoGoesIsForgotten(t *testing.T) {
	h := newManagersHouse(t, 1)
	c := h.dial(waitOver("1.1", waitBody(h.feed.Revision(), 1, 7)))
	h.await(1)
	c.Close()
	h.await(0)
	c = h.dial(waitOver("1.1", waitBody(h.feed.Revision(), 60, 7))) // its place is free again
	h.await(1)
	c.Close()
}

// Shutting down answers everybody: they come again.
func TestDrainAnswersWhoWaits(t *testing.T) {
	h := newManagersHouse(t, 50)
	since := h.feed.Revision()
	open := make([]net.Conn, 50)
	for i := range open {
		open[i] = h.dial(waitOver("1.1", waitBody(since, 3600, 7)))
	}
	h.await(50)
	if err := h.door.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, c := range open {
		if w := lastWord(t, c); w.Revision != fmt.Sprint(since) || w.All || len(w.Marks) > 0 {
			t.Errorf("told %+v", w)
		}
	}
	if n := testutil.ToFloat64(h.door.metrics.wakesClosing); n != 50 {
		t.Errorf("counted %v", n)
	}
}
