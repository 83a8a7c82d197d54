package keystore

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ollu/codec/product"
)

// decoders read each kind of record and store it again.
var decoders = map[string]func(value []byte) (again []byte, err error){
	"licence": func(v []byte) ([]byte, error) {
		var l Licence
		err := DecodeLicence(&l, v)
		return AppendLicence(nil, &l), err
	},
	"device": func(v []byte) ([]byte, error) {
		var d Device
		err := DecodeDevice(&d, v)
		return AppendDevice(nil, &d), err
	},
	"key": func(v []byte) ([]byte, error) {
		var k RegKey
		err := DecodeRegKey(&k, v)
		return AppendRegKey(nil, &k), err
	},
	"repeat": func(v []byte) ([]byte, error) {
		var r Repeat
		err := DecodeRepeat(&r, v)
		return AppendRepeat(nil, &r), err
	},
}

// values are one or two of each kind.
func values() map[string][][]byte {
	simple, full, bare := plain(), rich(), Licence{}
	code, key := codes(9)
	d := Device{Version: "9.1", FirstSeen: noon, LastSeen: noon.Add(time.Hour)}
	k := RegKey{Prefix: code.Prefix(), Product: "suite", Type: product.Trial, Seats: 5, Months: 12, Code: code, IssuedAt: noon, Note: "box", Order: "PO-1"}
	r := Repeat{Digest: [32]byte{1, 2}, At: noon, Rows: []Row{{}, {Outcome: RowRefused, Reason: "seats: must be at least 1"}}}
	r.Codes, r.Keys = append(r.Codes, code), append(r.Keys, key)
	return map[string][][]byte{
		"licence": {AppendLicence(nil, &simple), AppendLicence(nil, &full), AppendLicence(nil, &bare)},
		"device":  {AppendDevice(nil, &d), AppendDevice(nil, &Device{})},
		"key":     {AppendRegKey(nil, &k), AppendRegKey(nil, &RegKey{Perpetual: true})},
		"repeat":  {AppendRepeat(nil, &r), AppendRepeat(nil, &Repeat{})},
	}
}

func TestAnyRecordComesBack(t *testing.T) {
	before := []byte("before")
	rapid.Check(t, func(t *rapid.T) {
		l, lBack := drawLicence(t), Licence{}
		err := DecodeLicence(&lBack, AppendLicence(before, &l)[len(before):])
		same(t, err, lBack, l)
		d, dBack := Device{Version: rapid.String().Draw(t, "version"), FirstSeen: drawTime(t, "first"), LastSeen: drawTime(t, "last")}, Device{}
		err = DecodeDevice(&dBack, AppendDevice(before, &d)[len(before):])
		same(t, err, dBack, d)
		k, kBack := drawRegKey(t), RegKey{}
		err = DecodeRegKey(&kBack, AppendRegKey(before, &k)[len(before):])
		same(t, err, kBack, k)
	})
}

func TestAnyRepeatComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, back := drawRepeat(t), Repeat{}
		err := DecodeRepeat(&back, AppendRepeat(nil, &r))
		same(t, err, back, r)
	})
}

func same(t *rapid.T, err error, got, want any) {
	t.Helper()
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%v: got %#v, want %#v", err, got, want)
	}
}

