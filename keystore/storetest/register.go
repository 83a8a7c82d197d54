package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/keystore/customer"
)

var registerTests = []test{
	{"Register", register},
	{"Register/More", registerMore},
	{"Register/Refused", registerRefused},
	{"Register/Upgrade", registerUpgrade},
	{"Register/AtOnce", registerAtOnce},
	{"Unregister", unregister},
	{"OwnOnly", ownOnly},
	{"ReplaceOfARegisteredCode", replaceRegistered},
	{"RequestOffline", requestOffline},
}

// register makes an account with a key that has a code, one that has none, and a
// code that came with no key.
func register(k *kit) {
	open := k.openKey()
	with, bare := k.licence(func(l *keystore.Licence) { l.Key = k.key("IM") }), k.issued()
	k.must(keystore.Issue{Licences: []keystore.Licence{with}})
	f, fresh := k.firm(), k.promised(&open)
	logged := k.s.Stats().Audit.Seq
	k.later(time.Hour + 300*time.Millisecond)
	a := k.act(f.register(keystore.Register{Keys: []codec.Key{with.Key, open.Key}, Codes: []codec.Code{bare}, Fresh: []keystore.Licence{fresh}}))
	a.By, a.Letters = f.user.Login, []customer.Letter{k.letter(&f)}
	r := k.done(a)

	at := k.now.Truncate(time.Second)
	account := k.account(f.account.ID)
	equal(k, "receipt", []any{r.Account, *r.User, len(r.Registrations)}, []any{&account, k.user(f.user.ID), 3})
	equal(k, "account", []any{account.Company, account.Registrations, account.CreatedAt, account.Hold}, []any{f.account.Company, 3, at, (*customer.Hold)(nil)})
	equal(k, "user", []any{r.User.Login, r.User.Role, r.User.Account, r.User.CreatedAt, r.User.PasswordAt}, []any{f.user.Login, customer.Owner, f.account.ID, at, at})
	var codes []codec.Code
	for i, line := range r.Registrations {
		equal(k, "line", line, k.line(f.account.ID, i+1))
		equal(k, "its order, time and user", []any{line.Order, line.At, line.By, line.Product}, []any{"PO-1", at, f.user.ID, "mail-gw"})
		codes = append(codes, line.Code)
	}
	for _, code := range []codec.Code{with.Code, fresh.Code, bare} {
		equal(k, "the code is on a line", slices.Contains(codes, code), true)
	}
	for _, key := range []codec.Key{with.Key, open.Key} {
		equal(k, "registered at", k.keyRecord(key).RegisteredAt, at)
	}
	equal(k, "its code", k.keyRecord(open.Key).Code, fresh.Code)
	equal(k, "the licence that was issued", k.entry(fresh.Code).Standing, keystore.Issued)
	equal(k, "letters", len(k.known().Letters), 1)
	equal(k, "logged", k.s.Stats().Audit.Seq > logged+3, true)
	k.foundInAnyCase(&f)
}

// foundInAnyCase: login ids and mail addresses are the same in any case of letters.
func (k *kit) foundInAnyCase(f *firm) {
	k.t.Helper()
	k.read(func(b customer.Book) error {
		u, err := b.UserByLogin(strings.ToUpper(f.user.Login))
		is(k, "UserByLogin", err, nil)
		equal(k, "user", u.ID, f.user.ID)
		all, err := b.UsersByMail(strings.ToUpper(f.user.Person.Mail))
		is(k, "UsersByMail", err, nil)
		equal(k, "users", len(all), 1)
		for _, none := range []string{"", f.user.Person.Mail[:5]} {
			all, err := b.UsersByMail(none)
			is(k, "UsersByMail", err, nil)
			equal(k, "users", len(all), 0)
			_, err = b.UserByLogin(none)
			is(k, "UserByLogin", err, keystore.ErrNotFound)
		}
		return nil
	})
}

