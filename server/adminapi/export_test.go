package adminapi

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/zap"
	"pgregory.net/rapid"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/mem"
	"ollu/server/signing"
	"ollu/server/terms"
	"ollu/server/wire"
)

// desk is the API without its listener, for laws that are tried many times.
func desk(store keystore.Store, book *terms.Book) *call {
	return &call{
		api: &api{Options: Options{Store: store, Log: zap.NewNop(), Ring: deskRing}}, ctx: context.Background(),
		w: httptest.NewRecorder(), now: noon, book: book, by: "test",
	}
}

// deskRing is one ring for all desks; its folder is gone, so it signs no file.
var deskRing = sync.OnceValue(func() *signing.Ring {
	dir := must(os.MkdirTemp("", "ollu-desk-"))
	defer os.RemoveAll(dir)
	return must(signing.Init(filepath.Join(dir, "signing"), "ollu", newTape(), noon))
})

func (c *call) out(t rapid.TB, q wire.ExportRequest) []byte {
	t.Helper()
	s, err := export(c, &q)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := s.write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var forms = map[string]string{"csv": mediaCSV, "ndjson": mediaNDJSON, "json": mediaJSON}

// What was exported and imported elsewhere is what it was, whatever the form;
// imported where it came from, it is unchanged.
func holdsRoundTrip(t rapid.TB, store *mem.Store, book *terms.Book) {
	t.Helper()
	ctx := context.Background()
	want := everything(t, store)
	for i := range want {
		desk(store, book).settle(&want[i])
	}
	for form, media := range forms {
		file := desk(store, book).out(t, wire.ExportRequest{Format: form})
		there := mem.New()
		for _, s := range []*mem.Store{there, store} {
			got, err := importRows(desk(s, book), &upload{body: file, media: media})
			if err != nil || len(got.Refused) > 0 || got.Imported+got.Unchanged != len(want) {
				t.Fatalf("%s: %+v, %v\n%s", form, got, err, file)
			}
		}
		if diff := cmp.Diff(want, everything(t, there), cmp.Comparer(sameCode), cmp.Comparer(sameKey)); diff != "" {
			t.Fatalf("%s: %s\n%s", form, diff, file)
		}
		if r, err := there.Verify(ctx, nil); err != nil || !r.OK() {
			t.Fatalf("%s: %+v, %v", form, r, err)
		}
	}
}

func sameCode(a, b codec.Code) bool { return a == b }
func sameKey(a, b codec.Key) bool   { return a == b }

func everything(t rapid.TB, s *mem.Store) []keystore.Licence {
	t.Helper()
	page, next, err := s.List(context.Background(), keystore.Filter{}, codec.Code{}, 0)
	if err != nil || !next.IsZero() {
		t.Fatal(err, next)
	}
	for i := range page {
		if page[i], err = s.Licence(context.Background(), page[i].Code); err != nil {
			t.Fatal(err)
		}
	}
	return page
}

func TestImportOfAnExportIsTheSame(t *testing.T) {
	book := gateways(t)
	rapid.Check(t, func(t *rapid.T) {
		store := mem.New()
		all := rapid.SliceOfNDistinct(anyLicence(), 1, 8, func(l keystore.Licence) codec.Code { return l.Code }).Draw(t, "licences")
		act := keystore.Act{By: "test", At: noon, Change: keystore.Import{Licences: all}}
		if _, err := store.Apply(context.Background(), act); err != nil {
			t.Fatal(err)
		}
		holdsRoundTrip(t, store, book)
	})
}

// anyLicence draws licences with all that the store can keep.
func anyLicence() *rapid.Generator[keystore.Licence] {
	return rapid.Custom(func(t *rapid.T) keystore.Licence {
		random := bytes.NewReader(rapid.SliceOfN(rapid.Byte(), 64, 64).Draw(t, "random"))
		prefix := codec.Prefix{'I', 'M'}
		l := keystore.Licence{
			Code: must(codec.NewCode(prefix, random)), Product: rapid.SampledFrom([]string{"appliance", "software"}).Draw(t, "product"),
			Type: rapid.SampledFrom([]product.Type{product.Full, product.Trial}).Draw(t, "type"), Seats: rapid.Uint32Range(1, 1<<32-1).Draw(t, "seats"),
			Components: rapid.SampledFrom([][]string{nil, {"reputation"}, {"spam", "reputation"}, {"antivirus", "encryption"}}).Draw(t, "components"),
			Zone:       rapid.SampledFrom([]string{"Asia/Tokyo", "UTC", "Pacific/Apia"}).Draw(t, "zone"), Grace: rapid.IntRange(0, 65535).Draw(t, "grace"),
			Standing: rapid.SampledFrom([]keystore.Standing{keystore.Issued, keystore.Activated, keystore.Suspended, keystore.Revoked, keystore.Replaced}).Draw(t, "standing"),
			IssuedAt: moments().Draw(t, "issued"), ActivatedAt: moments().Draw(t, "activated"), ChangedAt: moments().Draw(t, "changed"), LastSeen: moments().Draw(t, "seen"),
			DeviceLimit: rapid.Uint32().Draw(t, "limit"), Owner: words().Draw(t, "owner"), Order: words().Draw(t, "order"), Note: words().Draw(t, "note"),
		}
		if l.Perpetual = rapid.Bool().Draw(t, "perpetual"); !l.Perpetual {
			l.Expires = days().Draw(t, "expires")
			pasts(t, &l)
		}
		if rapid.Bool().Draw(t, "linked") {
			l.Key, l.Replaces, l.ReplacedBy = must(codec.NewKey(prefix, random)), must(codec.NewCode(prefix, random)), must(codec.NewCode(prefix, random))
		}
		if l.Standing == keystore.Suspended || rapid.Bool().Draw(t, "was suspended") {
			l.Suspension = stone(t, l.Standing == keystore.Suspended)
		}
		if l.Standing == keystore.Revoked {
			l.Revocation = stone(t, true)
		}
		for _, id := range rapid.SliceOfNDistinct(rapid.StringMatching(`[ -~]{1,64}`), 0, 3, rapid.ID).Draw(t, "devices") {
			l.Devices = append(l.Devices, keystore.Device{ID: id, Version: rapid.StringMatching(`[ -~]{0,64}`).Draw(t, "version"), FirstSeen: noon, LastSeen: moments().Draw(t, "seen")})
		}
		return l
	})
}

// pasts gives a licence with an expiry its renewals.
func pasts(t *rapid.T, l *keystore.Licence) {
	if rapid.Bool().Draw(t, "pending") {
		l.Pending = &keystore.PendingRenewal{Expires: days().Draw(t, "to"), ShowsFrom: days().Draw(t, "from"), Seats: rapid.Uint32Range(0, 99).Draw(t, "seats")}
	}
	for range rapid.IntRange(0, 2).Draw(t, "renewals") {
		l.Renewals = append(l.Renewals, keystore.Renewal{At: moments().Draw(t, "at"), By: words().Draw(t, "by"), From: days().Draw(t, "from"), To: days().Draw(t, "to"), ShowsFrom: rapid.SampledFrom([]term.Day{0, 20000}).Draw(t, "shows")})
	}
}

func stone(t *rapid.T, inForce bool) *keystore.Tombstone {
	s := &keystore.Tombstone{At: noon, By: words().Draw(t, "by"), Reason: words().Draw(t, "reason"), LiftedAt: noon.Add(time.Hour)}
	if inForce {
		s.LiftedAt = time.Time{}
	}
	return s
}

func words() *rapid.Generator[string] {
	return rapid.StringMatching(`['=+@-]{0,3}([a-z,;"' \n\t\\.=+-]|[あ-ん]){0,12}`)
}

func days() *rapid.Generator[term.Day] {
	return rapid.Map(rapid.IntRange(1, 84005), func(n int) term.Day { return term.Day(n) })
}

// moments are whole seconds, as the store keeps them, or none.
func moments() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		if rapid.Bool().Draw(t, "none") {
			return time.Time{}
		}
		return time.Unix(rapid.Int64Range(0, 7_000_000_000).Draw(t, "seconds"), 0).UTC()
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// FuzzImport: no upload panics, and whatever was taken round-trips.
func FuzzImport(f *testing.F) {
	code := numbered(f, "IM", 1).Reveal()
	f.Add([]byte("code,product,expires\n"+code+",appliance,2027-03-31\n"), uint8(0))
	f.Add([]byte("\ufeffnote,code,product,expires,components\n'=1,"+code+",software,perpetual,none\n"), uint8(0))
	f.Add([]byte("code,product,expires,standing,suspension,devices,pending\n"+code+`,software,2027-03-31,suspended,"{""at"":""2026-01-01T00:00:00+09:00"",""by"":""x""}","[{""id"":""a""}]","{""expires"":""2028-03-31"",""shows_from"":""2026-12-01""}"`+"\n\"\n"), uint8(0))
	f.Add([]byte(`{"code":"`+code+`","product":"appliance","expires":"2027-03-31","renewals":[{"at":"2026-01-01T00:00:00Z","by":"x","from":"2026-03-31","to":"2027-03-31"}]}`+"\n{}"), uint8(1))
	f.Add([]byte(`[{"code":"`+code+`","product":"appliance","perpetual":true,"issued_at":"2199-12-31T23:59:59-12:00"},7]`), uint8(2))
	book := gateways(f)
	f.Fuzz(func(t *testing.T, body []byte, form uint8) {
		store := mem.New()
		media := []string{mediaCSV, mediaNDJSON, mediaJSON}[form%3]
		got, err := importRows(desk(store, book), &upload{body: body, media: media})
		if err != nil {
			if n := store.Stats().Licences; n != 0 {
				t.Fatalf("%d licences although %v", n, err)
			}
			return
		}
		for _, r := range got.Refused {
			if r.Line < 1 || r.Reason == "" || strings.Contains(r.Reason, code) {
				t.Fatalf("%+v", r)
			}
		}
		if got.Imported > 0 {
			holdsRoundTrip(t, store, book)
		}
	})
}

func TestExportPicksAndRefuses(t *testing.T) {
	h := newHouse(t)
	l := h.issued(sold())
	h.issued(wire.IssueRequest{Product: "software", Expires: day("2026-01-31")})
	h.activated(l.Code, "gw-1")
	r := h.post(wire.PathLicenceExport, wire.ExportRequest{Filter: wire.Filter{Phase: "active"}, Format: "json"})
	if got := ok[[]wire.Licence](r); len(got) != 1 || got[0].Code != l.Code || len(got[0].Devices) != 1 {
		t.Errorf("%s", r.body)
	}
	if r := h.post(wire.PathLicenceExport, ""); strings.Count(string(r.body), "\n") != 3 || !strings.HasPrefix(string(r.body), "code,product,") {
		t.Errorf("%s", r.body)
	}
	if r := h.post(wire.PathLicenceExport, wire.ExportRequest{Filter: wire.Filter{Product: "hosted"}, Format: "json"}); string(r.body) != "[]\n" {
		t.Errorf("%s", r.body)
	}
	if e := h.post(wire.PathLicenceExport, `{"format":"xlsx"}`).refused(wire.InvalidRequest); e.Field != "format" {
		t.Errorf("%+v", e)
	}
	if e := h.post(wire.PathLicenceExport, `{"phase":"waning"}`).refused(wire.InvalidRequest); e.Field != "phase" {
		t.Errorf("%+v", e)
	}
}

// Ten thousand and more are streamed whole, in every form.
func TestExportOfMany(t *testing.T) {
	h := newHouse(t)
	q := sold()
	q.Count = wire.MaxPage*2 + 1
	ok[wire.LicencesResponse](h.post(wire.PathLicenceIssue, q))
	if r := h.post(wire.PathLicenceExport, `{"format":"ndjson"}`); strings.Count(string(r.body), "\n") != q.Count {
		t.Errorf("%d lines", strings.Count(string(r.body), "\n"))
	}
	var all []json.RawMessage
	if r := h.post(wire.PathLicenceExport, `{"format":"json"}`); json.Unmarshal(r.body, &all) != nil || len(all) != q.Count {
		t.Errorf("%d elements", len(all))
	}
	r := h.post(wire.PathLicenceExport, `{}`)
	if got := ok[wire.ImportResponse](h.send(http.MethodPost, wire.PathLicenceImport, string(r.body), "Content-Type", mediaCSV)); got.Unchanged != q.Count {
		t.Errorf("%+v", got)
	}
}
