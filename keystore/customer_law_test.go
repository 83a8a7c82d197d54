package keystore

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore/customer"
)

// What there is to be had: keys without a code, trials and full ones in turn, and
// licences without a key; and who may have it.
const (
	lawKeys     = uint64(8)
	lawCodes    = uint64(4)
	lawAccounts = uint64(3)
)

func lawType(n uint64) product.Type {
	if n%2 == 0 {
		return product.Trial
	}
	return product.Full
}

func drawAccount(t *rapid.T) customer.ID {
	return someID(100 + rapid.Uint64Range(0, lawAccounts-1).Draw(t, "account"))
}

func drawUser(t *rapid.T, h *history) customer.ID {
	ids := append(slices.Sorted(maps.Keys(h.home)), someID(99))
	return rapid.SampledFrom(ids).Draw(t, "user")
}

// register registers a few products, which may be somebody's, or whose account may
// not be there.
func (h *history) register(t *rapid.T) {
	id := drawAccount(t)
	c := h.drawPurchase(t)
	forID := id
	login := rapid.SampledFrom([]string{"login-a", "Login-A", "login-b", "login-c"}).Draw(t, "login")
	if !slices.Contains(slices.Collect(maps.Keys(h.last)), id) {
		a, u := firm(), owner()
		a.ID, u.ID, u.Login = id, someID(1000+uint64(h.letters)), login
		c.Account, c.User, forID = &a, &u, ""
	}
	r, err := h.do(forID, c)
	switch {
	case h.held[forID]:
		wants(t, err, ErrHeld)
	case c.Account != nil && h.logins[strings.ToLower(login)] != "":
		wants(t, err, ErrTaken)
	case h.ownedAlready(&c) || h.replacedAlready(&c):
		h.expected(t, err)
		if err == nil {
			t.Fatalf("%v: done", c)
		}
	case err != nil:
		t.Fatalf("%v: %v", c, err)
	default:
		h.enter(t, id, &c, &r)
	}
}

func wants(t *rapid.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %v", err, want)
	}
}

func (h *history) drawPurchase(t *rapid.T) (c Register) {
	for n := range lawKeys {
		if rapid.IntRange(0, 5).Draw(t, "key") > 0 {
			continue
		}
		k := h.table.keys[box(100+n, 0).Key]
		c.Keys = append(c.Keys, k.Key)
		if k.Code.IsZero() {
			h.fresh++
			l := promise(h.fresh, k.Type)
			l.Key = k.Key
			c.Fresh = append(c.Fresh, l)
		}
	}
	n := rapid.Uint64Range(0, 2*lawCodes).Draw(t, "code")
	if n < lawCodes || len(c.Keys) == 0 {
		c.Codes = append(c.Codes, single(150+n%lawCodes).Code)
	}
	return c
}

