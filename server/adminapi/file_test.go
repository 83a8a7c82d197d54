package adminapi

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/keystore/audit"
	"ollu/server/signing"
	"ollu/server/terms"
	"ollu/server/wire"
)

// opened verifies a licence file as a product would that trusts the server's
// keys.
func (h *house) opened(f *wire.FileResponse, code codec.Code, device string, now time.Time) (answer.Signed, error) {
	h.t.Helper()
	keys, _, err := answer.ParseJWKS(h.ring.KeySetJSON())
	if err != nil {
		h.t.Fatal(err)
	}
	return keys.Verify([]byte(f.File), &answer.Expect{
		Issuer: "ollu", Subject: code.Fingerprint(), Device: device, DeviceOptional: true, Now: now,
	})
}

func (h *house) file(q wire.FileRequest) wire.FileResponse {
	h.t.Helper()
	return ok[wire.FileResponse](h.post(wire.PathLicenceFile, q))
}

// A file says what the licence is, to every device, until the grace ends.
func TestFile(t *testing.T) {
	h := newHouse(t)
	l := h.issued(sold())
	f := h.file(wire.FileRequest{Code: l.Code})
	graceEnd := time.Date(2027, 6, 28, 15, 0, 0, 0, time.UTC) // 2027-06-29 in Tokyo
	if !f.ValidUntil.Equal(graceEnd) || f.KeyID != h.ring.Signer().KeyID() || f.Licence.Code != l.Code {
		t.Errorf("valid until %s, key %s", f.ValidUntil, f.KeyID)
	}
	var last audit.Entry
	err := h.store.Audit(t.Context(), 1, func(e audit.Entry) error { last = e; return nil })
	if err != nil || last.Action != audit.SignFile || last.To.String() != "2027-06-29" || last.Fingerprint != l.Code.Fingerprint() || !strings.Contains(last.Reason, f.KeyID) {
		t.Errorf("logged %+v, %v", last, err)
	}
	for _, device := range []string{"gw-1", "gw-2"} {
		s, err := h.opened(&f, l.Code, device, graceEnd.Add(-time.Second))
		if err != nil {
			t.Fatal(err)
		}
		if s.Result != answer.Valid || s.Product != "appliance" || s.Seats != 50 || s.Statement.Expires != *l.Expires || s.GraceEnds != *l.GraceEnds ||
			!s.UpdatesAllowed || s.Zone != "Asia/Tokyo" || !slices.Equal(s.Components, l.Components) || !s.ServerTime.Equal(noon) {
			t.Errorf("%+v", s)
		}
	}
	for name, try := range map[string]func() error{
		"too late":     func() error { _, err := h.opened(&f, l.Code, "gw-1", graceEnd); return err },
		"another code": func() error { _, err := h.opened(&f, h.issued(sold()).Code, "gw-1", noon); return err },
		"changed": func() error {
			g := f
			g.File = strings.Replace(f.File, ".e", ".f", 1)
			_, err := h.opened(&g, l.Code, "gw-1", noon)
			return err
		},
	} {
		if try() == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if !strings.Contains(h.log.String(), "signed a licence file") {
		t.Error("nobody can see that it was signed")
	}
}

func TestFileEnds(t *testing.T) {
	h := newHouse(t)
	l := h.issued(sold())
	short := h.file(wire.FileRequest{Code: l.Code, ValidUntil: day("2026-12-01")})
	if want := time.Date(2026, 11, 30, 15, 0, 0, 0, time.UTC); !short.ValidUntil.Equal(want) {
		t.Errorf("valid until %s, want %s", short.ValidUntil, want)
	}
	forever := h.issued(wire.IssueRequest{Product: "appliance", Perpetual: true})
	f := h.file(wire.FileRequest{Code: forever.Code})
	if want := time.Date(2036, 11, 19, 15, 0, 0, 0, time.UTC); !f.ValidUntil.Equal(want) {
		t.Errorf("valid until %s, want %s", f.ValidUntil, want)
	}
	if e := h.post(wire.PathLicenceFile, wire.FileRequest{Code: l.Code, ValidUntil: day("2026-11-20")}).refused(wire.InvalidRequest); e.Field != "valid_until" {
		t.Errorf("%+v", e)
	}
	h.now = noon.AddDate(1, 0, 0)
	if e := h.post(wire.PathLicenceFile, wire.FileRequest{Code: l.Code}).refused(wire.InvalidRequest); !strings.Contains(e.Message, "2027-06-29") {
		t.Errorf("%+v", e)
	}
	late := h.file(wire.FileRequest{Code: l.Code, ValidUntil: day("2028-01-01")})
	if s, err := h.opened(&late, l.Code, "d", h.now); err != nil || s.Result != answer.Expired || s.UpdatesAllowed {
		t.Errorf("%+v %v", s, err)
	}
}

// The key that signed a file stays published until the file has run out.
func TestFileKeepsItsKeyPublished(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "signing")
	var h *house
	h = newHouse(t, func(o *Options) {
		o.ReloadSigning = func() (err error) { h.ring, err = signing.Open(dir, h.now); return err }
	})
	ring, err := signing.Init(dir, "ollu", newTape(), noon)
	if err != nil {
		t.Fatal(err)
	}
	h.ring = ring
	f := h.file(wire.FileRequest{Code: h.issued(sold()).Code})
	if ring, err = signing.Open(dir, noon); err != nil {
		t.Fatal(err)
	}
	for _, k := range ring.Keys() {
		if k.ID != f.KeyID || !k.SignsUntil.Equal(f.ValidUntil) {
			t.Errorf("key %s signs until %s, the file is good until %s", k.ID, k.SignsUntil, f.ValidUntil)
		}
	}
}

