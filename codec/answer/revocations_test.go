package answer

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestRevocationsLaws(t *testing.T) {
	s := signer(t, 1)
	keys := trust(s)
	rapid.Check(t, func(t *rapid.T) {
		want := Revocations{Issuer: rapid.StringMatching(`[a-z]{1,9}`).Draw(t, "issuer"), IssuedAt: rotatedAt}
		for _, subject := range rapid.SliceOfNDistinct(rapid.String(), 0, 9, rapid.ID[string]).Draw(t, "subjects") {
			at := time.Unix(rapid.Int64Range(firstSecond, lastSecond).Draw(t, "at"), 0).UTC()
			want.List = append(want.List, Revocation{subject, at, rapid.String().Draw(t, "reason")})
		}
		slices.SortFunc(want.List, func(a, b Revocation) int { return strings.Compare(a.Subject, b.Subject) })
		got, err := keys.OpenRevocations(s.AppendRevocations([]byte("before"), &want)[len("before"):], want.Issuer)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("signed and opened (-want +got):\n%s", diff)
		}
		for _, x := range want.List {
			if r, ok := got.Find(x.Subject); !ok || r != x {
				t.Fatalf("%q is found as %+v, %v", x.Subject, r, ok)
			}
			if _, ok := got.Find(x.Subject + "x"); ok && !slices.ContainsFunc(want.List, func(y Revocation) bool { return y.Subject == x.Subject+"x" }) {
				t.Fatalf("%q is found", x.Subject+"x")
			}
		}
	})
}

func TestRevocationsEveryByteCounts(t *testing.T) {
	first := named(t, "first")
	keys := trust(first)
	token := first.AppendRevocations(nil, exampleRevocations())
	for i := range token {
		changed := bytes.Clone(token)
		changed[i] ^= 1
		if r, err := keys.OpenRevocations(changed, "ollu"); err == nil || r.List != nil {
			t.Fatalf("byte %d may be %q", i, changed[i])
		}
		if _, err := keys.OpenRevocations(token[:i], "ollu"); err == nil {
			t.Fatalf("good when cut after %d bytes", i)
		}
	}
	if _, err := trust(named(t, "second")).OpenRevocations(token, "ollu"); outcome(err) != "unknown_key" {
		t.Errorf("signed with a key that is not trusted: %v", err)
	}
}

// A list is longer than any other token, and has a limit of its own.
func TestRevocationsSize(t *testing.T) {
	first := named(t, "first")
	list := Revocations{Issuer: "ollu", IssuedAt: rotatedAt, List: many(2000, 100)}
	token := first.AppendRevocations(nil, &list)
	if len(token) <= MaxToken {
		t.Fatalf("%d bytes", len(token))
	}
	if r, err := trust(first).OpenRevocations(token, "ollu"); err != nil || len(r.List) != 2000 {
		t.Errorf("%d revocations: %v", len(r.List), err)
	}
	list.List[0].Reason = strings.Repeat("x", MaxRevocations*3/4)
	if _, err := trust(first).OpenRevocations(first.AppendRevocations(nil, &list), "ollu"); outcome(err) != "unreadable" {
		t.Errorf("a list beyond the limit: %v", err)
	}
}

// many gives revocations, the later the newer, with a reason of so many bytes.
func many(n, reason int) []Revocation {
	list := make([]Revocation, n)
	for i := range list {
		list[i] = Revocation{fmt.Sprintf("%022d", i), rotatedAt.Add(time.Duration(i) * time.Second), strings.Repeat("r", reason)}
	}
	return list
}

func TestFit(t *testing.T) {
	first := named(t, "first")
	for name, c := range map[string]struct {
		n, reason int
		want      Shortened
	}{
		"what fits":         {50_000, 100, Shortened{}},
		"too many reasons":  {100_000, 200, Shortened{Reasons: 68_000}},
		"too many licences": {250_000, 1, Shortened{Reasons: 250_000, Licences: 44_000}},
		"none":              {0, 0, Shortened{}},
	} {
		t.Run(name, func(t *testing.T) {
			before := many(c.n, c.reason)
			list := Revocations{Issuer: "ollu", IssuedAt: rotatedAt, List: slices.Clone(before)}
			shared := list.List
			got := list.Fit()
			if near(got.Reasons, c.want.Reasons) || near(got.Licences, c.want.Licences) {
				t.Errorf("%+v, want about %+v", got, c.want)
			}
			token := first.AppendRevocations(nil, &list)
			if len(token) > MaxRevocations || got != (Shortened{}) && len(token) < MaxRevocations-MaxRevocations/100 {
				t.Errorf("%d bytes", len(token))
			}
			r, err := trust(first).OpenRevocations(token, "ollu")
			if err != nil || len(r.List) != c.n-got.Licences || !slices.Equal(shared, before) {
				t.Errorf("%d of %d left (%v), or the list that was handed in is another", len(r.List), c.n, err)
			}
			for i, x := range r.List { // the newest stay, the newest reasons too
				old := before[i+got.Licences]
				if x.Subject != old.Subject || (x.Reason == "") != (i+got.Licences < got.Reasons && c.reason > 0) {
					t.Fatalf("%d is %+v", i, x)
				}
			}
		})
	}
}

// near tells whether a figure is off by more than a tenth.
func near(got, want int) bool { return got < want-want/10 || got > want+want/10 }

func FuzzOpenRevocations(f *testing.F) {
	first := named(f, "first")
	for _, v := range readVectors(f, "revocations.txt") {
		f.Add(v["payload"])
	}
	f.Add(`{"iss":"ollu","iat":0,"revoked":[{"sub":"","at":-1,"reason":"\u0000"}]}`)
	keys := trust(first)
	f.Fuzz(func(t *testing.T, payload string) {
		r, err := keys.OpenRevocations(first.AppendToken(nil, TypeRevocations, []byte(payload)), "ollu")
		if err != nil {
			if outcome(err) == "good" || r.List != nil {
				t.Fatalf("%v with %+v", err, r)
			}
			return
		}
		again, err := keys.OpenRevocations(first.AppendRevocations(nil, &r), "ollu")
		if diff := cmp.Diff(r, again); err != nil || diff != "" {
			t.Fatalf("%v\n%s", err, diff)
		}
	})
}
