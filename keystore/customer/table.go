package customer

import (
	"fmt"
	"iter"
)

// Table is one of the tables that a driver keeps: sealed records, or entries of
// an index, under keys in the order of their bytes.
type Table uint8

// The tables. A driver keeps a bucket for each; the layout of keys is in keys.go.
const (
	Accounts      Table = iota // account id → Account
	Users                      // user id → User
	Registrations              // account id, number → Registration
	Tickets                    // hash → Ticket
	Letters                    // letter id → Letter
	Activities                 // account id, sequence → Activity
	ByLogin                    // login id in lower case → user id
	ByMail                     // mail address in lower case, 0, user id → nothing
	ByAccount                  // account id, user id → nothing
	ByCode                     // code → account id, number
	ByOrder                    // order, 0, registration key → nothing
	ByInvitation               // account id, hash of a ticket of kind Invite → nothing
	ByDue                      // due in seconds, letter id → nothing; none for a letter that is given up
	lastTable     = ByDue
)

// TableCount is how many there are.
const TableCount = int(lastTable) + 1

var tableNames = [TableCount]string{
	"accounts", "users", "registrations", "tickets", "letters", "activities",
	"by_login", "by_mail", "by_account", "by_code", "by_order", "by_invitation", "by_due",
}

// String is the table's name, which never changes: "accounts", "by_login", …
func (t Table) String() string {
	if int(t) < len(tableNames) {
		return tableNames[t]
	}
	return fmt.Sprintf("Table(%d)", uint8(t))
}

// Tables is what a driver shows of its tables: one consistent view.
type Tables interface {
	// Get gives the value of a key; found is false when there is none. The value
	// is valid while the view is.
	Get(t Table, key []byte) (value []byte, found bool, err error)
	// Scan gives the entries whose keys begin with prefix, from the key from on
	// (nil: the first), in order, or backwards. A failure is given as the last pair.
	Scan(t Table, prefix, from []byte, backwards bool) iter.Seq2[Item, error]
}

// Item is an entry of a table. Key and Value are valid until the next one.
type Item struct{ Key, Value []byte }

// Put is one write: Value nil takes the entry away; an index entry without a
// value has an empty one.
type Put struct {
	Table      Table
	Key, Value []byte
}

// String says which table is written, and nothing of what is.
func (p Put) String() string {
	if p.Value == nil {
		return "take from " + p.Table.String()
	}
	return "put into " + p.Table.String()
}
