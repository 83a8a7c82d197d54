package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"go.uber.org/zap"

	"ollu/cmd/build"
	"ollu/cmd/cli"
	"ollu/server/client"
	"ollu/server/manager"
	"ollu/server/manager/book"
	"ollu/server/manager/control"
	"ollu/server/manager/door"
	"ollu/server/manager/page"
	"ollu/server/serve"
	"ollu/server/words"
)

// stopTime is how long requests under way may take when the manager is told to
// stop; after that they are cut off.
const stopTime = 20 * time.Second

// node is a running manager: its loop and its two listeners.
type node struct {
	*materials
	dir     string
	manager *manager.Manager
	door    *door.Door
	page    *page.Page
	token   string
	group   serve.Group
	end     context.CancelFunc // of all that commands and the page began

	doorURL, adminURL string // as this machine reaches them
	outside           string // the door, as products reach it
}

// newNode puts a manager together. Nothing listens yet.
func newNode(m *materials, b *book.Book, lang words.Lang) (*node, error) {
	n := &node{materials: m, dir: m.conf.StateDir}
	var err error
	if n.token, err = control.Token(n.dir, rand.Reader); err != nil {
		return nil, err
	}
	if n.manager, err = m.manager(b); err != nil {
		return nil, err
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	var relay *client.Asker
	if m.conf.Server != "" {
		relay = &client.Asker{Server: m.conf.Server, Transport: m.issuer}
	}
	n.door = door.New(door.Options{Book: b, Relay: relay, Now: time.Now, Log: m.log, Registerer: registry})
	zone := m.zone
	if m.conf.Zone == "" {
		zone = nil // the page shows moments in the licences' own
	}
	n.page, err = page.New(page.Options{
		API: n.manager, Token: n.token, Site: m.site, Version: build.This(version).Version, Zone: zone, Lang: lang,
		Registry: registry, Now: time.Now, Random: rand.Reader, Log: m.log,
	})
	return n, err
}

// handler is what the admin listener serves.
func (n *node) handler() http.Handler {
	who := control.Hello{Version: build.This(version).Version, Server: n.conf.Server, Door: n.outside}
	mux := http.NewServeMux()
	mux.Handle("/v1/", control.New(control.Options{Manager: n.manager, Token: n.token, Hello: who, Log: n.log}))
	mux.Handle("/", n.page)
	return mux
}

// start opens the listeners, says where they are, and begins to work. When one
// cannot be opened, none is.
func (n *node) start() error {
	admin, err := n.listen("the admin listener", n.conf.AdminListen)
	if err != nil {
		return err
	}
	n.adminURL = serve.URL(admin, false)
	opened := []net.Listener{admin}
	fail := func(err error) error {
		for _, l := range opened {
			err = errors.Join(err, l.Close())
		}
		return err
	}
	var products net.Listener
	if n.conf.Listen != "" {
		if products, err = n.listen("the products' door", n.conf.Listen); err != nil {
			return fail(err)
		}
		opened = append(opened, products)
		n.doorURL, n.outside = serve.URL(products, n.cert != nil), outside(n.conf.Listen, products.Addr().String(), n.cert != nil)
	}
	if err := control.Announce(n.dir, n.adminURL); err != nil {
		return fail(err)
	}
	n.group.Start(n.work())
	n.group.Start(n.serveAdmin(admin))
	if products != nil {
		if n.cert != nil {
			products = tls.NewListener(products, n.config())
		}
		s := door.Server(n.door, n.log)
		n.group.Start(serve.Service{Name: "the products' door", Run: serving(s, products), Stop: stopping(s)})
	}
	return nil
}

func (n *node) listen(name, address string) (net.Listener, error) {
	return serve.Listen(name, address, nil, func(err error) {
		n.log.Warn("a listener is short of something", zap.Error(err))
	})
}

// work is the loop that syncs and delivers.
func (n *node) work() serve.Service {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	return serve.Service{
		Name: "the manager",
		Run: func() error {
			defer close(ended)
			if err := n.manager.Run(ctx); !errors.Is(err, context.Canceled) {
				return err
			}
			return nil
		},
		Stop: func(limit context.Context) error {
			cancel()
			select {
			case <-ended:
				return nil
			case <-limit.Done():
				return limit.Err()
			}
		},
	}
}

// serveAdmin is the listener of page, commands and figures. A sync that a command
// asked for may take long, so only the head of a request is timed; it ends when
// the manager stops.
func (n *node) serveAdmin(l net.Listener) serve.Service {
	ctx, cancel := context.WithCancel(context.Background())
	n.end = cancel
	s := &http.Server{
		Handler:           ownNames(n.handler(), l.Addr(), n.conf.AdminListen),
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          zap.NewStdLog(n.log),
	}
	return serve.Service{Name: "the admin listener", Run: serving(s, l), Stop: func(limit context.Context) error {
		n.end()
		return stopping(s)(limit)
	}}
}

func serving(s *http.Server, l net.Listener) func() error {
	return func() error {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	}
}

// stopping lets what is under way finish, and cuts off what does not.
func stopping(s *http.Server) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := s.Shutdown(ctx); err != nil {
			return errors.Join(err, s.Close())
		}
		return nil
	}
}

// watch returns when the manager is to stop: ctx has ended, or a part failed.
func (n *node) watch(ctx context.Context, hup <-chan os.Signal) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-n.group.Failed():
			return err
		case <-hup:
			cli.Notify(n.log, daemon.SdNotifyReloading)
			if err := n.reload(); err != nil {
				n.log.Error("reload: what could not be read stays as it was", zap.Error(err))
			} else {
				n.log.Info("reloaded the certificates")
			}
			cli.Notify(n.log, daemon.SdNotifyReady)
		}
	}
}

// stop takes back the address, stops listening, and lets what is under way finish
// until ctx ends.
func (n *node) stop(ctx context.Context) error {
	err := errors.Join(control.Withdraw(n.dir), n.group.Stop(ctx))
	n.page.Close()
	n.door.Close()
	return err
}
