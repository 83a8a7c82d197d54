package shelf

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ollu/codec"
	"ollu/codec/term"
	"ollu/keystore"
)

func TestEveryFieldComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := func(name string) term.Day { return term.Day(rapid.Int32Range(0, dayMask).Draw(t, name)) }
		want := keystore.Entry{
			Product: rapid.String().Draw(t, "product"), Zone: rapid.String().Draw(t, "zone"),
			Components: rapid.SliceOfN(rapid.String(), 1, 4).Draw(t, "components"),
			Standing:   keystore.Standing(rapid.IntRange(0, keystore.Standings-1).Draw(t, "standing")),
			Perpetual:  rapid.Bool().Draw(t, "perpetual"), HasPending: rapid.Bool().Draw(t, "has pending"),
			Grace: rapid.Uint16().Draw(t, "grace"), Seats: rapid.Uint32().Draw(t, "seats"),
			PendingSeats: rapid.Uint32().Draw(t, "pending seats"), Expires: day("expires"), Issued: day("issued"),
			Pending: day("pending"), ShowsFrom: day("shows from"), DeviceLimit: rapid.Uint32().Draw(t, "limit"),
			Devices: rapid.Uint32().Draw(t, "devices"), LastSeen: rapid.Int64Range(0, math.MaxInt64).Draw(t, "seen"),
		}
		s, code := New(), numbered(rapid.Uint64().Draw(t, "code"))
		for range 2 { // entered, then replaced
			if err := s.Put(code, &want); err != nil {
				t.Fatal(err)
			}
			got, found := s.Lookup(code)
			if diff := cmp.Diff(want, got); !found || diff != "" {
				t.Fatalf("found %t, differs: %s", found, diff)
			}
		}
	})
}

func TestCodesThatDifferInOneBitAreDifferentLicences(t *testing.T) {
	s, base := New(), numbered(1).Bits()
	e := whole(1)
	if err := s.Put(codec.CodeFromBits(base), &e); err != nil {
		t.Fatal(err)
	}
	for bit := range 135 {
		other := base
		other[bit/64] ^= 1 << (bit % 64)
		if _, found := s.Lookup(codec.CodeFromBits(other)); found {
			t.Errorf("found a code that differs in bit %d", bit)
		}
	}
}

func TestWhatHasNoRoomIsRefusedAndChangesNothing(t *testing.T) {
	s := full(t, 1)
	for name, spoil := range map[string]func(*keystore.Entry){
		"negative day":  func(e *keystore.Entry) { e.Expires = -1 },
		"day too large": func(e *keystore.Entry) { e.Pending = dayMask + 1 },
		"standing":      func(e *keystore.Entry) { e.Standing = maxStanding },
		"type":          func(e *keystore.Entry) { e.Type = maxTypes },
		"last seen":     func(e *keystore.Entry) { e.LastSeen = -1 },
	} {
		e := whole(5)
		spoil(&e)
		if err := s.Put(numbered(0), &e); !errors.Is(err, keystore.ErrInvalid) {
			t.Errorf("%s: Put = %v", name, err)
		}
		if err := s.Fits(&e); !errors.Is(err, keystore.ErrInvalid) {
			t.Errorf("%s: Fits = %v", name, err)
		}
		if got, _ := s.Lookup(numbered(0)); !cmp.Equal(got, whole(0)) {
			t.Errorf("%s: the licence changed to %+v", name, got)
		}
	}
}

func TestNoMoreProfilesThanNumbers(t *testing.T) {
	s := New()
	s.profiles.most = 2
	for i, want := range []error{nil, nil, ErrFull} {
		e := whole(uint32(i))
		if err := s.Fits(&e); !errors.Is(err, want) {
			t.Errorf("Fits of kind %d = %v, want %v", i, err, want)
		}
	}
}

