package licences

import (
	"fmt"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/visit/visittest"
)

// today is the day on which every site begins, in Tokyo.
var today = mustDay("2026-11-21")

func mustDay(s string) term.Day {
	d, err := term.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// site runs a portal of these routes alone, in which sessions outlive the days that
// tests let pass.
func site(t testing.TB) (*visittest.Site, *room) {
	t.Helper()
	r, s := newRoom(keepBytes), visittest.Prepare(t, Pages())
	s.Desk.Sessions = access.NewSessions(access.SessionOptions{})
	s.Serve(r.routes())
	return s, r
}

// owned issues a licence and registers it to the account of the site's owner: its
// number in the list, and its code.
func owned(s *visittest.Site, product string, days int, change func(*keystore.Licence)) (int, codec.Code) {
	s.T.Helper()
	code := s.Licence(product, days, change)
	reg := s.Own(s.Users[visittest.Owner], code)
	return reg[0].No, code
}

// crowd fills the list of the site's owner up to n lines, of all products, ages
// and standings.
func crowd(s *visittest.Site, n int) (codes []codec.Code) {
	s.T.Helper()
	products := []string{visittest.Appliance, visittest.Software, visittest.Hosted}
	for i := range n - 1 { // one is there already
		codes = append(codes, s.Licence(products[i%3], i%400-20, func(l *keystore.Licence) { l.Order = fmt.Sprintf("A-%04d", i) }))
	}
	s.Own(s.Users[visittest.Owner], codes...)
	return codes
}

// activated registers a device for a code.
func activated(s *visittest.Site, code codec.Code, device string) {
	s.T.Helper()
	s.Do(keystore.Activate{Code: code, Device: device, Version: "9.1 1330"})
}

// stranger opens an account of his own, and logs in.
func stranger(s *visittest.Site) (*visittest.Browser, customer.User) {
	s.T.Helper()
	u := s.Open("stranger")
	return s.Enter(u), u
}

func trial(l *keystore.Licence) { l.Type, l.Grace = product.Trial, 0 }

const day = 24 * time.Hour
