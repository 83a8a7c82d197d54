package signing

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"ollu/codec/answer"
)

var errCut = errors.New("the power went")

// cut is a disk that stops for good before its n-th step, counted from 0. left
// is how many steps remain; it is negative once the power has gone.
func cut(n int) (d disk, gone func() bool) {
	left := n
	return disk{broken: func(string) error {
		left--
		if left < 0 {
			return errCut
		}
		return nil
	}}, func() bool { return left < 0 }
}

// everywhere runs a change again and again, cut off before each of its steps in
// turn, until it goes through.
func everywhere(t *testing.T, one func(t *testing.T, d disk) error, after func(t *testing.T, cutOff bool)) {
	t.Helper()
	for n := 0; ; n++ {
		d, gone := cut(n)
		done := false
		t.Run(fmt.Sprint("step ", n), func(t *testing.T) {
			err := one(t, d)
			if (err != nil) != gone() || gone() && !errors.Is(err, errCut) {
				t.Fatalf("cut off: %v, error: %v", gone(), err)
			}
			after(t, gone())
			done = !gone()
		})
		if done {
			if n < 4 {
				t.Errorf("only %d steps were tried", n)
			}
			return
		}
		if t.Failed() {
			return
		}
	}
}

// opened is a ring on a disk that may be cut off.
func (p *place) opened(d disk) *Ring {
	p.t.Helper()
	r, err := open(d, p.dir, noon)
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

func TestInitCutOff(t *testing.T) {
	var dir string
	everywhere(t, func(t *testing.T, d disk) error {
		dir = t.TempDir() + "/signing"
		_, err := start(d, dir, "example", drawn(1), noon)
		return err
	}, func(t *testing.T, cutOff bool) {
		_, err := Open(dir, noon)
		if cutOff && err != nil && !errors.Is(err, ErrNone) {
			t.Errorf("half a ring: %v", err)
		}
		if errors.Is(err, ErrNone) {
			if _, err := Init(dir, "example", drawn(2), noon); err != nil {
				t.Errorf("the second attempt: %v", err)
			}
		}
	})
}

func TestRotateCutOff(t *testing.T) {
	var p *place
	var k1 string
	everywhere(t, func(t *testing.T, d disk) error {
		p = newPlace(t)
		k1 = p.opened(d).Signer().KeyID()
		_, err := p.opened(d).Rotate(drawn(2), noon)
		return err
	}, func(t *testing.T, cutOff bool) {
		r := p.open(noon)
		moved := r.Signer().KeyID() != k1
		if !cutOff && !moved {
			t.Error("it went through, and the old key signs")
		}
		old := pinned(r)
		if moved {
			old = new(answer.KeySet)
			old.Add(r.Keys()[0].Public)
			old.Follow("example", must(keys(t, r)))
		}
		if _, known := old.Get(r.Signer().KeyID()); !known {
			t.Error("nobody vouches for the key that signs")
		}
		p.n = 2
		next := p.rotate(noon) // drawn(3)
		if p.open(noon).Signer().KeyID() != next {
			t.Error("the next rotation did not go through")
		}
	})
}

func TestRetireCutOff(t *testing.T) {
	var p *place
	var k1 string
	everywhere(t, func(t *testing.T, d disk) error {
		p = newPlace(t)
		k1 = p.open(noon).Signer().KeyID()
		p.rotate(noon)
		return p.opened(d).Retire(k1, noon, true, false)
	}, func(t *testing.T, _ bool) {
		if err := p.open(noon).Retire(k1, noon, true, false); err != nil {
			t.Errorf("the second attempt: %v", err)
		}
		if _, there := files(t, p.dir)[k1+keySuffix]; there {
			t.Error("the private key was forgotten on disk")
		}
	})
}

// A file is never out whose key could be retired too early.
func TestSignFileCutOff(t *testing.T) {
	var p *place
	until := noon.Add(50 * day)
	everywhere(t, func(t *testing.T, d disk) error {
		p = newPlace(t)
		token, err := p.opened(d).SignFile(&answer.Claims{IssuedAt: noon, Expires: until}, statement())
		if err != nil && token != nil {
			t.Error("a file came with an error")
		}
		return err
	}, func(t *testing.T, cutOff bool) {
		if got := p.open(noon).Keys()[0].SignsUntil; !got.Equal(until) && !(cutOff && got.IsZero()) {
			t.Errorf("noted %s", got)
		}
	})
}

func TestImportCutOff(t *testing.T) {
	source := newPlaceOf(t, 30)
	source.rotate(noon)
	var text bytes.Buffer
	if err := source.open(noon).Export(&text); err != nil {
		t.Fatal(err)
	}
	want := source.open(noon).Signer().KeyID()
	var p *place
	var before string
	everywhere(t, func(t *testing.T, d disk) error {
		p = newPlace(t)
		before = p.open(noon).Signer().KeyID()
		_, _, err := importRing(d, p.dir, bytes.NewReader(text.Bytes()), true, noon)
		return err
	}, func(t *testing.T, cutOff bool) {
		r, err := Open(p.dir, noon)
		if err == nil && !slices.Contains([]string{before, want}, r.Signer().KeyID()) || err != nil && !(cutOff && errors.Is(err, ErrDamaged)) {
			t.Fatalf("%v", err)
		}
		if _, err := Init(p.dir, "example", drawn(9), noon); err == nil {
			t.Error("keys were made anew")
		}
		r, _, err = Import(p.dir, bytes.NewReader(text.Bytes()), true, noon.Add(time.Second))
		if err != nil || r.Signer().KeyID() != want {
			t.Errorf("the second attempt: %v", err)
		}
	})
}
