package adminapi

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/server/signing"
	"ollu/server/wire"
)

// carries reads what an offline code carries, as a product would that was given
// the key of the server's ring.
func (h *house) carries(l *wire.Licence) codec.Offline {
	h.t.Helper()
	key := h.ring.OfflineKey(l.Product)
	o, err := l.Code.Offline(l.Product, &key)
	if err != nil {
		h.t.Fatalf("%s: %v", l.Code, err)
	}
	return o
}

// agrees holds a licence to what its code carries.
func (h *house) agrees(l *wire.Licence) {
	h.t.Helper()
	o := h.carries(l)
	if o.Trial != (l.Type == product.Trial) || o.Perpetual != l.Perpetual || o.Seats != l.Seats ||
		!o.Perpetual && o.Expires != int32(*l.Expires) {
		h.t.Errorf("the code carries %+v, the licence is %+v", o, l)
	}
}

// An offline code carries the terms that the licence is recorded with (row L7).
func TestIssueOffline(t *testing.T) {
	h := newHouse(t)
	for name, q := range map[string]wire.IssueRequest{
		"full":      {Product: "appliance", Seats: 50, Expires: day("2027-03-31"), WithKey: true},
		"trial":     {Product: "hosted", Type: product.Trial},
		"perpetual": {Product: "software", Prefix: "AS", Perpetual: true},
		"said all the same": {Product: "appliance", Expires: day("2027-03-31"), Zone: "Asia/Tokyo", GraceDays: new(90),
			Components: []string{"spam", "antivirus"}},
		"the most": {Product: "appliance", Seats: codec.MaxOfflineSeats, Expires: day("2149-06-06")},
	} {
		q.Offline = true
		l := h.issued(q)
		h.agrees(&l)
		if shown := ok[wire.LicenceResponse](h.post(wire.PathLicenceShow, wire.CodeRequest{Code: l.Code})).Licence; shown.Code != l.Code {
			t.Errorf("%s: shown as %s", name, shown.Code)
		}
	}
	if online := h.issued(sold()); online.Code.Version() != 0 {
		t.Errorf("version %d without being asked for", online.Code.Version())
	}
}

func TestIssueOfflineRefuses(t *testing.T) {
	h := newHouse(t)
	for field, change := range map[string]func(*wire.IssueRequest){
		"zone":       func(q *wire.IssueRequest) { q.Zone = "Europe/Berlin" },
		"grace_days": func(q *wire.IssueRequest) { q.GraceDays = new(91) },
		"components": func(q *wire.IssueRequest) { q.Components = []string{"antivirus"} },
		"seats":      func(q *wire.IssueRequest) { q.Seats = codec.MaxOfflineSeats + 1 },
		"expires":    func(q *wire.IssueRequest) { q.Expires = day("2149-06-07") },
		"product":    func(q *wire.IssueRequest) { q.Product = "abacus" },
	} {
		q := sold()
		q.Offline = true
		change(&q)
		if e := h.post(wire.PathLicenceIssue, q).refused(wire.InvalidRequest); e.Field != field {
			t.Errorf("field %q, want %q: %s", e.Field, field, e.Message)
		}
	}
	if n := h.store.Stats().Licences; n != 0 {
		t.Errorf("%d licences were issued all the same", n)
	}
}

// So many of equal terms that most batches would hold two alike, and a second
// batch some of the first.
func TestIssueOfflineThousands(t *testing.T) {
	h := newHouse(t)
	q := sold()
	q.Offline, q.Count = true, 5000
	codes := map[codec.Code]bool{}
	for range 2 {
		for _, l := range ok[wire.LicencesResponse](h.post(wire.PathLicenceIssue, q)).Licences {
			codes[l.Code] = true
		}
	}
	if len(codes) != 10_000 || h.store.Stats().Licences != 10_000 {
		t.Errorf("%d codes, %d in the store", len(codes), h.store.Stats().Licences)
	}
}

func TestIssueOfflineGivesUpOnBrokenDice(t *testing.T) {
	h := newHouse(t, func(o *Options) { o.Random = dice(7) })
	q := sold()
	q.Offline = true
	h.issued(q)
	if e := h.post(wire.PathLicenceIssue, q).refused(wire.AlreadyIssued); !strings.Contains(e.Next, "change the terms") {
		t.Errorf("%+v", e)
	}
	q.Seats++ // other terms, another code
	h.issued(q)
	const serial = 3
	short := newHouse(t, func(o *Options) { o.Random = io.LimitReader(bytes.NewReader(make([]byte, 9)), serial-1) })
	short.post(wire.PathLicenceIssue, q).refused(wire.Internal)
}

