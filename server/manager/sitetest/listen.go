package sitetest

import (
	"crypto/subtle"
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"time"

	"ollu/codec/profile"
)

// stray is where FaultRedirect leads.
const stray = "/stray"

// listen opens the profile listener.
func (p *Product) listen(address string) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.address = l.Addr().String()
	if p.site.o.TLS != nil {
		l = tls.NewListener(l, p.site.o.TLS)
	}
	mux := http.NewServeMux()
	mux.HandleFunc(profile.Path, p.serve)
	mux.HandleFunc(stray, p.strayed)
	p.server = &http.Server{Handler: mux, ErrorLog: quiet(), ReadHeaderTimeout: time.Minute}
	p.served = make(chan struct{})
	go func(s *http.Server, served chan struct{}) {
		defer close(served)
		_ = s.Serve(l) // it ends when the product is switched off
	}(p.server, p.served)
	return nil
}

// Off switches it off: nothing listens at its address, and lines that were open
// are cut.
func (p *Product) Off() error {
	p.mu.Lock()
	server, served := p.server, p.served
	p.server = nil
	p.mu.Unlock()
	if server == nil {
		return nil
	}
	err := server.Close()
	<-served
	return err
}

// On switches it on again, at its address.
func (p *Product) On() error {
	p.mu.Lock()
	on, address := p.server != nil, p.address
	p.mu.Unlock()
	if on {
		return nil
	}
	return p.listen(address)
}

func (p *Product) strayed(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	p.counts.Strayed++
	p.mu.Unlock()
	p.write(w, p.Holding())
}

// serve is the profile listener.
func (p *Product) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	fault, slow := p.fault, p.slow
	p.mu.Unlock()
	push, readable := read(r)
	if slow > 0 {
		timer := time.NewTimer(slow)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
			return
		}
	}
	if p.broken(w, r, fault) {
		return
	}
	shown := []byte(r.Header.Get("Authorization"))
	if fault == FaultRefuse || subtle.ConstantTimeCompare(shown, []byte("Bearer "+p.token)) != 1 {
		p.mu.Lock()
		p.counts.Unauthorized++
		p.mu.Unlock()
		http.Error(w, "this is not the token of this product", http.StatusUnauthorized)
		return
	}
	if !readable {
		http.Error(w, "this is no profile", http.StatusBadRequest)
		return
	}
	p.answer(w, r, push, fault)
}

// answer judges a push, or tells what is held.
func (p *Product) answer(w http.ResponseWriter, r *http.Request, push profile.Push, fault Fault) {
	asked := r.Method == http.MethodGet
	if tell := p.site.o.OnPush; tell != nil && !asked {
		tell(p, push)
	}
	p.mu.Lock()
	var h profile.Holding
	if asked {
		p.counts.Probes++
		h = p.holding()
	} else {
		p.counts.Pushes++
		h = p.take(&push)
	}
	p.mu.Unlock()
	switch fault {
	case FaultCutAfter:
		w.Header().Set("Content-Length", "4000")
		p.write(w, h)
		_ = http.NewResponseController(w).Flush()
		cut(w)
	case FaultMixed:
		h.Results = append(h.Results, profile.Result{Subject: "of another code", Outcome: profile.Taken})
		p.write(w, h)
	default:
		p.write(w, h)
	}
}

// broken answers for a product that is none at the moment.
func (p *Product) broken(w http.ResponseWriter, r *http.Request, fault Fault) bool {
	switch fault {
	case FaultCutBefore:
		cut(w)
	case FaultBusy:
		http.Error(w, "come back later", http.StatusServiceUnavailable)
	case FaultPage:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<!DOCTYPE html><title>Sign in to the network</title>")
	case FaultRedirect:
		http.Redirect(w, r, stray, http.StatusTemporaryRedirect)
	case FaultNonsense:
		w.Header().Set("Content-Type", typeJSON)
		_, _ = io.WriteString(w, `{"status":"up"}`)
	case FaultEndless:
		w.Header().Set("Content-Type", typeJSON)
		for chunk := make([]byte, 64<<10); ; {
			if _, err := w.Write(chunk); err != nil {
				return true
			}
		}
	default:
		return false
	}
	return true
}

const typeJSON = "application/json"

func (p *Product) write(w http.ResponseWriter, h profile.Holding) {
	w.Header().Set("Content-Type", typeJSON)
	_ = json.NewEncoder(w).Encode(h) // who asked may be gone
}

// cut ends the line at once.
func cut(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = conn.Close()
	}
}

// read reads a push as a whole; a question has none.
func read(r *http.Request) (push profile.Push, ok bool) {
	body, err := io.ReadAll(io.LimitReader(r.Body, profile.MaxBody+1))
	if err != nil || len(body) > profile.MaxBody {
		return push, false
	}
	if r.Method == http.MethodGet {
		return push, true
	}
	return push, json.Unmarshal(body, &push) == nil
}
