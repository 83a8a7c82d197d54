package shelf

import (
	"math/rand/v2"

	"pgregory.net/rapid"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
)

// numbered gives a different code for every n, spread like random ones.
func numbered(n uint64) codec.Code {
	r := rand.NewPCG(n, 77)
	return codec.CodeFromBits([3]uint64{r.Uint64()>>10 | 0x12<<54, r.Uint64(), r.Uint64() & codeTail})
}

// whole gives an entry all of whose fields follow from n.
func whole(n uint32) keystore.Entry {
	return keystore.Entry{
		Product: [...]string{"gateway", "suite", "mail"}[n%3], Zone: [...]string{"Asia/Tokyo", "Europe/Berlin"}[n%2],
		Components: [][]string{{"antivirus"}, {"antivirus", "spam"}, nil}[n%3],
		Type:       product.Type(n % 2), Standing: keystore.Standing(n % keystore.Standings),
		Perpetual: n%7 == 0, HasPending: n%5 == 0, Grace: uint16(n), Seats: n, PendingSeats: ^n,
		Expires: term.Day(n % dayMask), Issued: term.Day(n / 3 % dayMask), Pending: term.Day(n / 5 % dayMask), ShowsFrom: term.Day(n / 7 % dayMask),
		DeviceLimit: n ^ 0xff, Devices: n * 31, LastSeen: int64(n) * 1000,
	}
}

// full is a shelf of licences numbered(0…n-1) with the entries whole(0…n-1).
func full(tb rapid.TB, n uint32) *Shelf {
	tb.Helper()
	s := New()
	for i := range n {
		e := whole(i)
		if err := s.Put(numbered(uint64(i)), &e); err != nil {
			tb.Fatal(err)
		}
	}
	return s
}
