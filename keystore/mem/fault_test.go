package mem_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/keystore/mem"
)

var noon = time.Date(2026, 11, 20, 3, 4, 5, 0, time.UTC)

// stocked gives a store with one licence, and its code.
func stocked(t *testing.T) (*mem.Store, codec.Code) {
	t.Helper()
	s := mem.New()
	t.Cleanup(func() { _ = s.Close() })
	code, err := codec.NewCode(codec.Prefix{'I', 'M'}, bytes.NewReader(make([]byte, 64)))
	if err != nil {
		t.Fatal(err)
	}
	expires, err := term.ParseDay("2027-03-31")
	if err != nil {
		t.Fatal(err)
	}
	l := keystore.Licence{Code: code, Product: "mail-gw", Seats: 1, Zone: "Asia/Tokyo", Expires: expires}
	if _, err := s.Apply(t.Context(), act(keystore.Issue{Licences: []keystore.Licence{l}})); err != nil {
		t.Fatal(err)
	}
	return s, code
}

func act(c keystore.Change) keystore.Act {
	return keystore.Act{By: "operator", At: noon, Change: c, IdempotencyKey: c.String()}
}

func standing(t *testing.T, s *mem.Store, code codec.Code) keystore.Standing {
	t.Helper()
	e, err := s.Lookup(code)
	if err != nil {
		t.Fatal(err)
	}
	return e.Standing
}

func TestRefusedWriteDoesNothing(t *testing.T) {
	s, code := stocked(t)
	s.Fail(mem.RefuseWrite)
	if _, err := s.Apply(t.Context(), act(keystore.Suspend{Code: code})); !errors.Is(err, keystore.ErrUnavailable) {
		t.Errorf("Apply: %v", err)
	}
	if err := s.Ready(); !errors.Is(err, keystore.ErrUnavailable) {
		t.Errorf("Ready: %v", err)
	}
	if got := standing(t, s, code); got != keystore.Issued {
		t.Errorf("standing %v", got)
	}
	s.Fail(mem.Healthy)
	r, err := s.Apply(t.Context(), act(keystore.Suspend{Code: code}))
	if err != nil || r.Replayed || s.Ready() != nil {
		t.Errorf("afterwards: %v, %+v, %v", err, r, s.Ready())
	}
}

// TestLostAnswer: the caller cannot know; its repetition finds the act done.
func TestLostAnswer(t *testing.T) {
	s, code := stocked(t)
	s.Fail(mem.LoseAnswer)
	if r, err := s.Apply(t.Context(), act(keystore.Suspend{Code: code})); !errors.Is(err, keystore.ErrUnavailable) || len(r.Licences) != 0 {
		t.Errorf("Apply: %v, %+v", err, r)
	}
	if got := standing(t, s, code); got != keystore.Suspended {
		t.Errorf("standing %v", got)
	}
	s.Fail(mem.Healthy)
	if r, err := s.Apply(t.Context(), act(keystore.Suspend{Code: code})); err != nil || !r.Replayed {
		t.Errorf("repeated: %v, %+v", err, r)
	}
}

func TestUnreadableNeverYieldsAnEntry(t *testing.T) {
	s, code := stocked(t)
	s.Fail(mem.Unreadable)
	e, err := s.Lookup(code)
	if !errors.Is(err, keystore.ErrUnavailable) || errors.Is(err, keystore.ErrNotFound) || e.Product != "" {
		t.Errorf("Lookup: %v, %+v", err, e)
	}
	if registered, err := s.Seen(code, nil, nil, noon); !errors.Is(err, keystore.ErrUnavailable) || registered {
		t.Errorf("Seen: %v", err)
	}
	if _, err := s.Apply(t.Context(), act(keystore.Suspend{Code: code})); !errors.Is(err, keystore.ErrUnavailable) {
		t.Errorf("Apply: %v", err)
	}
	if err := s.Customers(t.Context(), func(customer.Book) error { t.Error("customers were shown"); return nil }); !errors.Is(err, keystore.ErrUnavailable) {
		t.Errorf("Customers: %v", err)
	}
	if st := s.Stats(); !errors.Is(st.Broken, keystore.ErrUnavailable) || st.Licences != 1 {
		t.Errorf("Stats: %+v", st)
	}
}

// TestHeldCallerCanGiveUp: and its act is withdrawn.
func TestHeldCallerCanGiveUp(t *testing.T) {
	s, code := stocked(t)
	waiting, release := s.Hold()
	ctx, cancel := context.WithCancel(t.Context())
	answered := make(chan error)
	go func() {
		_, err := s.Apply(ctx, act(keystore.Suspend{Code: code}))
		answered <- err
	}()
	<-waiting
	cancel()
	if err := <-answered; !errors.Is(err, context.Canceled) {
		t.Errorf("Apply: %v", err)
	}
	release()
	release()
	if got := standing(t, s, code); got != keystore.Issued {
		t.Errorf("standing %v", got)
	}
}

func TestSnapshotThatIsAlteredIsRefused(t *testing.T) {
	s, _ := stocked(t)
	var out bytes.Buffer
	if err := s.Snapshot(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	for i := range out.Len() {
		altered := slices.Clone(out.Bytes())
		altered[i] ^= 0x10
		if _, err := mem.Read(bytes.NewReader(altered)); !errors.Is(err, keystore.ErrDamaged) {
			t.Errorf("byte %d is altered: %v", i, err)
		}
	}
}
