package customer

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// decoders read each kind of record and store it again.
var decoders = map[string]func(value []byte) (again []byte, err error){
	"account": func(v []byte) ([]byte, error) {
		var a Account
		err := DecodeAccount(&a, v)
		return AppendAccount(nil, &a), err
	},
	"user": func(v []byte) ([]byte, error) {
		var u User
		err := DecodeUser(&u, v)
		return AppendUser(nil, &u), err
	},
	"registration": func(v []byte) ([]byte, error) {
		var r Registration
		err := DecodeRegistration(&r, v)
		return AppendRegistration(nil, &r), err
	},
	"ticket": func(v []byte) ([]byte, error) {
		var t Ticket
		err := DecodeTicket(&t, v)
		return AppendTicket(nil, &t), err
	},
	"letter": func(v []byte) ([]byte, error) {
		var l Letter
		err := DecodeLetter(&l, v)
		return AppendLetter(nil, &l), err
	},
	"activity": func(v []byte) ([]byte, error) {
		var a Activity
		err := DecodeActivity(&a, v)
		return AppendActivity(nil, &a), err
	},
}

// values are one that has everything and one that has nothing of each kind.
func values() map[string][][]byte {
	a, u, r, t, l, d := richAccount(), richUser(), richRegistration(), richTicket(), richLetter(), richActivity()
	return map[string][][]byte{
		"account":      {AppendAccount(nil, &a), AppendAccount(nil, &Account{})},
		"user":         {AppendUser(nil, &u), AppendUser(nil, &User{})},
		"registration": {AppendRegistration(nil, &r), AppendRegistration(nil, &Registration{})},
		"ticket":       {AppendTicket(nil, &t), AppendTicket(nil, &Ticket{})},
		"letter":       {AppendLetter(nil, &l), AppendLetter(nil, &Letter{})},
		"activity":     {AppendActivity(nil, &d), AppendActivity(nil, &Activity{})},
	}
}

func same(t *rapid.T, err error, got, want any) {
	t.Helper()
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%v: got %#v, want %#v", err, got, want)
	}
}

func TestAnyRecordComesBack(t *testing.T) {
	before := []byte("before")
	n := len(before)
	rapid.Check(t, func(t *rapid.T) {
		a, aBack := drawAccount(t), Account{}
		same(t, DecodeAccount(&aBack, AppendAccount(before, &a)[n:]), aBack, a)
		u, uBack := drawUser(t), User{}
		same(t, DecodeUser(&uBack, AppendUser(before, &u)[n:]), uBack, u)
		r, rBack := drawRegistration(t), Registration{}
		same(t, DecodeRegistration(&rBack, AppendRegistration(before, &r)[n:]), rBack, r)
	})
}

func TestAnyOtherRecordComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, kBack := drawTicket(t), Ticket{}
		same(t, DecodeTicket(&kBack, AppendTicket(nil, &k)), kBack, k)
		l, lBack := drawLetter(t), Letter{}
		same(t, DecodeLetter(&lBack, AppendLetter(nil, &l)), lBack, l)
		a, aBack := Activity{At: drawTime(t, "at")}, Activity{}
		drawTexts(t, &a.Actor, &a.Action, &a.Subject)
		same(t, DecodeActivity(&aBack, AppendActivity(nil, &a)), aBack, a)
	})
}

// TestDecodingReplacesEverything: what was in the record before is gone, but for
// what is in the key.
func TestDecodingReplacesEverything(t *testing.T) {
	a, u, r := richAccount(), richUser(), richRegistration()
	k, l, d := richTicket(), richLetter(), richActivity()
	all := values()
	err := errors.Join(
		DecodeAccount(&a, all["account"][1]), DecodeUser(&u, all["user"][1]), DecodeRegistration(&r, all["registration"][1]),
		DecodeTicket(&k, all["ticket"][1]), DecodeLetter(&l, all["letter"][1]), DecodeActivity(&d, all["activity"][1]),
	)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range [][2]any{
		{a, Account{ID: idOf(1)}}, {u, User{ID: idOf(2)}}, {r, Registration{Account: idOf(1), No: 7}},
		{k, Ticket{Hash: hashOf(3)}}, {l, Letter{ID: "letter-1"}}, {d, Activity{Account: idOf(1), Seq: 9}},
	} {
		if !reflect.DeepEqual(x[0], x[1]) {
			t.Errorf("got %#v, want %#v", x[0], x[1])
		}
	}
}

