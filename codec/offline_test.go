package codec

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var offlineMaster = []byte("a master key of thirty-two bytes")

func offlineKeyOf(product string) *OfflineKey {
	k := DeriveOfflineKey(offlineMaster, product)
	return &k
}

func mustOffline(t testing.TB, p Prefix, product string, o Offline, seed byte) Code {
	t.Helper()
	c, err := NewOfflineCode(p, product, o, offlineKeyOf(product), rand.NewChaCha8([32]byte{seed}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func drawOffline(t *rapid.T) (o Offline) {
	o.Trial = rapid.Bool().Draw(t, "trial")
	o.Seats = rapid.Uint32Range(0, MaxOfflineSeats).Draw(t, "seats")
	if o.Perpetual = rapid.Bool().Draw(t, "perpetual"); !o.Perpetual {
		o.Expires = rapid.Int32Range(0, MaxOfflineExpires).Draw(t, "expires")
	}
	return o
}

// What was put into a code comes out again, through its text as well, and
// for its own product and key alone.
func TestOfflineLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringMatching(`[a-z][a-z0-9-]{0,20}`).Draw(t, "product")
		want, key := drawOffline(t), offlineKeyOf(id)
		random := bytes.NewReader(rapid.SliceOfN(rapid.Byte(), 3, 3).Draw(t, "random"))
		c, err := NewOfflineCode(Prefix{'I', 'M'}, id, want, key, random)
		if err != nil || c.Version() != OfflineVersion || c.Prefix() != (Prefix{'I', 'M'}) {
			t.Fatalf("%v, version %d: %v", c, c.Version(), err)
		}
		typed, err := ParseCode(strings.ToLower(strings.ReplaceAll(c.Reveal(), "-", " ")))
		if err != nil || typed != c {
			t.Fatalf("%s came back as %s: %v", c.Reveal(), typed.Reveal(), err)
		}
		if got, err := typed.Offline(id, key); err != nil || got != want {
			t.Fatalf("%+v came out as %+v: %v", want, got, err)
		}
		if _, err := c.Offline(id+"x", offlineKeyOf(id+"x")); !errors.Is(err, ErrOfflineTag) {
			t.Fatalf("taken for another product: %v", err)
		}
		if _, err := c.Offline(id, offlineKeyOf(id+"x")); !errors.Is(err, ErrOfflineTag) {
			t.Fatalf("taken with another product's key: %v", err)
		}
	})
}

// A change of one bit of what the code carries is refused, whichever it is; the
// check symbols are written anew, as who forges a code would.
func TestOfflineEveryBitIsGuarded(t *testing.T) {
	c := mustOffline(t, Prefix{'I', 'M'}, "gateway", Offline{Expires: 20909, Seats: 250}, 1)
	for bit := range 135 {
		w := c.Bits()
		if bit < 128 {
			w[bit/64] ^= 1 << (63 - bit%64)
		} else {
			w[2] ^= 1 << (134 - bit)
		}
		forged, err := ParseCode(CodeFromBits(w).Reveal())
		if err != nil {
			continue // the prefix is no longer letters
		}
		want := ErrOfflineTag
		if forged.Version() != OfflineVersion {
			want = ErrNotOffline
		}
		if _, err := forged.Offline("gateway", offlineKeyOf("gateway")); !errors.Is(err, want) {
			t.Errorf("bit %d was changed: %v, want %v", bit, err, want)
		}
	}
}

