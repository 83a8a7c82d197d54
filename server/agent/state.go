package agent

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"ollu/codec"
	"ollu/codec/term"
	"ollu/server/agent/clock"
)

// stateFormat is the number of the state's form; a greater one was written by a
// newer program.
const stateFormat = 1

// State is all that the agent keeps, the file state.json. What a [store] hands
// out is read-only and shared; it is changed inside an Update alone. No field of
// it is believed about a licence: dates come from the tokens, see [State.lease].
type State struct {
	Format  int    `json:"format"`
	Device  string `json:"device"`
	Server  string `json:"server,omitempty"`
	Product string `json:"product,omitempty"`

	Issuer   string          `json:"issuer,omitempty"`    // as the first verified statement named it
	Keys     json.RawMessage `json:"keys,omitempty"`      // JWK set with its rotation statements
	FirstUse bool            `json:"first_use,omitempty"` // Keys are those met first, not the vendor's
	Facts    string          `json:"facts,omitempty"`     // the product's signed description
	FactsAt  time.Time       `json:"facts_at,omitzero"`   // when they were fetched

	DeliveredAt time.Time `json:"delivered_at,omitzero"` // when a manager pushed something last that was believed
	RevokedTag  string    `json:"revoked_tag,omitempty"` // under which a manager gave the list of revoked codes

	Clock clock.Mark       `json:"clock"`
	Parts map[string]*Part `json:"parts,omitempty"` // by component

	Outbox     []Queued  `json:"outbox,omitempty"`   // what is to be run, oldest first
	Sequence   uint64    `json:"sequence,omitempty"` // of the last one queued
	ConsoleDay term.Day  `json:"console_day,omitzero"`
	MailDay    term.Day  `json:"mail_day,omitzero"`
	MailTries  int       `json:"mail_tries,omitempty"`
	MailNext   time.Time `json:"mail_next,omitzero"`
	// MailRefused is why the last mail was refused for good.
	MailRefused string `json:"mail_refused,omitempty"`

	SetAside string `json:"set_aside,omitempty"` // damaged file that this state was rebuilt after, until the server was heard again

	by      *prover                          // verifies the tokens above
	revoked *revoked                         // list that is kept beside this; nil: none
	kept    struct{ server, product string } // what is remembered, whatever is configured
}

// Part is what is kept of one component.
type Part struct {
	// Subject is the code's fingerprint. A licence file names its code by that
	// alone, so Code is zero where the code was never entered here.
	Subject string     `json:"subject,omitempty"`
	Code    codec.Code `json:"code,omitzero"`
	Token   string     `json:"token,omitempty"` // signed statement; empty: none yet, or Source is SourceCode
	Source  Source     `json:"source,omitempty"`

	TakenAt     time.Time `json:"taken_at,omitzero"` // when Token or Code was taken in
	LastCheck   time.Time `json:"last_check,omitzero"`
	LastGood    time.Time `json:"last_good,omitzero"` // last verified answer
	RetryAt     time.Time `json:"retry_at,omitzero"`
	LastOutcome Outcome   `json:"last_outcome,omitempty"`
	LastCause   string    `json:"last_cause,omitempty"`
	Failures    int       `json:"failures,omitempty"` // since the last good one

	Told   Phase `json:"told,omitempty"` // what hooks were last told of
	Hidden bool  `json:"hidden,omitempty"`
}

// Source is where a part's terms come from.
type Source string

const (
	SourceServer Source = "server" // an answer of the server or of a manager
	SourceFile   Source = "file"   // a licence file (row L7)
	SourceCode   Source = "code"   // the offline code itself (row L7)
)

// Phase is what the product was last told of a component, "" when nothing.
type Phase string

const (
	PhaseActive  Phase = "active"
	PhaseGrace   Phase = "grace"
	PhaseExpired Phase = "expired" // by date, or because the issuer took the code back
)

// Queued is something to be run once the state that asks for it is on disk.
type Queued struct {
	Sequence  uint64    `json:"sequence"`
	Kind      string    `json:"kind"` // hook or service
	Name      string    `json:"name"`
	Component string    `json:"component,omitempty"`
	Detail    string    `json:"detail,omitempty"` // the event or the reason
	At        time.Time `json:"at,omitzero"`
	Tries     int       `json:"tries,omitempty"`
}

// Occasion is on what occasion terms were looked at again.
type Occasion uint8

const (
	Activation     Occasion = iota + 1 // a person entered a code
	ManualCheck                        // a person asked
	AutomaticCheck                     // the schedule asked
	Import                             // a person gave a licence file
	Delivery                           // a manager pushed
	Tick                               // time went by
)

// part gives the part of a component, made when there is none.
func (s *State) part(component string) *Part {
	p := s.Parts[component]
	if p == nil {
		p = &Part{}
		if s.Parts == nil {
			s.Parts = map[string]*Part{}
		}
		s.Parts[component] = p
	}
	return p
}

// codes gives the codes in use, each once, in a fixed order.
func (s *State) codes() []codec.Code {
	var codes []codec.Code
	for _, component := range s.components() {
		if c := s.Parts[component].Code; !c.IsZero() && !slices.Contains(codes, c) {
			codes = append(codes, c)
		}
	}
	return codes
}

// holders gives the components that use a code, sorted.
func (s *State) holders(code codec.Code) []string {
	return slices.DeleteFunc(s.components(), func(c string) bool { return s.Parts[c].Code != code })
}

// licensed tells whether any component has a code or a licence file.
func (s *State) licensed() bool {
	for _, p := range s.Parts {
		if p.Subject != "" {
			return true
		}
	}
	return false
}

// remembered gives what is written down of a state. A server that was named takes
// the place of another once it was heard, and a product once something of it was
// taken in: so a slip in a setting is over with the command that it was made in.
func (s *State) remembered() *State {
	c := *s
	c.Server, c.Product = cmp.Or(s.kept.server, s.Server), s.kept.product
	return &c
}

// components gives the components that something is kept of, sorted.
func (s *State) components() []string {
	ids := make([]string, 0, len(s.Parts))
	for id := range s.Parts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// clone gives a copy that may be changed.
func (s *State) clone() *State {
	c := *s
	c.Outbox = slices.Clone(s.Outbox)
	c.Parts = make(map[string]*Part, len(s.Parts))
	for id, p := range s.Parts {
		q := *p
		c.Parts[id] = &q
	}
	return &c
}
