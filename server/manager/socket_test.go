package manager

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"ollu/keystore"
	"ollu/server/client"
)

// cutting is a listener whose connections end after so many bytes were answered,
// as those of a line that breaks do.
type cutting struct {
	net.Listener
	left atomic.Int64 // of each connection; negative: no bound
	seen atomic.Int64 // connections
}

func (l *cutting) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.seen.Add(1)
	cut := &cutConn{Conn: c}
	cut.left.Store(l.left.Load())
	return cut, nil
}

type cutConn struct {
	net.Conn
	left atomic.Int64
}

func (c *cutConn) Write(p []byte) (int, error) {
	left := c.left.Load()
	if left < 0 {
		return c.Conn.Write(p)
	}
	n, err := c.Conn.Write(p[:min(int64(len(p)), left)])
	if c.left.Add(-int64(n)) == 0 {
		_ = c.Close()
	}
	return n, err
}

// served opens the issuer's door on a socket, and gives a manager that asks there
// by connections that it keeps.
func served(t testing.TB, change ...func(*Options)) (*world, *cutting) {
	t.Helper()
	w := newWorld(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	line := &cutting{Listener: l}
	line.left.Store(-1)
	ended := make(chan error, 1)
	go func() { ended <- w.door.Serve(line) }()
	transport, err := client.NewTransport(client.TransportOptions{KeepAlive: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		w.feed.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := w.door.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	w.options.Server, w.options.Transport = "http://"+l.Addr().String(), transport
	for _, f := range change {
		f(&w.options)
	}
	w.reopen()
	return w, line
}

// A line that breaks after any number of bytes breaks no more than the sync, and
// a sync over a line that holds makes few connections.
func TestBrokenLine(t *testing.T) {
	w, line := served(t)
	code := w.issue(30)
	w.add(code)
	close := w.options.Transport.(interface{ CloseIdleConnections() }).CloseIdleConnections
	failed, days := 0, 100
	for bytes := int64(1); bytes < 20_000; bytes += bytes/3 + 1 {
		days++
		close()
		line.left.Store(bytes)
		w.renew(code, days)
		if _, err := w.m.Sync(t.Context()); err != nil {
			failed++
			if c := couldNot(t, err); c != client.CauseBroken && c != client.CauseAnswer { // half a header is no HTTP
				t.Errorf("after %d bytes: %v", bytes, err)
			}
		}
	}
	if failed < 5 {
		t.Errorf("%d syncs failed", failed)
	}
	line.left.Store(-1)
	close()
	line.seen.Store(0)
	w.apply(keystore.Suspend{Code: code, Reason: "unpaid"})
	w.sync()
	if n := line.seen.Load(); w.says(code) != "suspended" || n > 2 {
		t.Errorf("held to be %s, by %d connections", w.says(code), n)
	}
}

// Over real connections a renewal reaches the product within two seconds, while a
// wait is open (row B2).
func TestRenewalToProduct(t *testing.T) {
	w, _ := served(t, polling)
	code := w.issue(30)
	w.add(code)
	p := w.install("desk", "suite", code)
	w.mustAddProduct("desk", code)
	w.sync()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.m.Run(ctx) }()
	eventually(t, func() bool { site, err := w.m.Status(); return err == nil && site.Sync.Waiting })
	began := time.Now()
	w.renew(code, 400)
	want := w.held(code).Signed.Statement.Expires + 370
	eventually(t, func() bool { return p.expires(code) == want.String() })
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("it took %v", took)
	} else {
		t.Logf("the renewal took %v", took)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func eventually(t testing.TB, is func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	end := time.After(20 * time.Second)
	for !is() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatal("it did not come about in 20 seconds")
		}
	}
}

// BenchmarkSync is a sync of 100,000 codes of which none changed, over a socket.
func BenchmarkSync(b *testing.B) {
	w, _ := served(b)
	const codes = 100_000
	licences, typed := make([]keystore.Licence, codes), make([]string, codes)
	for i := range codes {
		licences[i] = w.licence("suite", [2]byte{'S', 'U'}, 30)
		typed[i] = licences[i].Code.Reveal()
	}
	for at := 0; at < codes; at += 10_000 {
		w.apply(keystore.Issue{Licences: licences[at : at+10_000]})
		if _, err := w.m.Add(b.Context(), AddRequest{Codes: typed[at : at+10_000]}); err != nil {
			b.Fatal(err)
		}
	}
	w.sync()
	b.ReportAllocs()
	for b.Loop() {
		if r := w.sync(); r.Changed+r.Renewed != 0 || r.Codes != codes {
			b.Fatalf("%+v", r)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/codes, "ns/code")
}
