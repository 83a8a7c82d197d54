package storetest

import (
	"context"
	"io"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

var closedTests = []test{
	{"Closed", closed},
	{"Unopened", unopened},
	{"Cancelled", cancelled},
}

func closed(k *kit) {
	c := k.issued()
	k.must(keystore.Activate{Code: c, Device: "d"})
	is(k, "Close", k.s.Close(), nil)
	is(k, "Close again", k.s.Close(), nil)
	k.refusesAll(k.s, c, k.ctx, keystore.ErrClosed, true)
}

// unopened: a nil or zero store never yields an entry.
func unopened(k *kit) {
	for _, s := range k.o.Unopened {
		k.refusesAll(s, k.code("IM"), k.ctx, keystore.ErrClosed, true)
		is(k, "Close", s.Close(), nil)
	}
}

func cancelled(k *kit) {
	c := k.issued()
	ctx, cancel := context.WithCancel(k.ctx)
	cancel()
	k.refusesAll(k.s, c, ctx, context.Canceled, false)
	k.standing(c, keystore.Issued)
}

// refusesAll calls every method; those without a context only when all is set.
func (k *kit) refusesAll(s keystore.Store, c codec.Code, ctx context.Context, want error, all bool) {
	k.t.Helper()
	receipt, err := s.Apply(ctx, k.act(keystore.Suspend{Code: c}))
	is(k, "Apply", err, want)
	equal(k, "receipt", len(receipt.Licences), 0)
	l, err := s.Licence(ctx, c)
	is(k, "Licence", err, want)
	equal(k, "licence", l, keystore.Licence{})
	_, _, err = s.List(ctx, keystore.Filter{}, codec.Code{}, 0)
	is(k, "List", err, want)
	_, err = s.RegKey(ctx, k.key("IM"))
	is(k, "RegKey", err, want)
	_, _, err = s.RegKeys(ctx, keystore.KeyFilter{}, codec.Key{}, 0)
	is(k, "RegKeys", err, want)
	is(k, "Audit", s.Audit(ctx, 1, func(audit.Entry) error { return nil }), want)
	is(k, "Customers", s.Customers(ctx, func(customer.Book) error { k.t.Error("customers were shown"); return nil }), want)
	is(k, "Snapshot", s.Snapshot(ctx, io.Discard), want)
	_, err = s.Verify(ctx, nil)
	is(k, "Verify", err, want)
	if all {
		k.refusesLookups(s, c, want)
	}
}

func (k *kit) refusesLookups(s keystore.Store, c codec.Code, want error) {
	k.t.Helper()
	e, err := s.Lookup(c)
	is(k, "Lookup", err, want)
	equal(k, "entry", e, keystore.Entry{})
	registered, err := s.Seen(c, []byte("d"), nil, k.now)
	is(k, "Seen", err, want)
	equal(k, "registered", registered, false)
	shown := 0
	is(k, "Each", s.Each(func(*keystore.Entry) bool { shown++; return true }), want)
	is(k, "EachDevice", s.EachDevice(func(*keystore.Entry, int64) bool { shown++; return true }), want)
	equal(k, "shown", shown, 0)
	is(k, "Ready", s.Ready(), want)
	is(k, "Stats", s.Stats().Broken, want)
}
