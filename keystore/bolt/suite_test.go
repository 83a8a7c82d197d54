package bolt

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"ollu/keystore"
	"ollu/keystore/storetest"
)

func TestTheSuite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) keystore.Store { return opened(t, fresh(t)) }, storetest.Options{
		Reopen: func(t *testing.T, s keystore.Store) keystore.Store {
			path := s.(*Store).opts.Path
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			return opened(t, path)
		},
		Restore: func(t *testing.T, snapshot []byte) (keystore.Store, error) {
			path := filepath.Join(t.TempDir(), "ollu.db")
			if err := os.WriteFile(path, snapshot, 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := Open(Options{Path: path, Now: clock, FlushEvery: time.Hour})
			if err != nil {
				return nil, err
			}
			t.Cleanup(func() { _ = s.Close() })
			return s, nil
		},
		Hold:         hold,
		Unopened:     []keystore.Store{(*Store)(nil), &Store{}},
		NoAllocation: true,
	})
}

// hold keeps the writer busy until release.
func hold(t *testing.T, s keystore.Store) (waiting <-chan struct{}, release func()) {
	seen, held, free := make(chan struct{}), make(chan struct{}), make(chan struct{})
	store := s.(*Store)
	go func() {
		_ = store.submit(context.Background(), func(*group) error {
			close(held)
			for len(store.queue) == 0 {
				select {
				case <-free:
					return nil
				default:
					runtime.Gosched()
				}
			}
			close(seen)
			<-free
			return nil
		})
	}()
	<-held
	release = sync.OnceFunc(func() { close(free) })
	t.Cleanup(release)
	return seen, release
}
