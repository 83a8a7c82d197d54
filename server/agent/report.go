package agent

import (
	"errors"
	"fmt"

	"ollu/codec/answer"
	"ollu/codec/term"
	"ollu/server/client"
	"ollu/server/words"
)

// Outcome is how a check ended; there are these three and no others (row A3).
type Outcome string

const (
	Updated          Outcome = "updated"
	NothingToUpdate  Outcome = "nothing_to_update"
	CouldNotComplete Outcome = "could_not_complete"
)

// causeOffline is the cause of a part that no server can be asked about: there is
// none, or the part lives by an offline code.
const causeOffline = "offline"

// Report says what a check, an activation or an import did.
type Report struct {
	Outcome Outcome      `json:"outcome"`
	Server  string       `json:"server,omitempty"` // that was asked
	Parts   []PartReport `json:"parts"`            // by component
	// List: it was a list of revoked codes that was taken in.
	List bool `json:"revocations,omitempty"`
}

// PartReport is what became of one component. Its codes are masked.
type PartReport struct {
	Component string  `json:"component"`
	Code      string  `json:"code,omitempty"` // masked; "" for a licence file alone
	Outcome   Outcome `json:"outcome"`
	// Cause names why it could not be completed: a client.Cause, an answer.Why,
	// "unknown" (the issuer knows no such code), or "offline".
	Cause  string `json:"cause,omitempty"`
	Status int    `json:"status,omitempty"` // of HTTP, where an answer had another than 200
	Detail string `json:"detail,omitempty"` // for a log, in English
	// Result is the issuer's word, once there is a verified answer; else "".
	Result     string   `json:"result,omitempty"`
	OldExpires *Expires `json:"old_expires,omitempty"`
	NewExpires *Expires `json:"new_expires,omitempty"` // what holds now
	Hint       string   `json:"hint,omitempty"`        // where the server says a code is mistyped
	Reason     string   `json:"reason,omitempty"`      // why the issuer revoked the code, where it said so

	// Of what was refused or taken: its expiry, its result, and whether it says what
	// is held.
	offered       Expires
	offeredResult string
	alike         bool
}

// Expires is an expiry: a day, or never.
type Expires struct {
	Perpetual bool
	Day       term.Day
}

// MarshalText gives YYYY-MM-DD or "perpetual".
func (e Expires) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

func (e Expires) String() string {
	if e.Perpetual {
		return "perpetual"
	}
	return e.Day.String()
}

// before tells whether e ends sooner than f.
func (e Expires) before(f Expires) bool {
	return !e.Perpetual && (f.Perpetual || e.Day < f.Day)
}

// overall gives the one outcome of all parts: what was updated is said first, and
// nothing is "nothing to update" of which a part could not be asked. Parts that
// live offline count only where there are no others.
func overall(parts []PartReport) Outcome {
	seen := map[Outcome]bool{}
	for _, p := range parts {
		if p.Cause != causeOffline {
			seen[p.Outcome] = true
		}
	}
	switch {
	case seen[Updated]:
		return Updated
	case seen[CouldNotComplete] || !seen[NothingToUpdate]:
		return CouldNotComplete
	}
	return NothingToUpdate
}

// A RefusedError is a "no" that was decided: by the issuer, by the rules of the
// product, or because what is held is better. Nothing was changed, unless Result
// says that the issuer took a code back that is in use.
type RefusedError struct {
	ID     words.ID
	Args   words.Args
	Result string // the issuer's word, if it was the issuer's
	Err    error  // for a mistyped code the error of codec.ParseCode, see codec.Suggestion
}

func (e *RefusedError) Error() string { return words.Say(words.EN, e.ID, e.Args) }
func (e *RefusedError) Unwrap() error { return e.Err }

// A UsageError says that what was asked for cannot be done as things are set up,
// and what to set up.
type UsageError struct {
	ID   words.ID
	Args words.Args
	Err  error
}

func (e *UsageError) Error() string {
	said := words.Say(words.EN, e.ID, e.Args)
	if e.Err != nil {
		said = fmt.Sprintf("%s (%v)", said, e.Err)
	}
	return said
}

func (e *UsageError) Unwrap() error { return e.Err }

// causeOf names why there was no verified answer about a code, with the status of
// HTTP if there was one.
func causeOf(err error) (cause string, status int) {
	if e, ok := errors.AsType[*client.CouldNotCompleteError](err); ok {
		return e.Cause.String(), e.Status
	}
	if e, ok := errors.AsType[*answer.VerifyError](err); ok {
		return e.Why.String(), 0
	}
	switch {
	case errors.Is(err, errOffline):
		return causeOffline, 0
	case errors.Is(err, errUnknown):
		return answer.Unknown.String(), 0
	}
	return client.CauseNetwork.String(), 0
}
