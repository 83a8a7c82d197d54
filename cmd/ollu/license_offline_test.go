package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/server/signing"
	"ollu/server/wire"
)

// carried reads an offline code with the key that is put into a product.
func (s site) carried(t *testing.T, code codec.Code) codec.Offline {
	t.Helper()
	key, err := codec.ParseOfflineKey(strings.TrimSpace(s.do(t, "signing", "offline-key", exampleProduct)))
	if err != nil {
		t.Fatal(err)
	}
	o, err := code.Offline(exampleProduct, &key)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// The life of a site without a network (rows L7, C6).
func TestOfflineCodes(t *testing.T) {
	s := newSite(t)
	old := s.issue(t, "--offline", "--seats", "50")[0]
	if o := s.carried(t, old.Code); o.Seats != 50 || o.Expires != int32(*old.Expires) || o.Trial || o.Perpetual {
		t.Errorf("the code carries %+v", o)
	}
	s.ollu(t, "license", "show", old.Code.Reveal()).want(t, exitDone, "offline     its terms are inside the code", "")
	s.ollu(t, "license", "renew", old.Code.Reveal(), "--by", "1y").
		want(t, exitFailed, "", "next: its expiry is inside the code, where a renewal does not reach it; issue a new code in its place: ollu license replace CODE --offline --expires DATE")

	fresh := parse[wire.Licence](t, s.do(t, "license", "replace", old.Code.Reveal(), "--offline", "--expires", "2100-03-31", "--json"))
	if o := s.carried(t, fresh.Code); o.Expires != int32(*fresh.Expires) || fresh.Expires.String() != "2100-03-31" {
		t.Errorf("the new code carries %+v, the licence expires on %s", o, fresh.Expires)
	}
	s.ollu(t, "query", old.Code.Reveal()).want(t, exitNo, "result=replaced", "")
	s.ollu(t, "query", fresh.Code.Reveal(), "--device", "d", "--action", "activate").want(t, exitDone, "expires=2100-03-31", "")
	again := parse[wire.Licence](t, s.do(t, "license", "replace", fresh.Code.Reveal(), "--json"))
	if again.Code.Version() != codec.OfflineVersion || !again.Offline {
		t.Error("a replaced offline code became an online one without being asked")
	}
	online := parse[wire.Licence](t, s.do(t, "license", "replace", again.Code.Reveal(), "--offline=false", "--json"))
	if online.Code.Version() != 0 || online.Expires.String() != "2100-03-31" {
		t.Errorf("%+v", online)
	}
	s.ollu(t, "license", "issue", "--product", exampleProduct, "--expires", "2099-03-31", "--offline", "--zone", "Europe/Berlin").
		want(t, exitFailed, "", "zone is not in an offline code")
}

// A file on disk is what a product verifies, and nobody else may read it.
func TestLicenceFile(t *testing.T) {
	s := newSite(t)
	l := s.issue(t, "--seats", "50")[0]
	code := l.Code.Reveal()
	s.ollu(t, "license", "file", code, "--out", "gw.lic").want(t, exitDone, "gw.lic written: 2099-03-31, grace until 2099-06-29 (Asia/Tokyo), taken until 2099-06-29 00:00 +09:00\n", "")
	text, mode := s.read(t, "gw.lic")
	if mode != 0o600 {
		t.Errorf("mode %v", mode)
	}
	s.ollu(t, "license", "file", code, "--out", "gw.lic").want(t, exitFailed, "", "gw.lic exists already")
	s.ollu(t, "license", "file", code, "--out", "gw.lic", "--force", "--valid-until", "2098-12-31").want(t, exitDone, "taken until 2098-12-31 00:00", "")
	s.ollu(t, "license", "file", code, "--valid-until", "2020-12-31").want(t, exitFailed, "", "invalid valid_until: must be after today")

	keys := s.trusted(t)
	printed := s.do(t, "license", "file", code)
	for _, file := range []string{text, printed, parse[wire.FileResponse](t, s.do(t, "license", "file", code, "--json")).File} {
		signed, err := keys.Verify([]byte(strings.TrimSpace(file)), &answer.Expect{
			Issuer: "ollu", Subject: l.Code.Fingerprint(), Device: "any", DeviceOptional: true, Now: time.Now(), Skew: time.Minute,
		})
		if err != nil {
			t.Fatal(err)
		}
		if signed.Result != answer.Valid || signed.Seats != 50 || signed.Statement.Expires != *l.Expires {
			t.Errorf("it says %+v", signed.Statement)
		}
	}
	if strings.Contains(text+printed, code) {
		t.Error("the file holds the code")
	}
	s.do(t, "license", "revoke", code, "--reason", "refunded")
	s.ollu(t, "license", "file", code).want(t, exitFailed, "", "--any-standing")
	s.ollu(t, "license", "file", code, "--any-standing").want(t, exitDone, ".", "")
	s.ollu(t, "license", "file", exampleCode).want(t, exitNo, "", "not found")
}

// trusted is the key set that the site publishes.
func (s site) trusted(t *testing.T) *answer.KeySet {
	t.Helper()
	ring, err := signing.Open(filepath.Join(s.dir, "data", "signing"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	keys, _, err := answer.ParseJWKS(ring.KeySetJSON())
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// What will be told, with a renewal that waits (row B1).
func TestPreviewOfALicence(t *testing.T) {
	s := newSite(t)
	l := s.issue(t, "--seats", "5")[0]
	code := l.Code.Reveal()
	s.do(t, "query", code, "--device", "d", "--action", "activate")
	s.do(t, "license", "renew", code, "--by", "1y", "--shows-from", "2099-04-10", "--seats", "8")

	text := s.do(t, "license", "preview", code, "--on", "2099-04-09", "--on", "2099-04-10")
	for _, want := range []string{
		"renewal   to 2100-03-31, shows from 2099-04-10\n",
		"2099-04-09 00:00 +09:00  E+9    grace   2099-03-31  2099-06-29  -9         5      allowed\n",
		"2099-04-10 00:00 +09:00  E-355  valid   2100-03-31  2100-06-29  355        8      allowed\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "CHECK") {
		t.Errorf("asked for days alone, it shows checks:\n%s", text)
	}
	text = s.do(t, "license", "preview", code, "--from", "2099-03-30", "--to", "2099-04-12")
	if strings.Count(text, "+09:00") != 3 || !strings.Contains(text, "2099-03-31 00:00 +09:00  E      grace") {
		t.Errorf("want E-1, E and the day the renewal shows:\n%s", text)
	}
	a := parse[wire.PreviewResponse](t, s.do(t, "license", "preview", code, "--json"))
	if a.Licence.Code != l.Code || len(a.Checks) == 0 || a.Checks[0].Result != "valid" || len(a.On) != 0 {
		t.Errorf("%+v", a)
	}
	s.ollu(t, "license", "preview", code, "--from", "2099-03-02", "--to", "2099-03-03").want(t, exitDone, "no check in this time", "")
	s.ollu(t, "license", "preview", code, "--from", "2100-06-01", "--to", "2109-04-12").want(t, exitDone, "expired", "there are more: go on with --from 210")
	s.ollu(t, "license", "preview", code, "--on", "2020-01-01").want(t, exitFailed, "", "what was told before is not kept")
	s.ollu(t, "license", "preview", code, "--on", "2099-02-29").want(t, exitFailed, "", `--on "2099-02-29"`)
}
