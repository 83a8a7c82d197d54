//go:build linux

package bolt

import (
	"context"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"

	"ollu/keystore"
)

// replaceFile puts another file under the store's descriptor, so that its writes
// meet that file's fate while its pages stay mapped; undo puts its own back.
func replaceFile(t *testing.T, s *Store, path string) (undo func()) {
	t.Helper()
	fd := int(s.db.file.Fd())
	own, err := syscall.Dup(fd) // keeps the lock
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Dup3(int(other.Fd()), fd, 0); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := errors.Join(syscall.Dup3(own, fd, 0), syscall.Close(own), other.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

// busy gives a store whose file has free pages, so that a small act need not grow
// it.
func busy(t *testing.T, changes ...func(*Options)) *Store {
	s := opened(t, fresh(t), changes...)
	issue(t, s, 50)
	for i := range 10 {
		must(t, s, keystore.Suspend{Code: code(i)})
	}
	return s
}

func TestAFullDiskFailsTheActAndNothingElse(t *testing.T) {
	var logged []string
	s := busy(t, func(o *Options) {
		o.Log = func(event string, err error) { logged = append(logged, event) }
	})
	told := 0
	defer s.Watch(func(keystore.Changes) { told++ })()
	undo := replaceFile(t, s, "/dev/full")
	for range 3 {
		_, err := s.Apply(context.Background(), act(keystore.Suspend{Code: code(20)}))
		if !errors.Is(err, keystore.ErrUnavailable) || !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "free disk space") {
			t.Fatalf("Apply = %v", err)
		}
	}
	if err := s.Ready(); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Ready = %v", err)
	}
	if err := s.Stats().Broken; !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Stats().Broken = %v", err)
	}
	if l, err := s.Licence(context.Background(), code(20)); err != nil || l.Standing != keystore.Issued {
		t.Errorf("reads: %v, %v", l, err)
	}
	if e, err := s.Lookup(code(20)); err != nil || e.Standing != keystore.Issued {
		t.Errorf("Lookup: %v, %v", e, err)
	}
	undo()
	must(t, s, keystore.Suspend{Code: code(20)})
	if told != 1 {
		t.Errorf("told of %d changes, and one was made", told)
	}
	if err := s.Ready(); err != nil {
		t.Errorf("Ready = %v", err)
	}
	if len(logged) != 3 { // made, failed, well again
		t.Errorf("logged %q", logged)
	}
	sound(t, s)
	closed(t, s)
	s = opened(t, s.opts.Path)
	sound(t, s)
}

func TestWhenASyncFailsNothingMoreIsWritten(t *testing.T) {
	s := busy(t)
	undo := replaceFile(t, s, "/dev/null") // takes every write and refuses to sync
	_, err := s.Apply(context.Background(), act(keystore.Suspend{Code: code(20)}))
	undo()
	for what, err := range map[string]error{"Apply": err, "Ready": s.Ready(), "Broken": s.Stats().Broken} {
		if !errors.Is(err, keystore.ErrUnavailable) || !strings.Contains(err.Error(), "restart") {
			t.Errorf("%s = %v", what, err)
		}
	}
	if _, err := s.Apply(context.Background(), act(keystore.Suspend{Code: code(21)})); !errors.Is(err, keystore.ErrUnavailable) {
		t.Errorf("a later Apply = %v", err)
	}
	if e, err := s.Lookup(code(20)); err != nil || e.Standing != keystore.Issued {
		t.Errorf("Lookup = %+v, %v", e, err)
	}
	if _, err := s.Licence(context.Background(), code(21)); err != nil {
		t.Errorf("Licence = %v", err)
	}
	sound(t, s)
	if err := s.Close(); !errors.Is(err, keystore.ErrUnavailable) {
		t.Errorf("Close = %v", err)
	}
	s = opened(t, s.opts.Path)
	if e, err := s.Lookup(code(20)); err != nil || e.Standing != keystore.Issued {
		t.Errorf("opened anew: %+v, %v", e, err)
	}
	must(t, s, keystore.Suspend{Code: code(20)})
	sound(t, s)
}

