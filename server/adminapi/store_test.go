package adminapi

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"ollu/codec/product"
	"ollu/keystore"
	"ollu/keystore/mem"
	"ollu/server/terms"
	"ollu/server/wire"
)

func TestStatusVerifyAndAudit(t *testing.T) {
	h := newHouse(t)
	q := sold()
	q.WithKey = true
	l := h.issued(q)
	h.activated(l.Code, "gw-1")
	ok[wire.LicenceResponse](h.post(wire.PathLicenceSuspend, wire.StandingRequest{Code: l.Code, Reason: "not paid"}, wire.HeaderOperator, "taro"))

	s := ok[wire.StatusResponse](h.post(wire.PathStoreStatus, "{}"))
	if !s.Ready || s.Licences != 1 || s.Devices != 1 || s.Keys != 1 {
		t.Errorf("%+v", s)
	}
	v := ok[wire.VerifyResponse](h.post(wire.PathStoreVerify, "{}"))
	if !v.OK || v.Licences != 1 || v.AuditEntries != s.Audit.Seq || v.Audit != s.Audit {
		t.Errorf("%+v; status %+v", v, s)
	}
	var log []wire.AuditEntry
	page := wire.AuditRequest{Limit: 1}
	for {
		answer := ok[wire.AuditResponse](h.post(wire.PathStoreAudit, page))
		log = append(log, answer.Entries...)
		if page.From = answer.Next; page.From == 0 {
			break
		}
	}
	last := log[len(log)-1]
	if uint64(len(log)) != s.Audit.Seq || last.Hash != s.Audit.Hash {
		t.Errorf("%d entries, head %+v", len(log), s.Audit)
	}
	if last.Action != "suspend" || last.Actor != "taro" || last.Reason != "not paid" || last.Fingerprint != l.Code.Fingerprint() {
		t.Errorf("%+v", last)
	}
	for i := range log[1:] {
		if log[i+1].Prev != log[i].Hash {
			t.Errorf("entry %d does not follow", i+2)
		}
	}
}

func TestStatusSaysWhyItIsNotReady(t *testing.T) {
	h := newHouse(t)
	h.store.Fail(mem.Unreadable)
	if s := ok[wire.StatusResponse](h.post(wire.PathStoreStatus, "{}")); s.Ready || s.Problem == "" {
		t.Errorf("%+v", s)
	}
}

func TestCatalogueAndVersion(t *testing.T) {
	h := newHouse(t)
	c := ok[wire.CatalogueResponse](h.send(http.MethodGet, wire.PathCatalogue, ""))
	if len(c.Products) != 3 || c.Products[1].ID != "software" || !slices.Equal(c.Products[1].Prefixes, []string{"IM", "AS"}) {
		t.Errorf("%+v", c)
	}
	if v := ok[wire.VersionResponse](h.send(http.MethodGet, wire.PathVersion, "")); v.Version != "1.2.3" {
		t.Errorf("%+v", v)
	}
}

func TestBackupIsTheBackup(t *testing.T) {
	h := newHouse(t)
	h.issued(sold())
	r := h.post(wire.PathStoreBackup, "")
	var want bytes.Buffer
	if err := h.store.Snapshot(t.Context(), &want); err != nil || r.status != http.StatusOK || !bytes.Equal(r.body, want.Bytes()) {
		t.Errorf("status %d, %d bytes, want %d: %v", r.status, len(r.body), want.Len(), err)
	}
}

// A stream that fails before its first byte is an error like any other; after
// it, the connection breaks, so that nobody takes a part for the whole.
func TestABackupThatFails(t *testing.T) {
	at := 0
	h := newHouse(t, func(o *Options) {
		o.Backup = func(_ context.Context, w io.Writer) error {
			if _, err := w.Write(make([]byte, at)); err != nil {
				return err
			}
			return keystore.ErrUnavailable
		}
	})
	h.post(wire.PathStoreBackup, "").refused(wire.Unavailable)
	at = 1 << 20
	q, err := http.NewRequest(http.MethodPost, h.url+wire.PathStoreBackup, nil)
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer "+secret)
	resp, err := http.DefaultTransport.RoundTrip(q)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if n, err := io.Copy(io.Discard, resp.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%d bytes, then %v", n, err)
	}
}

// A store that refuses is answered with 503 and nothing is done; once it is
// well, the same request goes through.
func TestAStoreThatRefuses(t *testing.T) {
	h := newHouse(t)
	l := h.issued(sold())
	h.store.Fail(mem.RefuseWrite)
	h.post(wire.PathLicenceIssue, sold(), wire.HeaderIdempotencyKey, "k").refused(wire.Unavailable)
	h.post(wire.PathLicenceSuspend, wire.StandingRequest{Code: l.Code}).refused(wire.Unavailable)
	if s := h.show(l.Code).Standing; s != "issued" {
		t.Errorf("standing %s", s)
	}
	h.store.Fail(mem.Unreadable)
	for _, path := range []string{wire.PathLicenceShow, wire.PathLicenceSuspend, wire.PathLicenceRenew} {
		q := map[string]any{"code": l.Code}
		if path == wire.PathLicenceRenew {
			q["period"] = "1y"
		}
		e := h.post(path, q).refused(wire.Unavailable)
		if strings.Contains(e.Message, "fault") {
			t.Errorf("the cause leaked: %s", e.Message)
		}
	}
	for _, path := range []string{wire.PathLicenceList, wire.PathLicenceExport, wire.PathKeyList, wire.PathStoreAudit} {
		h.post(path, "{}").refused(wire.Unavailable)
	}
	h.store.Fail(mem.Healthy)
	if r := h.post(wire.PathLicenceIssue, sold(), wire.HeaderIdempotencyKey, "k"); r.header.Get(wire.HeaderReplayed) != "" {
		t.Error("nothing was done before, yet it is said to be a repetition")
	}
	if n := h.store.Stats().Licences; n != 2 {
		t.Errorf("%d licences", n)
	}
}