func TestFileOfWhatWasWithdrawn(t *testing.T) {
	h := newHouse(t)
	for path, want := range map[string]answer.Result{
		wire.PathLicenceSuspend: answer.Suspended, wire.PathLicenceRevoke: answer.Revoked, wire.PathLicenceReplace: answer.Replaced,
	} {
		l := h.issued(sold())
		var q any = wire.StandingRequest{Code: l.Code, Reason: "r"}
		if path == wire.PathLicenceReplace {
			q = wire.ReplaceRequest{Code: l.Code}
		}
		h.post(path, q)
		if e := h.post(wire.PathLicenceFile, wire.FileRequest{Code: l.Code}).refused(wire.Conflict); e.Standing != want.String() || !strings.Contains(e.Next, "--any-standing") {
			t.Errorf("%+v", e)
		}
		f := h.file(wire.FileRequest{Code: l.Code, AnyStanding: true})
		if s, err := h.opened(&f, l.Code, "d", noon); err != nil || s.Result != want || s.UpdatesAllowed {
			t.Errorf("%+v %v", s, err)
		}
	}
}

func TestFileRefused(t *testing.T) {
	var h *house
	h = newHouse(t, func(o *Options) {
		withdrawn := o.Book
		o.Book = func() *terms.Book {
			if h != nil && h.now.After(noon) {
				return withoutProducts(t)
			}
			return withdrawn()
		}
		o.ReloadSigning = func() error { return errors.New("keyring.json cannot be read") }
	})
	l := h.issued(sold())
	h.post(wire.PathLicenceFile, `{}`).refused(wire.InvalidRequest)
	h.ring = gone(t)
	if e := h.post(wire.PathLicenceFile, wire.FileRequest{Code: l.Code}).refused(wire.Unavailable); strings.Contains(e.Message+e.Next, string(os.PathSeparator)) {
		t.Errorf("%+v", e)
	}
	h.now = noon.Add(time.Hour)
	if e := h.post(wire.PathLicenceFile, wire.FileRequest{Code: l.Code}).refused(wire.Conflict); !strings.Contains(e.Next, "catalogue") {
		t.Errorf("%+v", e)
	}
	h.post(wire.PathLicencePreview, wire.PreviewRequest{Code: l.Code}).refused(wire.Conflict)
}

// gone is a ring whose folder was taken away.
func gone(t *testing.T) *signing.Ring {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "signing")
	r, err := signing.Init(dir, "ollu", newTape(), noon)
	if err == nil {
		err = os.RemoveAll(dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func withoutProducts(t *testing.T) *terms.Book {
	t.Helper()
	c, err := product.NewCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	return terms.NewBook(c)
}
