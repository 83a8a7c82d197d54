package mem

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// Store is a licence store in memory. New makes one; a nil or zero Store is a
// closed one.
type Store struct {
	writer chan struct{} // held by the one act under way
	fault  atomic.Uint32
	held   atomic.Pointer[gate]

	watchers keystore.Watchers

	mu      sync.RWMutex // over what follows; never held while anything waits
	entries map[codec.Code]*keystore.Entry
	records map[codec.Code]*licence
	keys    map[codec.Key][]byte
	repeats map[string][]byte
	tables  [customer.TableCount]table
	log     [][]byte
	head    audit.Head
	commits uint64
	devices uint64
	codes   sorted[codec.Code]
	keyList sorted[codec.Key]
	in      keystore.Interner
}

// licence is one licence with its devices, as they would be on disk.
type licence struct {
	value   []byte
	devices map[string][]byte
}

// New gives an empty open store.
func New() *Store {
	return &Store{
		writer:  make(chan struct{}, 1),
		entries: map[codec.Code]*keystore.Entry{},
		records: map[codec.Code]*licence{},
		keys:    map[codec.Key][]byte{},
		repeats: map[string][]byte{},
	}
}

var _ keystore.Store = (*Store)(nil)

// read takes the lock for reading when the store can be read; the caller
// releases it with s.mu.RUnlock when err is nil.
func (s *Store) read(ctx context.Context) error {
	if s == nil {
		return keystore.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.RLock()
	if err := s.readable(); err != nil {
		s.mu.RUnlock()
		return err
	}
	return nil
}

// readable is for callers that hold the lock.
func (s *Store) readable() error {
	if s.entries == nil {
		return keystore.ErrClosed
	}
	if s.failing(Unreadable) {
		return fmt.Errorf("%w: %w", keystore.ErrUnavailable, errFault)
	}
	return nil
}

var errFault = errors.New("a fault was switched on")

// Ready is nil while no fault is switched on.
func (s *Store) Ready() error {
	if err := s.read(context.Background()); err != nil {
		return err
	}
	defer s.mu.RUnlock()
	if !s.failing(Healthy) {
		return fmt.Errorf("%w: %w", keystore.ErrUnavailable, errFault)
	}
	return nil
}

// Close waits for the act under way and drops everything.
func (s *Store) Close() error {
	if s == nil || s.writer == nil {
		return nil
	}
	s.writer <- struct{}{}
	defer func() { <-s.writer }()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries, s.records, s.keys, s.repeats, s.log = nil, nil, nil, nil, nil
	clear(s.tables[:])
	return nil
}

// Stats gives the figures; those of a disk are zero.
func (s *Store) Stats() keystore.Stats {
	if s == nil {
		return keystore.Stats{Broken: keystore.ErrClosed}
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return keystore.Stats{
		Licences: uint64(len(s.records)), Devices: s.devices, Keys: uint64(len(s.keys)),
		Accounts: uint64(len(s.tables[customer.Accounts])), Letters: uint64(len(s.tables[customer.Letters])),
		Commits: s.commits, Audit: s.head, Broken: s.readable(),
	}
}