// registerMore adds to an account that is there.
func registerMore(k *kit) {
	f := k.joined(1)
	key := k.openKey(func(r *keystore.RegKey) { r.Order = "PO-2" })
	r := k.done(f.on(k, keystore.Register{By: f.user.ID, Keys: []codec.Key{key.Key}, Fresh: []keystore.Licence{k.promised(&key)}}))
	equal(k, "its number", r.Registrations[0].No, 2)
	equal(k, "lines", k.account(f.account.ID).Registrations, 2)
	k.read(func(b customer.Book) error {
		keys, err := b.OrderKeys("PO-2")
		equal(k, "keys of the order", keys, []codec.Key{key.Key})
		return err
	})
	k.must(keystore.Unregister{Account: f.account.ID, No: 2, Reason: "by mistake"})
	other := k.issued()
	r = k.done(f.on(k, keystore.Register{By: f.user.ID, Codes: []codec.Code{other}}))
	equal(k, "no number is given twice", r.Registrations[0].No, 3)
}

// registerRefused: all or none.
func registerRefused(k *kit) {
	f, open := k.joined(1), k.openKey()
	mine := k.line(f.account.ID, 1)
	fresh := k.promised(&open)
	with := keystore.Register{By: f.user.ID, Keys: []codec.Key{open.Key}, Fresh: []keystore.Licence{fresh}}
	for what, c := range map[string]struct {
		change func(r *keystore.Register)
		want   error
	}{
		"a key again":          {func(r *keystore.Register) { r.Keys = append(r.Keys, mine.Key) }, keystore.ErrRegistered},
		"its code again":       {func(r *keystore.Register) { r.Codes = append(r.Codes, mine.Code) }, keystore.ErrRegistered},
		"no such key":          {func(r *keystore.Register) { r.Keys = append(r.Keys, k.key("IM")) }, keystore.ErrNotFound},
		"no such code":         {func(r *keystore.Register) { r.Codes = append(r.Codes, k.code("IM")) }, keystore.ErrNotFound},
		"nothing":              {func(r *keystore.Register) { r.Keys, r.Fresh = nil, nil }, keystore.ErrInvalid},
		"no licence for a key": {func(r *keystore.Register) { r.Fresh = nil }, keystore.ErrInvalid},
		"a user of another":    {func(r *keystore.Register) { r.By = k.id() }, keystore.ErrNotFound},
	} {
		k.t.Log(what)
		r := with
		r.Keys = slices.Clone(with.Keys)
		c.change(&r)
		k.denied(c.want, f.on(k, r, k.letter(&f)))
		equal(k, "the key is open", k.keyRecord(open.Key).RegisteredAt.IsZero(), true)
		_, err := k.s.Lookup(fresh.Code)
		is(k, "the licence is not issued", err, keystore.ErrNotFound)
	}
	k.takenAndHeld(&f, with)
}

// takenAndHeld: login ids are taken in any case of letters; whose account is held
// registers nothing.
func (k *kit) takenAndHeld(f *firm, with keystore.Register) {
	k.t.Helper()
	second := k.firm()
	second.user.Login = strings.ToUpper(f.user.Login)
	k.denied(keystore.ErrTaken, k.act(second.register(with)))
	k.must(keystore.HoldAccount{Account: f.account.ID, Reason: "unpaid"})
	k.denied(keystore.ErrHeld, f.on(k, with))
	k.must(keystore.ReleaseAccount{Account: f.account.ID})
	k.done(f.on(k, with))
}

// registerUpgrade: a full key takes the place of the trial's line (row R6).
func registerUpgrade(k *kit) {
	trial := k.openKey(func(r *keystore.RegKey) { r.Type = product.Trial })
	f := k.firm()
	was := k.promised(&trial)
	k.must(f.register(keystore.Register{Keys: []codec.Key{trial.Key}, Fresh: []keystore.Licence{was}}))
	full := k.openKey()
	now := k.promised(&full)
	k.later(time.Hour)
	r := k.done(f.on(k, keystore.Register{By: f.user.ID, Keys: []codec.Key{full.Key}, Fresh: []keystore.Licence{now}}))
	line := k.line(f.account.ID, 1)
	equal(k, "receipt", r.Registrations, []customer.Registration{line})
	equal(k, "the line", []any{line.Key, line.Code, line.Type}, []any{full.Key, now.Code, product.Full})
	equal(k, "what it was", line.Former, []customer.Former{{Key: trial.Key, Code: was.Code, Type: product.Trial, At: k.now.Add(-time.Hour)}})
	k.standing(was.Code, keystore.Issued)
	k.read(func(b customer.Book) error {
		old, err := b.RegistrationOf(was.Code)
		equal(k, "found by the trial's code", old.No, 1)
		return err
	})
	k.denied(keystore.ErrRegistered, f.on(k, keystore.Register{By: f.user.ID, Codes: []codec.Code{was.Code}}))
}

