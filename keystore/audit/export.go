package audit

import (
	"encoding/json"
	"time"

	"ollu/codec/term"
)

// exported is the JSON form of an entry: everything that is hashed, so that an
// exported log can be verified elsewhere.
type exported struct {
	Seq         uint64    `json:"seq"`
	At          time.Time `json:"at"`
	Actor       string    `json:"actor"`
	Action      Action    `json:"action"`
	Fingerprint string    `json:"fingerprint"`
	Masked      string    `json:"masked"`
	From        *term.Day `json:"from,omitempty"`
	To          *term.Day `json:"to,omitempty"`
	ShowsFrom   *term.Day `json:"shows_from,omitempty"`
	Device      string    `json:"device,omitempty"`
	Reason      string    `json:"reason,omitempty"`
	Other       string    `json:"other,omitempty"`
	Prev        Hash      `json:"prev"`
	Hash        Hash      `json:"hash"`
}

// MarshalJSON gives the export form: names as the fields', days as YYYY-MM-DD,
// hashes in hexadecimal, what is absent left out.
func (e Entry) MarshalJSON() ([]byte, error) {
	return json.Marshal(exported{
		Seq: e.Seq, At: e.At, Actor: e.Actor, Action: e.Action, Fingerprint: e.Fingerprint, Masked: e.Masked,
		From: dayOrNil(e.From), To: dayOrNil(e.To), ShowsFrom: dayOrNil(e.ShowsFrom),
		Device: e.Device, Reason: e.Reason, Other: e.Other, Prev: e.Prev, Hash: e.Hash,
	})
}

// UnmarshalJSON reads the export form; it does not check the hash, Verify does.
func (e *Entry) UnmarshalJSON(data []byte) error {
	var x exported
	if err := json.Unmarshal(data, &x); err != nil {
		return err
	}
	*e = Entry{Seq: x.Seq, Prev: x.Prev, Hash: x.Hash, Event: Event{
		At: x.At.UTC(), Actor: x.Actor, Action: x.Action, Fingerprint: x.Fingerprint, Masked: x.Masked,
		From: dayOrZero(x.From), To: dayOrZero(x.To), ShowsFrom: dayOrZero(x.ShowsFrom),
		Device: x.Device, Reason: x.Reason, Other: x.Other,
	}}
	return nil
}

func dayOrNil(d term.Day) *term.Day {
	if d == 0 {
		return nil
	}
	return &d
}

func dayOrZero(d *term.Day) term.Day {
	if d == nil {
		return 0
	}
	return *d
}
