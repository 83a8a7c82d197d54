package adminapi

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/server/wire"
)

func TestIssueTakesFromTheProductWhatIsNotSaid(t *testing.T) {
	h := newHouse(t)
	l := h.issued(sold())
	switch {
	case l.Code.Prefix().String() != "IM", l.Product != "appliance", l.Type != product.Full, l.Seats != 50:
		t.Errorf("%+v", l)
	case !slices.Equal(l.Components, []string{"antivirus", "spam", "reputation"}):
		t.Errorf("components %q", l.Components)
	case l.Zone != "Asia/Tokyo", l.GraceDays != 90, l.DeviceLimit != 5:
		t.Errorf("zone %s, grace %d, device limit %d", l.Zone, l.GraceDays, l.DeviceLimit)
	case l.Expires.String() != "2027-03-31", l.GraceEnds.String() != "2027-06-29", *l.DaysLeft != 131:
		t.Errorf("expires %v, grace ends %v, days left %d", l.Expires, l.GraceEnds, *l.DaysLeft)
	case l.Standing != "issued", l.Phase != "active", !l.UpdatesAllowed, !l.IssuedAt.Equal(noon):
		t.Errorf("standing %s, phase %s, issued at %v", l.Standing, l.Phase, l.IssuedAt)
	case l.NextCheck.Format("2006-01-02T15:04:05Z07:00") != "2026-12-01T00:00:00+09:00":
		t.Errorf("next check %v", l.NextCheck)
	case l.Devices == nil || len(l.Devices) != 0:
		t.Errorf("devices %v", l.Devices)
	}
}

func TestIssueTakesWhatIsSaid(t *testing.T) {
	h := newHouse(t)
	l := h.issued(wire.IssueRequest{
		Product: "software", Prefix: "as", Seats: 7, Components: []string{"spam"}, Zone: "America/New_York",
		Expires: day("2026-12-31"), GraceDays: new(45), DeviceLimit: new(uint32(0)),
		Owner: "株式会社 Example", Order: "PO-1", Note: "two\nlines", WithKey: true,
	})
	switch {
	case l.Code.Prefix().String() != "AS", l.Seats != 7, !slices.Equal(l.Components, []string{"spam", "reputation"}):
		t.Errorf("%+v", l)
	case l.Zone != "America/New_York", l.GraceDays != 45, l.DeviceLimit != 0:
		t.Errorf("%+v", l)
	case l.Owner != "株式会社 Example", l.Order != "PO-1", l.Note != "two\nlines":
		t.Errorf("%+v", l)
	case l.RegistrationKey == nil || l.RegistrationKey.Prefix().String() != "AS":
		t.Errorf("key %v", l.RegistrationKey)
	}
	k := ok[wire.KeyResponse](h.post(wire.PathKeyShow, wire.KeyRequest{Key: *l.RegistrationKey})).Key
	if k.Code == nil || *k.Code != l.Code {
		t.Errorf("the key's code is %v", k.Code)
	}
}

// A trial runs as long as its product says, from today in its own zone: issued
// at 23:00 in Tokyo it counts from that day, not from the day in UTC.
func TestIssueOfATrial(t *testing.T) {
	h := newHouse(t)
	l := h.issued(wire.IssueRequest{Product: "hosted", Type: product.Trial})
	if l.Expires.String() != "2026-12-20" || l.GraceDays != 0 || l.Seats != 1 {
		t.Errorf("expires %v, grace %d, seats %d", l.Expires, l.GraceDays, l.Seats)
	}
	h.now = noon.Add(4 * 3600e9) // 01:00 of the next day in Tokyo
	if l := h.issued(wire.IssueRequest{Product: "hosted", Type: product.Trial}); l.Expires.String() != "2026-12-21" {
		t.Errorf("expires %v", l.Expires)
	}
	h.post(wire.PathLicenceIssue, wire.IssueRequest{Product: "appliance", Type: product.Trial}).refused(wire.InvalidRequest)
}

func TestIssueOfAPerpetualLicence(t *testing.T) {
	l := newHouse(t).issued(wire.IssueRequest{Product: "appliance", Perpetual: true})
	if !l.Perpetual || l.Expires != nil || l.GraceEnds != nil || l.DaysLeft != nil || l.Phase != "active" {
		t.Errorf("%+v", l)
	}
}

