package issue

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/server/signing"
	"ollu/server/terms"
)

// ring makes signing keys in a folder of their own.
func ring(t *testing.T) (*signing.Ring, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "signing")
	r, err := signing.Init(dir, "ollu", rand.Reader, noon)
	if err != nil {
		t.Fatal(err)
	}
	return r, dir
}

// keysOf are keys that nobody changes.
func keysOf(r *signing.Ring) Keys {
	return Keys{Ring: func() *signing.Ring { return r }, Reload: func() error { return errors.New("nothing to read") }}
}

// entry is a licence of the first product that expires in some days, and its lease.
func entry(t *testing.T, days int, change func(*keystore.Entry)) (keystore.Entry, terms.Lease) {
	t.Helper()
	c := catalogue(t)
	p := c.Products()[0]
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		t.Fatal(err)
	}
	today := term.Today(noon, zone)
	e := keystore.Entry{Product: p.ID, Zone: p.Zone, Seats: 10, Grace: 90, Expires: today + term.Day(days), Issued: today - 9}
	if change != nil {
		change(&e)
	}
	l, err := terms.NewBook(c).At(&e, noon)
	if err != nil {
		t.Fatal(err)
	}
	return e, l
}

func TestFile(t *testing.T) {
	r, _ := ring(t)
	code, err := codec.NewCode(codec.Prefix{'I', 'M'}, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	soon, past := day(t, "2026-12-01"), day(t, "2026-11-20")
	for name, c := range map[string]struct {
		days   int
		change func(*keystore.Entry)
		wanted *term.Day
		until  string
		result answer.Result
	}{
		"to the end of its grace": {10, nil, nil, "2027-02-28", answer.Valid},
		"in grace":                {-10, nil, nil, "2027-02-08", answer.Grace},
		"as long as asked for":    {10, nil, &soon, "2026-12-01", answer.Valid},
		"perpetual":               {0, func(e *keystore.Entry) { e.Perpetual, e.Expires, e.Grace = true, 0, 0 }, nil, "2036-11-20", answer.Valid},
		"ended, asked for":        {-200, nil, &soon, "2026-12-01", answer.Expired},
		"suspended":               {10, func(e *keystore.Entry) { e.Standing = keystore.Suspended }, nil, "2027-02-28", answer.Suspended},
		"ended":                   {-200, nil, nil, "", 0},
		"asked for a past day":    {10, nil, &past, "", 0},
	} {
		e, l := entry(t, c.days, c.change)
		f, err := keysOf(r).File(&l, &e, code, noon, c.wanted)
		if c.until == "" {
			if field := new(keystore.FieldError); !errors.As(err, &field) || field.Field != "valid_until" || f.Token != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || f.Day.String() != c.until || !f.Until.Equal(f.Day.Start(l.Term.Zone)) || f.Result != c.result || f.KeyID != r.Signer().KeyID() {
			t.Errorf("%s: %+v, %v", name, f, err)
			continue
		}
		opened(t, r, name, &f, code)
	}
}

// opened has a product that trusts the ring read a file.
func opened(t *testing.T, r *signing.Ring, name string, f *File, code codec.Code) {
	t.Helper()
	keys, _, err := answer.ParseJWKS(r.KeySetJSON())
	if err != nil {
		t.Fatal(err)
	}
	for at, good := range map[time.Time]bool{noon: true, f.Until.Add(-time.Second): true, f.Until: false} {
		s, err := keys.Verify(f.Token, &answer.Expect{Issuer: "ollu", Subject: code.Fingerprint(), Device: "d", DeviceOptional: true, Now: at})
		if (err == nil) != good || good && s.Result != f.Result {
			t.Errorf("%s, read at %s: %v, %v", name, at, s.Result, err)
		}
	}
}

// Keys that were changed on disk are read again, once; keys that cannot be used
// say so, and keep the reason for the log.
func TestFileKeys(t *testing.T) {
	old, dir := ring(t)
	e, l := entry(t, 10, nil)
	now := old
	k := Keys{Ring: func() *signing.Ring { return now }, Reload: func() (err error) { now, err = signing.Open(dir, noon); return err }}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	renewed, err := signing.Init(dir, "ollu", rand.Reader, noon)
	if err != nil {
		t.Fatal(err)
	}
	f, err := k.File(&l, &e, codec.Code{}, noon, nil)
	if err != nil || f.KeyID != renewed.Signer().KeyID() {
		t.Errorf("signed by %s, %v", f.KeyID, err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	_, err = k.File(&l, &e, codec.Code{}, noon, nil)
	if !errors.Is(err, ErrSigning) || !strings.Contains(err.Error(), dir) {
		t.Errorf("without keys: %v", err)
	}
}
