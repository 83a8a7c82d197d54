package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"go.uber.org/zap"
	"golang.org/x/net/netutil"

	"ollu/server/mail"
	"ollu/server/outbox"
	"ollu/server/portal"
	"ollu/server/portal/look"
	"ollu/server/portal/visit"
	"ollu/server/serve"
	"ollu/server/words"
)

// Portal is the customers' web site, and the mails it sends. Terms is required
// where Listen is given.
type Portal struct {
	Listen          string // host:port; "" there is none, and no mail leaves
	TLSCert, TLSKey string // PEM files; both empty: plain HTTP
	URL             string // by which customers reach it; "" whatever they asked for
	Idle, Life      time.Duration
	Zone            *time.Location // of times of day in pages and mails; nil the system's
	TrustedProxies  []netip.Prefix // whose X-Forwarded-For is believed

	Brand        string
	Terms        func(words.Lang) string
	TermsVersion string
	OperatorMail string // who is asked for offline codes; "" nobody by mail
	SupportMail  string // what pages name for questions; each may be ""
	SupportPhone string
	SupportURL   string

	Send      func(context.Context, mail.Message) error // nil: no mail server, mails wait in the store
	Templates fs.FS                                     // of mails, over those built in; nil none

	Routes []visit.Route // beside the portal's own: the demo's mailbox
	Pages  []look.Page
}

// customers is what a node has for them; pages is nil where it has no portal.
type customers struct {
	pages  http.Handler
	outbox *outbox.Outbox
	cert   *serve.Certificate
	url    string // while it listens
}

// newPortal makes the portal and its outbox.
func (n *Node) newPortal() error {
	p := &n.o.Portal
	if p.Listen == "" {
		return nil
	}
	if strings.HasPrefix(p.URL, "http://") {
		n.o.Log.Warn("customers reach the portal without TLS (portal.url): whoever is on the way reads their passwords and codes")
	}
	if p.Zone == nil {
		p.Zone = time.Local
	}
	secret, err := portalSecret(n.o.DataDir, n.o.Random)
	if err != nil {
		return err
	}
	n.customers.pages, err = portal.New(portal.Options{
		Store: n.o.Store, Book: n.book.Load, Ring: n.ring.Load, ReloadSigning: n.ReloadSigning,
		Now: n.o.Now, Random: n.o.Random, Log: n.o.Log, Registerer: n.o.Registry, Secret: []byte(secret),
		PublicURL: p.URL, TrustedProxies: p.TrustedProxies, Idle: p.Idle, Life: p.Life, Zone: p.Zone, Lang: words.JA,
		Brand: p.Brand, Terms: p.Terms, TermsVersion: p.TermsVersion,
		OperatorMail: p.OperatorMail, SupportMail: p.SupportMail, SupportPhone: p.SupportPhone, SupportURL: p.SupportURL,
		Routes: p.Routes, Pages: p.Pages,
	})
	if err != nil {
		return fmt.Errorf("the customer portal: %w", err)
	}
	n.customers.outbox, err = outbox.New(outbox.Options{
		Store: n.o.Store, Send: p.Send, Templates: p.Templates, Brand: p.Brand, Zone: p.Zone,
		Now: n.o.Now, Random: n.o.Random, Log: n.o.Log, Registerer: n.o.Registry,
	})
	return err
}

// portalConnections are at once: what browsers hold open is not to take the
// descriptors that the agents' door needs. portalPerAddress are those of one
// address, where that is no trusted proxy: what one stranger holds open is not to
// keep the others out.
const (
	portalConnections = 4096
	portalPerAddress  = portalConnections / 8
)

func (p *Portal) trusts(a netip.Addr) bool {
	return slices.ContainsFunc(p.TrustedProxies, func(n netip.Prefix) bool { return n.Contains(a) })
}

// startPortal serves the portal and sends its mails.
func (n *Node) startPortal(l net.Listener) {
	s := &http.Server{
		Handler:           n.customers.pages,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          zap.NewStdLog(n.o.Log),
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	n.group.Start(serve.Service{
		Name: "the outbox",
		Run:  func() error { defer close(ended); n.customers.outbox.Run(ctx); return nil },
		Stop: func(patience context.Context) error {
			stop()
			select {
			case <-ended:
				return nil
			case <-patience.Done():
				return patience.Err()
			}
		},
	})
	n.group.Start(serve.Service{
		Name: "the customer portal",
		Run: func() error {
			crowd := serve.Crowd(l, portalPerAddress, n.o.Portal.trusts)
			if err := s.Serve(netutil.LimitListener(crowd, portalConnections)); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		},
		Stop: s.Shutdown,
	})
}

// PortalURL is where the portal is reached from this machine; "" there is none.
func (n *Node) PortalURL() string { return n.customers.url }
