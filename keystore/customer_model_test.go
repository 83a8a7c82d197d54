package keystore

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore/customer"
)

// place is a line of an account.
type place struct {
	account customer.ID
	no      int
}

// history is a table in which acts are done at random, beside a naive model of
// whom what belongs to, in plain maps.
type history struct {
	*table
	now      time.Time
	codes    map[codec.Code]place // all that an account has or had
	keys     map[codec.Key]place  // that are registered
	trial    map[place]bool       // the lines that there are: whether one is a trial
	held     map[customer.ID]bool
	last     map[customer.ID]int // the highest number that was given
	logins   map[string]customer.ID
	roles    map[customer.ID]customer.Role
	home     map[customer.ID]customer.ID // a user's account
	revision map[customer.ID]uint64
	fresh    uint64 // number of the next code
	letters  int
}

func newHistory(t *rapid.T) *history {
	h := &history{
		table: newTable(), now: noon, codes: map[codec.Code]place{}, keys: map[codec.Key]place{}, trial: map[place]bool{}, held: map[customer.ID]bool{},
		last: map[customer.ID]int{}, logins: map[string]customer.ID{}, roles: map[customer.ID]customer.Role{},
		home: map[customer.ID]customer.ID{}, revision: map[customer.ID]uint64{}, fresh: 200,
	}
	issue := Issue{}
	for n := range lawKeys {
		issue.Keys = append(issue.Keys, box(100+n, lawType(n)))
	}
	for n := range lawCodes {
		issue.Licences = append(issue.Licences, single(150+n))
	}
	if _, err := h.do("", issue); err != nil {
		t.Fatal(err)
	}
	return h
}

// do does an act. On behalf of an account, it leaves every other as it was.
func (h *history) do(forID customer.ID, c Change) (Receipt, error) {
	h.now = h.now.Add(time.Minute)
	h.letters++
	w, r, err := Plan(h, Act{By: "somebody", At: h.now, Change: c, For: forID, Letters: []customer.Letter{letter(h.letters)}})
	if err != nil {
		return r, err
	}
	before := h.others(forID)
	h.take(w)
	if a := r.Account; a != nil && len(w.Audit) > 0 {
		if a.Revision != h.revision[a.ID]+1 {
			return r, fmt.Errorf("%v: revision %d after %d", c, a.Revision, h.revision[a.ID])
		}
		h.revision[a.ID]++
	}
	if after := h.others(forID); forID != "" && !maps.Equal(before, after) {
		return r, fmt.Errorf("%v for %s touched another account", c, forID)
	}
	return r, nil
}

// others is all that belongs to other accounts.
func (h *history) others(id customer.ID) map[string]string {
	all := map[string]string{}
	for _, t := range []customer.Table{customer.Accounts, customer.Registrations, customer.Activities, customer.ByAccount} {
		for key, value := range h.tables[t] {
			if !strings.HasPrefix(key, string(id)) {
				all[t.String()+key] = string(value)
			}
		}
	}
	for key, value := range h.tables[customer.Users] {
		if h.home[customer.ID(key)] != id {
			all["user "+key] = string(value)
		}
	}
	return all
}

func (h *history) ownedAlready(c *Register) bool {
	for _, k := range c.Keys {
		if _, owned := h.keys[k]; owned {
			return true
		}
	}
	for _, code := range c.Codes {
		if _, owned := h.codes[code]; owned {
			return true
		}
	}
	return false
}

// replacedAlready: a code that was freed again may have been replaced meanwhile.
func (h *history) replacedAlready(c *Register) bool {
	all := slices.Clone(c.Codes)
	for _, k := range c.Keys {
		all = append(all, h.table.keys[k].Code)
	}
	return slices.ContainsFunc(all, func(code codec.Code) bool { return h.licences[code].Standing == Replaced })
}

