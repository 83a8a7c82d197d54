package wire

import (
	"time"

	"ollu/codec"
	"ollu/codec/term"
)

// FileRequest asks for a licence file: a signed statement to be carried by hand to
// a product that reaches no server (row L7).
type FileRequest struct {
	Code codec.Code `json:"code"`
	// ValidUntil is the first day on which the file is not taken any more, in the
	// licence's zone; nil: the end of its grace, and ten years for a perpetual one.
	ValidUntil *term.Day `json:"valid_until,omitempty"`
	// AnyStanding signs also what tells that a code is suspended, revoked or
	// replaced.
	AnyStanding bool `json:"any_standing,omitempty"`
}

// FileResponse carries a licence file.
type FileResponse struct {
	File       string    `json:"file"`        // the text of the file, a compact JWS
	ValidUntil time.Time `json:"valid_until"` // the file is taken before this moment
	KeyID      string    `json:"key_id"`      // of the key that signed it
	Licence    Licence   `json:"licence"`     // as it stands now
}

// PreviewRequest asks what is going to be told about a code (row B1). Days are in
// the licence's zone, and not before today.
type PreviewRequest struct {
	Code codec.Code `json:"code"`
	On   []term.Day `json:"on,omitempty"`   // the days to tell of, at most MaxPreviewDays
	From *term.Day  `json:"from,omitempty"` // the checks on and after this day; default today
	To   *term.Day  `json:"to,omitempty"`   // and up to this one; default a year after From
}

// PreviewResponse is the licence as it stands now, what it is told on the days
// asked for, in their order, and the checks to come with what each is told.
type PreviewResponse struct {
	Licence Licence `json:"licence"`
	On      []Told  `json:"on"`
	Checks  []Told  `json:"checks"`         // at most MaxPreviewChecks
	More    bool    `json:"more,omitempty"` // there are further checks up to To
}

// Told is what an asker is told at one moment, if nothing is changed until then.
type Told struct {
	At             time.Time  `json:"at"`            // in the licence's zone
	Day            *int       `json:"day,omitempty"` // counted from the expiry of that moment; nil: perpetual
	Result         string     `json:"result"`        // as the update endpoint says it
	Phase          string     `json:"phase"`         // active, grace, expired
	Seats          uint32     `json:"seats"`
	Perpetual      bool       `json:"perpetual"`
	Expires        *term.Day  `json:"expires,omitempty"`
	GraceEnds      *term.Day  `json:"grace_ends,omitempty"`
	DaysLeft       *int       `json:"days_left,omitempty"`
	UpdatesAllowed bool       `json:"updates_allowed"`
	NextCheck      *time.Time `json:"next_check,omitempty"`
}