// TestAgainstAMap drives a shelf and a map alike.
func TestAgainstAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, model := New(), map[codec.Code]keystore.Entry{}
		s.Reserve(uint64(rapid.IntRange(0, 3000).Draw(t, "reserve")), 0)
		code := rapid.Custom(func(t *rapid.T) codec.Code { return numbered(rapid.Uint64Range(0, 40).Draw(t, "code")) })
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				c, e := code.Draw(t, "code"), whole(rapid.Uint32().Draw(t, "entry"))
				if err := s.Put(c, &e); err != nil {
					t.Fatal(err)
				}
				e.LastSeen = max(e.LastSeen, model[c].LastSeen)
				model[c] = e
			},
			"seen": func(t *rapid.T) {
				c, now := code.Draw(t, "code"), rapid.Int64Range(1, 1<<40).Draw(t, "now")
				e, want := model[c]
				if _, found := s.Seen(c, nil, nil, now); found != want {
					t.Fatalf("found %t, want %t", found, want)
				}
				if want {
					e.LastSeen = max(e.LastSeen, now)
					model[c] = e
				}
			},
			"": func(t *rapid.T) {
				for i := range uint64(42) {
					want, there := model[numbered(i)]
					got, found := s.Lookup(numbered(i))
					if found != there || !cmp.Equal(got, want) {
						t.Fatalf("code %d: found %t %+v, want %t %+v", i, found, got, there, want)
					}
				}
				if n, _ := s.Len(); n != uint64(len(model)) {
					t.Fatalf("Len = %d, want %d", n, len(model))
				}
			},
		})
	})
}

func TestEachShowsEveryLicenceOnce(t *testing.T) {
	const n = chunkSize + 100
	s, shown := full(t, n), map[uint32]int{}
	s.Each(func(e *keystore.Entry) bool {
		if !cmp.Equal(*e, whole(e.Seats)) {
			t.Fatalf("entry %+v is not whole", e)
		}
		shown[e.Seats]++
		return true
	})
	if len(shown) != n {
		t.Errorf("showed %d licences, want %d", len(shown), n)
	}
	calls := 0
	s.Each(func(*keystore.Entry) bool { calls++; return calls < 10 })
	if calls != 10 {
		t.Errorf("went on after false: %d calls", calls)
	}
}

func TestBytesPerLicence(t *testing.T) {
	const n, limit = 200_000, 90
	used := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := used()
	s := full(t, n)
	if each := float64(used()-before) / n; each > limit {
		t.Errorf("%.1f bytes a licence, at most %d are wanted", each, limit)
	} else {
		t.Logf("%.1f bytes a licence", each)
	}
	runtime.KeepAlive(s)
}

func TestReadersAllocateNothing(t *testing.T) {
	s := full(t, 1000)
	device, version := []byte("host-0123456789abcdef-0123456789abcdef-0123456789abcdef-01234567"), []byte("9.1")
	if _, err := s.PutDevice(numbered(7), string(device), "9.1", 1); err != nil {
		t.Fatal(err)
	}
	now, one, other := int64(1e9), numbered(7), numbered(8)
	for name, read := range map[string]func(){
		"lookup": func() { s.Lookup(one) },
		"absent": func() { s.Lookup(codec.CodeFromBits([3]uint64{1, 2, 3})) },
		"seen":   func() { now++; s.Seen(one, device, version, now) },
		"nobody": func() { now++; s.Seen(other, nil, nil, now) },
	} {
		if n := testing.AllocsPerRun(100, read); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	for _, n := range []uint32{10_000, 1_000_000} {
		s := full(b, n)
		codes := make([]codec.Code, 1<<16)
		for i := range codes {
			codes[i] = numbered(uint64(i*2654435761) % uint64(n))
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				if _, found := s.Lookup(codes[i%len(codes)]); !found {
					b.Fatal("not found")
				}
			}
		})
	}
}

func BenchmarkPut(b *testing.B) {
	s, e := New(), whole(3)
	for i := 0; b.Loop(); i++ {
		if err := s.Put(numbered(uint64(i)), &e); err != nil {
			b.Fatal(err)
		}
	}
}