func TestIssueRefuses(t *testing.T) {
	h := newHouse(t)
	for name, c := range map[string]struct {
		change func(*wire.IssueRequest)
		field  string
	}{
		"no product":        {func(q *wire.IssueRequest) { q.Product = "" }, "product"},
		"unknown product":   {func(q *wire.IssueRequest) { q.Product = "abacus" }, "product"},
		"another's prefix":  {func(q *wire.IssueRequest) { q.Prefix = "AS" }, "prefix"},
		"no prefix":         {func(q *wire.IssueRequest) { q.Prefix = "A1" }, "prefix"},
		"no expiry":         {func(q *wire.IssueRequest) { q.Expires = nil }, "expires"},
		"both":              {func(q *wire.IssueRequest) { q.Perpetual = true }, "expires"},
		"too many":          {func(q *wire.IssueRequest) { q.Count = wire.MaxIssue + 1 }, "count"},
		"fewer than none":   {func(q *wire.IssueRequest) { q.Count = -1 }, "count"},
		"unknown component": {func(q *wire.IssueRequest) { q.Components = []string{"moon"} }, "components"},
		"not sold":          {func(q *wire.IssueRequest) { q.Components = []string{"encryption"} }, "components"},
		"component twice":   {func(q *wire.IssueRequest) { q.Components = []string{"spam", "spam"} }, "components"},
		"unknown zone":      {func(q *wire.IssueRequest) { q.Zone = "Asia/Edo" }, "zone"},
		"local zone":        {func(q *wire.IssueRequest) { q.Zone = "Local" }, "zone"},
		"negative grace":    {func(q *wire.IssueRequest) { q.GraceDays = new(-1) }, "grace_days"},
		"endless grace":     {func(q *wire.IssueRequest) { q.GraceDays = new(65536) }, "grace_days"},
		"control character": {func(q *wire.IssueRequest) { q.Owner = "a\rb" }, "owner"},
		"long note":         {func(q *wire.IssueRequest) { q.Note = strings.Repeat("n", 2001) }, "note"},
		"long order":        {func(q *wire.IssueRequest) { q.Order = strings.Repeat("n", 129) }, "order"},
	} {
		t.Run(name, func(t *testing.T) {
			q := sold()
			c.change(&q)
			r := h.post(wire.PathLicenceIssue, q)
			r.t = t
			if e := r.refused(wire.InvalidRequest); e.Field != c.field {
				t.Errorf("field %q, want %q: %s", e.Field, c.field, e.Message)
			}
		})
	}
	if n := h.store.Stats().Licences; n != 0 {
		t.Errorf("%d licences were issued all the same", n)
	}
}

func TestIssueOfTenThousand(t *testing.T) {
	h := newHouse(t)
	q := sold()
	q.Count = wire.MaxIssue
	ls := ok[wire.LicencesResponse](h.post(wire.PathLicenceIssue, q)).Licences
	codes := map[codec.Code]bool{}
	for _, l := range ls {
		codes[l.Code] = true
	}
	if len(codes) != wire.MaxIssue || h.store.Stats().Licences != wire.MaxIssue {
		t.Errorf("%d codes, %d in the store", len(codes), h.store.Stats().Licences)
	}
}

// A code that comes up twice is not given out twice: others are taken.
func TestIssueOutlivesACollision(t *testing.T) {
	const codeBytes = 15
	same := bytes.Repeat([]byte{7}, codeBytes)
	h := newHouse(t, func(o *Options) {
		o.Random = io.MultiReader(bytes.NewReader(same), bytes.NewReader(same), bytes.NewReader(same), newTape())
	})
	first, second := h.issued(sold()), h.issued(sold())
	if first.Code == second.Code || h.store.Stats().Licences != 2 {
		t.Errorf("%s and %s", first.Code, second.Code)
	}
}

