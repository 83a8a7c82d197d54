package sitetest

import (
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/profile"
)

// Fault is what is wrong with a product that is switched on.
type Fault string

// The faults.
const (
	FaultNone      Fault = ""
	FaultRefuse    Fault = "refuse"     // it refuses the token
	FaultCutBefore Fault = "cut_before" // the line is cut before it took anything
	FaultCutAfter  Fault = "cut_after"  // it takes what it gets, and the line is cut in the middle of its answer
	FaultBusy      Fault = "busy"       // 503
	FaultFull      Fault = "full"       // it cannot write anything down
	FaultPage      Fault = "page"       // a page of something else
	FaultRedirect  Fault = "redirect"   // leads somewhere else
	FaultEndless   Fault = "endless"    // an answer without end
	FaultNonsense  Fault = "nonsense"   // JSON of something else
	FaultMixed     Fault = "mixed"      // an answer about other codes than those pushed
)

// Product is one simulated product agent.
type Product struct {
	site        *Site
	name, token string
	mu          sync.Mutex
	address     string
	server      *http.Server
	served      chan struct{} // closed when the server has ended
	fault       Fault
	slow        time.Duration
	device      string
	product     string
	version     string
	build       string
	issuer      string
	keys        *answer.KeySet
	parts       map[string]*part // by component
	list        answer.Revocations
	counts      Counts
}

// part is one component.
type part struct {
	code    codec.Code // zero: not known, only its fingerprint
	subject string
	token   string
	signed  answer.Signed
}

// Counts is what a product met.
type Counts struct {
	Probes       int `json:"probes"`
	Pushes       int `json:"pushes"`
	Items        int `json:"items"`
	Taken        int `json:"taken"`
	Held         int `json:"held"`
	Refused      int `json:"refused"`
	Unauthorized int `json:"unauthorized"` // exchanges without the right token
	Strayed      int `json:"strayed"`      // requests that followed a redirect
	Pulls        int `json:"pulls"`        // questions of its own that were answered and believed
	PullsFailed  int `json:"pulls_failed"`
}

// Name is what it is called here.
func (p *Product) Name() string { return p.name }

// Token is what a manager has to show.
func (p *Product) Token() string { return p.token }

// Device is its stable id.
func (p *Product) Device() string { return p.device }

// URL is the base address of its profile listener, the same after it was off.
func (p *Product) URL() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.site.o.TLS != nil {
		return "https://" + p.address
	}
	return "http://" + p.address
}

// everything is the component of a product that has none of its own.
const everything = "all"

// Use enters a code for components by hand; none: for all that the product has.
func (p *Product) Use(code codec.Code, components ...string) {
	if len(components) == 0 {
		components = p.site.o.Components
	}
	if len(components) == 0 {
		components = []string{everything}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range components {
		p.parts[c] = &part{code: code, subject: code.Fingerprint()}
	}
}

// Forget empties the product, as a new installation would.
func (p *Product) Forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.parts)
	p.list = answer.Revocations{}
}

// SetProduct makes it another product of the catalogue.
func (p *Product) SetProduct(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.product = id
}

// SetKeys has it trust these keys of the issuer alone; nil: none, until it meets
// some.
func (p *Product) SetKeys(keys *answer.KeySet) {
	if keys == nil {
		keys = &answer.KeySet{}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys = keys
}

// SetBuild has it report another build from now on.
func (p *Product) SetBuild(build string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.build = build
}

// Build is what it reports.
func (p *Product) Build() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.build
}

// SetFault breaks it in some way, or mends it with FaultNone.
func (p *Product) SetFault(f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = f
}

// SetSlow has it wait so long before each answer.
func (p *Product) SetSlow(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.slow = d
}

// Counts gives what it met so far.
func (p *Product) Counts() Counts {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counts
}

// Holding is what it says of itself.
func (p *Product) Holding() profile.Holding {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.holding()
}

// holding is Holding for a caller that holds the lock.
func (p *Product) holding() profile.Holding {
	h := profile.Holding{
		Product: p.product, Device: p.device, Version: p.version, Build: p.build, Time: p.site.o.Now(), Parts: []profile.Part{},
	}
	for _, component := range slices.Sorted(maps.Keys(p.parts)) {
		h.Parts = append(h.Parts, p.parts[component].said(component, &p.list))
	}
	return h
}

// said is how a component is told of.
func (t *part) said(component string, list *answer.Revocations) profile.Part {
	out := profile.Part{Component: component, Subject: t.subject}
	if t.token == "" {
		return out
	}
	s := &t.signed
	out.Result, out.SignedAt = s.Result.String(), s.IssuedAt
	if s.Issued && !s.Perpetual {
		out.Expires = s.Statement.Expires.String()
	}
	if r, ok := list.Find(t.subject); ok && !r.At.Before(s.IssuedAt) {
		out.Result = answer.Revoked.String()
	}
	return out
}

// Part gives what it holds about a code, in the first component that uses it, and
// the statement itself; false when none does.
func (p *Product) Part(code codec.Code) (held profile.Part, statement string, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, component := range slices.Sorted(maps.Keys(p.parts)) {
		if t := p.parts[component]; t.subject == code.Fingerprint() {
			return t.said(component, &p.list), t.token, true
		}
	}
	return profile.Part{}, "", false
}

// Revocations is the list that it holds.
func (p *Product) Revocations() answer.Revocations {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.list
}
