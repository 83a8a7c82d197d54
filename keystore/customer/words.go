package customer

import "fmt"

var (
	roleNames = [...]string{Viewer: "viewer", Editor: "editor", Owner: "owner"}
	kindNames = [...]string{Reset: "reset", Invite: "invite", Feed: "feed"}
)

// Known tells whether the role is one of Roles.
func (r Role) Known() bool { return r >= Viewer && r <= Owner }

// String is the name on the wire: "viewer", "editor", "owner".
func (r Role) String() string {
	if !r.Known() {
		return fmt.Sprintf("Role(%d)", uint8(r))
	}
	return roleNames[r]
}

// ParseRole reads a name that String wrote.
func ParseRole(name string) (Role, error) {
	for _, r := range Roles {
		if roleNames[r] == name {
			return r, nil
		}
	}
	return 0, fmt.Errorf("%.32q is not a role: it must be viewer, editor or owner", name)
}

// MarshalText gives the name; a role outside the list is an error.
func (r Role) MarshalText() ([]byte, error) {
	if !r.Known() {
		return nil, fmt.Errorf("no such role: %d", uint8(r))
	}
	return []byte(roleNames[r]), nil
}

// UnmarshalText reads a name.
func (r *Role) UnmarshalText(text []byte) (err error) {
	*r, err = ParseRole(string(text))
	return err
}

// String is the kind's name: "reset", "invite", "feed".
func (k TicketKind) String() string {
	if k < Reset || k > Feed {
		return fmt.Sprintf("TicketKind(%d)", uint8(k))
	}
	return kindNames[k]
}

// What is printed of a record names it, without anything that is secret or about
// a person.

func (a Account) String() string { return "account " + string(a.ID) }

func (u User) String() string { return "user " + string(u.ID) }

func (t Ticket) String() string { return "ticket to " + t.Kind.String() }

func (l Letter) String() string { return "letter " + l.ID + " " + l.Kind }

func (r Registration) String() string {
	return fmt.Sprintf("registration %s/%d of %s", r.Account, r.No, r.Code)
}

// String hides what the hash is of.
func (h Hash) String() string {
	if h.IsZero() {
		return "(no hash)"
	}
	return "(hash)"
}
