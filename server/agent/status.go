package agent

import (
	"slices"
	"time"

	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/codec/term"
)

// Status is the licence screen (rows A9, C2): the main component's fields, what
// concerns all, and each component by itself. No field holds a code in full.
type Status struct {
	PartStatus

	Environment Environment `json:"environment"`
	Server      string      `json:"server,omitempty"`
	Device      string      `json:"device,omitempty"`

	// HeardAt is when the server last gave a verified answer, UnheardFor how long
	// it has been silent since in whole seconds: 0 while the last question was
	// answered.
	HeardAt    time.Time `json:"heard_at,omitzero"`
	UnheardFor int64     `json:"unheard_for"`
	// DeliveredAt is when a manager pushed last what was believed.
	DeliveredAt time.Time `json:"delivered_at,omitzero"`
	// RevocationsAt is when the issuer signed the list of revoked codes that is held.
	RevocationsAt time.Time `json:"revocations_at,omitzero"`

	Trust    TrustStatus `json:"trust"`
	Clock    ClockStatus `json:"clock"`
	SetAside string      `json:"set_aside,omitempty"` // damaged file that the state was rebuilt after
	// LicenceOf is the product that the licence is for, where another is configured.
	LicenceOf string `json:"licence_of,omitempty"`
	// LicencePage is where the issuer shows what it holds for a code (row L6); "" the
	// product has none.
	LicencePage string `json:"licence_page,omitempty"`
	// MailRefused is why the last mail was refused for good; "" it was not.
	MailRefused string       `json:"mail_refused,omitempty"`
	Parts       []PartStatus `json:"parts"` // the product's order
}

// PartStatus is one component. Fields that do not belong to what it holds are
// left out.
type PartStatus struct {
	Component string            `json:"component,omitempty"`
	Name      product.Text      `json:"-"`
	Names     map[string]string `json:"name,omitempty"` // Name by language: ja, en
	Code      string            `json:"code,omitempty"` // masked
	Source    Source            `json:"source,omitempty"`

	Result         string     `json:"result,omitempty"` // "" while nothing about the code is verified
	Reason         string     `json:"reason,omitempty"` // why the issuer revoked the code, where its list says so
	RevokedAt      *time.Time `json:"revoked_at,omitempty"`
	Product        string     `json:"product,omitempty"`
	Type           string     `json:"type,omitempty"`
	Seats          uint32     `json:"seats,omitempty"`
	Components     []string   `json:"components,omitempty"`
	Expires        *term.Day  `json:"expires,omitempty"` // absent when perpetual
	GraceEnds      *term.Day  `json:"grace_ends,omitempty"`
	Zone           string     `json:"zone,omitempty"`
	DaysLeft       *int       `json:"days_left,omitempty"`
	UpdatesAllowed bool       `json:"updates_allowed"`
	NextCheck      time.Time  `json:"next_check,omitzero"`
	ServerTime     *time.Time `json:"server_time,omitempty"` // of the answer that is held

	LastCheck   time.Time `json:"last_check,omitzero"`
	LastOutcome Outcome   `json:"last_outcome,omitempty"`
	LastCause   string    `json:"last_cause,omitempty"`
	Unverified  string    `json:"unverified,omitempty"` // why there is no Result though there is a code
	Hidden      bool      `json:"hidden,omitempty"`
}

// Environment is where a product gets its licence from (row A11).
type Environment string

const (
	Online  Environment = "online"  // from the issuer's server
	Managed Environment = "manager" // from a manager on the premises
	Offline Environment = "offline" // from licence files and offline codes
)

// TrustStatus says whose word is believed.
type TrustStatus struct {
	Issuer   string   `json:"issuer,omitempty"`
	Keys     []string `json:"keys"` // ids
	FirstUse bool     `json:"first_use"`
}