// Done but reported as failed, and then repeated with the same key: done once.
func TestALostAnswerIsRepeatedSafely(t *testing.T) {
	h := newHouse(t)
	q := sold()
	q.Count, q.WithKey = 3, true
	h.store.Fail(mem.LoseAnswer)
	h.post(wire.PathLicenceIssue, q, wire.HeaderIdempotencyKey, "order 7").refused(wire.Unavailable)
	h.store.Fail(mem.Healthy)
	again := h.post(wire.PathLicenceIssue, q, wire.HeaderIdempotencyKey, "order 7")
	first := ok[wire.LicencesResponse](again)
	if again.header.Get(wire.HeaderReplayed) != "true" || len(first.Licences) != 3 || h.store.Stats().Licences != 3 {
		t.Errorf("replayed %q, %d licences", again.header.Get(wire.HeaderReplayed), h.store.Stats().Licences)
	}
	third := ok[wire.LicencesResponse](h.post(wire.PathLicenceIssue, q, wire.HeaderIdempotencyKey, "order 7"))
	for i := range third.Licences {
		if third.Licences[i].Code != first.Licences[i].Code {
			t.Errorf("licence %d changed its code", i)
		}
	}
	q.Count = 4
	h.post(wire.PathLicenceIssue, q, wire.HeaderIdempotencyKey, "order 7").refused(wire.IdempotencyMismatch)
	h.post(wire.PathKeyIssue, `{"product":"appliance","months":12}`, wire.HeaderIdempotencyKey, "order 7").refused(wire.IdempotencyMismatch)
}

// A renewal by a period is not made twice, although the period would now count
// from another day.
func TestARepeatedRenewalByPeriod(t *testing.T) {
	h := newHouse(t)
	code := h.issued(sold()).Code
	q := wire.RenewRequest{Code: code, Period: "1y"}
	for range 3 {
		l := ok[wire.LicenceResponse](h.post(wire.PathLicenceRenew, q, wire.HeaderIdempotencyKey, "renewal")).Licence
		if l.Expires.String() != "2028-03-31" {
			t.Errorf("expires %v", l.Expires)
		}
	}
	ok[wire.ReplaceResponse](h.post(wire.PathLicenceReplace, wire.ReplaceRequest{Code: code}, wire.HeaderIdempotencyKey, "heir"))
	r := h.post(wire.PathLicenceReplace, wire.ReplaceRequest{Code: code}, wire.HeaderIdempotencyKey, "heir")
	if ok[wire.ReplaceResponse](r); r.header.Get(wire.HeaderReplayed) != "true" || h.store.Stats().Licences != 2 {
		t.Errorf("%d licences", h.store.Stats().Licences)
	}
}

// A licence whose product left the catalogue is still shown, with nothing
// worked out; and nothing is allowed to it.
func TestALicenceOfAForgottenProduct(t *testing.T) {
	h := newHouse(t)
	l := keystore.Licence{
		Code: unissued(t), Product: "abacus", Seats: 1, Zone: "Asia/Tokyo", Grace: 30, Expires: *day("2027-03-31"),
		Pending: &keystore.PendingRenewal{Expires: *day("2028-03-31"), ShowsFrom: *day("2026-11-01")},
	}
	act := keystore.Act{By: "test", At: noon, Change: keystore.Import{Licences: []keystore.Licence{l}}}
	if r, err := h.store.Apply(t.Context(), act); err != nil || r.Rows[0].Outcome != keystore.RowNew {
		t.Fatal(r.Rows, err)
	}
	w := h.show(l.Code)
	if w.Phase != wire.UnknownPhase || w.UpdatesAllowed || w.NextCheck != nil || w.DaysLeft != nil {
		t.Errorf("%+v", w)
	}
	if w.Expires.String() != "2027-03-31" || w.GraceEnds.String() != "2027-04-30" || w.Pending == nil {
		t.Errorf("%+v", w)
	}
}

// The catalogue is asked for at every request, so that a reload shows.
func TestTheCatalogueInForceCounts(t *testing.T) {
	book := gateways(t)
	empty, err := product.NewCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, func(o *Options) { o.Book = func() *terms.Book { return book } })
	h.issued(sold())
	book = terms.NewBook(empty)
	h.post(wire.PathLicenceIssue, sold()).refused(wire.InvalidRequest)
}