// enter takes a registration into the model.
func (h *history) enter(t *rapid.T, id customer.ID, c *Register, r *Receipt) {
	if c.User != nil {
		h.addUser(c.User.ID, id, c.User.Login, customer.Owner)
	}
	for _, key := range c.Keys {
		h.enterCode(id, h.table.keys[key].Code, key)
	}
	for _, code := range c.Codes {
		h.enterCode(id, code, codec.Key{})
	}
	if len(r.Licences) != len(c.Keys)+len(c.Codes) || r.Account.ID != id {
		t.Fatalf("receipt %+v", r)
	}
}

// enterCode: a full product takes the trial's line with the lowest number.
func (h *history) enterCode(id customer.ID, code codec.Code, key codec.Key) {
	trial := h.licences[code].Type == product.Trial
	for no := 1; no <= h.last[id] && !trial; no++ {
		if p := (place{id, no}); h.trial[p] {
			h.trial[p] = false
			h.own(p, code, key)
			return
		}
	}
	h.last[id]++
	p := place{id, h.last[id]}
	h.trial[p] = trial
	h.own(p, code, key)
}

func (h *history) own(p place, code codec.Code, key codec.Key) {
	h.codes[code] = p
	if !key.IsZero() {
		h.keys[key] = p
	}
}

func (h *history) addUser(id, account customer.ID, login string, role customer.Role) {
	h.home[id], h.roles[id], h.logins[strings.ToLower(login)] = account, role, id
}

// agrees is what holds after every act.
func (h *history) agrees(t *rapid.T) {
	if problems := h.verified(); len(problems) > 0 {
		t.Fatalf("%q", problems)
	}
	b := customer.Open(h)
	found := map[codec.Code]place{}
	for n := range lawAccounts {
		id := someID(100 + n)
		all, err := b.Registrations(id)
		if err != nil {
			t.Fatal(err)
		}
		for i := range all {
			if trial, there := h.trial[place{id, all[i].No}]; !there || trial != (all[i].Type == product.Trial) {
				t.Fatalf("line %d of %s: %v", all[i].No, id, all[i].Type)
			}
			for _, code := range all[i].Codes() {
				if was, twice := found[code]; twice {
					t.Fatalf("%s is on %v and %v", code, was, place{id, all[i].No})
				}
				found[code] = place{id, all[i].No}
			}
		}
		h.accountAgrees(t, b, id)
	}
	if !maps.Equal(found, h.codes) {
		t.Fatalf("codes are %v, and should be %v", found, h.codes)
	}
	for key, k := range h.table.keys {
		if _, owned := h.keys[key]; owned == k.RegisteredAt.IsZero() {
			t.Fatalf("%v: registered at %v, owned %v", k, k.RegisteredAt, owned)
		}
	}
}

// accountAgrees: its revision has counted every act, it has an owner, and the users that
// it should have.
func (h *history) accountAgrees(t *rapid.T, b customer.Book, id customer.ID) {
	a, err := b.Account(id)
	if errors.Is(err, ErrNotFound) && h.last[id] == 0 {
		return
	}
	if err != nil || a.Revision != h.revision[id] || a.Registrations != h.last[id] {
		t.Fatalf("%v: revision %d, want %d, %d lines given out, want %d", err, a.Revision, h.revision[id], a.Registrations, h.last[id])
	}
	users, err := b.UsersOf(id)
	owned := slices.ContainsFunc(users, func(u customer.User) bool { return u.Role == customer.Owner })
	if err != nil || !owned {
		t.Fatalf("%v: no owner among %v", err, users)
	}
	for i := range users {
		u := &users[i]
		if h.home[u.ID] != id || h.roles[u.ID] != u.Role || h.logins[strings.ToLower(u.Login)] != u.ID {
			t.Fatalf("%v of %s: role %v, login %s", u, id, u.Role, u.Login)
		}
	}
	if n := len(slices.Collect(maps.Keys(h.home))); n != len(h.tables[customer.Users]) {
		t.Fatalf("%d users, want %d", len(h.tables[customer.Users]), n)
	}
}
