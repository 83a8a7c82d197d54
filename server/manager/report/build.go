package report

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/server/manager/book"
)

// Options is what a report says that does not stand in the book.
type Options struct {
	Server  string        // the issuer's address
	Waiting bool          // a long poll is open
	Next    time.Time     // when the issuer is asked next by itself; zero: not by this program
	Off     time.Duration // by how much the machine's clock is ahead of the issuer's; 0: right, or not known
}

// Build says how the site stands at now. What the book holds is told as of now:
// a statement that was valid when it was signed may be in grace by now.
func Build(b *book.Book, now time.Time, o Options) (Site, error) {
	site := Site{Time: now, Codes: []Code{}, Products: []Product{}}
	issuer, err := b.Issuer()
	if err != nil {
		return Site{}, fmt.Errorf("reading what is known of the issuer: %w", err)
	}
	marks, err := b.Marks()
	if err != nil {
		return Site{}, fmt.Errorf("reading when the issuer was heard: %w", err)
	}
	site.Issuer = issuerOf(&issuer, o.Server)
	held, err := site.codes(b, &issuer)
	if err != nil {
		return Site{}, fmt.Errorf("reading the codes: %w", err)
	}
	if err := site.products(b, held); err != nil {
		return Site{}, fmt.Errorf("reading the products: %w", err)
	}
	site.Sync = syncOf(&marks, o)
	site.Sync.Healthy = Health(&marks, len(held), now) == nil
	return site, nil
}

func issuerOf(i *book.Issuer, server string) Issuer {
	out := Issuer{Server: server, Name: i.Name, KeyIDs: []string{}, FirstUse: i.FirstUse}
	if keys := keysOf(i); keys != nil {
		out.KeyIDs = append(out.KeyIDs, keys.IDs()...)
	}
	return out
}

// keysOf gives the keys that are believed, or nil.
func keysOf(i *book.Issuer) *answer.KeySet {
	keys, _, err := answer.ParseJWKS(i.Keys)
	if err != nil {
		return nil
	}
	return keys
}

func syncOf(m *book.Marks, o Options) Sync {
	return Sync{
		LastTry: m.LastTry, LastGood: m.LastGood, Next: o.Next, Failures: m.Failures, Cause: m.Cause, Imported: m.Imported,
		Waiting: o.Waiting, ClockOff: int(o.Off.Round(time.Second) / time.Second),
	}
}

// word is what the issuer's present word about a code comes to for a delivery.
type word struct {
	tag     string // "" there is none
	expires string
}

// codes fills in the codes, and gives what is held about each.
func (s *Site) codes(b *book.Book, issuer *book.Issuer) (map[codec.Code]word, error) {
	held := map[codec.Code]word{}
	revoked := revocations{issuer: issuer}
	err := b.Codes(func(c *book.Code) error {
		is := codeAt(c, s.Time, &revoked)
		s.Codes = append(s.Codes, is)
		held[c.Code] = word{c.Tag, is.Expires}
		return nil
	})
	slices.SortFunc(s.Codes, func(a, b Code) int {
		return cmp.Or(cmp.Compare(a.Product, b.Product), cmp.Compare(a.Expires, b.Expires), cmp.Compare(a.ID, b.ID))
	})
	return held, err
}

// codeAt says how it stands with a code at now.
func codeAt(c *book.Code, now time.Time, revoked *revocations) Code {
	out := Code{
		Code: c.Code.String(), ID: c.Code.Fingerprint(), Note: c.Note, Carried: c.Carried,
		ChangedAt: c.ChangedAt, Problem: c.Problem,
	}
	if !c.Replaces.IsZero() {
		out.Replaces = c.Replaces.String()
	}
	if c.Token == "" {
		return out
	}
	s := At(c.Signed.Statement, now)
	out.SignedAt, out.Result = c.Signed.IssuedAt, s.Result.String()
	if s.Issued {
		out.tell(&s)
	}
	if s.Result == answer.Revoked {
		out.Reason = revoked.reason(out.ID)
	}
	return out
}

// tell fills in what is said about a code that was issued.
func (c *Code) tell(s *answer.Statement) {
	c.Product, c.Type, c.Seats = s.Product, s.Type.String(), s.Seats
	c.Perpetual, c.Zone, c.UpdatesAllowed = s.Perpetual, s.Zone, s.UpdatesAllowed
	if !s.Perpetual {
		c.Expires, c.GraceEnds, c.DaysLeft = s.Expires.String(), s.GraceEnds.String(), s.DaysLeft
	}
}

// revocations reads the signed list when it is needed first.
type revocations struct {
	issuer *book.Issuer
	read   bool
	list   answer.Revocations
}

// reason gives why a code was revoked; empty when the list does not say.
func (r *revocations) reason(id string) string {
	if !r.read {
		r.read = true
		if keys := keysOf(r.issuer); keys != nil && r.issuer.Revocations != "" {
			r.list, _ = keys.OpenRevocations([]byte(r.issuer.Revocations), r.issuer.Name) // one that is not believed says nothing
		}
	}
	found, _ := r.list.Find(id)
	return found.Reason
}
