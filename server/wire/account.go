package wire

import (
	"time"

	"ollu/codec"
	"ollu/codec/product"
)

// Account is a customer as an operator sees it. Hashes, keys of second factors
// and tokens are no part of any answer.
type Account struct {
	ID            string    `json:"id"`
	Company       Company   `json:"company"`
	EmergencyMail string    `json:"emergency_mail,omitempty"`
	Support       *Contact  `json:"support,omitempty"` // nil: the company and its users themselves
	Seller        Seller    `json:"seller"`
	Terms         string    `json:"terms"` // version of the terms that were accepted
	TermsAt       time.Time `json:"terms_at"`
	CreatedAt     time.Time `json:"created_at"`
	ChangedAt     time.Time `json:"changed_at,omitzero"`
	Hold          *Hold     `json:"hold,omitempty"` // nobody may log in
	Calendar      bool      `json:"calendar"`       // its dates can be read at a secret address

	Users             []User         `json:"users"`
	RegistrationCount int            `json:"registration_count"`
	Registrations     []Registration `json:"registrations,omitempty"` // not in a list
	Invitations       []Invitation   `json:"invitations,omitempty"`   // that are open; not in a list
}

// Company is a company and where it is.
type Company struct {
	Name       string `json:"name"`
	NameKana   string `json:"name_kana,omitempty"`
	Branch     string `json:"branch,omitempty"`
	BranchKana string `json:"branch_kana,omitempty"`
	Postcode   string `json:"postcode,omitempty"`
	Prefecture string `json:"prefecture,omitempty"` // ISO 3166-2: JP-13
	Address1   string `json:"address1,omitempty"`
	Address2   string `json:"address2,omitempty"`
}

// Person is somebody to write to.
type Person struct {
	Name       string `json:"name,omitempty"`
	NameKana   string `json:"name_kana,omitempty"`
	Mail       string `json:"mail,omitempty"`
	Department string `json:"department,omitempty"`
	Phone      string `json:"phone,omitempty"`
	Fax        string `json:"fax,omitempty"`
}

// Contact is who is asked about support, where that is somebody else.
type Contact struct {
	Company Company `json:"company"`
	Person  Person  `json:"person"`
}

// Seller is who sold it.
type Seller struct {
	Company    string `json:"company"`
	Branch     string `json:"branch,omitempty"`
	Postcode   string `json:"postcode,omitempty"`
	Prefecture string `json:"prefecture,omitempty"`
	Address1   string `json:"address1,omitempty"`
	Address2   string `json:"address2,omitempty"`
	Person     Person `json:"person"`
}

// Hold says when, by whom and why an account's users were kept out.
type Hold struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Reason string    `json:"reason,omitempty"`
}

// User is one person of an account.
type User struct {
	ID           string    `json:"id"`
	Login        string    `json:"login"`
	Role         string    `json:"role"` // viewer, editor, owner
	Person       Person    `json:"person"`
	Lang         string    `json:"lang"` // ja, en
	SecondFactor bool      `json:"second_factor"`
	RecoveryLeft int       `json:"recovery_left,omitempty"` // recovery codes that were not used
	CreatedAt    time.Time `json:"created_at"`
	ChangedAt    time.Time `json:"changed_at,omitzero"`
	PasswordAt   time.Time `json:"password_at"`
	LastLogIn    time.Time `json:"last_log_in,omitzero"`
}

// Invitation lets somebody join an account.
type Invitation struct {
	Mail    string    `json:"mail"`
	Role    string    `json:"role"`
	By      string    `json:"by"` // id of the user who invited
	At      time.Time `json:"at"`
	Expires time.Time `json:"expires"`
}

// Registration is one line of an account's list.
type Registration struct {
	No      int             `json:"no"`
	Key     *codec.Key      `json:"key,omitempty"` // nil: registered by its code
	Code    codec.Code      `json:"code"`
	Product string          `json:"product"`
	Type    product.Type    `json:"type"`
	Order   string          `json:"order,omitempty"`
	At      time.Time       `json:"at"`
	By      string          `json:"by,omitempty"`     // id of the user
	Former  []Former        `json:"former,omitempty"` // what stood here before, oldest first
	Request *OfflineRequest `json:"request,omitempty"`
}

// Former is what a registration was before it was upgraded or replaced.
type Former struct {
	Key  *codec.Key   `json:"key,omitempty"`
	Code codec.Code   `json:"code"`
	Type product.Type `json:"type"`
	At   time.Time    `json:"at"`
}

// OfflineRequest asks for an offline activation code (row L7).
type OfflineRequest struct {
	At         time.Time   `json:"at"`
	By         string      `json:"by"` // id of the user
	Note       string      `json:"note,omitempty"`
	Answer     *codec.Code `json:"answer,omitempty"` // nil: it waits
	AnsweredAt time.Time   `json:"answered_at,omitzero"`
}

// Holder names the line of an account that a code is on.
type Holder struct {
	Account string `json:"account"`
	Company string `json:"company"`
	No      int    `json:"no"`
}

// OrderedKey is what became of one registration key of an order.
type OrderedKey struct {
	Key     RegKey   `json:"key"`
	Licence *Licence `json:"licence,omitempty"` // nil: it has no code yet
	Holder  *Holder  `json:"holder,omitempty"`  // nil: no account has registered it
}

// WaitingRequest is a request for an offline code that waits for its answer.
type WaitingRequest struct {
	Holder
	Product string       `json:"product"`
	Type    product.Type `json:"type"`
	Code    codec.Code   `json:"code"` // of the licence that it is for
	At      time.Time    `json:"at"`
	Login   string       `json:"login,omitempty"` // of who asked; empty: the user is gone
	Note    string       `json:"note,omitempty"`
}

// Letter is a mail that waits to be sent, or was given up. What it says is no
// part of it.
type Letter struct {
	ID      string    `json:"id"`
	Account string    `json:"account,omitempty"`
	To      string    `json:"to"` // masked
	Lang    string    `json:"lang"`
	Kind    string    `json:"kind"` // registered, reset, invited, …
	At      time.Time `json:"at"`
	Tries   int       `json:"tries"` // that failed
	Due     time.Time `json:"due,omitzero"`
	Problem string    `json:"problem,omitempty"` // of the last try
	Dead    bool      `json:"dead"`              // given up
}