func TestIssueGivesUpOnBrokenDice(t *testing.T) {
	h := newHouse(t, func(o *Options) { o.Random = dice(7) })
	h.issued(sold())
	h.post(wire.PathLicenceIssue, sold()).refused(wire.AlreadyIssued)
	h = newHouse(t, func(o *Options) { o.Random = strings.NewReader("") })
	h.post(wire.PathLicenceIssue, sold()).refused(wire.Internal)
}

// dice always fall the same way.
type dice byte

func (d dice) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(d)
	}
	return len(p), nil
}

func TestKeys(t *testing.T) {
	h := newHouse(t)
	q := wire.KeyIssueRequest{Product: "software", Prefix: "AS", Seats: 3, Months: 12, Count: 5, Order: "PO-2"}
	keys := ok[wire.KeysResponse](h.post(wire.PathKeyIssue, q)).Keys
	if len(keys) != 5 || keys[0].Prefix != "AS" || keys[0].Months != 12 || keys[0].Code != nil || keys[0].Expires != nil {
		t.Fatalf("%+v", keys)
	}
	if k := ok[wire.KeyResponse](h.post(wire.PathKeyShow, wire.KeyRequest{Key: keys[3].Key})).Key; k.Key != keys[3].Key || k.Order != "PO-2" {
		t.Errorf("%+v", k)
	}
	h.issued(wire.IssueRequest{Product: "software", Expires: day("2027-03-31"), WithKey: true})

	var seen []codec.Key
	page := wire.KeyListRequest{State: "open", Limit: 2}
	for {
		answer := ok[wire.KeysResponse](h.post(wire.PathKeyList, page))
		for _, k := range answer.Keys {
			seen = append(seen, k.Key)
		}
		if page.After = answer.Next; page.After == nil {
			break
		}
	}
	if slices.SortFunc(seen, compareKeys); len(slices.Compact(seen)) != 6 {
		t.Errorf("%d open keys in the pages", len(seen))
	}
	if n := len(ok[wire.KeysResponse](h.post(wire.PathKeyList, wire.KeyListRequest{State: "registered"})).Keys); n != 0 {
		t.Errorf("%d registered keys", n)
	}
	if n := len(ok[wire.KeysResponse](h.post(wire.PathKeyList, wire.KeyListRequest{Prefix: "AS", Order: "PO-2"})).Keys); n != 5 {
		t.Errorf("%d keys of the order", n)
	}
}

func compareKeys(a, b codec.Key) int { return strings.Compare(a.Reveal(), b.Reveal()) }

func TestKeysRefuse(t *testing.T) {
	h := newHouse(t)
	for name, c := range map[string]struct{ path, body, field string }{
		"no term":      {wire.PathKeyIssue, `{"product":"software"}`, "expires"},
		"two terms":    {wire.PathKeyIssue, `{"product":"software","months":12,"perpetual":true}`, "expires"},
		"long":         {wire.PathKeyIssue, `{"product":"software","months":1201}`, "months"},
		"negative":     {wire.PathKeyIssue, `{"product":"software","months":-1}`, "months"},
		"product":      {wire.PathKeyIssue, `{"product":"abacus","months":1}`, "product"},
		"count":        {wire.PathKeyIssue, `{"product":"software","months":1,"count":10001}`, "count"},
		"note":         {wire.PathKeyIssue, `{"product":"software","months":1,"note":"\u0000"}`, "note"},
		"no key":       {wire.PathKeyShow, `{}`, "key"},
		"state":        {wire.PathKeyList, `{"state":"lost"}`, "state"},
		"type":         {wire.PathKeyList, `{"type":"gift"}`, "type"},
		"limit":        {wire.PathKeyList, `{"limit":1001}`, "limit"},
		"short prefix": {wire.PathKeyList, `{"prefix":"A"}`, "prefix"},
	} {
		t.Run(name, func(t *testing.T) {
			r := h.post(c.path, c.body)
			r.t = t
			if e := r.refused(wire.InvalidRequest); e.Field != c.field {
				t.Errorf("field %q, want %q: %s", e.Field, c.field, e.Message)
			}
		})
	}
	k, err := codec.NewKey(codec.Prefix{'I', 'M'}, newTape())
	if err != nil {
		t.Fatal(err)
	}
	h.post(wire.PathKeyShow, wire.KeyRequest{Key: k}).refused(wire.NotFound)
}