// unregister takes a line off, and all that was on it with it.
func (h *history) unregister(t *rapid.T) {
	p := place{drawAccount(t), rapid.IntRange(1, 6).Draw(t, "number")}
	_, err := h.do("", Unregister{Account: p.account, No: p.no})
	if _, there := h.trial[p]; !there {
		wants(t, err, ErrNotFound)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	maps.DeleteFunc(h.codes, func(_ codec.Code, at place) bool { return at == p })
	maps.DeleteFunc(h.keys, func(_ codec.Key, at place) bool { return at == p })
	delete(h.trial, p)
}

// replace puts another code in the place of some licence's.
func (h *history) replace(t *rapid.T) {
	all := slices.SortedFunc(maps.Keys(h.licences), func(a, b codec.Code) int { return strings.Compare(a.Reveal(), b.Reveal()) })
	old := rapid.SampledFrom(all).Draw(t, "old")
	h.fresh++
	heir, _ := codes(h.fresh)
	if _, err := h.do("", Replace{Old: old, New: Licence{Code: heir}}); err != nil {
		wants(t, err, ErrConflict)
		return
	}
	if at, owned := h.codes[old]; owned {
		h.codes[heir] = at
	}
}

// offline asks for an offline code, or answers with one.
func (h *history) offline(t *rapid.T) {
	p := place{drawAccount(t), rapid.IntRange(1, 4).Draw(t, "number")}
	u := drawUser(t, h)
	if rapid.Bool().Draw(t, "ask") {
		_, err := h.do(p.account, RequestOffline{Account: p.account, No: p.no, User: u})
		if err == nil && h.home[u] != p.account {
			t.Fatalf("user %s of %s asked for %v", u, h.home[u], p)
		}
		h.expected(t, err)
		return
	}
	h.fresh++
	l := single(h.fresh)
	if _, err := h.do("", Issue{Licences: []Licence{l}}); err != nil {
		t.Fatal(err)
	}
	_, err := h.do("", AnswerOffline{Account: p.account, No: p.no, Code: l.Code})
	if err == nil {
		h.codes[l.Code] = p
	}
	h.expected(t, err)
}

// expected: a refusal is one of the rules.
func (h *history) expected(t *rapid.T, err error) {
	t.Helper()
	for _, rule := range []error{nil, ErrNotFound, ErrConflict, ErrRegistered, ErrHeld, ErrTaken, ErrTicket} {
		if errors.Is(err, rule) {
			return
		}
	}
	t.Fatal(err)
}

// users invites, promotes and removes.
func (h *history) users(t *rapid.T) {
	id, u := drawAccount(t), drawUser(t, h)
	role := rapid.SampledFrom(customer.Roles[:]).Draw(t, "role")
	switch rapid.IntRange(0, 2).Draw(t, "what") {
	case 0:
		h.invite(t, id, role)
	case 1:
		_, err := h.do(id, SetRole{User: u, Role: role})
		if err == nil {
			h.roles[u] = role
		}
		h.expected(t, err)
	case 2:
		_, err := h.do(id, RemoveUser{User: u})
		if err == nil {
			maps.DeleteFunc(h.logins, func(_ string, of customer.ID) bool { return of == u })
			delete(h.home, u)
			delete(h.roles, u)
		}
		h.expected(t, err)
	}
}

func (h *history) invite(t *rapid.T, id customer.ID, role customer.Role) {
	k := invitation()
	k.Hash, k.Account, k.Role, k.By, k.Expires = someHash(byte(h.letters)), id, role, "", h.now.Add(time.Hour)
	if _, err := h.do("", OpenTicket{Ticket: k}); err != nil {
		h.expectedOr(t, err, ErrExists)
		return
	}
	n := guest()
	n.ID, n.Login = someID(1000+uint64(h.letters)), rapid.SampledFrom([]string{"login-a", "LOGIN-B", "login-d", "login-E"}).Draw(t, "login")
	_, taken := h.logins[strings.ToLower(n.Login)]
	if !rapid.Bool().Draw(t, "joins") {
		return
	}
	_, err := h.do("", Join{Ticket: k.Hash, User: n})
	switch {
	case err == nil && taken:
		t.Fatalf("two of login %s", n.Login)
	case err == nil:
		h.addUser(n.ID, id, n.Login, role)
	default:
		h.expectedOr(t, err, ErrExists)
	}
}

func (h *history) expectedOr(t *rapid.T, err, also error) {
	t.Helper()
	if !errors.Is(err, also) {
		h.expected(t, err)
	}
}

// account changes what is about the account alone, and its letters.
func (h *history) account(t *rapid.T) {
	id, u := drawAccount(t), drawUser(t, h)
	person := rapid.SampledFrom([]customer.Person{owner().Person, guest().Person}).Draw(t, "person")
	c := rapid.SampledFrom([]Change{
		SetFeed{Account: id, Hash: customer.Hash{byte(h.letters), 'f'}}, SetFeed{Account: id}, HoldAccount{Account: id}, ReleaseAccount{Account: id},
		EditUser{User: u, Person: person, Lang: "ja"}, LogIn{User: u}, EditCompany{Account: id, Company: firm().Company},
		LetterSent{ID: letter(h.letters - 1).ID}, LetterFailed{ID: letter(h.letters).ID, Due: h.now}, LetterFailed{ID: letter(h.letters).ID, Dead: true},
		RetryLetter{ID: letter(h.letters - 1).ID}, DropLetter{ID: letter(h.letters - 1).ID},
	}).Draw(t, "change")
	forID := rapid.SampledFrom([]customer.ID{"", drawAccount(t)}).Draw(t, "for")
	_, err := h.do(forID, c)
	switch c.(type) {
	case HoldAccount:
		h.held[id] = h.held[id] || err == nil
	case ReleaseAccount:
		h.held[id] = h.held[id] && err != nil
	}
	h.expectedOr(t, err, ErrInvalid)
}

// TestAnyHistoryOfCustomers: whatever is done in whatever order, no code is in two
// accounts, indexes agree with records, logins are one's own, accounts keep an
// owner, and revisions only grow.
func TestAnyHistoryOfCustomers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory(t)
		t.Repeat(map[string]func(*rapid.T){
			"register": h.register, "register more": h.register, "unregister": h.unregister, "replace": h.replace,
			"offline": h.offline, "users": h.users, "account": h.account, "": h.agrees,
		})
	})
}
