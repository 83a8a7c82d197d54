package product

import "fmt"

// Type is how a licence was sold.
type Type uint8

const (
	Full  Type = iota // bought
	Trial             // for trying the product out
)

var typeNames = [...]string{"full", "trial"}

// String gives "full" or "trial".
func (t Type) String() string {
	if int(t) < len(typeNames) {
		return typeNames[t]
	}
	return fmt.Sprintf("unknown(%d)", uint8(t))
}

// ParseType reads what String gives.
func ParseType(s string) (Type, error) {
	for i, name := range typeNames {
		if s == name {
			return Type(i), nil
		}
	}
	return 0, fmt.Errorf("unknown licence type %.24q, take full or trial", s)
}

// MarshalText gives "full" or "trial"; another value is an error, because
// nobody could read it back.
func (t Type) MarshalText() ([]byte, error) {
	if int(t) >= len(typeNames) {
		return nil, fmt.Errorf("licence type %d has no name", uint8(t))
	}
	return []byte(typeNames[t]), nil
}

// UnmarshalText is ParseType.
func (t *Type) UnmarshalText(text []byte) (err error) {
	*t, err = ParseType(string(text))
	return err
}
