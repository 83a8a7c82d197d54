package check

import (
	"slices"
	"time"

	"ollu/codec/answer"
	"ollu/keystore"
	"ollu/server/terms"
)

const (
	tagPlaces = 1 << 12 // a power of two
	tagMinute = 60      // seconds
)

// tags remembers the tags of statements. A statement for the shelf says nothing
// that is the code's own, so licences that were issued on the same terms share
// one, and there are far fewer terms than licences. What is said changes by itself
// when a day begins, which in every zone is at a whole minute: within a minute, of
// one catalogue and under one key, the same terms have the same tag.
//
// It is used by one at a time.
type tags struct {
	book   *terms.Book
	keyID  string
	minute int64
	round  uint32 // what was remembered in another one is forgotten
	places []tagPlace
	s      answer.Statement
}

type tagPlace struct {
	round uint32
	entry keystore.Entry
	tag   [answer.TagLen]byte
}

// at makes the tags those of a moment.
func (t *tags) at(book *terms.Book, keyID string, now time.Time) {
	minute := now.Unix() / tagMinute
	if t.book == book && t.keyID == keyID && t.minute == minute && t.places != nil {
		return
	}
	t.book, t.keyID, t.minute = book, keyID, minute
	t.round++
	if t.places == nil || t.round == 0 {
		t.round, t.places = 1, make([]tagPlace, tagPlaces)
	}
}

// of gives the tag of what is said of an entry, until it is called again.
func (t *tags) of(e *keystore.Entry, now time.Time) ([]byte, error) {
	p := &t.places[termsHash(e)%tagPlaces]
	if p.round == t.round && sameTerms(&p.entry, e) {
		return p.tag[:], nil
	}
	if err := tell(&t.s, e, true, t.book, now); err != nil {
		return nil, err
	}
	p.round, p.entry = t.round, *e
	return t.s.AppendTag(p.tag[:0], t.keyID), nil
}

// termsHash is the same for entries of the same terms.
func termsHash(e *keystore.Entry) uint64 {
	const odd = 0x9e3779b97f4a7c15
	h := uint64(uint32(e.Expires))<<32 | uint64(e.Seats)
	h = h*odd ^ uint64(e.Grace)<<32 ^ uint64(uint32(e.Pending))<<8 ^ uint64(e.Standing) ^ uint64(len(e.Product))<<16 ^ uint64(len(e.Components))<<24
	h *= odd
	return h ^ h>>32
}

// sameTerms tells whether the same is said of two entries. Who uses them and when
// they were seen is not said, and the day of issue only shapes what never ends.
func sameTerms(a, b *keystore.Entry) bool {
	return a.Product == b.Product && a.Zone == b.Zone && a.Type == b.Type && a.Standing == b.Standing &&
		a.Perpetual == b.Perpetual && a.HasPending == b.HasPending && a.Grace == b.Grace &&
		a.Seats == b.Seats && a.PendingSeats == b.PendingSeats && a.Expires == b.Expires &&
		a.Pending == b.Pending && a.ShowsFrom == b.ShowsFrom && activated(a) == activated(b) &&
		(!a.Perpetual || a.Issued == b.Issued) && slices.Equal(a.Components, b.Components)
}
