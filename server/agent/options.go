package agent

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"time"

	"go.uber.org/zap"

	"ollu/codec"
	"ollu/server/agent/hook"
	"ollu/server/mail"
	"ollu/server/words"
)

// Options is what an agent is made of. Only Dir is required.
type Options struct {
	// Dir is the folder of the state; it is made when there is none. What holds
	// codes in it is readable by the agent's own user alone, updates_allowed by all.
	Dir string
	// Server is the address of the issuer or of a manager, "http://host:port"; its
	// name is looked up anew for every question (row L1). Empty: the one in the
	// state.
	Server string
	// Product is the catalogue's id of this product. Empty: the one in the state,
	// or that of the first code. A code of another product is refused (row L3).
	Product string
	// Trust holds the issuer's public keys as the vendor ships them: a JWK set,
	// the body of /ollu/keys.json. Nil: the keys met first are kept, and the status
	// says so.
	Trust []byte
	// Facts is the product's signed description as the vendor ships it, the body
	// of /ollu/products/ID.jwt: grace period, zone, components and schedule for a
	// product that never reaches a server. Nil: what was fetched last.
	Facts []byte
	// OfflineKey verifies offline codes of this product (row L7). Nil: they are
	// refused.
	OfflineKey *codec.OfflineKey

	// Device names this installation: at most 64 printable ASCII characters, and
	// the same for ever. Empty: one is made up and kept.
	Device string
	// Version and Build are the product's, told to the server.
	Version, Build string
	// Host is this machine's name in mails.
	Host string
	Lang words.Lang

	Transport http.RoundTripper // nil: http.DefaultTransport
	Mail      Mailer            // nil: no mail
	Hooks     []Hook
	Services  []Service
	// Spread is over how long after midnight automatic checks are scattered, so
	// that a million agents do not ask at once (row B11).
	Spread time.Duration

	Now     func() time.Time  // nil: the machine's clock
	Random  io.Reader         // nil: crypto/rand
	Log     *zap.Logger       // nil: no log
	Console func(line string) // where console notices go while running; nil: nowhere

	// Insist: an answer must carry the nonce of its question, so that none can be
	// played again. False behind a manager that hands out statements from its
	// shelf: those are taken as a licence file is, by their own age.
	Insist bool
}

// Mailer sends a mail, or says why not.
type Mailer interface {
	Send(ctx context.Context, m mail.Message) error
}

// Hook is a program that is run when something happens to a component.
type Hook struct {
	Name       string
	On         []Event
	Components []string // empty: all
	hook.Program
}

// Service is a program that restarts what depends on components; it is run once
// for an action at most, and never by an automatic update (rows A2, A10).
type Service struct {
	Name       string
	Components []string // empty: any
	On         []Reason // empty: each
	hook.Program
}

// Event is what happens to a component.
type Event string

const (
	EventUpdated   Event = "updated"   // its terms changed
	EventActivated Event = "activated" // it got a code
	EventGrace     Event = "grace"     // its contract ended, its grace began
	EventExpired   Event = "expired"   // its updates ended
	EventRestored  Event = "restored"  // its updates go on again
)

// Reason is why a service is restarted.
type Reason string

const (
	ReasonManualUpdate Reason = "manual_update" // a check by hand brought new terms (row A3)
	ReasonCodeChanged  Reason = "code_changed"  // another code was taken in (rows A4, A10)
)

// completed fills in what was left out.
func (o Options) completed() Options {
	if o.Transport == nil {
		o.Transport = http.DefaultTransport
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = zap.NewNop()
	}
	if o.Console == nil {
		o.Console = func(string) {}
	}
	return o
}
