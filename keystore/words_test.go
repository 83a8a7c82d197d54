package keystore

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/codec/term"
	"ollu/keystore/customer"
)

// TestNothingPrintsACode: what %v, %+v, %s and loggers make of every type that
// holds one is masked.
func TestNothingPrintsACode(t *testing.T) {
	l := rich()
	code, key := codes(2)
	k := RegKey{Key: key, Code: code}
	things := []any{
		l, &l, k, &k, RegKey{Key: key}, Row{Code: code}, Repeat{Codes: []codec.Code{code}, Keys: []codec.Key{key}}, Receipt{Licences: []Licence{l}, Keys: []RegKey{k}},
		Writes{Licences: []Licence{l}, Keys: []RegKey{k}, Devices: []DeviceOf{{Code: code}}, Tables: []customer.Put{{Table: customer.ByCode, Key: customer.CodeKey(code)}}}, &ConflictError{Code: code, Want: "renew", Why: "no"},
	}
	for _, c := range append(life(), Issue{Keys: []RegKey{k}}) {
		things = append(things, c, Act{By: "operator", Change: c})
	}
	secrets := []string{l.Code.Reveal(), code.Reveal(), key.Reveal(), phc, "花子", "example.com", "a secret of"}
	for _, x := range things {
		for _, verb := range []string{"%v", "%+v", "%s"} {
			printed := fmt.Sprintf(verb, x)
			for _, secret := range secrets {
				if strings.Contains(printed, secret) || strings.Contains(printed, "{w:") {
					t.Errorf("%T with %s: %s", x, verb, printed)
				}
			}
		}
	}
	if got := l.String(); !strings.Contains(got, l.Code.String()) || strings.Contains(got, l.Owner) {
		t.Errorf("licence: %s", got)
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	code, _ := codes(1)
	err := fmt.Errorf("renew: %w", &ConflictError{Code: code, Standing: Revoked, Want: "renew", Why: "resume it first"})
	want := "renew: cannot renew licence " + code.String() + " (revoked): resume it first"
	if err.Error() != want || !errors.Is(err, ErrConflict) || errors.Is(err, ErrInvalid) {
		t.Errorf("%v, want %s", err, want)
	}
	field := &FieldError{Field: "seats", Why: "must be at least 1"}
	if field.Error() != "invalid seats: must be at least 1" || !errors.Is(field, ErrInvalid) || errors.Is(field, ErrConflict) {
		t.Errorf("%v", field)
	}
}

func TestStandingNames(t *testing.T) {
	for s := Standing(0); s < Standings; s++ {
		text, err := s.MarshalText()
		var back Standing
		if err != nil || back.UnmarshalText(text) != nil || back != s || s.String() != string(text) {
			t.Errorf("%d: %q, %v, back %v", s, text, err, back)
		}
	}
	if _, err := Standing(Standings).MarshalText(); err == nil {
		t.Error("a standing outside the list has a name")
	}
	var s Standing
	if err := s.UnmarshalText([]byte("lost")); !errors.Is(err, ErrInvalid) {
		t.Errorf("lost: %v", err)
	}
	names := fmt.Sprint(RowNew, RowIdentical, RowRefused, Outcome(3), Standing(9))
	if names != "new identical refused Outcome(3) Standing(9)" {
		t.Error(names)
	}
}

func TestEntryOfAPendingRenewal(t *testing.T) {
	l := rich()
	e := l.Entry()
	for days, want := range map[term.Day]string{-1: "2027-03-31 100", 0: "2028-03-31 50", 1: "2028-03-31 50"} {
		d := l.Pending.ShowsFrom + days
		if got := fmt.Sprint(e.ExpiresOn(d), e.SeatsOn(d)); got != want || l.ExpiresOn(d) != e.ExpiresOn(d) {
			t.Errorf("on %v: %s, want %s", d, got, want)
		}
	}
	e.PendingSeats = 0
	if got := e.SeatsOn(l.Pending.ShowsFrom); got != 100 {
		t.Errorf("seats that stay: %d", got)
	}
}

func TestReportIsBounded(t *testing.T) {
	var r Report
	if !r.OK() {
		t.Error("an empty report is not well")
	}
	for range maxProblems + 5 {
		r.Problem("bad")
	}
	if r.OK() || len(r.Problems) != maxProblems || r.More != 5 {
		t.Errorf("%d problems and %d more", len(r.Problems), r.More)
	}
}

func TestPageLimit(t *testing.T) {
	for limit, want := range map[int]int{-1: MaxPage, 0: MaxPage, 1: 1, MaxPage: MaxPage, MaxPage + 1: MaxPage} {
		if got := PageLimit(limit); got != want {
			t.Errorf("%d: %d, want %d", limit, got, want)
		}
	}
}
