package answer

import (
	"time"

	"ollu/codec/product"
	"ollu/codec/term"
)

// Statement is what the issuer says about a code.
type Statement struct {
	Result Result
	// Issued is false when the result is Malformed or Unknown: then only
	// Result, ServerTime and Hint are written.
	Issued bool

	Product    string
	Type       product.Type
	Seats      uint32
	Components []string // ids that the code covers; none is empty or holds a comma

	Perpetual bool     // then Expires, GraceEnds and DaysLeft are left out
	Expires   term.Day // first day without a contract
	GraceEnds term.Day // first day without grace
	Zone      string   // IANA name of the zone of the days above
	DaysLeft  int      // from today in Zone to Expires; negative after it

	UpdatesAllowed bool
	NextCheck      time.Time // in the licence's zone; zero: left out
	ServerTime     time.Time
	Hint           string // only with Malformed: where the code looks mistyped
}
