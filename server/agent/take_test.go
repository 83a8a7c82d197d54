package agent

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"ollu/codec/term"
)

// A lease in short, for the table below: expiry and source, then what is special.
func leased(source Source, expires int, signed int, change ...func(*Lease)) *Lease {
	l := &Lease{
		Source: source, Allowed: true, SignedAt: noon.AddDate(0, 0, signed),
		Term: term.Term{Expires: today + term.Day(expires)},
	}
	for _, f := range change {
		f(l)
	}
	return l
}

func refusedLease(l *Lease)   { l.Refused, l.Allowed = true, false }
func endedLease(l *Lease)     { l.Allowed = false }
func perpetualLease(l *Lease) { l.Term = term.Term{Perpetual: true} }

// What takes the place of what (row L7).
func TestJudge(t *testing.T) {
	server, file, code := SourceServer, SourceFile, SourceCode
	for name, c := range map[string]struct {
		held, offered *Lease
		same, proved  bool
		want          ruling
	}{
		"first code":                            {nil, leased(server, 10, 0), false, true, takes},
		"first code, ended":                     {nil, leased(server, -200, 0, endedLease), false, true, takes},
		"first code, refused":                   {nil, leased(server, 10, 0, refusedLease), false, true, takenBack},
		"same code, its evidence is lost":       {nil, leased(file, 10, 0, refusedLease), true, false, takes},
		"asked: later":                          {leased(server, 10, -1), leased(server, 375, 0), true, true, takes},
		"asked: earlier":                        {leased(server, 10, -1), leased(server, 5, 0), true, true, takes},
		"asked: revoked":                        {leased(server, 10, -1), leased(server, 10, 0, refusedLease), true, true, takes},
		"asked: resumed":                        {leased(server, 10, -1, refusedLease), leased(server, 10, 0), true, true, takes},
		"asked: earlier than a file":            {leased(file, 10, 5), leased(server, 5, 0), true, true, takes},
		"asked: a new code that ends sooner":    {leased(server, 100, -1), leased(server, 50, 0), false, true, takes},
		"asked: a new code that has ended":      {leased(server, 100, -1), leased(server, -200, 0, endedLease), false, true, over},
		"asked: two codes that ended":           {leased(server, -300, -1, endedLease), leased(server, -200, 0, endedLease), false, true, takes},
		"asked: a new code that is revoked":     {leased(server, 100, -1), leased(server, 300, 0, refusedLease), false, true, takenBack},
		"asked: in place of a revoked code":     {leased(server, 100, -1, refusedLease), leased(server, 50, 0), false, true, takes},
		"file: newer and later":                 {leased(server, 10, -1), leased(file, 375, 0), true, false, takes},
		"file: newer and the same":              {leased(server, 10, -1), leased(file, 10, 0), true, false, takes},
		"file: the same file":                   {leased(file, 10, 0), leased(file, 10, 0), true, false, takes},
		"file: newer and earlier":               {leased(server, 10, -1), leased(file, 5, 0), true, false, sooner},
		"file: newer and revoked":               {leased(server, 10, -1), leased(file, 5, 0, refusedLease), true, false, takes},
		"file: older and later":                 {leased(server, 10, 0), leased(file, 375, -1), true, false, stale},
		"file: older and revoked":               {leased(server, 10, 0), leased(file, 10, -1, refusedLease), true, false, stale},
		"file: of a perpetual licence":          {leased(server, 10, -1), leased(file, 0, 0, perpetualLease), true, false, takes},
		"file: ends, perpetual held":            {leased(server, 0, -1, perpetualLease), leased(file, 9999, 0), true, false, sooner},
		"file for an offline code":              {leased(code, 10, 0, signedNever), leased(file, 10, -1), true, false, takes},
		"file for an offline code, revoked":     {leased(code, 10, 0, signedNever), leased(file, 10, -1, refusedLease), true, false, takes},
		"file for an offline code, sooner":      {leased(code, 10, 0, signedNever), leased(file, 5, -1), true, false, sooner},
		"file of another code, later":           {leased(code, 10, 0, signedNever), leased(file, 11, -1), false, false, takes},
		"file of another code, same expiry":     {leased(code, 10, 0, signedNever), leased(file, 10, -1), false, false, takes},
		"file of another code, sooner":          {leased(code, 10, 0, signedNever), leased(file, 9, 1), false, false, sooner},
		"newer file of another code":            {leased(file, 10, 0), leased(file, 10, 1), false, false, takes},
		"older file of another code":            {leased(file, 10, 0), leased(file, 10, -1), false, false, stale},
		"file of another code, revoked":         {leased(file, 10, 0), leased(file, 99, 1, refusedLease), false, false, takenBack},
		"offline code again":                    {leased(code, 10, 0, signedNever), leased(code, 10, 0, signedNever), true, false, stands},
		"offline code after its file":           {leased(file, 20, 0), leased(code, 10, 0, signedNever), true, false, stands},
		"offline code after its revocation":     {leased(file, 20, 0, refusedLease), leased(code, 10, 0, signedNever), true, false, heldRefused},
		"offline code, later":                   {leased(server, 10, 0), leased(code, 11, 0, signedNever), false, false, takes},
		"offline code instead of online":        {leased(server, 10, 0), leased(code, 10, 0, signedNever), false, false, takes},
		"offline code, sooner":                  {leased(server, 10, 0), leased(code, 9, 0, signedNever), false, false, sooner},
		"offline code against a file":           {leased(file, 10, 0), leased(code, 10, 0, signedNever), false, false, stands},
		"offline code after a revoked one":      {leased(file, 10, 0, refusedLease), leased(code, 9, 0, signedNever), false, false, takes},
		"offline code that ended":               {leased(file, 10, 0), leased(code, -200, 0, signedNever, endedLease), false, false, over},
		"file of another code, both ended":      {leased(file, -100, 0, endedLease), leased(file, -200, 1, endedLease), false, false, sooner},
		"offline code in place of an ended one": {leased(code, -200, 0, signedNever, endedLease), leased(code, 10, 0, signedNever), false, false, takes},
	} {
		if got := judge(c.held, c.offered, c.same, c.proved); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func signedNever(l *Lease) { l.SignedAt = time.Time{} }

// What was carried by hand never shortens a licence that runs, unless the issuer
// took it back, and never goes back in time.
func TestJudgeNeverShortens(t *testing.T) {
	lease := rapid.Custom(func(t *rapid.T) *Lease {
		l := leased(rapid.SampledFrom([]Source{SourceServer, SourceFile, SourceCode}).Draw(t, "source"),
			rapid.IntRange(-150, 400).Draw(t, "expires"), rapid.IntRange(-9, 9).Draw(t, "signed"))
		l.Refused = l.Source != SourceCode && rapid.Bool().Draw(t, "refused")
		l.Allowed = !l.Refused && l.Term.Expires > today-90
		if l.Source == SourceCode {
			signedNever(l)
		}
		return l
	})
	rapid.Check(t, func(t *rapid.T) {
		held, offered := lease.Draw(t, "held"), lease.Draw(t, "offered")
		same := rapid.Bool().Draw(t, "same")
		if judge(held, offered, same, false) != takes || offered.Refused && same {
			return
		}
		if offered.Refused {
			t.Fatal("a code that was taken back was taken in")
		}
		if held.Allowed && offered.Expires().before(held.Expires()) {
			t.Fatalf("%s took the place of %s", offered.Expires(), held.Expires())
		}
		if same && offered.SignedAt.Before(held.SignedAt) {
			t.Fatalf("%s took the place of %s", offered.SignedAt, held.SignedAt)
		}
	})
}
