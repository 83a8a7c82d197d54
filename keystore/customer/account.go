package customer

import "time"

// Account is one customer: a company, with users of its own. Row R2.
type Account struct {
	ID            ID
	Company       Company
	EmergencyMail string
	Support       Contact
	Seller        Seller // fixed at registration (row R7)
	Terms         string // version of the terms that were accepted
	TermsAt       time.Time
	CreatedAt     time.Time
	ChangedAt     time.Time // of the last edit; zero none
	Hold          *Hold     // nobody may log in; nil none
	Feed          Hash      // of the secret address of its calendar; zero none
	Registrations int       // highest number given so far; none is given twice
	Revision      uint64    // counts the acts on the account, its users and registrations
}

// Company is a company and where it is.
type Company struct {
	Name, NameKana     string
	Branch, BranchKana string
	Postcode           string // seven digits, without a hyphen
	Prefecture         string // ISO 3166-2 code, JP-01 to JP-47
	Address1, Address2 string
}

// Person is somebody to write to.
type Person struct {
	Name, NameKana string
	Mail           string
	Department     string
	Phone, Fax     string
}

// Contact is who is asked about support: the company and user themselves, or
// others.
type Contact struct {
	Same    bool // Company and Person are empty: they are the account's own
	Company Company
	Person  Person
}

// Seller is who sold it. Only Company is required.
type Seller struct {
	Company            string
	Branch             string
	Postcode           string
	Prefecture         string
	Address1, Address2 string
	Person             Person
}

// Hold keeps an account's users out.
type Hold struct {
	At         time.Time
	By, Reason string
}
