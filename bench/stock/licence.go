package stock

import (
	"encoding/binary"
	"fmt"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
)

// What all licences of a stock have in common, out of the catalogue that ships.
const (
	Product = "mail-gateway-appliance"
	Zone    = "Asia/Tokyo"
	grace   = 90
)

var (
	prefix     = codec.Prefix{'I', 'M'}
	components = []string{"antivirus", "cloud-pre-filter", "spam-prevention", "sender-reputation", "ip-profiler"}
)

// Code is the activation code of licence i.
func Code(i int) codec.Code {
	c, err := codec.NewCode(prefix, &bits{state: uint64(i) << 1})
	if err != nil {
		panic(err) // the prefix is one, and bits never fails
	}
	return c
}

// bits is a source of well mixed bytes (splitmix64) that depends on its state
// alone.
type bits struct{ state uint64 }

func (b *bits) Read(p []byte) (int, error) {
	var block [8]byte
	for n := 0; n < len(p); n += len(block) {
		b.state += 0x9e3779b97f4a7c15
		z := b.state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		binary.BigEndian.PutUint64(block[:], z^z>>31)
		copy(p[n:], block[:])
	}
	return len(p), nil
}

// Device is the id of the installation that licence i is activated on, always of
// one length.
func Device(i int) string { return fmt.Sprintf("appliance-%09d", i) }

// Licence is licence i as it stands on the day of now: in its term, issued some
// time ago, and activated on one device when so wanted.
func Licence(i int, now time.Time, device bool) keystore.Licence {
	today := now.UTC().Truncate(24 * time.Hour)
	issued := today.AddDate(0, 0, -1-i%300)
	l := keystore.Licence{
		Code: Code(i), Product: Product, Type: product.Full, Seats: 50 + uint32(i%200)*25,
		Components: components, Zone: Zone, Grace: grace,
		Expires: term.Today(today, nil) + 60 + term.Day(i%600), Issued: term.Today(issued, nil),
		Standing: keystore.Issued, IssuedAt: issued, DeviceLimit: 4,
		Owner: fmt.Sprintf("Example Trading Company %07d", i), Order: fmt.Sprintf("PO-%09d", i),
	}
	if device {
		l.Standing, l.ActivatedAt, l.DeviceCount = keystore.Activated, issued.Add(time.Hour), 1
		l.Devices = []keystore.Device{{ID: Device(i), Version: "9.1 1244", FirstSeen: l.ActivatedAt, LastSeen: l.ActivatedAt}}
		l.LastSeen = l.ActivatedAt
	}
	return l
}
