//go:build !race

// The race detector's pointer checks end the program where the driver follows a
// damaged offset; without them a bad address is an error that can be handled.

package book

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"ollu/codec"
)

// readAll gives all that a book tells, as text.
func readAll(b *Book) (string, error) {
	var all []any
	add := func(record any) error { all = append(all, record); return nil }
	err := errors.Join(
		b.Codes(func(c *Code) error { return add([]string{c.Code.Reveal(), string(c.append(nil))}) }),
		b.Products(func(p *Product) error { return add(p) }),
		b.Deliveries("", func(d *Delivery) error { return add(d) }),
	)
	queue, failed := b.Activations()
	err = errors.Join(err, failed, add(queue))
	issuer, failed := b.Issuer()
	err = errors.Join(err, failed, add(issuer))
	marks, failed := b.Marks()
	if err = errors.Join(err, failed, add(marks)); err != nil {
		return "", err
	}
	text, err := json.Marshal(all)
	return string(text), err
}

// furnished gives the bytes of a book with something of everything, after enough
// changes that pages are free in it, and what it and the state before its last
// change tell. The room at its end is cut off.
func furnished(t *testing.T, path string) (whole []byte, states [2]string) {
	t.Helper()
	b := opened(t, path)
	for n := range 12 {
		must(t, b.PutCodes(held(n)))
		p := Product{Name: "mail-" + strings.Repeat("x", n), Device: "d", Codes: []codec.Code{code(n)}}
		must(t, b.PutProduct(p))
		must(t, b.PutDeliveries(Delivery{Product: p.Name, Code: code(n), State: Current}))
		must(t, b.PutActivation(Activation{Code: code(n), Device: "host", At: noon}))
	}
	must(t, b.PutIssuer(Issuer{Name: "issuer.example", Facts: map[string]string{"mail": strings.Repeat("f", 5000)}}))
	var errs [2]error
	states[0], errs[0] = readAll(b)
	must(t, b.PutMarks(Marks{LastGood: noon, Revision: "7"}))
	states[1], errs[1] = readAll(b)
	var used int64
	must(t, b.view(func(tx *bbolt.Tx) error { used = tx.Size(); return nil }))
	must(t, errors.Join(errs[0], errs[1], b.Close(), os.Truncate(path, used)))
	whole, err := os.ReadFile(path)
	must(t, err)
	return whole, states
}

func TestNoFlippedBitIsEverServedFrom(t *testing.T) {
	path := fresh(t)
	whole, states := furnished(t, path)
	const stride = 101
	refused := 0
	for at := 0; at < len(whole); at += stride {
		bad := bytes.Clone(whole)
		bad[at] ^= 1 << (at % 8)
		must(t, os.WriteFile(path, bad, filePerm))
		b, err := Open(path, Options{})
		if err != nil {
			refused++
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNewer) {
				t.Errorf("byte %d: %v", at, err)
			}
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, bad) {
				t.Errorf("byte %d: the file was changed (%v)", at, err)
			}
			continue
		}
		got, err := readAll(b)
		if err != nil || got != states[1] && got != states[0] {
			t.Errorf("byte %d: %v\n%s", at, err, cmp.Diff(states[1], got))
		}
		must(t, b.Close())
	}
	if refused < 50 {
		t.Errorf("only %d files of %d were refused", refused, len(whole)/stride)
	}
}

func TestACutFileIsRefused(t *testing.T) {
	path := fresh(t)
	whole, _ := furnished(t, path)
	for n := 0; n < len(whole); n += 2048 {
		must(t, os.WriteFile(path, whole[:n], filePerm))
		if _, err := Open(path, Options{}); !errors.Is(err, ErrDamaged) {
			t.Errorf("%d of %d bytes: %v", n, len(whole), err)
		}
	}
}

func TestAFileThatIsDamagedWhileItIsOpenEndsInErrors(t *testing.T) {
	for what, damage := range map[string]func(f *os.File, size int64) error{
		"cut to nothing":   func(f *os.File, _ int64) error { return f.Truncate(0) },
		"cut to two":       func(f *os.File, _ int64) error { return f.Truncate(8192) },
		"all but its head": func(f *os.File, size int64) error { _, err := f.WriteAt(make([]byte, size-8192), 8192); return err },
		"all of it":        func(f *os.File, size int64) error { _, err := f.WriteAt(make([]byte, size), 0); return err },
	} {
		t.Run(what, func(t *testing.T) {
			path := fresh(t)
			whole, _ := furnished(t, path)
			b := opened(t, path)
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			must(t, err)
			must(t, damage(f, int64(len(whole))))
			must(t, f.Close())
			for range 2 {
				if _, err := readAll(b); !errors.Is(err, ErrDamaged) {
					t.Errorf("reading: %v", err)
				}
				if err := b.PutCodes(held(99)); !errors.Is(err, ErrDamaged) {
					t.Errorf("writing: %v", err)
				}
			}
			_ = b.Close()
			if _, err := Open(path, Options{}); !errors.Is(err, ErrDamaged) {
				t.Errorf("Open: %v", err)
			}
		})
	}
}
