package keystore

import (
	"encoding/binary"

	"ollu/codec/product"
	"ollu/codec/term"
)

// A licence's value has a head of fixed places with all that an Entry holds, so
// that a store starts by reading heads alone, and a tail of tagged fields with
// the rest (record_licence.go). The head, after the version byte:
//
//	 0 standing (low 4 bits), perpetual (bit 4), pending (bit 5)
//	 1 type            2 length of the profile (2)      4 grace (2)
//	 6 expires (4)    10 issued (4)                    14 seats (4)
//	18 limit (4)      22 devices (4)                   26 last seen (8)
//	34 when pending: expiry (4), shows from (4), seats (4)
//	   the profile: product, zone and each component, a length byte before each
const (
	headFixed    = 34
	headPending  = 12
	headLastSeen = 26

	standingBits  = 0x0f
	perpetualFlag = 0x10
	pendingFlag   = 0x20
)

func appendHead(dst []byte, e *Entry) []byte {
	le := binary.LittleEndian
	dst = append(dst, headFlags(e), byte(e.Type))
	dst = le.AppendUint16(dst, uint16(profileSize(e)))
	dst = le.AppendUint16(dst, e.Grace)
	dst = le.AppendUint32(dst, uint32(e.Expires))
	dst = le.AppendUint32(dst, uint32(e.Issued))
	dst = le.AppendUint32(dst, e.Seats)
	dst = le.AppendUint32(dst, e.DeviceLimit)
	dst = le.AppendUint32(dst, e.Devices)
	dst = le.AppendUint64(dst, uint64(e.LastSeen))
	if e.HasPending {
		dst = le.AppendUint32(dst, uint32(e.Pending))
		dst = le.AppendUint32(dst, uint32(e.ShowsFrom))
		dst = le.AppendUint32(dst, e.PendingSeats)
	}
	dst = appendShort(appendShort(dst, e.Product), e.Zone)
	for _, c := range e.Components {
		dst = appendShort(dst, c)
	}
	return dst
}

func headFlags(e *Entry) byte {
	flags := byte(e.Standing) & standingBits
	if e.Perpetual {
		flags |= perpetualFlag
	}
	if e.HasPending {
		flags |= pendingFlag
	}
	return flags
}

func appendShort(dst []byte, s string) []byte { return append(append(dst, byte(len(s))), s...) }

func profileSize(e *Entry) int {
	n := 2 + len(e.Product) + len(e.Zone)
	for _, c := range e.Components {
		n += 1 + len(c)
	}
	return n
}

// DecodeEntry reads of a licence's stored value what an Entry holds. The whole
// value's checksum is verified. It allocates nothing once the interner has met
// the licence's product, zone and components together. ErrDamaged, ErrNewer.
func DecodeEntry(dst *Entry, value []byte, in *Interner) error {
	body, err := unseal(value)
	if err != nil {
		return err
	}
	_, err = readHead(dst, body, in)
	return err
}

// readHead gives the tail that follows the head.
func readHead(e *Entry, body []byte, in *Interner) (tail []byte, err error) {
	if len(body) < headFixed {
		return nil, ErrDamaged
	}
	le := binary.LittleEndian
	flags, size := body[0], int(le.Uint16(body[2:]))
	*e = Entry{
		Standing: Standing(flags & standingBits), Perpetual: flags&perpetualFlag != 0, HasPending: flags&pendingFlag != 0,
		Type: product.Type(body[1]), Grace: le.Uint16(body[4:]),
		Expires: term.Day(le.Uint32(body[6:])), Issued: term.Day(le.Uint32(body[10:])),
		Seats: le.Uint32(body[14:]), DeviceLimit: le.Uint32(body[18:]), Devices: le.Uint32(body[22:]),
		LastSeen: int64(le.Uint64(body[headLastSeen:])),
	}
	rest := body[headFixed:]
	if e.HasPending {
		if len(rest) < headPending {
			return nil, ErrDamaged
		}
		e.Pending, e.ShowsFrom = term.Day(le.Uint32(rest)), term.Day(le.Uint32(rest[4:]))
		e.PendingSeats = le.Uint32(rest[8:])
		rest = rest[headPending:]
	}
	if flags&^(standingBits|perpetualFlag|pendingFlag) != 0 || e.Standing >= Standings ||
		!knownType(e.Type) || e.LastSeen < 0 || e.LastSeen > timeSpan+yearOne || size > len(rest) {
		return nil, ErrDamaged
	}
	p := in.profile(rest[:size])
	if p == nil {
		return nil, ErrDamaged
	}
	e.Product, e.Zone, e.Components = p.product, p.zone, p.components
	return rest[size:], nil
}

func knownType(t product.Type) bool { return t == product.Full || t == product.Trial }

// Interner shares product, zone and component names among entries: there are few
// different ones in a stock of millions. The zero value is ready. Not for several
// goroutines at once.
type Interner struct{ profiles map[string]*profile }

type profile struct {
	product, zone string
	components    []string
}

// profile gives the shared profile of the stored bytes, nil when they are none.
// A nil interner shares nothing.
func (in *Interner) profile(stored []byte) *profile {
	if in == nil {
		return readProfile(string(stored))
	}
	if p := in.profiles[string(stored)]; p != nil {
		return p
	}
	p := readProfile(string(stored))
	if p == nil {
		return nil
	}
	if in.profiles == nil {
		in.profiles = map[string]*profile{}
	}
	in.profiles[string(stored)] = p
	return p
}

func readProfile(s string) *profile {
	var parts []string
	for len(s) > 0 {
		n := 1 + int(s[0])
		if n > len(s) {
			return nil
		}
		parts, s = append(parts, s[1:n]), s[n:]
	}
	if len(parts) < 2 {
		return nil
	}
	p := &profile{product: parts[0], zone: parts[1]}
	if len(parts) > 2 {
		p.components = parts[2:len(parts):len(parts)]
	}
	return p
}

// PatchLicenceSeen appends a licence's stored value with its last seen (unix
// seconds) moved forward; with one that is not later, the value as it is.
func PatchLicenceSeen(dst, value []byte, lastSeen int64) ([]byte, error) {
	if _, err := unseal(value); err != nil {
		return dst, err
	}
	if len(value) < 1+headFixed+crcSize {
		return dst, ErrDamaged
	}
	at := 1 + headLastSeen
	if lastSeen <= int64(binary.LittleEndian.Uint64(value[at:])) {
		return append(dst, value...), nil
	}
	start := len(dst)
	dst = append(dst, value[:len(value)-crcSize]...)
	binary.LittleEndian.PutUint64(dst[start+at:], uint64(lastSeen))
	return seal(dst, start), nil
}
