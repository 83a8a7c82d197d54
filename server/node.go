package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"go.uber.org/zap"

	"ollu/codec/product"
	"ollu/keystore"
	"ollu/server/adminapi"
	"ollu/server/check"
	"ollu/server/feed"
	"ollu/server/ops"
	"ollu/server/serve"
	"ollu/server/signing"
	"ollu/server/terms"
	"ollu/server/wire"
)

// Options is what a node is made of. Everything but the listeners' limits is
// required.
type Options struct {
	Store     keystore.Store
	Catalogue func() (*product.Catalogue, error)           // read at start and at every Reload
	Backup    func(ctx context.Context, w io.Writer) error // a whole backup of Store
	DataDir   string
	Version   wire.VersionResponse

	Agents Agents
	Admin  Admin
	Portal Portal

	Log      *zap.Logger
	Now      func() time.Time
	Random   io.Reader
	Registry *prometheus.Registry
}

// Agents is the agents' door.
type Agents struct {
	Listen          string // host:port
	TLSCert, TLSKey string // PEM files; both empty: plain HTTP
	Limit           check.Limit
	ReadTimeout     time.Duration
	WriteTimeout    time.Duration
	IdleTimeout     time.Duration
	MaxConnections  int
	MaxPerAddress   int
	AccessLog       bool
	KeptAnswers     int // see check.DoorOptions
	MaxWaiters      int // managers that may wait for a change at once; 0: none
}

// Admin is the listener of the admin API, the metrics and the health checks.
type Admin struct {
	Listen string
	Pprof  bool
}

// Node is one issuer's server.
type Node struct {
	o         Options
	book      atomic.Pointer[terms.Book]
	ring      atomic.Pointer[signing.Ring]
	checker   *check.Checker
	feed      *feed.Feed
	door      *check.Door
	admin     http.Handler
	cert      *serve.Certificate
	customers customers
	group     serve.Group
	draining  atomic.Bool

	reloading sync.Mutex // one reload at a time

	agentsURL, adminURL string
}

// New puts a node together. Nothing listens yet.
func New(o Options) (*Node, error) {
	n := &Node{o: o}
	if err := n.readCatalogue(); err != nil {
		return nil, err
	}
	if err := n.readCertificates(); err != nil {
		return nil, err
	}
	if err := n.openRing(); err != nil {
		return nil, err
	}
	metrics := check.NewMetrics(o.Registry)
	n.registerFigures()
	checker, err := check.New(check.Options{Store: o.Store, Book: n.book.Load(), Metrics: metrics})
	if err != nil {
		return nil, err
	}
	n.feed, err = feed.New(feed.Options{Store: o.Store, Log: o.Log, MaxWaiters: o.Agents.MaxWaiters, Gather: gather})
	if err != nil {
		return nil, err
	}
	n.checker, n.door = checker, check.NewDoor(check.DoorOptions{
		Checker: checker, Metrics: metrics, Log: o.Log, Now: o.Now,
		Limit:       o.Agents.Limit,
		ReadTimeout: o.Agents.ReadTimeout, WriteTimeout: o.Agents.WriteTimeout, IdleTimeout: o.Agents.IdleTimeout,
		MaxConnections: o.Agents.MaxConnections, MaxPerAddress: o.Agents.MaxPerAddress,
		AccessLog: o.Agents.AccessLog, KeptAnswers: o.Agents.KeptAnswers,
		Feed: n.feed, NoWaiting: o.Agents.MaxWaiters <= 0,
	})
	n.useSigning()
	if n.admin, err = n.adminHandler(); err == nil {
		err = n.newPortal()
	}
	if err != nil {
		n.feed.Close()
		return nil, err
	}
	return n, nil
}

// gather is how long changes are gathered before those who wait are woken.
const gather = 50 * time.Millisecond

// readCatalogue takes over the catalogue when it holds every product of the
// stock: a product that went missing would leave its payers without an answer.
func (n *Node) readCatalogue() error {
	c, err := n.o.Catalogue()
	if err != nil {
		return err
	}
	book, now := terms.NewBook(c), n.o.Now()
	var missing error
	type kind struct{ product, zone string }
	var last kind // most licences are of the kind of the one before
	met := map[kind]bool{}
	err = n.o.Store.Each(func(e *keystore.Entry) bool {
		if k := (kind{e.Product, e.Zone}); k != last && !met[k] {
			last, met[k] = k, true
			_, missing = book.At(e, now)
		}
		return missing == nil
	})
	if err != nil {
		return fmt.Errorf("read the stock: %w", err)
	}
	if missing != nil {
		return fmt.Errorf("the catalogue does not fit the stock: %w; put the product back into the catalogue", missing)
	}
	n.book.Store(book)
	return nil
}

// readCertificates reads those of the doors that have one.
func (n *Node) readCertificates() (err error) {
	if n.cert, err = certificate(n.o.Agents.TLSCert, n.o.Agents.TLSKey); err == nil {
		n.customers.cert, err = certificate(n.o.Portal.TLSCert, n.o.Portal.TLSKey)
	}
	return err
}

// certificate reads a pair of files; nil where none is named.
func certificate(cert, key string) (*serve.Certificate, error) {
	if cert == "" && key == "" {
		return nil, nil
	}
	return serve.LoadCertificate(cert, key)
}

func (n *Node) registerFigures() {
	n.o.Registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		ops.BuildInfo(n.o.Version.Version),
		ops.NewStockCollector(n.o.Store, n.book.Load, n.o.Now),
	)
}

