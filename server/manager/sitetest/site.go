package sitetest

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/profile"
)

// Options say what the products of a site are like. The zero value is no product.
// What can be written as JSON can be handed to another process.
type Options struct {
	Count int    `json:"count"`
	Host  string `json:"host"` // where they listen; "": 127.0.0.1
	Port  int    `json:"port"` // of the first, the next has the next; 0: whichever are free
	// Name begins the products' names, devices and tokens: "gateway" gives
	// gateway-0000, device gateway-0000-device and token gateway-0000-token. "":
	// product.
	Name string `json:"name"`

	Product    string   `json:"product"`    // catalogue id; "": that of the first code taken
	Components []string `json:"components"` // those that it has; none: all that a code covers
	Version    string   `json:"version"`
	Build      string   `json:"build"`
	NewCode    bool     `json:"new_code"` // takes a code that it does not have (row M4)
	// Codes are entered in the products already, one in each: the first in the
	// first, and again from the first when there are fewer.
	Codes []string `json:"codes"`

	Issuer string          `json:"issuer"`         // that is believed; "": the first one met
	Keys   json.RawMessage `json:"keys,omitempty"` // the issuer's key set; none: the first one met

	TLS    *tls.Config                         `json:"-"` // nil: plain HTTP
	Now    func() time.Time                    `json:"-"` // nil: time.Now
	OnPush func(p *Product, push profile.Push) `json:"-"` // told of every push that was let in, before it is judged
}

// Site is the products. It is safe for concurrent use.
type Site struct {
	o        Options
	products []*Product
}

// New starts the products.
func New(o Options) (*Site, error) {
	if o.Host == "" {
		o.Host = "127.0.0.1"
	}
	if o.Name == "" {
		o.Name = "product"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Site{o: o}
	for i := range o.Count {
		p, err := s.start(i)
		if err != nil {
			s.Close()
			return nil, fmt.Errorf("simulated product %d: %w", i, err)
		}
		s.products = append(s.products, p)
	}
	return s, nil
}

func (s *Site) start(i int) (*Product, error) {
	keys := &answer.KeySet{}
	if len(s.o.Keys) > 0 {
		set, _, err := answer.ParseJWKS(s.o.Keys)
		if err != nil {
			return nil, err
		}
		keys = set
	}
	name := fmt.Sprintf("%s-%04d", s.o.Name, i)
	p := &Product{
		site: s, name: name, token: name + "-token", device: name + "-device",
		product: s.o.Product, version: s.o.Version, build: s.o.Build, issuer: s.o.Issuer, keys: keys, parts: map[string]*part{},
	}
	if n := len(s.o.Codes); n > 0 {
		code, err := codec.ParseCode(s.o.Codes[i%n])
		if err != nil {
			return nil, err
		}
		p.Use(code)
	}
	port := 0
	if s.o.Port > 0 {
		port = s.o.Port + i
	}
	return p, p.listen(net.JoinHostPort(s.o.Host, strconv.Itoa(port)))
}

// Products gives all products, in order.
func (s *Site) Products() []*Product { return slices.Clone(s.products) }

// Product gives the product of a name; nil when there is none.
func (s *Site) Product(name string) *Product {
	for _, p := range s.products {
		if p.name == name {
			return p
		}
	}
	return nil
}

// Close switches all products off for good.
func (s *Site) Close() error {
	var errs []error
	for _, p := range s.products {
		errs = append(errs, p.Off())
	}
	return errors.Join(errs...)
}
