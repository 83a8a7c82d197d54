package sitetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"ollu/codec"
	"ollu/codec/profile"
)

// State is how one simulated product is, as the control endpoint tells it.
type State struct {
	Name        string          `json:"name"`
	URL         string          `json:"url"`
	Token       string          `json:"token"`
	Off         bool            `json:"off"`
	Fault       Fault           `json:"fault"`
	Holding     profile.Holding `json:"holding"`
	KeyIDs      []string        `json:"key_ids"` // of the issuer's keys that it trusts
	Revocations int             `json:"revocations"`
	Counts      Counts          `json:"counts"`
}

// Change is what to change in products. What is absent stays as it is.
type Change struct {
	Products []string `json:"products,omitempty"` // names; none: all
	Off      *bool    `json:"off,omitempty"`
	Fault    *Fault   `json:"fault,omitempty"`
	SlowMS   *int     `json:"slow_ms,omitempty"`
	Build    *string  `json:"build,omitempty"`
	Use      []string `json:"use,omitempty"`  // codes that are entered by hand
	Pull     string   `json:"pull,omitempty"` // base URL of a manager's door or a server that they ask now
}

// Where the control endpoint is.
const (
	statesPath = "/products" // GET: []State
	changePath = "/change"   // POST a Change: 204, or 400 with what is wrong
)

// Serve runs a site with a control endpoint until ctx ends. ready, when there is
// one, is told its address once all listen.
func Serve(ctx context.Context, o Options, control string, ready func(address string)) error {
	s, err := New(o)
	if err != nil {
		return err
	}
	defer s.Close()
	l, err := net.Listen("tcp", control)
	if err != nil {
		return fmt.Errorf("the control endpoint of a simulated site: %w", err)
	}
	server := &http.Server{Handler: s.Control(), ReadHeaderTimeout: time.Minute}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if ready != nil {
		ready(l.Addr().String())
	}
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Control is the endpoint through which a site is looked at and changed.
func (s *Site) Control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+statesPath, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", typeJSON)
		_ = json.NewEncoder(w).Encode(s.States()) // who asked may be gone
	})
	mux.HandleFunc("POST "+changePath, func(w http.ResponseWriter, r *http.Request) {
		var c Change
		err := json.NewDecoder(r.Body).Decode(&c)
		if err == nil {
			err = s.Change(r.Context(), c)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}

// States tells how every product is.
func (s *Site) States() []State {
	list := make([]State, len(s.products))
	for i, p := range s.products {
		list[i] = p.state()
	}
	return list
}

func (p *Product) state() State {
	url := p.URL()
	p.mu.Lock()
	defer p.mu.Unlock()
	return State{
		Name: p.name, URL: url, Token: p.token, Off: p.server == nil, Fault: p.fault, Holding: p.holding(),
		KeyIDs: p.keys.IDs(), Revocations: len(p.list.List), Counts: p.counts,
	}
}

// Change changes products, all at once. The error joins what went wrong with each.
func (s *Site) Change(ctx context.Context, c Change) error {
	var codes []codec.Code
	for _, text := range c.Use {
		code, err := codec.ParseCode(text)
		if err != nil {
			return err
		}
		codes = append(codes, code)
	}
	for _, name := range c.Products {
		if s.Product(name) == nil {
			return fmt.Errorf("there is no product %q", name)
		}
	}
	var (
		group sync.WaitGroup
		mu    sync.Mutex
		errs  []error
	)
	for _, p := range s.products {
		if len(c.Products) > 0 && !slices.Contains(c.Products, p.name) {
			continue
		}
		group.Go(func() {
			err := p.change(ctx, &c, codes)
			mu.Lock()
			defer mu.Unlock()
			errs = append(errs, err)
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

func (p *Product) change(ctx context.Context, c *Change, codes []codec.Code) error {
	if c.Fault != nil {
		p.SetFault(*c.Fault)
	}
	if c.SlowMS != nil {
		p.SetSlow(time.Duration(*c.SlowMS) * time.Millisecond)
	}
	if c.Build != nil {
		p.SetBuild(*c.Build)
	}
	for _, code := range codes {
		p.Use(code)
	}
	switch {
	case c.Off == nil:
	case *c.Off:
		if err := p.Off(); err != nil {
			return err
		}
	default:
		if err := p.On(); err != nil {
			return err
		}
	}
	if c.Pull != "" {
		return p.Pull(ctx, c.Pull, nil)
	}
	return nil
}