func TestAFileAtItsLimitCanBeWrittenAgainOnceThereIsRoom(t *testing.T) {
	s := busy(t)
	s.db.MaxSize = 1 // as if the quota were reached
	var all []keystore.Licence
	for i := range 2000 {
		all = append(all, licence(100+i))
	}
	if _, err := s.Apply(context.Background(), act(keystore.Issue{Licences: all})); !errors.Is(err, keystore.ErrUnavailable) {
		t.Fatalf("Apply = %v", err)
	}
	if _, err := s.Lookup(code(100)); !errors.Is(err, keystore.ErrNotFound) {
		t.Errorf("Lookup = %v", err)
	}
	s.db.MaxSize = 0
	must(t, s, keystore.Issue{Licences: all})
	sound(t, s)
}

func TestNotesThatCouldNotBeWrittenAreWrittenLater(t *testing.T) {
	s := busy(t)
	if _, err := s.Seen(code(3), nil, nil, noon.AddDate(1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	undo := replaceFile(t, s, "/dev/full")
	if err := s.Flush(context.Background()); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Flush = %v", err)
	}
	if at := s.Stats().OldestNote; !at.Equal(noon.AddDate(1, 0, 0)) {
		t.Errorf("oldest note %v", at)
	}
	undo()
	if err := s.Flush(context.Background()); err != nil {
		t.Errorf("Flush = %v", err)
	}
	if at := s.Stats().OldestNote; !at.IsZero() {
		t.Errorf("oldest note %v after it was written", at)
	}
	path := s.opts.Path
	closed(t, s)
	if e, err := opened(t, path).Lookup(code(3)); err != nil || e.LastSeen != noon.AddDate(1, 0, 0).Unix() {
		t.Errorf("last seen %d, %v", e.LastSeen, err)
	}
}

func TestAFileCutShortUnderTheStoreEndsInErrors(t *testing.T) {
	s := busy(t)
	if err := os.Truncate(s.opts.Path, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Licence(context.Background(), code(1)); err == nil {
		t.Error("Licence gave one")
	}
	if _, err := s.Apply(context.Background(), act(keystore.Suspend{Code: code(1)})); !errors.Is(err, keystore.ErrUnavailable) {
		t.Errorf("Apply = %v", err)
	}
	if err := s.Ready(); !errors.Is(err, keystore.ErrUnavailable) {
		t.Errorf("Ready = %v", err)
	}
	if e, err := s.Lookup(code(1)); err != nil || e.Standing != keystore.Suspended {
		t.Errorf("Lookup = %+v, %v", e, err)
	}
	if err := s.Close(); err == nil {
		t.Error("Close saw nothing amiss")
	}
}

func TestPagesThatAreDamagedUnderTheStoreStopItsWrites(t *testing.T) {
	s := busy(t)
	info, err := os.Stat(s.opts.Path)
	if err != nil {
		t.Fatal(err)
	}
	const metaPages = 2 * 4096
	f, err := os.OpenFile(s.opts.Path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(make([]byte, info.Size()-metaPages), metaPages); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := s.Apply(context.Background(), act(keystore.Suspend{Code: code(1)})); !errors.Is(err, keystore.ErrUnavailable) || !errors.Is(err, keystore.ErrDamaged) {
			t.Errorf("Apply = %v", err)
		}
	}
	if _, err := s.Licence(context.Background(), code(1)); !errors.Is(err, keystore.ErrDamaged) {
		t.Errorf("Licence = %v", err)
	}
	if report, err := s.Verify(context.Background(), nil); err != nil || report.OK() {
		t.Errorf("Verify = %+v, %v", report, err)
	}
	if e, err := s.Lookup(code(1)); err != nil || e.Standing != keystore.Suspended {
		t.Errorf("Lookup = %+v, %v", e, err)
	}
	if err := s.Close(); !errors.Is(err, keystore.ErrUnavailable) {
		t.Errorf("Close = %v", err)
	}
}