func TestEveryDamageIsRefused(t *testing.T) {
	for kind, decode := range decoders {
		for _, value := range values()[kind] {
			if again, err := decode(value); err != nil || !bytes.Equal(again, value) {
				t.Errorf("%s: %v, stored again %x", kind, err, again)
			}
			for bit := range len(value) * 8 {
				bad := slices.Clone(value)
				bad[bit/8] ^= 1 << (bit % 8)
				if _, err := decode(bad); !errors.Is(err, ErrDamaged) {
					t.Errorf("%s, bit %d: %v", kind, bit, err)
				}
			}
			for n := range value {
				if _, err := decode(value[:n]); !errors.Is(err, ErrDamaged) {
					t.Errorf("%s, cut to %d: %v", kind, n, err)
				}
			}
			if _, err := decode(append(slices.Clone(value), 0)); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s with a byte more: %v", kind, err)
			}
		}
	}
}

// sealed gives a body its checksum.
func sealed(body []byte) []byte {
	return binary.LittleEndian.AppendUint32(slices.Clone(body), crc32.Checksum(body, castagnoli))
}

func body(kind string) []byte {
	value := values()[kind][1]
	return slices.Clone(value[:len(value)-crcSize])
}

func TestNewerRecordsAreRefused(t *testing.T) {
	for kind, decode := range decoders {
		newer, older := body(kind), body(kind)
		newer[0]++
		older[0] = 0
		if _, err := decode(sealed(append(newer, "more"...))); !errors.Is(err, ErrNewer) {
			t.Errorf("%s: %v", kind, err)
		}
		if _, err := decode(sealed(older)); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s of version 0: %v", kind, err)
		}
	}
}

// TestOneEncodingOnly: what could be written in two ways is read in one.
func TestOneEncodingOnly(t *testing.T) {
	const key, code, product, typ, former, request = 1, 2, 3, 4, 8, 9 // places in an empty registration
	for name, change := range map[string]func(b []byte) []byte{
		"a field more":        func(b []byte) []byte { return append(b, 0) },
		"a field less":        func(b []byte) []byte { return b[:len(b)-1] },
		"a flag of 2":         func(b []byte) []byte { b[key] = 2; return b },
		"a zero key":          func(b []byte) []byte { b[key] = 1; return slices.Insert(b, key+1, make([]byte, 10)...) },
		"a zero code":         func(b []byte) []byte { b[code] = 1; return slices.Insert(b, code+1, make([]byte, 17)...) },
		"a long number":       func(b []byte) []byte { b[product] = 0x80; return slices.Insert(b, product+1, 0) },
		"a text without end":  func(b []byte) []byte { b[product] = 0x7f; return b },
		"a type that is none": func(b []byte) []byte { b[typ] = 2; return b },
		"a list without end":  func(b []byte) []byte { b[former] = 0x7f; return b },
		"half a request":      func(b []byte) []byte { b[request] = 1; return b },
		"a time after the last": func(b []byte) []byte {
			return slices.Concat(b[:6], binary.AppendUvarint(nil, timeSpan+1), b[7:])
		},
	} {
		if err := DecodeRegistration(new(Registration), sealed(change(body("registration")))); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzRecords: no input panics, and what is accepted is stored as it was.
func FuzzRecords(f *testing.F) {
	for _, kind := range values() {
		for _, value := range kind {
			f.Add(value[:len(value)-crcSize])
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		value := sealed(body)
		for kind, decode := range decoders {
			if again, err := decode(value); err == nil && !bytes.Equal(again, value) {
				t.Fatalf("%s: %x is stored as %x", kind, value, again)
			}
		}
	})
}

// TestStoredFormIsKept: stores that exist must stay readable.
func TestStoredFormIsKept(t *testing.T) {
	for kind, want := range map[string]string{
		"account": "e595479806b8b4e0", "user": "5d19ee27cafb3441", "registration": "a7d4421902dacabf",
		"ticket": "963591984392b4f9", "letter": "6211fe464794afc3", "activity": "3abc61df1c3ee116",
	} {
		if sum := sha256.Sum256(values()[kind][0]); hex.EncodeToString(sum[:8]) != want {
			t.Errorf("%s: the stored form has changed: %x, of hash %x", kind, values()[kind][0], sum[:8])
		}
	}
}

func TestInstantsAreWholeSeconds(t *testing.T) {
	var back Activity
	tokyo := time.FixedZone("", 9*3600)
	err := DecodeActivity(&back, AppendActivity(nil, &Activity{At: noon.In(tokyo).Add(time.Millisecond)}))
	if err != nil || back.At != noon {
		t.Errorf("%v, %v", back.At, err)
	}
}

func BenchmarkDecodeRegistration(b *testing.B) {
	r := richRegistration()
	r.Former, r.Request = nil, nil
	value := AppendRegistration(nil, &r)
	b.ReportAllocs()
	for b.Loop() {
		if err := DecodeRegistration(&r, value); err != nil {
			b.Fatal(err)
		}
	}
}
