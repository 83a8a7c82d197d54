package term

import "fmt"

var (
	phaseNames  = []string{"active", "grace", "expired"}
	noticeNames = []string{"", "ending", "grace", "updates_ended"}
	anchorNames = []string{"expiry", "grace_end"}
	dailyNames  = []string{"never", "from_expiry", "from_grace_end"}
)

// String gives "active", "grace" or "expired".
func (p Phase) String() string { return name(phaseNames, uint8(p)) }

// MarshalText gives the name that String gives.
func (p Phase) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads a name that String gives.
func (p *Phase) UnmarshalText(text []byte) error {
	return read("phase", phaseNames, text, (*uint8)(p))
}

// String gives "", "ending", "grace" or "updates_ended".
func (k NoticeKind) String() string { return name(noticeNames, uint8(k)) }

// MarshalText gives the name that String gives.
func (k NoticeKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads a name that String gives.
func (k *NoticeKind) UnmarshalText(text []byte) error {
	return read("notice", noticeNames, text, (*uint8)(k))
}

// String gives "expiry" or "grace_end".
func (a Anchor) String() string { return name(anchorNames, uint8(a)) }

// MarshalText gives the name that String gives.
func (a Anchor) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads a name that String gives.
func (a *Anchor) UnmarshalText(text []byte) error {
	return read("anchor", anchorNames, text, (*uint8)(a))
}

// String gives "never", "from_expiry" or "from_grace_end".
func (d Daily) String() string { return name(dailyNames, uint8(d)) }

// MarshalText gives the name that String gives.
func (d Daily) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a name that String gives.
func (d *Daily) UnmarshalText(text []byte) error {
	return read("daily", dailyNames, text, (*uint8)(d))
}

func name(names []string, value uint8) string {
	if int(value) < len(names) {
		return names[value]
	}
	return fmt.Sprintf("unknown(%d)", value)
}

func read(what string, names []string, text []byte, value *uint8) error {
	for i, n := range names {
		if n == string(text) {
			*value = uint8(i)
			return nil
		}
	}
	return fmt.Errorf("unknown %s %.24q, take one of %q", what, text, names)
}
