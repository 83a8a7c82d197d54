package customer

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ollu/codec"
)

func TestIDs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id, err := NewID(bytes.NewReader(rapid.SliceOfN(rapid.Byte(), idBytes, idBytes).Draw(t, "random")))
		if err != nil || len(id) != idSize {
			t.Fatalf("%q, %v", id, err)
		}
		if back, err := ParseID(string(id)); err != nil || back != id {
			t.Fatalf("%q: %q, %v", id, back, err)
		}
	})
	for _, s := range []string{"", "short", "AAAAAAAAAAAAAAAA", "aaaaaaaaaaaaaaa1", "aaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaa\n", "aaaaaaaaaaaaaaaa\n", "aaaaaaa aaaaaaaa"} {
		if id, err := ParseID(s); err == nil || id != "" {
			t.Errorf("%q is an id", s)
		}
	}
	if _, err := NewID(strings.NewReader("few")); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("without randomness: %v", err)
	}
}

func TestMaskMail(t *testing.T) {
	for mail, want := range map[string]string{
		"chiyoda@example.com": "chi*****@example.com", "ab@example.com": "a*****@example.com", "a@example.com": "*****@example.com",
		"a@b@example.com": "a*****@example.com", "": "*****", "nobody": "*****",
	} {
		if got := MaskMail(mail); got != want {
			t.Errorf("%q: %q, want %q", mail, got, want)
		}
	}
}

func TestRoleNames(t *testing.T) {
	for _, r := range Roles {
		text, err := r.MarshalText()
		var back Role
		if err != nil || back.UnmarshalText(text) != nil || back != r || r.String() != string(text) {
			t.Errorf("%d: %q, %v, back %v", r, text, err, back)
		}
	}
	for _, r := range []Role{0, Owner + 1} {
		if _, err := r.MarshalText(); err == nil || r.Known() {
			t.Errorf("role %d has a name", r)
		}
	}
	if _, err := ParseRole("admin"); err == nil || !strings.Contains(err.Error(), "viewer, editor or owner") {
		t.Errorf("admin: %v", err)
	}
	if got := fmt.Sprint(Role(9), TicketKind(0), Reset, Invite, Feed, Table(99), Accounts, ByDue); got != "Role(9) TicketKind(0) reset invite feed Table(99) accounts by_due" {
		t.Error(got)
	}
}

// TestTablesHaveNames: each its own, for they name what is on disk.
func TestTablesHaveNames(t *testing.T) {
	names := slices.Sorted(slices.Values(tableNames[:]))
	if names[0] == "" || len(slices.Compact(names)) != TableCount {
		t.Errorf("%q", tableNames)
	}
}

// TestNothingPrintsASecret: nor anything about a person.
func TestNothingPrintsASecret(t *testing.T) {
	a, u, r, k, l := richAccount(), richUser(), richRegistration(), richTicket(), richLetter()
	put := Put{Table: ByCode, Key: CodeKey(codeOf(1)), Value: []byte("x")}
	things := []any{a, &a, u, &u, r, &r, k, &k, l, &l, []User{u}, []Letter{l}, hashOf(1), &k.Hash, put, Put{Key: put.Key}}
	secrets := []string{codeOf(1).Reveal(), "argon2id", "a key of", "@example", "花子", "千代田", fmt.Sprint([]byte("a key")[:4]), fmt.Sprintf("%x", hashOf(1))}
	for _, x := range things {
		for _, verb := range []string{"%v", "%+v", "%s"} {
			printed := fmt.Sprintf(verb, x)
			for _, secret := range append(secrets, "[103 ", "{w:") {
				if strings.Contains(printed, secret) {
					t.Errorf("%T with %s: %s", x, verb, printed)
				}
			}
		}
	}
	if fmt.Sprint(Hash{}) == fmt.Sprint(hashOf(1)) {
		t.Error("a hash looks like none")
	}
}

func TestDigestTellsStatesApart(t *testing.T) {
	c, p := richCompany(), richPerson()
	seen := map[string]bool{}
	for _, parts := range [][]any{{c, "a@b.c"}, {c, ""}, {Company{}, "a@b.c"}, {p, "ja"}, {p, "en"}, {Person{}, "ja"}, {Contact{}}, {Contact{Same: true}}, {Contact{Person: p}}} {
		d := Digest(parts...)
		if len(d) != 32 || seen[d] || d != Digest(parts...) {
			t.Errorf("%s of %v", d, parts)
		}
		seen[d] = true
	}
	if Digest(c, "") != Digest(&c, "") {
		t.Error("a pointer is another state")
	}
}

func TestTicketsEnd(t *testing.T) {
	k := Ticket{Expires: noon}
	if !k.Open(noon.Add(-time.Second)) || k.Open(noon) || k.Open(noon.Add(time.Second)) || !new(Ticket).Open(noon) {
		t.Error("a ticket is open until it expires, and without an expiry always")
	}
}

// TestSucceed: the line keeps every code it had, and gets the new one.
func TestSucceed(t *testing.T) {
	for _, old := range []codec.Code{codeOf(1), codeOf(2), codeOf(3), codeOf(4)} {
		r := richRegistration()
		before, heir := r.Codes(), codeOf(7)
		r.Succeed(old, heir)
		after := r.Codes()
		if len(after) != len(before)+1 || !slices.Contains(after, heir) || slices.ContainsFunc(before, func(c codec.Code) bool { return !slices.Contains(after, c) }) {
			t.Errorf("%s: %v, after %v", old, after, before)
		}
		if (r.Code == heir) != (old == codeOf(1)) || (r.Request.Answer == heir) != (old == codeOf(4)) || r.Key != keyOf(1) {
			t.Errorf("%s: %v %v", old, r.Code, r.Request.Answer)
		}
		if f := r.Former[0]; f.Key != keyOf(2) || (f.Code == heir) != (old == codeOf(2)) || !r.Former[len(r.Former)-1].Key.IsZero() {
			t.Errorf("%s: %+v", old, r.Former)
		}
	}
}
