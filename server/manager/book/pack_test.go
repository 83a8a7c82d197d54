package book

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ollu/codec/answer"
	"ollu/codec/product"
)

func FuzzParseCode(f *testing.F) {
	key := code(1).AppendBytes(nil)
	whole, bare := held(1), Code{Code: code(1), Replaces: code(2), Carried: true}
	for _, c := range []Code{whole, bare} {
		f.Add(c.append(nil))
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, value []byte) {
		c, err := parseCode(key, value)
		if err != nil {
			if c != nil || !errors.Is(err, ErrDamaged) {
				t.Fatalf("%v, %v", c, err)
			}
			return
		}
		again, err := parseCode(key, c.append(nil))
		if err != nil || !cmp.Equal(again, c, exact) {
			t.Fatalf("%v\n%s", err, cmp.Diff(c, again, exact))
		}
	})
}

func TestEveryResultAndTypeIsKept(t *testing.T) {
	for r := range answer.All() {
		for _, kind := range []product.Type{product.Full, product.Trial} {
			c := held(1)
			c.Signed.Result, c.Signed.Type, c.Signed.Statement.Expires = r, kind, -3
			c.Signed.Perpetual, c.Signed.Hint, c.Signed.Device = true, "group 2", "host-1"
			c.TakenAt = time.Date(1969, 1, 1, 0, 0, 0, 123456789, time.FixedZone("", -5*60*60-1800))
			got, err := parseCode(c.Code.AppendBytes(nil), c.append(nil))
			if err != nil || !cmp.Equal(*got, c, exact) {
				t.Errorf("%s: %v\n%s", r, err, cmp.Diff(c, *got, exact))
			}
		}
	}
}

func TestACutRecordIsDamaged(t *testing.T) {
	c := held(1)
	key, whole := c.Code.AppendBytes(nil), c.append(nil)
	for n := range whole {
		if _, err := parseCode(key, whole[:n]); !errors.Is(err, ErrDamaged) {
			t.Errorf("%d of %d bytes: %v", n, len(whole), err)
		}
	}
	if _, err := parseCode(key, append(bytes.Clone(whole), 0)); !errors.Is(err, ErrDamaged) {
		t.Errorf("a byte more: %v", err)
	}
	if _, err := parseCode(key[:5], whole); !errors.Is(err, ErrDamaged) {
		t.Errorf("another key: %v", err)
	}
}
