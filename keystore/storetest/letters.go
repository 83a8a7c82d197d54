package storetest

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/customer"
)

var letterTests = []test{
	{"Letters", letters},
	{"Letters/WithTheirAct", lettersWithAct},
	{"Letters/Repeat", lettersRepeat},
	{"Customers/OneView", oneView},
	{"Customers/Activities", activities},
	{"Customers/Held", customersHeld},
}

// codes issues some licences.
func (k *kit) codes(n int) (all []codec.Code) {
	for range n {
		all = append(all, k.issued())
	}
	return all
}

// due gives the ids of the letters that are due, and when the next is.
func (k *kit) due(limit int) (ids []string, next time.Time) {
	k.t.Helper()
	k.read(func(b customer.Book) (err error) {
		var page []customer.Letter
		page, next, err = b.DueLetters(k.now, limit)
		for i := range page {
			ids = append(ids, page[i].ID)
		}
		return err
	})
	return ids, next
}

// letters wait, are put off, given up, tried again, and leave.
func letters(k *kit) {
	f := k.joined(1)
	first, second := k.letter(&f), k.letter(&f)
	seen := k.account(f.account.ID)
	k.done(f.on(k, keystore.SetFeed{Account: f.account.ID, Hash: k.hash()}, first))
	k.later(time.Second)
	k.done(f.on(k, keystore.SetFeed{Account: f.account.ID}, second))
	ids, next := k.due(10)
	equal(k, "due", []any{ids, next}, []any{[]string{first.ID, second.ID}, time.Time{}})
	ids, next = k.due(1)
	equal(k, "the one that is due longest", []any{ids, next}, []any{[]string{first.ID}, k.now})
	logged := k.s.Stats().Audit

	later := k.soon(time.Minute)
	k.must(keystore.LetterFailed{ID: first.ID, Problem: "451 try later", Due: later})
	ids, next = k.due(10)
	equal(k, "put off", []any{ids, next}, []any{[]string{second.ID}, later})
	k.must(keystore.LetterFailed{ID: second.ID, Problem: "550 no such user", Dead: true})
	ids, _ = k.due(10)
	equal(k, "given up", len(ids), 0)
	l := k.known().Letters
	i := slices.IndexFunc(l, func(l customer.Letter) bool { return l.ID == second.ID })
	equal(k, "what is kept of it", []any{l[i].Tries, l[i].Problem, l[i].Dead, l[i].To}, []any{1, "550 no such user", true, f.user.Person.Mail})
	k.must(keystore.RetryLetter{ID: second.ID})
	ids, _ = k.due(10)
	equal(k, "tried again", ids, []string{second.ID})
	k.must(keystore.LetterSent{ID: second.ID})
	equal(k, "left", k.s.Stats().Letters, uint64(1))
	for _, c := range []keystore.Change{
		keystore.LetterSent{ID: second.ID}, keystore.LetterFailed{ID: second.ID, Due: later}, keystore.RetryLetter{ID: second.ID}, keystore.DropLetter{ID: second.ID},
	} {
		k.denied(keystore.ErrNotFound, k.act(c))
	}
	equal(k, "none of it is in the log", k.s.Stats().Audit, logged)
	k.denied(keystore.ErrConflict, k.act(keystore.DropLetter{ID: first.ID})) // it still waits
	k.must(keystore.LetterFailed{ID: first.ID, Dead: true})
	k.must(keystore.DropLetter{ID: first.ID})
	equal(k, "none is left", k.s.Stats().Letters, uint64(0))
	equal(k, "revision", k.account(f.account.ID).Revision > seen.Revision, true)
}

// lettersWithAct: letters are queued with what they tell of, or not at all.
func lettersWithAct(k *kit) {
	f := k.joined(1)
	c := k.line(f.account.ID, 1).Code
	a, b := k.letter(&f), k.letter(&f)
	k.done(f.on(k, keystore.SetFeed{Account: f.account.ID, Hash: k.hash()}, a, b))
	equal(k, "queued", k.s.Stats().Letters, uint64(2))
	wrong := k.letter(&f)
	wrong.To = "nobody"
	k.denied(keystore.ErrInvalid, f.on(k, keystore.SetFeed{Account: f.account.ID}, k.letter(&f), wrong))
	k.denied(keystore.ErrExists, f.on(k, keystore.SetFeed{Account: f.account.ID}, k.letter(&f), a))
	k.denied(keystore.ErrNotFound, f.on(k, keystore.RemoveDevice{Code: c, Device: "none"}, k.letter(&f)))
	issue := k.act(keystore.Issue{Licences: []keystore.Licence{k.licence()}})
	issue.Letters = []customer.Letter{k.letter(&f)}
	k.done(issue) // the issuer's acts have letters too
	equal(k, "queued", k.s.Stats().Letters, uint64(3))
}

