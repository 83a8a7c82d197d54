package bundle

import (
	"bytes"
	"crypto/ed25519"
	"path/filepath"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/server/manager/book"
)

const issuer = "issuer.example"

// signer gives a key of the issuer, or of somebody else.
func signer(t testing.TB, seed byte) *answer.Signer {
	t.Helper()
	s, err := answer.NewSigner(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize)))
	must(t, err)
	return s
}

// keysOf gives the key set that publishes these keys.
func keysOf(signers ...*answer.Signer) []byte {
	var k answer.KeySet
	for _, s := range signers {
		k.Add(s.Public())
	}
	return k.AppendJWKS(nil, nil)
}

// statement gives what the issuer says about a code at a moment.
func statement(s *answer.Signer, c codec.Code, at time.Time, days int) string {
	today := term.Day(at.Unix() / (24 * 60 * 60))
	return string(s.AppendStatement(nil,
		&answer.Claims{Issuer: issuer, Subject: c.Fingerprint(), IssuedAt: at, Expires: at.AddDate(0, 0, 35)},
		&answer.Statement{
			Result: answer.Valid, Issued: true, Product: "mail", Seats: 5, Components: []string{"scan"},
			Expires: today + term.Day(days), GraceEnds: today + term.Day(days) + 30, Zone: "UTC", DaysLeft: days,
			UpdatesAllowed: true, NextCheck: at.AddDate(0, 0, 1), ServerTime: at,
		}))
}

func describe(t testing.TB, s *answer.Signer, id string, at time.Time) string {
	t.Helper()
	text := product.Text{JA: "製品", EN: "Product"}
	prefix, err := codec.ParsePrefix("IM")
	must(t, err)
	p := product.Product{
		ID: id, Name: text, Prefixes: []codec.Prefix{prefix},
		Components: []product.Component{{ID: "scan", Name: text, Prefixes: []codec.Prefix{prefix}, Sold: true}},
		Schedule:   &term.Schedule{Every: 30}, Grace: 90, TrialDays: 30, Zone: "UTC",
	}
	facts := p.AppendFacts(nil)
	_, err = product.ParseFacts(facts)
	must(t, err)
	return string(s.AppendProduct(nil, issuer, facts, at))
}

func revoked(s *answer.Signer, at time.Time) string {
	return string(s.AppendRevocations(nil, &answer.Revocations{Issuer: issuer, IssuedAt: at}))
}

// site is a manager, as far as files go: a book, and whom it believes.
type site struct {
	t    testing.TB
	name string
	book *book.Book
	keys *answer.KeySet
}

func newSite(t testing.TB, name string, trusts ...*answer.Signer) *site {
	t.Helper()
	b, err := book.Open(filepath.Join(t.TempDir(), "manager.db"), book.Options{})
	must(t, err)
	t.Cleanup(func() { _ = b.Close() })
	s := &site{t, name, b, &answer.KeySet{}}
	for _, signer := range trusts {
		s.keys.Add(signer.Public())
	}
	return s
}

func (s *site) options(adopt bool, now time.Time) MergeOptions {
	return MergeOptions{
		Verify: func(token []byte, c codec.Code) (answer.Signed, error) {
			return s.keys.Verify(token, &answer.Expect{Issuer: issuer, Subject: c.Fingerprint(), Now: now})
		},
		Offer: func(published []byte) ([]string, error) {
			if s.keys.Len() > 0 {
				return nil, nil
			}
			keys, _, err := answer.ParseJWKS(published)
			if err != nil {
				return nil, err
			}
			s.keys = keys
			return keys.IDs(), nil
		},
		Trusted: func() (*answer.KeySet, string) { return s.keys, issuer },
		Adopt:   adopt, Now: now,
	}
}

// manages takes codes in.
func (s *site) manages(codes ...codec.Code) {
	s.t.Helper()
	for _, c := range codes {
		must(s.t, s.book.PutCodes(book.Code{Code: c, Added: noon, Note: "rack 4"}))
	}
}

// file exports, by way of the bytes that travel.
func (s *site) file(now time.Time) *Content {
	s.t.Helper()
	c, err := Collect(s.book, now, s.name)
	must(s.t, err)
	return travelled(s.t, c)
}

func travelled(t testing.TB, c *Content) *Content {
	t.Helper()
	c, err := Read(bytes.NewReader(written(t, c)))
	must(t, err)
	return c
}

func (s *site) merge(c *Content, adopt bool, now time.Time) Report {
	s.t.Helper()
	r, err := Merge(s.t.Context(), s.book, c, s.options(adopt, now))
	must(s.t, err)
	return r
}

// asks is what a sync of a manager with a line does.
func (s *site) asks(by *answer.Signer, now time.Time, days int) {
	s.t.Helper()
	var taken []book.Taken
	must(s.t, s.book.Codes(func(c *book.Code) error {
		token := statement(by, c.Code, now, days)
		signed, err := s.keys.Verify([]byte(token), &answer.Expect{Issuer: issuer, Subject: c.Code.Fingerprint(), Now: now})
		taken = append(taken, book.Taken{Code: c.Code, Tag: string(signed.AppendTag(nil, signed.KeyID)), Token: token, Signed: signed})
		return err
	}))
	waiting, err := s.book.Activations()
	must(s.t, err)
	for i := range waiting {
		waiting[i].Answer, waiting[i].AnsweredAt = "valid", now
	}
	must(s.t, s.book.AnswerActivations(waiting...))
	must(s.t, s.book.TakeStatements(now, taken...))
	must(s.t, s.book.PutIssuer(book.Issuer{
		Name: issuer, Keys: keysOf(by), Facts: map[string]string{"mail": describe(s.t, by, "mail", now)}, Revocations: revoked(by, now), RevokedTag: `"1"`,
	}))
}

func (s *site) held(c codec.Code) book.Code {
	s.t.Helper()
	got, err := s.book.Code(c)
	must(s.t, err)
	return got
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