// registerAtOnce: of many who register one key at the same moment exactly one gets
// it, and of the others nothing is left.
func registerAtOnce(k *kit) {
	const callers = 16
	key, beside := k.openKey(), make([]keystore.RegKey, callers)
	firms, acts := make([]firm, callers), make([]keystore.Act, callers)
	for i := range callers {
		beside[i], firms[i] = k.openKey(), k.firm()
		acts[i] = k.act(firms[i].register(keystore.Register{
			Keys: []codec.Key{beside[i].Key, key.Key}, Fresh: []keystore.Licence{k.promised(&beside[i]), k.promised(&key)},
		}))
		acts[i].Letters = []customer.Letter{k.letter(&firms[i])}
	}
	errs := make([]error, callers)
	var group sync.WaitGroup
	for i := range callers {
		group.Go(func() { _, errs[i] = k.s.Apply(k.ctx, acts[i]) })
	}
	group.Wait()
	winner := slices.Index(errs, nil)
	if winner < 0 {
		k.t.Fatalf("nobody got it: %v", errs)
	}
	for i, err := range errs {
		if i != winner {
			is(k, fmt.Sprint("caller ", i), err, keystore.ErrRegistered)
			equal(k, "the key beside is open", k.keyRecord(beside[i].Key).RegisteredAt.IsZero(), true)
		}
	}
	all := k.known()
	equal(k, "left", []int{len(all.Accounts), len(all.Users), len(all.Registrations), len(all.Letters)}, []int{1, 1, 2, 1})
	equal(k, "whose", []any{all.Accounts[0].ID, all.Letters[0].ID}, []any{firms[winner].account.ID, acts[winner].Letters[0].ID})
	equal(k, "licences", k.s.Stats().Licences, uint64(2))
}

// unregister: the key can be registered again, and names the code that it named.
func unregister(k *kit) {
	f, other := k.joined(2), k.firm()
	line := k.line(f.account.ID, 1)
	k.denied(keystore.ErrNotFound, k.act(keystore.Unregister{Account: f.account.ID, No: 9}))
	k.denied(keystore.ErrNotFound, k.act(keystore.Unregister{Account: k.id(), No: 1}))
	a := k.act(keystore.Unregister{Account: f.account.ID, No: 1})
	a.For = f.account.ID
	k.denied(keystore.ErrInvalid, a)
	k.must(keystore.Unregister{Account: f.account.ID, No: 1, Reason: "sold on"})
	equal(k, "open again", k.keyRecord(line.Key).RegisteredAt.IsZero(), true)
	k.read(func(b customer.Book) error {
		_, err := b.RegistrationOf(line.Code)
		is(k, "RegistrationOf", err, keystore.ErrNotFound)
		_, err = b.Registration(f.account.ID, 1)
		is(k, "Registration", err, keystore.ErrNotFound)
		return nil
	})
	r := k.must(other.register(keystore.Register{Keys: []codec.Key{line.Key}}))
	equal(k, "its code", r.Registrations[0].Code, line.Code)
	equal(k, "told to both", []string{k.actions(f.account.ID)[0], k.actions(other.account.ID)[0]}, []string{"unregister", "register"})
}

