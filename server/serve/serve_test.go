package serve

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"ollu/server/certtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func quiet(error) {}

// fake is a service that runs until it is stopped and notes when.
func fake(name string, order *[]string, failure error) Service {
	stop := make(chan struct{})
	return Service{
		Name: name,
		Run:  func() error { <-stop; return nil },
		Stop: func(context.Context) error {
			*order = append(*order, name)
			close(stop)
			return failure
		},
	}
}

func TestGroupStopsInReverse(t *testing.T) {
	var g Group
	var order []string
	for _, name := range []string{"first", "second", "third"} {
		g.Start(fake(name, &order, nil))
	}
	if err := g.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	if want := []string{"third", "second", "first"}; !slices.Equal(order, want) {
		t.Errorf("stopped %v, want %v", order, want)
	}
}

// One service that does not stop well must not keep the others running.
func TestGroupStopsAllDespiteFailure(t *testing.T) {
	var g Group
	var order []string
	stuck := errors.New("stuck")
	g.Start(fake("first", &order, nil))
	g.Start(fake("second", &order, stuck))
	err := g.Stop(context.Background())
	if !errors.Is(err, stuck) || !strings.Contains(err.Error(), "stop second") {
		t.Errorf("error %v does not name what failed", err)
	}
	if len(order) != 2 {
		t.Errorf("only %v were stopped", order)
	}
}

func TestGroupTellsTheFirstFailure(t *testing.T) {
	var g Group
	broken := errors.New("broken")
	for _, name := range []string{"a", "b"} {
		g.Start(Service{Name: name, Run: func() error { return broken }, Stop: func(context.Context) error { return nil }})
	}
	if err := <-g.Failed(); !errors.Is(err, broken) {
		t.Errorf("failure %v", err)
	}
	if err := g.Stop(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestListenSaysWhatToDo(t *testing.T) {
	l, err := Listen("the door", "127.0.0.1:0", nil, quiet)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = Listen("the door", l.Addr().String(), nil, quiet)
	if err == nil || !strings.Contains(err.Error(), "another program has this address") {
		t.Errorf("error %v", err)
	}
}

func TestURL(t *testing.T) {
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := URL(l, true), "https://127.0.0.1:"+port; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A renewed certificate is shown to new connections; a broken one is refused
// and the old one stays.
func TestCertificateReload(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	authority := certtest.New(t)
	authority.Write(t, certtest.Spec{Serial: 1}, certFile, keyFile)
	cert, err := LoadCertificate(certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	l, err := Listen("the door", "127.0.0.1:0", cert, quiet)
	if err != nil {
		t.Fatal(err)
	}
	echoed := make(chan struct{})
	go func() {
		defer close(echoed)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			io.Copy(c, c)
			c.Close()
		}
	}()
	defer func() { l.Close(); <-echoed }()

	if got := serial(t, l.Addr().String()); got != 1 {
		t.Errorf("serial %d, want 1", got)
	}
	authority.Write(t, certtest.Spec{Serial: 2}, certFile, keyFile)
	if err := cert.Reload(); err != nil {
		t.Fatal(err)
	}
	if got := serial(t, l.Addr().String()); got != 2 {
		t.Errorf("serial %d after reload, want 2", got)
	}
	if err := os.WriteFile(certFile, []byte("garbage"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := cert.Reload(); err == nil || !strings.Contains(err.Error(), certFile) {
		t.Errorf("error %v does not name the file", err)
	}
	if got := serial(t, l.Addr().String()); got != 2 {
		t.Errorf("serial %d after a broken reload, want 2", got)
	}
}

func serial(t *testing.T, address string) int64 {
	t.Helper()
	c, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return c.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
}