func TestDecodingKeepsWhatIsInTheKey(t *testing.T) {
	code, key := codes(4)
	l := Licence{Code: code, Devices: []Device{{ID: "old"}}}
	d, k, r := Device{ID: "d"}, RegKey{Key: key}, Repeat{Key: "r"}
	all := values()
	err := errors.Join(DecodeLicence(&l, all["licence"][0]), DecodeDevice(&d, all["device"][0]), DecodeRegKey(&k, all["key"][0]), DecodeRepeat(&r, all["repeat"][0]))
	if err != nil || l.Code != code || l.Devices != nil || d.ID != "d" || k.Key != key || r.Key != "r" {
		t.Errorf("%v: %v %v %v %v %v", err, l.Code, l.Devices, d.ID, k.Key, r.Key)
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

// resealed gives the value with its body changed and the checksum right.
func resealed(value []byte, change func(body []byte) []byte) []byte {
	body := slices.Clone(value[:len(value)-crcSize])
	return seal(change(body), 0)
}

func TestNewerRecordsAreRefused(t *testing.T) {
	for kind, decode := range decoders {
		newer := resealed(values()[kind][0], func(b []byte) []byte { b[0]++; return b })
		if _, err := decode(newer); !errors.Is(err, ErrNewer) {
			t.Errorf("%s: %v", kind, err)
		}
		older := resealed(values()[kind][0], func(b []byte) []byte { b[0] = 0; return b })
		if _, err := decode(older); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s of version 0: %v", kind, err)
		}
	}
	tagged := resealed(values()["licence"][1], func(b []byte) []byte { return append(b, tagEnd, 1, 2) })
	if err := DecodeLicence(&Licence{}, tagged); !errors.Is(err, ErrNewer) {
		t.Errorf("a field that is not known: %v", err)
	}
	if err := DecodeEntry(&Entry{}, tagged, nil); err != nil {
		t.Errorf("its entry: %v", err)
	}
}

// TestOneEncodingOnly: what could be written in two ways is read in one.
func TestOneEncodingOnly(t *testing.T) {
	simple := values()["licence"][0]
	le := binary.LittleEndian
	for name, change := range map[string]func(b []byte) []byte{
		"a field twice":         func(b []byte) []byte { return append(b, tagOrder, 1, 'x') },
		"fields out of order":   func(b []byte) []byte { return append(b, tagOwner, 1, 'x') },
		"an empty field":        func(b []byte) []byte { return append(b, tagReplacedBy) },
		"an empty string":       func(b []byte) []byte { return append(b, tagKey-1, 0) },
		"tag 0":                 func(b []byte) []byte { return append(b, 0) },
		"no renewals":           func(b []byte) []byte { return append(b, tagRenewals, 0) },
		"renewals without end":  func(b []byte) []byte { return binary.AppendUvarint(append(b, tagRenewals), 1<<40) },
		"a zero code":           func(b []byte) []byte { return append(append(b, tagReplaces), make([]byte, 17)...) },
		"a zero key":            func(b []byte) []byte { return append(b[:len(b)-13], append([]byte{tagKey}, make([]byte, 10)...)...) },
		"a long number":         func(b []byte) []byte { return append(b, tagSuspension, 0x80, 0, 0, 0, 0) },
		"a number without end":  func(b []byte) []byte { return append(b, tagSuspension, 0xff, 0xff, 0xff) },
		"a time after the last": func(b []byte) []byte { return appendTime(append(b, tagSuspension), time.Unix(timeSpan+yearOne+1, 0)) },
		"standing":              func(b []byte) []byte { b[1] = Standings; return b },
		"flags":                 func(b []byte) []byte { b[1] |= 0x40; return b },
		"pending, not there": func(b []byte) []byte {
			return append(b[:1], append([]byte{pendingFlag}, make([]byte, headFixed)...)...)
		},
		"type":                  func(b []byte) []byte { b[2] = 2; return b },
		"profile too long":      func(b []byte) []byte { le.PutUint16(b[3:], 60000); return b },
		"profile too short":     func(b []byte) []byte { le.PutUint16(b[3:], 1); return b },
		"profile cut in a name": func(b []byte) []byte { b[1+headFixed] = 200; return b },
		"last seen below zero":  func(b []byte) []byte { le.PutUint64(b[1+headLastSeen:], 1<<63); return b },
		"head cut short":        func(b []byte) []byte { return b[:headFixed] },
	} {
		if err := DecodeLicence(&Licence{}, resealed(simple, change)); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, value := range map[string][]byte{
		"key flags":          resealed(values()["key"][0], func(b []byte) []byte { b[1] = 4; return b }),
		"key type":           resealed(values()["key"][0], func(b []byte) []byte { b[2] = 7; return b }),
		"key without a code": resealed(values()["key"][1], func(b []byte) []byte { b[1] |= keyHasCode; return b }),
	} {
		if err := DecodeRegKey(&RegKey{}, value); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	outcome := resealed(values()["repeat"][0], func(b []byte) []byte { b[1+32+6+1+17+1+10+1] = 3; return b })
	if err := DecodeRepeat(&Repeat{}, outcome); !errors.Is(err, ErrDamaged) {
		t.Errorf("an outcome that is none: %v", err)
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
		value := seal(slices.Clone(body), 0)
		for kind, decode := range decoders {
			if again, err := decode(value); err == nil && !bytes.Equal(again, value) {
				t.Fatalf("%s: %x is stored as %x", kind, value, again)
			}
		}
		var e Entry
		var l Licence
		if DecodeLicence(&l, value) == nil {
			want := l.Entry()
			if err := DecodeEntry(&e, value, new(Interner)); err != nil || !e.Equal(&want) {
				t.Fatalf("%x: %v, entry %+v of licence %+v", value, err, e, l)
			}
		}
	})
}

// TestStoredFormIsKept: stores that exist must stay readable.
func TestStoredFormIsKept(t *testing.T) {
	for kind, want := range map[string]string{
		"licence": "01000022005a00ac510000295100006400000000000000000000000000000000000000076d61696c2d67770a417369612f546f6b796f09616e74697669727573047370616d01a5dfc694ee01060b504f2d3230323631313230092d0892",
		"device":  "01a5dfc694ee01b5fbc694ee0103392e31de741bbf",
		"key":     "010201494d05000ca5dfc694ee010005737569746503626f7804504f2d314301dd7e079199b748ac46141801783f0e81273208",
		"repeat":  "010102000000000000000000000000000000000000000000000000000000000000a5dfc694ee01014301dd7e079199b748ac46141801783f0e01431757a6188fc1e305c60200021973656174733a206d757374206265206174206c656173742031d8540965",
	} {
		if got := hex.EncodeToString(values()[kind][0]); got != want {
			t.Errorf("%s: the stored form has changed: %s", kind, got)
		}
	}
}

func TestALicenceIsSmall(t *testing.T) {
	simple := plain()
	if n := len(AppendLicence(nil, &simple)); n > 100 {
		t.Errorf("%d bytes", n)
	}
}

func TestEntriesShareTheirStrings(t *testing.T) {
	simple, full := values()["licence"][0], values()["licence"][1]
	var in Interner
	var a, b Entry
	if err := errors.Join(DecodeEntry(&a, simple, &in), DecodeEntry(&b, full, &in)); err != nil {
		t.Fatal(err)
	}
	if &a.Components[0] != &b.Components[0] {
		t.Error("the same components are kept twice")
	}
	if n := testing.AllocsPerRun(100, func() { _ = DecodeEntry(&a, full, &in) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	var alone Entry
	if err := DecodeEntry(&alone, full, nil); err != nil || !alone.Equal(&b) {
		t.Errorf("%v: %+v, want %+v", err, alone, b)
	}
}

func TestPatchLicenceSeen(t *testing.T) {
	l := rich()
	value := AppendLicence(nil, &l)
	for _, later := range []time.Duration{-time.Hour, 0, time.Second, time.Hour} {
		want := l
		if later > 0 {
			want.LastSeen = l.LastSeen.Add(later)
		}
		got, err := PatchLicenceSeen([]byte("x"), value, l.LastSeen.Add(later).Unix())
		if err != nil || !bytes.Equal(got[1:], AppendLicence(nil, &want)) {
			t.Errorf("by %v: %v, %x", later, err, got)
		}
	}
	for _, bad := range [][]byte{nil, value[1:], seal([]byte{recordVersion}, 0)} {
		if got, err := PatchLicenceSeen(nil, bad, 1<<40); err == nil || len(got) != 0 {
			t.Errorf("a damaged value is patched: %x", got)
		}
	}
}

func BenchmarkDecodeEntry(b *testing.B) {
	l := plain()
	value := AppendLicence(nil, &l)
	var in Interner
	var e Entry
	b.ReportAllocs()
	b.SetBytes(int64(len(value)))
	for b.Loop() {
		if err := DecodeEntry(&e, value, &in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeLicence(b *testing.B) {
	l := plain()
	value := AppendLicence(nil, &l)
	b.ReportAllocs()
	for b.Loop() {
		if err := DecodeLicence(&l, value); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendLicence(b *testing.B) {
	l := plain()
	buf := make([]byte, 0, 512)
	b.ReportAllocs()
	for b.Loop() {
		buf = AppendLicence(buf[:0], &l)
	}
}