// ownOnly: an act for an account keeps to what is the account's.
func ownOnly(k *kit) {
	f, other := k.joined(1), k.joined(1)
	mine, theirs := k.line(f.account.ID, 1).Code, k.line(other.account.ID, 1).Code
	for _, c := range []codec.Code{mine, theirs} {
		k.must(keystore.Activate{Code: c, Device: "d"})
	}
	bare := k.issued()
	for _, c := range []keystore.Change{
		keystore.RemoveDevice{Code: theirs, Device: "d"}, keystore.SignFile{Code: theirs, Until: day("2027-03-31"), KeyID: "k1"},
		keystore.SignFile{Code: bare, Until: day("2027-03-31"), KeyID: "k1"},
		keystore.EditUser{User: other.user.ID, Person: f.user.Person, Lang: "en"},
		keystore.EditCompany{Account: other.account.ID, Company: f.account.Company},
		keystore.SetFeed{Account: other.account.ID}, keystore.RemoveUser{User: other.user.ID},
		keystore.RequestOffline{Account: other.account.ID, No: 1, User: f.user.ID},
	} {
		k.denied(keystore.ErrNotFound, f.on(k, c))
	}
	for _, c := range []keystore.Change{
		keystore.Revoke{Code: mine, Reason: "r"}, keystore.HoldAccount{Account: f.account.ID}, keystore.LetterSent{ID: "x"},
	} {
		k.denied(keystore.ErrInvalid, f.on(k, c))
	}
	k.done(f.on(k, keystore.SignFile{Code: mine, Until: day("2027-03-31"), KeyID: "k1"}))
	k.done(f.on(k, keystore.RemoveDevice{Code: mine, Device: "d"}))
	equal(k, "its users see it", k.actions(f.account.ID)[:2], []string{"remove_device", "sign_file"})
	equal(k, "and the others nothing", k.actions(other.account.ID)[0], "register")
}

// replaceRegistered: the new code is the account's, on the old one's line.
func replaceRegistered(k *kit) {
	f, heir := k.joined(1), keystore.Licence{Code: k.code("AS")}
	old := k.line(f.account.ID, 1)
	k.must(keystore.Replace{Old: old.Code, New: heir})
	line := k.line(f.account.ID, 1)
	equal(k, "the line's code", line.Code, heir.Code)
	equal(k, "what it was", []any{len(line.Former), line.Former[0].Code}, []any{1, old.Code})
	k.denied(keystore.ErrRegistered, f.on(k, keystore.Register{By: f.user.ID, Codes: []codec.Code{heir.Code}}))
}

// requestOffline: one at a time, and the answer is the account's as well (row L7).
func requestOffline(k *kit) {
	f := k.joined(2)
	ask := keystore.RequestOffline{Account: f.account.ID, No: 1, User: f.user.ID, Note: "工場は外につながらない"}
	code := k.issued()
	k.denied(keystore.ErrConflict, k.act(keystore.AnswerOffline{Account: f.account.ID, No: 1, Code: code}))
	k.done(f.on(k, ask, k.letter(&f)))
	k.denied(keystore.ErrConflict, f.on(k, ask))
	if r := k.line(f.account.ID, 1).Request; r == nil || r.Note != ask.Note || r.By != f.user.ID || !r.At.Equal(k.now) || !r.Answer.IsZero() {
		k.t.Fatalf("request %+v", r)
	}
	k.denied(keystore.ErrNotFound, k.act(keystore.AnswerOffline{Account: f.account.ID, No: 1, Code: k.code("IM")}))
	k.denied(keystore.ErrRegistered, k.act(keystore.AnswerOffline{Account: f.account.ID, No: 1, Code: k.line(f.account.ID, 2).Code}))
	k.must(keystore.AnswerOffline{Account: f.account.ID, No: 1, Code: code})
	equal(k, "answer", k.line(f.account.ID, 1).Request.Answer, code)
	k.read(func(b customer.Book) error {
		line, err := b.RegistrationOf(code)
		equal(k, "whose it is", line.No, 1)
		return err
	})
	k.denied(keystore.ErrRegistered, f.on(k, keystore.Register{By: f.user.ID, Codes: []codec.Code{code}}))
	if _, err := k.s.Apply(k.ctx, k.act(keystore.AnswerOffline{Account: f.account.ID, No: 1, Code: k.issued()})); !errors.Is(err, keystore.ErrConflict) {
		k.t.Errorf("a second answer: %v", err)
	}
}