func TestOfflineRefuses(t *testing.T) {
	key, im := offlineKeyOf("gateway"), Prefix{'I', 'M'}
	for want, try := range map[string]func() (Code, error){
		"two letters":   func() (Code, error) { return NewOfflineCode(Prefix{}, "gateway", Offline{}, key, nil) },
		"id is missing": func() (Code, error) { return NewOfflineCode(im, "", Offline{}, key, nil) },
		"all zeros":     func() (Code, error) { return NewOfflineCode(im, "gateway", Offline{}, &OfflineKey{}, nil) },
		"no expiry": func() (Code, error) {
			return NewOfflineCode(im, "gateway", Offline{Perpetual: true, Expires: 1}, key, nil)
		},
		"to 2149-06-06":     func() (Code, error) { return NewOfflineCode(im, "gateway", Offline{Expires: 1 << 16}, key, nil) },
		"must be 1970":      func() (Code, error) { return NewOfflineCode(im, "gateway", Offline{Expires: -1}, key, nil) },
		"room for 1048575":  func() (Code, error) { return NewOfflineCode(im, "gateway", Offline{Seats: 1 << 20}, key, nil) },
		"for an offline co": func() (Code, error) { return NewOfflineCode(im, "gateway", Offline{}, key, strings.NewReader("ab")) },
	} {
		if c, err := try(); err == nil || !c.IsZero() || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", c, err, want)
		}
	}
	online, err := NewCode(im, rand.NewChaCha8([32]byte{1}))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []Code{{}, online} {
		if o, err := c.Offline("gateway", key); !errors.Is(err, ErrNotOffline) || o != (Offline{}) {
			t.Errorf("%v: %+v %v", c, o, err)
		}
	}
	good := mustOffline(t, im, "gateway", Offline{}, 1)
	if _, err := good.Offline("gateway", &OfflineKey{}); !errors.Is(err, ErrOfflineTag) {
		t.Errorf("taken with a key of zeros: %v", err)
	}
}

func TestOfflineKeyText(t *testing.T) {
	key := offlineKeyOf("gateway")
	text, err := json.Marshal(key)
	if err != nil {
		t.Fatal(err)
	}
	var back OfflineKey
	if err := json.Unmarshal(text, &back); err != nil || back != *key {
		t.Fatalf("%s: %v", text, err)
	}
	plain := strings.Trim(string(text), `"`)
	for _, bad := range []string{"", plain[1:], plain + "A", plain + "=", plain[:20] + "\n" + plain[20:], " " + plain,
		strings.Repeat("A", 43), plain[:42] + "_", strings.Repeat("*", 43)} {
		if k, err := ParseOfflineKey(bad); err == nil {
			t.Errorf("%q was taken", bad)
		} else if !k.IsZero() || len(bad) > 20 && strings.Contains(err.Error(), bad[2:20]) {
			t.Errorf("%q: key %v, and the error tells it: %v", bad, k, err)
		}
	}
}

func TestOfflineKeyIsNeverPrinted(t *testing.T) {
	key := *offlineKeyOf("gateway")
	inside := struct {
		Key OfflineKey
		Ptr *OfflineKey
	}{key, &key}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		got := fmt.Sprintf(verb, key) + fmt.Sprintf(verb, &key) + fmt.Sprintf(verb, inside)
		if strings.Contains(strings.ToLower(got), hex.EncodeToString(key[:3])) || strings.Contains(got, fmt.Sprintf("%d %d", key[0], key[1])) {
			t.Errorf("%s prints the key: %s", verb, got)
		}
	}
	if key.String() == (OfflineKey{}).String() || key.String() != key.GoString() {
		t.Error("no key and a key print alike")
	}
}

func FuzzOffline(f *testing.F) {
	f.Add(mustOffline(f, Prefix{'I', 'M'}, "gateway", Offline{Expires: 20909, Seats: 250}, 1).Reveal())
	f.Add(mustOffline(f, Prefix{'I', 'M'}, "other", Offline{Perpetual: true}, 2).Reveal())
	f.Add("IM-23WH-4UH4D-DBNRK-3WQNQ-UE9NR-3RHPX")
	key := offlineKeyOf("gateway")
	f.Fuzz(func(t *testing.T, typed string) {
		c, err := ParseCode(typed)
		if err != nil {
			return
		}
		o, err := c.Offline("gateway", key)
		if err != nil {
			if o != (Offline{}) || !errors.Is(err, ErrNotOffline) && !errors.Is(err, ErrOfflineTag) {
				t.Fatalf("%+v %v", o, err)
			}
			return
		}
		b := c.body()
		again, err := NewOfflineCode(c.Prefix(), "gateway", o, key, bytes.NewReader(serialOf(b)))
		if err != nil || again != c {
			t.Fatalf("%s is written as %s: %v", c.Reveal(), again.Reveal(), err)
		}
	})
}

// serialOf gives the 3 random bytes that would make the same serial.
func serialOf(b [codeBody + 1]byte) []byte {
	serial := uint32(b[6])<<16&0x30000 | uint32(b[7])<<8 | uint32(b[8])
	return []byte{byte(serial >> 10), byte(serial >> 2), byte(serial << 6)}
}
