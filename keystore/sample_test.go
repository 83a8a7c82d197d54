package keystore

import (
	"math"
	"math/rand/v2"
	"time"

	"pgregory.net/rapid"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
)

var noon = time.Date(2026, 11, 20, 3, 4, 5, 0, time.UTC)

// codes gives the n-th code and key of a fixed series.
func codes(n uint64) (codec.Code, codec.Key) {
	random := rand.NewChaCha8([32]byte{byte(n), byte(n >> 8), byte(n >> 16)})
	code, err := codec.NewCode(codec.Prefix{'I', 'M'}, random)
	if err != nil {
		panic(err)
	}
	key, err := codec.NewKey(codec.Prefix{'I', 'M'}, random)
	if err != nil {
		panic(err)
	}
	return code, key
}

// plain is a licence as most are: issued, nothing more.
func plain() Licence {
	code, _ := codes(1)
	return Licence{
		Code: code, Product: "mail-gw", Type: product.Full, Seats: 100, Components: []string{"antivirus", "spam"},
		Zone: "Asia/Tokyo", Expires: 20908, Grace: 90, Issued: 20777, IssuedAt: noon, Order: "PO-20261120",
	}
}

// rich is a licence that has everything.
func rich() Licence {
	l := plain()
	other, key := codes(2)
	l.Type, l.Standing, l.DeviceLimit, l.DeviceCount, l.LastSeen = product.Trial, Revoked, 10, 2, noon.Add(time.Hour)
	l.Pending = &PendingRenewal{Expires: 21274, ShowsFrom: 20791, Seats: 50}
	l.ActivatedAt, l.ChangedAt = noon.Add(time.Minute), noon.Add(time.Hour)
	l.Owner, l.Note, l.Key = "例の会社", "two lines\nof it", key
	l.Suspension = &Tombstone{At: noon, By: "sales", Reason: "unpaid", LiftedAt: noon.Add(time.Minute)}
	l.Revocation = &Tombstone{At: noon, By: "legal", Reason: "leaked"}
	l.ReplacedBy, l.Replaces = other, other
	l.Renewals = []Renewal{{At: noon, By: "sales", From: 20543, To: 20908}, {At: noon, To: 21274, ShowsFrom: 20791}}
	return l
}

// drawLicence draws any licence that can be stored.
func drawLicence(t *rapid.T) Licence {
	l := Licence{
		Product: id.Draw(t, "product"), Zone: id.Draw(t, "zone"), Type: product.Type(rapid.IntRange(0, 1).Draw(t, "type")),
		Standing: Standing(rapid.IntRange(0, Standings-1).Draw(t, "standing")), Perpetual: rapid.Bool().Draw(t, "perpetual"),
		Seats: rapid.Uint32().Draw(t, "seats"), DeviceLimit: rapid.Uint32().Draw(t, "limit"), DeviceCount: rapid.Uint32().Draw(t, "devices"),
		Grace: rapid.IntRange(0, maxGrace).Draw(t, "grace"), Expires: drawDay(t, "expires"), Issued: drawDay(t, "issued"),
		IssuedAt: drawTime(t, "issued at"), ActivatedAt: drawTime(t, "activated at"), ChangedAt: drawTime(t, "changed at"),
		Owner: rapid.String().Draw(t, "owner"), Note: rapid.String().Draw(t, "note"), Order: rapid.String().Draw(t, "order"),
		Suspension: drawStone(t), Revocation: drawStone(t), ReplacedBy: drawCode(t), Replaces: drawCode(t),
	}
	if parts := rapid.SliceOfN(id, 0, 5).Draw(t, "components"); len(parts) > 0 {
		l.Components = parts
	}
	if rapid.Bool().Draw(t, "pending") {
		l.Pending = &PendingRenewal{Expires: drawDay(t, "to"), ShowsFrom: drawDay(t, "shows"), Seats: rapid.Uint32().Draw(t, "seats then")}
	}
	if seen := rapid.Int64Range(0, timeSpan+yearOne).Draw(t, "seen"); seen > 0 {
		l.LastSeen = time.Unix(seen, 0).UTC()
	}
	if rapid.Bool().Draw(t, "key") {
		_, l.Key = codes(3)
	}
	for range rapid.IntRange(0, 3).Draw(t, "renewals") {
		l.Renewals = append(l.Renewals, Renewal{At: drawTime(t, "at"), By: rapid.String().Draw(t, "by"), From: drawDay(t, "from"), To: drawDay(t, "to"), ShowsFrom: drawDay(t, "shows")})
	}
	return l
}

var id = rapid.StringOfN(rapid.RuneFrom([]rune("abc-./ Z09~")), 1, 64, 64)

func drawDay(t *rapid.T, label string) term.Day {
	return term.Day(rapid.Int32().Draw(t, label))
}

// drawTime draws the zero time now and then, and never a second that is not
// stored.
func drawTime(t *rapid.T, label string) time.Time {
	sec := rapid.Int64Range(yearOne-1, timeSpan+yearOne).Draw(t, label)
	if sec <= yearOne {
		return time.Time{}
	}
	return time.Unix(sec, 0).UTC()
}

func drawStone(t *rapid.T) *Tombstone {
	if rapid.Bool().Draw(t, "no stone") {
		return nil
	}
	return &Tombstone{At: drawTime(t, "at"), By: rapid.String().Draw(t, "by"), Reason: rapid.String().Draw(t, "reason"), LiftedAt: drawTime(t, "lifted")}
}

func drawCode(t *rapid.T) codec.Code {
	n := rapid.Uint64Range(0, 50).Draw(t, "code")
	if n == 0 {
		return codec.Code{}
	}
	code, _ := codes(n)
	return code
}

func drawRegKey(t *rapid.T) RegKey {
	return RegKey{
		Prefix: codec.Prefix{'A', 'S'}, Product: id.Draw(t, "product"), Type: product.Type(rapid.IntRange(0, 1).Draw(t, "type")),
		Seats: rapid.Uint32().Draw(t, "seats"), Perpetual: rapid.Bool().Draw(t, "perpetual"), Expires: drawDay(t, "expires"),
		Months: rapid.IntRange(0, math.MaxInt32).Draw(t, "months"), Code: drawCode(t), IssuedAt: drawTime(t, "issued"),
		RegisteredAt: drawTime(t, "registered"), Note: rapid.String().Draw(t, "note"), Order: rapid.String().Draw(t, "order"),
	}
}

func drawRepeat(t *rapid.T) Repeat {
	r := Repeat{At: drawTime(t, "at")}
	r.Digest[3] = rapid.Byte().Draw(t, "digest")
	for n := range rapid.Uint64Range(0, 4).Draw(t, "codes") {
		code, key := codes(n)
		r.Codes, r.Keys = append(r.Codes, code), append(r.Keys, key)
	}
	for range rapid.IntRange(0, 4).Draw(t, "rows") {
		row := Row{Outcome: Outcome(rapid.IntRange(0, 2).Draw(t, "outcome"))}
		if row.Outcome == RowRefused {
			row.Reason = rapid.String().Draw(t, "reason")
		}
		r.Rows = append(r.Rows, row)
	}
	return r
}
