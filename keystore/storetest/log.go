package storetest

import (
	"encoding/json"
	"errors"
	"strings"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/audit"
)

var auditTests = []test{
	{"Audit/Everything", auditEverything},
	{"Audit/From", auditFrom},
}

// auditEverything is row B9: one entry for each licence or key touched.
func auditEverything(k *kit) {
	l, heir := k.licence(), k.licence()
	l.Key = k.key("IM")
	c := l.Code
	for _, change := range []keystore.Change{
		keystore.Issue{Licences: []keystore.Licence{l}},
		keystore.Import{Licences: []keystore.Licence{k.licence()}},
		keystore.Activate{Code: c, Device: "d1"},
		keystore.Renew{Code: c, Expires: day("2028-03-31"), ShowsFrom: day("2026-12-04")},
		keystore.Suspend{Code: c, Reason: "unpaid"},
		keystore.Resume{Code: c},
		keystore.Revoke{Code: c, Reason: "leaked"},
		keystore.Resume{Code: c},
		keystore.RemoveDevice{Code: c, Device: "d1"},
		keystore.SignFile{Code: c, Until: day("2027-06-29"), KeyID: "key-1"},
		keystore.Replace{Old: c, New: keystore.Licence{Code: heir.Code}},
	} {
		k.must(change)
	}
	var got []audit.Event
	for _, e := range k.log() {
		if e.Action != audit.Import {
			got = append(got, e.Event)
		}
	}
	equal(k, "log", got, k.wantedLog(&l, heir.Code))
	text, err := json.Marshal(k.log())
	is(k, "export", err, nil)
	for _, secret := range []string{c.Reveal(), heir.Code.Reveal(), l.Key.Reveal()} {
		equal(k, "a code in the log", strings.Contains(string(text), secret), false)
	}
}

func (k *kit) wantedLog(l *keystore.Licence, heir codec.Code) []audit.Event {
	of := func(c codec.Code, ev audit.Event) audit.Event {
		ev.At, ev.Actor, ev.Fingerprint, ev.Masked = k.now, "operator", c.Fingerprint(), c.String()
		return ev
	}
	c, until := l.Code, l.Expires
	key := audit.Event{Action: audit.IssueKey, To: until, Other: c.Fingerprint(), At: k.now, Actor: "operator", Fingerprint: l.Key.Fingerprint(), Masked: l.Key.String()}
	return []audit.Event{
		of(c, audit.Event{Action: audit.Issue, To: until}),
		key,
		of(c, audit.Event{Action: audit.Activate, Device: "d1"}),
		of(c, audit.Event{Action: audit.Renew, From: until, To: day("2028-03-31"), ShowsFrom: day("2026-12-04")}),
		of(c, audit.Event{Action: audit.Suspend, Reason: "unpaid"}),
		of(c, audit.Event{Action: audit.Resume}),
		of(c, audit.Event{Action: audit.Revoke, Reason: "leaked"}),
		of(c, audit.Event{Action: audit.Resume}),
		of(c, audit.Event{Action: audit.RemoveDevice, Device: "d1"}),
		of(c, audit.Event{Action: audit.SignFile, To: day("2027-06-29"), Reason: "signed by key key-1"}),
		of(c, audit.Event{Action: audit.Replace, From: until, To: until, Other: heir.Fingerprint()}),
		of(heir, audit.Event{Action: audit.Issue, To: until, Other: c.Fingerprint()}),
	}
}

func auditFrom(k *kit) {
	for range 5 {
		k.issued()
	}
	for from, want := range map[uint64][]uint64{0: {1, 2, 3, 4, 5}, 1: {1, 2, 3, 4, 5}, 4: {4, 5}, 5: {5}, 6: nil, 1 << 60: nil} {
		var got []uint64
		err := k.s.Audit(k.ctx, from, func(e audit.Entry) error {
			got = append(got, e.Seq)
			return nil
		})
		is(k, "Audit", err, nil)
		equal(k, "numbers", got, want)
	}
	stop, shown := errors.New("enough"), 0
	err := k.s.Audit(k.ctx, 2, func(audit.Entry) error { shown++; return stop })
	is(k, "Audit that is stopped", err, stop)
	equal(k, "shown", shown, 1)
}
