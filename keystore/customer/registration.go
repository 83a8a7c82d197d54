package customer

import (
	"slices"
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
	Former  []Former // what stood here before an upgrade (row R6) or a replacement (row L5), oldest first
	Request *Request // for an offline activation code (row L7); nil none
}

// Former is what a registration was before it was upgraded or replaced.
type Former struct {
	Key  codec.Key // zero: none, or the one that the line still has
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

// Codes is every code of the line, none twice: its licence's, what stood here
// before, and the answer to its request.
func (r *Registration) Codes() []codec.Code {
	all := []codec.Code{r.Code}
	add := func(c codec.Code) {
		if !c.IsZero() && !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	for i := range r.Former {
		add(r.Former[i].Code)
	}
	if r.Request != nil {
		add(r.Request.Answer)
	}
	return all
}

// Succeed puts a code in place of another of the line, which keeps both. The key
// that the other came by is then the new one's: nothing was bought anew.
func (r *Registration) Succeed(old, heir codec.Code) {
	was := Former{Code: old, Type: r.Type, At: r.At}
	switch {
	case r.Code == old:
		r.Code = heir
	case r.Request != nil && r.Request.Answer == old:
		r.Request.Answer, was.At = heir, r.Request.AnswerAt
	default:
		i := slices.IndexFunc(r.Former, func(f Former) bool { return f.Code == old })
		was.Type, was.At = r.Former[i].Type, r.Former[i].At
		r.Former[i].Code = heir
	}
	r.Former = append(r.Former, was)
}
