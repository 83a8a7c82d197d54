package licences

import (
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/server/words"
)

// Status is what the list says of a licence, in one word.
type Status uint8

// The statuses, in the order in which they are counted. Waiting is never a line's
// own: it chooses the lines that wait for an offline code.
const (
	Valid    Status = iota
	Ending          // valid, and within the product's notice window (row A6)
	Grace           // expired, and everything still works
	Expired         // grace is over
	Pausing         // suspended
	Revoked         // taken back
	Replaced        // another code stands in its place
	Unclear         // the store does not hold it, or not in a form that can be told
	Waiting
	statuses
)

var statusNames = [statuses]string{"valid", "ending", "grace", "expired", "suspended", "revoked", "replaced", "unclear", "waiting"}

// String is the name in addresses and of the word: "valid", "ending", …
func (s Status) String() string { return statusNames[s] }

// Word is the status in words.
func (s Status) Word() words.ID { return words.LicencesStatusWord(s.String()) }

// tones are the colours of the statuses, by which they have their icons too.
var tones = [statuses]string{"ok", "soon", "warn", "bad", "held", "bad", "off", "info", "info"}

// Tone is the status's colour.
func (s Status) Tone() string { return tones[s] }

// statusNamed finds a status by its name.
func statusNamed(name string) (Status, bool) {
	for s, n := range statusNames {
		if n == name {
			return Status(s), true
		}
	}
	return 0, false
}

// statusOf judges a licence on a day: first what the issuer decided, then the
// calendar. window is how many days before the expiry it begins to be ending.
func statusOf(standing keystore.Standing, t *term.Term, today term.Day, window int) Status {
	switch standing {
	case keystore.Suspended:
		return Pausing
	case keystore.Revoked:
		return Revoked
	case keystore.Replaced:
		return Replaced
	}
	switch t.PhaseOn(today) {
	case term.Grace:
		return Grace
	case term.Expired:
		return Expired
	}
	if t.ConsoleNotice(today, window).Kind == term.Ending {
		return Ending
	}
	return Valid
}
