package licences

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/customer"
)

// codeNamed is a code of its own for each number.
func codeNamed(n int) codec.Code {
	return codec.CodeFromBits([3]uint64{uint64(n + 1), 1, 1})
}

func told(codes ...codec.Code) keystore.Changes {
	c := keystore.Changes{}
	for _, code := range codes {
		c.Licences = append(c.Licences, keystore.Licence{Code: code})
	}
	return c
}

func pageWith(text string) kept { return kept{plain: []byte(text)} }

// A page that was made from a reading before a change is not kept after it, in
// whichever order the two come to their ends.
func TestChangeOvertakesReading(t *testing.T) {
	mine, other := codeNamed(1), codeNamed(2)
	at := place{account: "a", user: "u"}
	for name, c := range map[string]struct {
		change codec.Code
		when   string
		there  bool
	}{
		"before the reading":                 {mine, "before", true},
		"between the reading and the page":   {mine, "between", false},
		"after the page was kept":            {mine, "after", false},
		"another's, meanwhile":               {other, "between", true},
		"another's, after the page was kept": {other, "after", true},
	} {
		k := newKeep(1 << 20)
		if c.when == "before" {
			k.changed(told(c.change))
		}
		r := k.begin()
		if c.when == "between" {
			k.changed(told(c.change))
		}
		k.put(r, at, pageWith("x"), []codec.Code{mine})
		if c.when == "after" {
			k.changed(told(c.change))
		}
		k.end(r)
		if _, ok := k.get(at); ok != c.there {
			t.Errorf("%s: kept is %v", name, ok)
		}
	}
}

// A reading that met more changes than it notes is not kept at all.
func TestReadingIsLost(t *testing.T) {
	k := newKeep(1 << 20)
	r := k.begin()
	for n := range maxNoted + 1 {
		k.changed(told(codeNamed(n + 10)))
	}
	k.put(r, place{account: "a"}, pageWith("x"), []codec.Code{codeNamed(1)})
	if k.end(r); k.all.Len() != 0 || len(k.making) != 0 {
		t.Error("what may be old is kept")
	}
}

// Whatever is kept and dropped, the bytes stay within their bound, the sums are
// right, and nothing is left of what is gone. No page outlives a change of its
// account's codes.
func TestKeepLaws(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		k := newKeep(20_000)
		version := map[codec.Code]int{}
		type open struct {
			r       *reading
			account int
			seen    string
		}
		var readings []open
		state := func(account int) string {
			return fmt.Sprint(version[codeNamed(2*account)], version[codeNamed(2*account+1)])
		}
		codes := func(account int) []codec.Code { return []codec.Code{codeNamed(2 * account), codeNamed(2*account + 1)} }
		for range rapid.IntRange(1, 60).Draw(rt, "steps") {
			account := rapid.IntRange(0, 3).Draw(rt, "account")
			switch rapid.IntRange(0, 2).Draw(rt, "step") {
			case 0: // a reading begins
				r := k.begin()
				readings = append(readings, open{r, account, state(account)})
			case 1: // one ends
				if len(readings) == 0 {
					continue
				}
				o := readings[0]
				readings = readings[1:]
				p := place{account: customer.ID(fmt.Sprint(o.account)), query: Query{Page: rapid.IntRange(1, 5).Draw(rt, "page")}}
				k.put(o.r, p, kept{plain: []byte(o.seen), zipped: make([]byte, rapid.IntRange(0, 6000).Draw(rt, "size"))}, codes(o.account))
				k.end(o.r)
			case 2: // a licence changes, and the store tells
				c := codes(account)[rapid.IntRange(0, 1).Draw(rt, "code")]
				version[c]++
				k.changed(told(c))
			}
			sound(rt, k, state)
		}
	})
}

// sound checks what is kept against what is.
func sound(t *rapid.T, k *keep, state func(account int) string) {
	sum, shelved := 0, 0
	for _, p := range k.all.Keys() {
		made, _ := k.all.Peek(p)
		sum += made.size()
		if _, ok := k.shelf[p.account][p]; !ok {
			t.Fatalf("%v is on no shelf", p)
		}
		account := 0
		_, _ = fmt.Sscan(string(p.account), &account)
		if string(made.plain) != state(account) {
			t.Fatalf("%v shows %s, it is %s", p, made.plain, state(account))
		}
	}
	for _, shelf := range k.shelf {
		shelved += len(shelf)
	}
	if sum != k.bytes || sum > k.max || shelved != k.all.Len() {
		t.Fatalf("%d bytes counted, %d there, %d at most; %d on shelves, %d there", k.bytes, sum, k.max, shelved, k.all.Len())
	}
	for c, a := range k.owner {
		if k.shelf[a] == nil {
			t.Fatalf("%s leads to %s, of which nothing is kept", c, a)
		}
	}
	if len(k.codes) != len(k.shelf) {
		t.Fatalf("codes of %d accounts, pages of %d", len(k.codes), len(k.shelf))
	}
}

// What is larger than a good part of the room is not kept; the oldest goes first.
func TestKeepBounds(t *testing.T) {
	k := newKeep(10_000)
	put := func(page int, size int) {
		r := k.begin()
		defer k.end(r)
		k.put(r, place{account: "a", query: Query{Page: page}}, kept{plain: make([]byte, size)}, nil)
	}
	put(1, 5000)
	if k.all.Len() != 0 {
		t.Error("half of the room went to one page")
	}
	for page := range 8 {
		put(page+1, 1000)
		_, _ = k.get(place{account: "a", query: Query{Page: 1}}) // is looked at, and stays
	}
	_, first := k.get(place{account: "a", query: Query{Page: 1}})
	_, second := k.get(place{account: "a", query: Query{Page: 2}})
	if !first || second || k.bytes > k.max {
		t.Errorf("kept: the one looked at %v, the older %v; %d bytes", first, second, k.bytes)
	}
}
