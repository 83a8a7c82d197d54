package keystore

import "fmt"

// Standing is what the issuer has decided about a licence; dates have no part
// in it.
type Standing uint8

// The standings. Issued becomes Activated with the first device and stays so;
// Suspended and Revoked can be lifted; Replaced is final (row L5).
const (
	Issued Standing = iota
	Activated
	Suspended
	Revoked
	Replaced
)

// Standings is how many standings there are: they count from 0.
const Standings = 5

var standingNames = [Standings]string{"issued", "activated", "suspended", "revoked", "replaced"}

// String is the name on the wire and in files: "issued", "activated", …
func (s Standing) String() string {
	if int(s) < len(standingNames) {
		return standingNames[s]
	}
	return fmt.Sprintf("Standing(%d)", uint8(s))
}

// ParseStanding reads a name that String wrote.
func ParseStanding(name string) (Standing, error) {
	for s, n := range standingNames {
		if n == name {
			return Standing(s), nil
		}
	}
	return 0, &FieldError{Field: "standing", Why: "must be issued, activated, suspended, revoked or replaced"}
}

// MarshalText gives the name; a standing outside the list is an error.
func (s Standing) MarshalText() ([]byte, error) {
	if int(s) >= len(standingNames) {
		return nil, fmt.Errorf("no such standing: %d", uint8(s))
	}
	return []byte(standingNames[s]), nil
}

// UnmarshalText reads a name.
func (s *Standing) UnmarshalText(text []byte) (err error) {
	*s, err = ParseStanding(string(text))
	return err
}
