package customer

import (
	"time"

	"ollu/codec"
	"ollu/codec/product"
)

// MaxNumber is the highest number of a line.
const MaxNumber = 1<<31 - 1

// Registration is one line of an account's list: what was registered, by which
// key, and the licence that came of it (rows R4, R6).
type Registration struct {
	Account ID
	No      int        // 1 for the first of an account
	Key     codec.Key  // zero: it was registered by its activation code, which came with none
	Code    codec.Code // of the licence
	Product string     // as the licence: what is sold never changes
	Type    product.Type
	Order   string // "" none
	At      time.Time
	By      ID       // user
	Former  []Former // what stood here before an upgrade (row R6), oldest first
	Request *Request // for an offline activation code (row L7); nil none
}

// Former is what a registration was before it was upgraded.
type Former struct {
	Key  codec.Key // zero none
	Code codec.Code
	Type product.Type
	At   time.Time // when it was registered
}

// Request asks the issuer for an offline activation code.
type Request struct {
	At   time.Time
	By   ID     // user
	Note string // what the customer says of the installation
	// Answer is the offline code that was issued for it; zero: it waits.
	Answer   codec.Code
	AnswerAt time.Time
}