// An air-gapped site renews by a new code (row C6); a renewal of the old one is
// refused and says so.
func TestRenewingOffline(t *testing.T) {
	h := newHouse(t)
	q := sold()
	q.Offline, q.Order = true, "PO-1"
	old := h.issued(q)
	e := h.post(wire.PathLicenceRenew, wire.RenewRequest{Code: old.Code, Expires: day("2028-03-31")}).refused(wire.Conflict)
	if !strings.Contains(e.Next, "inside the code") || !strings.Contains(e.Next, "ollu license replace CODE --offline --expires") {
		t.Errorf("%+v", e)
	}
	h.post(wire.PathLicenceRenew, wire.RenewRequest{Code: old.Code, Period: "1y", DryRun: true}).refused(wire.Conflict)

	dry := ok[wire.ReplaceResponse](h.post(wire.PathLicenceReplace, wire.ReplaceRequest{Code: old.Code, Expires: day("2028-03-31"), DryRun: true}))
	if !dry.Licence.Code.IsZero() || dry.Licence.Expires.String() != "2028-03-31" {
		t.Errorf("%+v", dry.Licence)
	}
	r := ok[wire.ReplaceResponse](h.post(wire.PathLicenceReplace, wire.ReplaceRequest{Code: old.Code, Expires: day("2028-03-31"), Seats: 60}))
	h.agrees(&r.Licence)
	if r.Licence.Order != "PO-1" || r.Licence.Seats != 60 || r.Replaced.Standing != "replaced" {
		t.Errorf("%+v", r)
	}
	same := ok[wire.ReplaceResponse](h.post(wire.PathLicenceReplace, wire.ReplaceRequest{Code: r.Licence.Code})).Licence
	h.agrees(&same)
	if same.Expires.String() != "2028-03-31" {
		t.Errorf("without an expiry said, it is %s", same.Expires)
	}
	back := ok[wire.ReplaceResponse](h.post(wire.PathLicenceReplace, wire.ReplaceRequest{Code: same.Code, Offline: new(false)})).Licence
	if back.Code.Version() != 0 || back.Expires.String() != "2028-03-31" {
		t.Errorf("%+v", back)
	}
}

// What goes from online to offline: dates, zone and grace become what the
// product will apply.
func TestReplacingOnlineByOffline(t *testing.T) {
	h := newHouse(t)
	q := sold()
	q.Zone, q.GraceDays = "Europe/Berlin", new(10)
	old := h.issued(q)
	ok[wire.LicenceResponse](h.post(wire.PathLicenceRenew, wire.RenewRequest{Code: old.Code, Expires: day("2028-03-31"), ShowsFrom: day("2027-01-01")}))
	swap := wire.ReplaceRequest{Code: old.Code, Offline: new(true)}
	if e := h.post(wire.PathLicenceReplace, swap).refused(wire.InvalidRequest); e.Field != "expires" || !strings.Contains(e.Message, "2028-03-31") {
		t.Errorf("%+v", e)
	}
	swap.Expires = day("2028-03-31")
	l := ok[wire.ReplaceResponse](h.post(wire.PathLicenceReplace, swap)).Licence
	h.agrees(&l)
	if l.Zone != "Asia/Tokyo" || l.GraceDays != 90 || l.Pending != nil {
		t.Errorf("%+v", l)
	}

	part := sold()
	part.Components = []string{"antivirus"}
	some := h.issued(part)
	if e := h.post(wire.PathLicenceReplace, wire.ReplaceRequest{Code: some.Code, Offline: new(true)}).refused(wire.InvalidRequest); e.Field != "components" {
		t.Errorf("%+v", e)
	}
	forever := h.issued(wire.IssueRequest{Product: "appliance", Perpetual: true})
	p := ok[wire.ReplaceResponse](h.post(wire.PathLicenceReplace, wire.ReplaceRequest{Code: forever.Code, Offline: new(true)})).Licence
	h.agrees(&p)
	for _, bad := range []wire.ReplaceRequest{
		{Code: some.Code, Offline: new(true), Components: part.Components},
		{Code: some.Code, Offline: new(true), Components: []string{"antivirus", "spam"}, GraceDays: new(3)},
		{Code: some.Code, Offline: new(true), Components: []string{"antivirus", "spam"}, Expires: day("2150-01-01")},
	} {
		h.post(wire.PathLicenceReplace, bad).refused(wire.InvalidRequest)
	}
}

// What is exported is imported again; a record that its code contradicts is not,
// nor a code that the product would refuse.
func TestImportOffline(t *testing.T) {
	h := newHouse(t)
	q := sold()
	q.Offline = true
	l := h.issued(q)
	row := func(change ...string) string {
		r := strings.NewReplacer(append(change, "CODE", l.Code.Reveal())...)
		return "code,product,seats,expires,type\n" + r.Replace("CODE,appliance,50,2027-03-31,full\n")
	}
	if r := ok[wire.ImportResponse](h.csv(row())); r.Unchanged != 1 {
		t.Errorf("%+v", r)
	}
	other := newHouse(t, func(o *Options) { o.Ring = func() *signing.Ring { return h.ring } })
	for column, change := range map[string][]string{
		"expires": {"2027-03-31", "2028-03-31"},
		"seats":   {",50,", ",500,"},
		"type":    {"full", "trial"},
		"code":    {"appliance", "software"},
	} {
		r := ok[wire.ImportResponse](other.csv(row(change...)))
		if len(r.Refused) != 1 || r.Refused[0].Column != column {
			t.Errorf("%s: %+v", column, r)
		}
	}
	if r := ok[wire.ImportResponse](other.csv(row())); r.Imported != 1 {
		t.Errorf("%+v", r)
	}
	stranger := newHouse(t, func(o *Options) { o.Ring = func() *signing.Ring { return foreign(t) } })
	if r := ok[wire.ImportResponse](stranger.csv(row())); len(r.Refused) != 1 || !strings.Contains(r.Refused[0].Reason, "ollu signing import") {
		t.Errorf("%+v", r)
	}
}

// csv imports a table.
func (h *house) csv(table string) reply {
	h.t.Helper()
	return h.send(http.MethodPost, wire.PathLicenceImport, table, "Content-Type", mediaCSV)
}

// foreign is another issuer's ring.
func foreign(t *testing.T) *signing.Ring {
	t.Helper()
	r, err := signing.Init(filepath.Join(t.TempDir(), "signing"), "other", rand.NewChaCha8([32]byte{9}), noon)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
