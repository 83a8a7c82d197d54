package register

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/visit"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"

	"pgregory.net/rapid"
)

// What the pages promise is what the store does: each open line of an offer
// becomes a line of the account's list, in the place of the trial that was shown,
// and nothing else changes.
func TestWhatIsShownIsDone(t *testing.T) {
	s := site(t)
	people := 0
	rapid.Check(t, func(rt *rapid.T) {
		people++
		user := s.Open(fmt.Sprintf("person-%d", people))
		account := accountOf(s, user.Account)
		v := &visit.Visit{R: httptest.NewRequest(http.MethodPost, "/", nil), Desk: &s.Desk, Now: s.Now(), Lang: words.EN, User: &user, Account: &account}
		draw := func(what string) (id string, kind product.Type) {
			return rapid.SampledFrom([]string{visittest.Appliance, visittest.Hosted}).Draw(rt, what+" product"), rapid.SampledFrom([]product.Type{product.Full, product.Trial}).Draw(rt, what+" type")
		}
		for range rapid.IntRange(0, 4).Draw(rt, "held") {
			id, kind := draw("held")
			s.Own(user, s.Licence(id, 30, func(l *keystore.Licence) { l.Type = kind }))
		}
		was := registrations(s, user.Account)
		order := string(user.ID)
		id, kind := draw("entered")
		code, key := codec.Code{}, codec.Key{}
		if rapid.Bool().Draw(rt, "a code is entered") {
			code = s.Licence(id, 30, func(l *keystore.Licence) { l.Type, l.Order = kind, order })
		} else {
			key = s.Key(id, func(k *keystore.RegKey) { k.Type, k.Order = kind, order })
		}
		for range rapid.IntRange(0, 4).Draw(rt, "others") {
			id, kind := draw("other")
			if key.IsZero() {
				kind = product.Full // a code without a key comes after the keys, and would take the place of a trial among them
			}
			s.Key(id, func(k *keystore.RegKey) { k.Type, k.Order = kind, order })
		}
		o, err := findOffer(v, code, key, user.Account)
		if err != nil {
			rt.Fatal(err)
		}
		w := &wizard{ID: user.ID, Entered: nameOf(key, code), Seen: o.names()}
		if err := further.apply(v, w, &o); err != nil {
			rt.Fatal(err)
		}
		compareLines(rt, &o, was, registrations(s, user.Account))
	})
}

func compareLines(t *rapid.T, o *offer, was, now []customer.Registration) {
	places := 0
	for _, l := range o.inTurn() {
		i := slices.IndexFunc(now, func(r customer.Registration) bool { return nameOf(r.Key, r.Code) == nameOf(l.Key, l.Code) })
		if i < 0 {
			t.Fatalf("%s is in no line", l.Licence)
		}
		switch former := now[i].Former; {
		case l.Trial == nil && len(former) > 0:
			t.Fatalf("%s took a place that was not shown", l.Licence)
		case l.Trial != nil && (now[i].No != l.Trial.No || former[len(former)-1].Code != l.Trial.Code):
			t.Fatalf("%s took another place than line %d", l.Licence, l.Trial.No)
		case l.Trial != nil:
			places++
		}
	}
	if len(now) != len(was)+len(o.Lines)-places {
		t.Fatalf("%d lines before, %d registered, %d in a place: %d lines", len(was), len(o.Lines), places, len(now))
	}
}

func accountOf(s *visittest.Site, id customer.ID) (a customer.Account) {
	s.Read(func(b customer.Book) (err error) { a, err = b.Account(id); return err })
	return a
}

// repeating draws one code so many times before others.
type repeating struct {
	io.Reader
	code  []byte
	times int
}

func (r *repeating) Read(b []byte) (int, error) {
	if len(b) == len(r.code) && r.times > 0 {
		r.times--
		return copy(b, r.code), nil
	}
	return r.Reader.Read(b)
}

// A code that was drawn before is drawn anew, and not for ever.
func TestCodeThatWasDrawnBefore(t *testing.T) {
	for times, want := range map[int]int{1: http.StatusOK, 2: http.StatusOK, 100: http.StatusInternalServerError} {
		s := visittest.Prepare(t, Pages())
		drawn := []byte("fifteen bytes..")
		code, err := codec.NewCode(codec.Prefix{'I', 'M'}, bytes.NewReader(drawn))
		if err != nil {
			t.Fatal(err)
		}
		s.Licence(visittest.Appliance, 30, func(l *keystore.Licence) { l.Code = code })
		random := &repeating{Reader: s.Desk.Random, code: drawn}
		s.Desk.Random = random
		s.Serve(Routes())
		b := s.LogIn(visittest.Owner)
		page := add(b, s.Key(visittest.Appliance, nil).Reveal())
		random.times = times
		b.Submit("/products/add/confirm", page.Fields()).Want(want)
	}
}
