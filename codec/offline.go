package codec

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// OfflineVersion is the version of a code that carries its own terms (row L7).
const OfflineVersion = 1

// The most that an offline code has room for.
const (
	MaxOfflineExpires = 1<<offlineExpiryBits - 1 // days: 2149-06-06
	MaxOfflineSeats   = 1<<offlineSeatBits - 1   // 1 048 575
)

var (
	// ErrNotOffline: the code is not one that carries its terms.
	ErrNotOffline = errors.New("the code carries no terms of its own: it is no offline code")
	// ErrOfflineTag: it was issued for another product, or not by this issuer.
	ErrOfflineTag = errors.New("the offline code was issued for another product or by another issuer")
)

// Offline is what an offline code carries. Grace and zone are not in it: they
// are the product's.
type Offline struct {
	Trial     bool
	Perpetual bool   // then Expires is 0
	Expires   int32  // days since 1970-01-01: 0 to MaxOfflineExpires
	Seats     uint32 // 0 to MaxOfflineSeats
}

// An offline code's 120 bits are 15 bytes: two of the product, seven of terms
// and serial, six of the tag.
const (
	offlineBytes      = codeBody
	offlineTerms      = 2 // where the terms begin
	offlineTag        = 9 // where the tag begins
	offlineDomain     = "ollu offline code\x00"
	offlineSeatBits   = 20
	offlineExpiryBits = 16
	offlineSerialBits = 18
	offlineSeatShift  = offlineSerialBits
	offlineDayShift   = offlineSeatShift + offlineSeatBits
	offlinePerpetual  = offlineDayShift + offlineExpiryBits
	offlineTrial      = offlinePerpetual + 1
)

// NewOfflineCode makes a code that carries o, for the product with this id and
// for nobody who holds another key. Its serial is 18 bits, the first of 3 bytes
// taken from random, so equal terms come out equal after some hundred codes:
// whether a code is new is for the store to say.
func NewOfflineCode(p Prefix, product string, o Offline, key *OfflineKey, random io.Reader) (Code, error) {
	if err := o.check(p, product, key); err != nil {
		return Code{}, err
	}
	var r [4]byte
	if _, err := io.ReadFull(random, r[:3]); err != nil {
		return Code{}, fmt.Errorf("reading random bytes for an offline code: %w", err)
	}
	var b [offlineBytes + 1]byte
	digest := sha256.Sum256([]byte(product))
	copy(b[:], digest[:offlineTerms])
	terms := o.bits() | uint64(binary.BigEndian.Uint32(r[:])>>(32-offlineSerialBits))
	binary.BigEndian.PutUint64(b[offlineTerms:], terms<<8) // 56 bits; the last byte is the tag's
	tag := offlineMAC(p, product, b[:offlineTag], key)
	copy(b[offlineTag:offlineBytes], tag[:])
	return codeOfBody(p, OfflineVersion, &b), nil
}

// Offline reads the terms out of c, for the product that asks, with its key. The
// error is ErrNotOffline or ErrOfflineTag.
func (c Code) Offline(product string, key *OfflineKey) (Offline, error) {
	if c.IsZero() || c.Version() != OfflineVersion {
		return Offline{}, ErrNotOffline
	}
	b := c.body()
	tag := offlineMAC(c.Prefix(), product, b[:offlineTag], key)
	digest := sha256.Sum256([]byte(product))
	o := offlineOf(binary.BigEndian.Uint64(b[offlineTerms:]) >> 8)
	right := hmac.Equal(tag[:offlineBytes-offlineTag], b[offlineTag:offlineBytes])
	if !right || key.IsZero() || [offlineTerms]byte(digest[:]) != [offlineTerms]byte(b[:]) || o.Perpetual && o.Expires != 0 {
		return Offline{}, ErrOfflineTag
	}
	return o, nil
}

func (o *Offline) check(p Prefix, product string, key *OfflineKey) error {
	switch {
	case !p.valid():
		return ErrPrefix
	case product == "":
		return errors.New("an offline code is for one product: its id is missing")
	case key.IsZero():
		return errOfflineKeyZero
	case o.Perpetual && o.Expires != 0:
		return errors.New("a perpetual offline code has no expiry")
	case o.Expires < 0 || o.Expires > MaxOfflineExpires:
		return errors.New("an offline code's expiry must be 1970-01-01 to 2149-06-06: a licence file (.lic) takes later ones")
	case o.Seats > MaxOfflineSeats:
		return fmt.Errorf("%d seats: an offline code has room for %d, a licence file (.lic) for more", o.Seats, MaxOfflineSeats)
	}
	return nil
}

// bits gives the terms in their places, the serial left 0.
func (o *Offline) bits() uint64 {
	b := uint64(o.Expires)<<offlineDayShift | uint64(o.Seats)<<offlineSeatShift
	if o.Trial {
		b |= 1 << offlineTrial
	}
	if o.Perpetual {
		b |= 1 << offlinePerpetual
	}
	return b
}

func offlineOf(bits uint64) Offline {
	return Offline{
		Trial:     bits>>offlineTrial&1 == 1,
		Perpetual: bits>>offlinePerpetual&1 == 1,
		Expires:   int32(bits >> offlineDayShift & MaxOfflineExpires),
		Seats:     uint32(bits >> offlineSeatShift & MaxOfflineSeats),
	}
}

// offlineMAC is HMAC-SHA256 over the domain, prefix, version, product id, a zero
// byte, and the 9 bytes before the tag. Its first 6 bytes are the tag.
func offlineMAC(p Prefix, product string, bits []byte, key *OfflineKey) (sum [sha256.Size]byte) {
	m := hmac.New(sha256.New, key[:])
	m.Write([]byte(offlineDomain))
	m.Write([]byte{p[0], p[1], OfflineVersion})
	m.Write([]byte(product))
	m.Write([]byte{0})
	m.Write(bits)
	m.Sum(sum[:0])
	return sum
}
