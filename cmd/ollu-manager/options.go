package main

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"ollu/cmd/cli"
	"ollu/codec/answer"
	"ollu/config"
	"ollu/server/client"
	"ollu/server/manager"
	"ollu/server/manager/book"
	"ollu/server/manager/deploy"
	"ollu/server/serve"
)

// materials is what a manager is made of beside its book: all that the
// configuration names, read.
type materials struct {
	conf   config.ManagerConfig
	log    *zap.Logger
	keys   []byte // the issuer's, as the vendor shipped them; nil: none
	zone   *time.Location
	site   string
	issuer *http.Transport
	push   *pushing
	cert   *serve.Certificate // of the products' door; nil: plain HTTP
	ca     *authorities       // of the products' certificates; nil: none are asked for
}

// materials reads what the configuration names. The error joins all that is
// wrong.
func (a *app) materials(c config.ManagerConfig, stderr io.Writer) (*materials, error) {
	m := &materials{conf: c, zone: time.Local, site: c.Site}
	var err error
	if m.log, err = cli.Log(c.Log, stderr); err != nil {
		return nil, err
	}
	if m.site == "" {
		m.site, _ = os.Hostname() // without one, a file says nothing of where it is from
	}
	var errs []error
	for _, part := range []func(*materials) error{a.readKeys, readZone, a.readIssuer, readPush, readDoor} {
		if err := part(m); err != nil {
			errs = append(errs, err)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, a.misset(err)
	}
	return m, nil
}

func (a *app) readKeys(m *materials) (err error) {
	if m.keys, err = a.Shipped(m.conf.IssuerKeys); err != nil || m.keys == nil {
		return err
	}
	keys, _, err := answer.ParseJWKS(m.keys)
	if err == nil && keys.Len() == 0 {
		err = errors.New("it holds no key: expected the body of /ollu/keys.json")
	}
	if err != nil {
		return fmt.Errorf("issuer_keys %s: %w", m.conf.IssuerKeys, err)
	}
	return nil
}

func readZone(m *materials) (err error) {
	if m.conf.Zone != "" {
		m.zone, err = time.LoadLocation(m.conf.Zone)
	}
	return err
}

// readIssuer makes the way to the issuer.
func (a *app) readIssuer(m *materials) error {
	o := client.TransportOptions{CAFile: m.conf.CAFile, KeepAlive: true}
	if p := m.conf.Proxy; p.URL != "" {
		o.Proxy = &client.Proxy{URL: p.URL, User: p.User, NoProxy: p.NoProxy}
		if p.PasswordFile != "" {
			password, err := a.Secret(p.PasswordFile)
			if err != nil {
				return err
			}
			o.Proxy.Password = password
		}
	}
	transport, err := client.NewTransport(o)
	if err != nil && m.conf.CAFile != "" {
		err = fmt.Errorf("ca_file: %w", err)
	}
	m.issuer = transport
	return err
}

func readPush(m *materials) error {
	m.push = &pushing{conf: m.conf.Push}
	return m.push.read()
}

func readDoor(m *materials) (err error) {
	if m.conf.TLSCert != "" {
		m.cert, err = serve.LoadCertificate(m.conf.TLSCert, m.conf.TLSKey)
	}
	if m.conf.ClientCA != "" {
		m.ca = &authorities{file: m.conf.ClientCA}
		err = errors.Join(err, m.ca.read())
	}
	return err
}

// manager makes the manager of a book.
func (m *materials) manager(b *book.Book) (*manager.Manager, error) {
	return manager.New(manager.Options{
		Book: b, Server: m.conf.Server, Transport: m.issuer, Trust: m.keys, Zone: m.zone, Site: m.site,
		Spread: m.conf.Spread, LongPoll: m.conf.LongPoll, Retry: m.conf.Retry, Now: time.Now, Random: rand.Reader, Log: m.log,
		Deployer: deploy.New(deploy.Options{Book: b, Transport: m.push.to, Retry: m.conf.Retry, Now: time.Now, Random: rand.Reader, Log: m.log}),
	})
}

// pushing is the way to products: through no proxy, with the certificate of the
// configuration, which can be read again.
type pushing struct {
	conf config.ManagerPush
	way  atomic.Pointer[http.Transport]
}

func (p *pushing) read() error {
	o := client.TransportOptions{CAFile: p.conf.CAFile}
	if p.conf.ClientCert != "" {
		pair, err := tls.LoadX509KeyPair(p.conf.ClientCert, p.conf.ClientKey)
		if err != nil {
			return fmt.Errorf("push.client_cert %s with push.client_key %s: %w", p.conf.ClientCert, p.conf.ClientKey, err)
		}
		o.Certificate = &pair
	}
	way, err := client.NewTransport(o)
	if err != nil {
		return fmt.Errorf("push.ca_file: %w", err)
	}
	way.Proxy = nil
	p.way.Store(way)
	return nil
}

func (p *pushing) to(*book.Product) (http.RoundTripper, error) { return p.way.Load(), nil }

// authorities are who signs the certificates of products.
type authorities struct {
	file string
	pool atomic.Pointer[x509.CertPool]
}

func (a *authorities) read() error {
	pem, err := os.ReadFile(a.file)
	pool := x509.NewCertPool()
	if err == nil && !pool.AppendCertsFromPEM(pem) {
		err = errors.New("it holds no certificate: it should be PEM, with BEGIN CERTIFICATE in it")
	}
	if err != nil {
		return fmt.Errorf("client_ca %s: %w", a.file, err)
	}
	a.pool.Store(pool)
	return nil
}

// config gives the TLS configuration of the products' door, which always shows
// and believes what was read last.
func (m *materials) config() *tls.Config {
	c := m.cert.Config()
	if m.ca == nil {
		return c
	}
	c.ClientAuth = tls.RequireAndVerifyClientCert
	c.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		now := c.Clone()
		now.GetConfigForClient, now.ClientCAs = nil, m.ca.pool.Load()
		return now, nil
	}
	return c
}

// reload reads the certificates again. What cannot be read stays as it was.
func (m *materials) reload() error {
	var errs []error
	if m.cert != nil {
		errs = append(errs, m.cert.Reload())
	}
	if m.ca != nil {
		errs = append(errs, m.ca.read())
	}
	return errors.Join(append(errs, m.push.read())...)
}

// quiet is the configuration of a command that does one thing.
func quiet(l *config.LoadedManager) config.ManagerConfig {
	c := l.Config
	c.Log = cli.Quiet(c.Log, l.Sources())
	return c
}
