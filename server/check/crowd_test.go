package check

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"
)

// One address may have so many connections, and one more when it has closed one.
func TestConnectionsOfOneAddress(t *testing.T) {
	h := newHouse(t, func(o *DoorOptions) { o.MaxPerAddress = 2 })
	addr := strings.TrimPrefix(h.base(), "http://")
	ask := func() (net.Conn, int, string) {
		t.Helper()
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, "GET "+Path+"?ac=IM-X HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		r, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		if r.StatusCode == http.StatusTooManyRequests && r.Header.Get("Retry-After") == "" {
			t.Error("it is not told when to come back")
		}
		return c, r.StatusCode, string(body)
	}
	first, status, _ := ask()
	if status != http.StatusOK {
		t.Fatalf("the first: %d", status)
	}
	second, status, _ := ask()
	if status != http.StatusOK {
		t.Fatalf("the second: %d", status)
	}
	third, status, body := ask()
	if status != http.StatusTooManyRequests || !strings.Contains(body, "too many connections") {
		t.Errorf("the third: %d %s", status, body)
	}
	if n := testutil.ToFloat64(h.checker.metrics.refused.WithLabelValues("429")); n != 1 {
		t.Errorf("%v refusals are counted", n)
	}
	for _, c := range []net.Conn{first, third} {
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for status = 0; status != http.StatusOK; {
		var again net.Conn
		again, status, _ = ask() // the door notices a little later that one has gone
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
}

// Connections that rest while the door is shut down are closed in good order.
func TestShutdownWithRestingConnections(t *testing.T) {
	for range 20 {
		h := newHouse(t, func(o *DoorOptions) { o.MaxPerAddress = 100 })
		transport := &http.Transport{MaxIdleConnsPerHost: 20}
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				r, err := (&http.Client{Transport: transport}).Get(h.url + "?ac=IM-X")
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, r.Body)
				r.Body.Close()
			})
		}
		group.Wait()
		if err := h.door.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
		transport.CloseIdleConnections()
	}
}

func TestAddressOf(t *testing.T) {
	for text, want := range map[string]string{"192.0.2.1:80": "192.0.2.1", "[::ffff:192.0.2.1]:80": "192.0.2.1", "[fe80::1%eth0]:80": "fe80::1", "pipe": "invalid IP"} {
		if got := addressOf(&speaker{addr: text}).String(); got != want {
			t.Errorf("%s is of %s, want %s", text, got, want)
		}
	}
}

// speaker is a connection that only says where it comes from.
type speaker struct {
	net.Conn
	addr string
}

func (s *speaker) RemoteAddr() net.Addr { return s }
func (s *speaker) Network() string      { return "tcp" }
func (s *speaker) String() string       { return s.addr }