// Status gives what holds now. It reads, and asks nobody.
func (a *Agent) Status() Status {
	s := a.store.View()
	now := a.at(s)
	out := Status{
		Environment: a.environment(s), Server: s.Server, Device: s.Device,
		Trust: a.trustStatus(s), Clock: a.clockStatus(s), SetAside: s.SetAside,
		MailRefused: s.MailRefused,
		Parts:       []PartStatus{}, // a list also where it is empty
	}
	out.HeardAt, out.UnheardFor = s.silence(now)
	out.DeliveredAt = s.DeliveredAt
	if s.misnamed() {
		out.LicenceOf = s.kept.product
	}
	if facts, ok := s.by.facts(s); ok {
		out.LicencePage = facts.LicencePage
	}
	if list, ok := s.revocations(); ok {
		out.RevocationsAt = list.IssuedAt
	}
	for _, id := range s.known() {
		out.Parts = append(out.Parts, a.partStatus(s, id, now))
	}
	out.PartStatus = mainPart(out.Parts)
	return out
}

// mainPart is the first component that has a verified licence, or else a code;
// without any the product is not activated.
func mainPart(parts []PartStatus) PartStatus {
	for _, found := range []func(PartStatus) bool{
		func(p PartStatus) bool { return p.Result != "" },
		func(p PartStatus) bool { return p.Code != "" },
	} {
		if i := slices.IndexFunc(parts, found); i >= 0 {
			return parts[i]
		}
	}
	return PartStatus{Result: answer.NotActivated.String()}
}

func (a *Agent) partStatus(s *State, id string, now time.Time) PartStatus {
	out := PartStatus{Component: id}
	if facts, ok := s.by.facts(s); ok {
		if c, ok := facts.Component(id); ok {
			out.Name, out.Names = c.Name, map[string]string{"ja": c.Name.JA, "en": c.Name.EN}
		}
	}
	p := s.Parts[id]
	if p == nil || p.Subject == "" {
		out.Result, out.Hidden = answer.NotActivated.String(), p != nil && p.Hidden
		return out
	}
	if !p.Code.IsZero() {
		out.Code = p.Code.String()
	}
	out.Source, out.Hidden = p.Source, p.Hidden
	out.LastCheck, out.LastOutcome, out.LastCause = p.LastCheck, p.LastOutcome, p.LastCause
	l, ok := s.lease(id, now)
	if !ok {
		_, err := s.by.evidence(s, id, p)
		out.Unverified = err.Error()
		return out
	}
	out.fill(&l)
	if at, ok := a.dueAt(s, id, now); ok && !at.IsZero() {
		out.NextCheck = at.In(l.Term.Zone)
	}
	return out
}

// fill copies what a lease says.
func (out *PartStatus) fill(l *Lease) {
	out.Result, out.Product, out.Type, out.Seats = l.Result.String(), l.Product, l.Type.String(), l.Seats
	out.Components, out.UpdatesAllowed, out.Zone = l.Components, l.Allowed, l.Term.Zone.String()
	if out.Reason = l.Reason; !l.RevokedAt.IsZero() {
		at := l.RevokedAt.UTC()
		out.RevokedAt = &at
	}
	if !l.SignedAt.IsZero() {
		at := l.SignedAt.UTC()
		out.ServerTime = &at
	}
	if !l.Term.Perpetual {
		out.Expires, out.GraceEnds, out.DaysLeft = &l.Term.Expires, &l.State.GraceEnds, &l.State.DaysLeft
	}
}

func (a *Agent) environment(s *State) Environment {
	switch {
	case s.Server == "" && !s.DeliveredAt.IsZero():
		return Managed // which comes by itself
	case s.Server == "":
		return Offline
	case !a.o.Insist:
		return Managed
	}
	for _, p := range s.Parts {
		if s.askable(p.Code) {
			return Online
		}
	}
	if s.licensed() {
		return Offline
	}
	return Online
}

// silence gives when the server was last heard, and for how long it has not been.
func (s *State) silence(now time.Time) (heard time.Time, seconds int64) {
	failing := false
	for _, p := range s.Parts {
		if p.LastGood.After(heard) {
			heard = p.LastGood
		}
		failing = failing || p.Failures > 0
	}
	if failing && !heard.IsZero() {
		seconds = max(0, int64(now.Sub(heard)/time.Second))
	}
	return heard, seconds
}

func (a *Agent) trustStatus(s *State) TrustStatus {
	keys, _ := a.prover.keys(s)
	return TrustStatus{Issuer: s.Issuer, Keys: append([]string{}, keys.IDs()...), FirstUse: a.prover.vendor == nil && keys.Len() > 0}
}