// lettersRepeat: the repetition of an act queues no second letter, and tells of the
// same registration.
func lettersRepeat(k *kit) {
	f, key := k.firm(), k.openKey()
	act := func() keystore.Act { // as a server makes one: each with a code and a letter of its own
		a := k.keyed(f.register(keystore.Register{Keys: []codec.Key{key.Key}, Fresh: []keystore.Licence{k.promised(&key)}}), "register-1", 1)
		a.Letters = []customer.Letter{k.letter(&f)}
		return a
	}
	first := k.again(act(), false)
	second := k.again(act(), true)
	equal(k, "the same licence", second.Licences[0].Code, first.Licences[0].Code)
	equal(k, "the same lines", second.Registrations, first.Registrations)
	all := k.known()
	equal(k, "letters, accounts", []int{len(all.Letters), len(all.Accounts)}, []int{1, 1})

	in := firm{all.Accounts[0], all.Users[0]}
	more := func() keystore.Act {
		a := in.on(k, keystore.SetFeed{Account: in.account.ID, Hash: k.hash()}, k.letter(&in))
		a.IdempotencyKey = "feed"
		return a
	}
	k.again(more(), false)
	k.again(more(), true)
	equal(k, "letters", len(k.known().Letters), 2)
}

// oneView: what one call shows is one state, whatever is written meanwhile, and
// the writer does not wait for it.
func oneView(k *kit) {
	f, rounds := k.joined(1), 20
	codes := k.codes(rounds)
	var done atomic.Bool
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for !done.Load() {
				is(k, "Customers", k.s.Customers(k.ctx, func(b customer.Book) error { return k.viewAgrees(b, &f) }), nil)
			}
		})
	}
	for i, c := range codes {
		k.done(f.on(k, keystore.Register{By: f.user.ID, Codes: []codec.Code{c}}, k.letter(&f)))
		if i%2 == 0 {
			k.must(keystore.Unregister{Account: f.account.ID, No: i + 2})
		}
	}
	done.Store(true)
	readers.Wait()
	equal(k, "letters", k.s.Stats().Letters, uint64(rounds))
}

// viewAgrees: the account says how many lines it was given, there is a letter for
// each, and something to see of each of its revisions.
func (k *kit) viewAgrees(b customer.Book, f *firm) error {
	a, err := b.Account(f.account.ID)
	if err != nil {
		return err
	}
	all, err := k.readAll(b)
	if err != nil {
		return err
	}
	if len(all.Letters) != a.Registrations-1 {
		k.t.Errorf("%d letters beside %d registrations", len(all.Letters), a.Registrations)
	}
	if uint64(len(all.Activities)) < a.Revision {
		k.t.Errorf("%d activities in revision %d", len(all.Activities), a.Revision)
	}
	return nil
}

// activities are shown newest first, in pages.
func activities(k *kit) {
	f := k.joined(1)
	for range 7 {
		k.later(time.Second)
		k.done(f.on(k, keystore.SetFeed{Account: f.account.ID, Hash: k.hash()}))
	}
	all := k.known().Activities
	var paged []customer.Activity
	for before, more := uint64(0), true; more; {
		k.read(func(b customer.Book) error {
			page, err := b.Activities(f.account.ID, before, 3)
			if more = len(page) > 0; more {
				before = page[len(page)-1].Seq
			}
			paged = append(paged, page...)
			return err
		})
	}
	equal(k, "in pages", paged, all)
	equal(k, "newest first", slices.IsSortedFunc(all, func(a, b customer.Activity) int { return int(b.Seq) - int(a.Seq) }), true)
	newest := all[0]
	equal(k, "the newest", []any{newest.Action, newest.Actor, newest.At, newest.Account}, []any{"set_feed", f.user.Login, k.now, f.account.ID})
}

// customersHeld: reading waits for no writer, and shows nothing that is not
// durable.
func customersHeld(k *kit) {
	if k.o.Hold == nil {
		return
	}
	f := k.joined(1)
	before := k.known()
	act := f.on(k, keystore.SetFeed{Account: f.account.ID, Hash: k.hash()}, k.letter(&f))
	waiting, release := k.o.Hold(k.t, k.s)
	defer release()
	answered := make(chan error, 1)
	go func() {
		_, err := k.s.Apply(k.ctx, act)
		answered <- err
	}()
	<-waiting
	equal(k, "while the disk keeps the writer waiting", k.known(), before)
	release()
	is(k, "Apply", <-answered, nil)
	equal(k, "letters", len(k.known().Letters), 1)
}