// adminHandler joins the admin API and the operators' figures on one listener.
func (n *Node) adminHandler() (http.Handler, error) {
	secret, err := token(n.o.DataDir, n.o.Random)
	if err != nil {
		return nil, err
	}
	api, err := adminapi.New(adminapi.Options{
		Store:   n.o.Store,
		Book:    n.book.Load,
		Backup:  n.o.Backup,
		Token:   secret,
		Now:     n.o.Now,
		Random:  n.o.Random,
		Log:     n.o.Log,
		Version: n.o.Version,

		Ring:          n.ring.Load,
		ReloadSigning: n.ReloadSigning,

		PortalURL: strings.TrimSuffix(n.o.Portal.URL, "/"),
	})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/v1/", api)
	mux.Handle("/", ops.Handler(ops.Options{Gatherer: n.o.Registry, Registerer: n.o.Registry, Ready: n.ready, Pprof: n.o.Admin.Pprof}))
	return mux, nil
}

// ready is nil while this node should be sent traffic.
func (n *Node) ready() error {
	if n.draining.Load() {
		return errors.New("shutting down")
	}
	return n.o.Store.Ready()
}

// Start opens the listeners and begins to answer. When one cannot be opened,
// none is.
func (n *Node) Start() error {
	open, err := n.listen()
	if err == nil {
		err = n.announce(open)
	}
	if err != nil {
		return errors.Join(err, open.close())
	}
	n.group.Start(n.adminService(open.admin))
	if open.portal != nil {
		n.startPortal(open.portal)
	}
	n.group.Start(serve.Service{
		Name: "the agents' door",
		Run:  func() error { return n.door.Serve(open.agents) },
		Stop: n.door.Shutdown,
	})
	return nil
}

// listeners are those of a node; portal is nil where there is none.
type listeners struct{ agents, admin, portal net.Listener }

// listen opens all of them. With an error, those that are open are given too.
func (n *Node) listen() (open listeners, err error) {
	warn := func(err error) { n.o.Log.Warn("a listener is short of something", zap.Error(err)) }
	if open.agents, err = serve.Listen("the agents' door", n.o.Agents.Listen, n.cert, warn); err != nil {
		return open, err
	}
	if open.admin, err = serve.Listen("the admin API", n.o.Admin.Listen, nil, warn); err != nil {
		return open, err
	}
	if n.o.Portal.Listen != "" {
		open.portal, err = serve.Listen("the customer portal", n.o.Portal.Listen, n.customers.cert, warn)
	}
	return open, err
}

func (l listeners) close() (err error) {
	for _, one := range []net.Listener{l.agents, l.admin, l.portal} {
		if one != nil {
			err = errors.Join(err, one.Close())
		}
	}
	return err
}

// adminService is the admin listener. A backup or an export may take long, so
// only the head of a request is timed.
func (n *Node) adminService(l net.Listener) serve.Service {
	s := &http.Server{
		Handler:           n.admin,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          zap.NewStdLog(n.o.Log),
	}
	return serve.Service{
		Name: "the admin API",
		Run: func() error {
			if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		},
		Stop: s.Shutdown,
	}
}

// announce writes down where the node listens.
func (n *Node) announce(open listeners) error {
	n.agentsURL, n.adminURL = serve.URL(open.agents, n.cert != nil), serve.URL(open.admin, false)
	if open.portal != nil {
		n.customers.url = serve.URL(open.portal, n.customers.cert != nil)
	}
	for _, a := range n.addresses() {
		if err := writeFile(filepath.Join(n.o.DataDir, a.file), a.url+"\n", 0o644); err != nil {
			return err
		}
	}
	return nil
}

// address is where one listener is reached, and the file that says so.
type address struct{ file, url string }

func (n *Node) addresses() []address {
	all := []address{{adminFile, n.adminURL}, {agentsFile, n.agentsURL}}
	if n.customers.url != "" {
		all = append(all, address{portalFile, n.customers.url})
	}
	return all
}

// AgentsURL is where the agents' door is reached from this machine.
func (n *Node) AgentsURL() string { return n.agentsURL }

// AdminURL is the base address of the admin API, the metrics and the health checks.
func (n *Node) AdminURL() string { return n.adminURL }

// Catalogue returns the catalogue in force.
func (n *Node) Catalogue() *product.Catalogue { return n.book.Load().Catalogue() }

// Failed gives the failure of a listener that was not asked to stop.
func (n *Node) Failed() <-chan error { return n.group.Failed() }

// Reload reads the catalogue, the certificate and the signing keys again. What
// cannot be read is left as it was, and the error says why.
func (n *Node) Reload() error {
	n.reloading.Lock()
	defer n.reloading.Unlock()
	var certErr error
	for _, cert := range []*serve.Certificate{n.cert, n.customers.cert} {
		if cert != nil {
			certErr = errors.Join(certErr, cert.Reload())
		}
	}
	err := n.readCatalogue()
	if err == nil {
		n.checker.UseBook(n.book.Load())
	}
	ringErr := n.readRing()
	n.useSigning()
	return errors.Join(err, certErr, ringErr)
}

// Stop turns /readyz to "no", stops listening, lets the requests under way
// finish until ctx ends, and takes back the address files.
func (n *Node) Stop(ctx context.Context) error {
	n.draining.Store(true)
	err := n.group.Stop(ctx)
	n.feed.Close()
	for _, a := range n.addresses() {
		err = errors.Join(err, os.Remove(filepath.Join(n.o.DataDir, a.file)))
	}
	return err
}
