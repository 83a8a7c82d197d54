package customer

import (
	"encoding/json"
	"time"
)

// Letter is a mail that waits to be sent. It is queued in the transaction of what
// it tells of, and gone from the store once the mail server has it.
type Letter struct {
	ID      string          // 1–64 letters, digits, hyphens; random; the mail's Message-ID is made of it
	Account ID              // whom it concerns; may be empty
	To      string          // one address
	Lang    string          // "ja" or "en"
	Kind    string          // names the template: see server/outbox
	Data    json.RawMessage // for the template: an object. It may hold codes and tokens: never log it
	At      time.Time

	Tries   int       // that failed
	Due     time.Time // not before
	Problem string    // of the last try, without secrets; "" none
	Dead    bool      // given up: it waits for an operator
}

// Activity is one thing that was done in an account, for its users to see.
type Activity struct {
	Account ID
	Seq     uint64 // grows within the account
	At      time.Time
	Actor   string // login id, or the operator's name
	Action  string // as in the audit log: "register", "set_password", …
	Subject string // masked code, login id, mail address of who was invited: what it was done to; "" none
}
