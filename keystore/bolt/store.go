package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/keystore/shelf"
)

// Store is an open licence database. Open makes one; a nil or zero Store is a
// closed one.
type Store struct {
	opts  Options
	db    *database
	shelf *shelf.Shelf

	group   group  // the writer's, used again and again
	tally   tally  // the writer's: what the file holds
	pruned  []byte // the writer's: repeats up to this key were looked at
	shown   atomic.Pointer[tally]
	commits atomic.Uint64
	sync    atomic.Int64 // nanoseconds that the last commit took
	fault   atomic.Pointer[fault]
	lost    atomic.Bool // the file's first pages cannot be read

	watchers keystore.Watchers

	queue   chan *request
	door    sync.RWMutex   // held by whoever puts into the queue
	closed  atomic.Bool    // nothing is let in any more
	quit    chan struct{}  // stops the flush loop
	stopped sync.WaitGroup // writer and flush loop
	shut    sync.Once

	flushing  sync.Mutex   // one Flush at a time
	seenBytes atomic.Int64 // of the blocks of notes, roughly
	inFlight  atomic.Int64 // unix seconds of the oldest note that a flush has taken and not yet written
}

var _ keystore.Store = (*Store)(nil)

// Open opens the store, or makes it when it is not there, and reads it into
// memory. ErrLocked, ErrDamaged (a *DamagedError), ErrNewer; with ReadOnly or
// MustExist, one that is fs.ErrNotExist when there is none.
func Open(o Options) (*Store, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	_, err := os.Stat(o.Path)
	if errors.Is(err, fs.ErrNotExist) && !o.ReadOnly && !o.MustExist {
		if err := create(&o); err != nil {
			return nil, err
		}
		o.Log("made a new licence database "+o.Path, nil)
	}
	db, err := openFile(&o, o.ReadOnly)
	if err != nil {
		return nil, err
	}
	s := &Store{opts: o, db: db, shelf: shelf.New(), queue: make(chan *request, queueLength), quit: make(chan struct{})}
	if err := s.begin(); err != nil {
		_ = db.Close()
		return nil, explain(o.Path, err)
	}
	return s, nil
}

// begin brings the file to the present schema, fills the shelf and starts the
// writer.
func (s *Store) begin() error {
	if err := s.checkPages(); err != nil {
		return err
	}
	if err := guarded(s.upgrade); err != nil {
		return err
	}
	if err := s.load(); err != nil {
		return err
	}
	if s.opts.ReadOnly {
		return nil
	}
	s.stopped.Go(s.write)
	s.stopped.Go(s.flushLoop)
	return nil
}

// up tells whether the store is open.
func (s *Store) up() error {
	if s == nil || s.shelf == nil || s.closed.Load() {
		return keystore.ErrClosed
	}
	return nil
}

// Lookup gives the entry of a code.
func (s *Store) Lookup(code codec.Code) (keystore.Entry, error) {
	if err := s.up(); err != nil {
		return keystore.Entry{}, err
	}
	e, found := s.shelf.Lookup(code)
	if !found {
		return keystore.Entry{}, keystore.ErrNotFound
	}
	return e, nil
}

// Seen notes that somebody asked about a licence.
func (s *Store) Seen(code codec.Code, device, version []byte, now time.Time) (bool, error) {
	if err := s.up(); err != nil {
		return false, err
	}
	registered, found := s.shelf.Seen(code, device, version, now.Unix())
	if !found {
		return false, keystore.ErrNotFound
	}
	return registered, nil
}

// Watch calls fn after each act.
func (s *Store) Watch(fn func(keystore.Changes)) (stop func()) {
	if s == nil {
		return func() {}
	}
	return s.watchers.Add(fn)
}

// Each shows every entry.
func (s *Store) Each(fn func(*keystore.Entry) bool) error {
	if err := s.up(); err != nil {
		return err
	}
	s.shelf.Each(fn)
	return nil
}

// EachDevice shows every registered device.
func (s *Store) EachDevice(fn func(e *keystore.Entry, lastSeen int64) bool) error {
	if err := s.up(); err != nil {
		return err
	}
	s.shelf.EachDevice(fn)
	return nil
}

// Ready is nil when the store can be read and written now.
func (s *Store) Ready() error {
	if err := s.up(); err != nil {
		return err
	}
	if s.opts.ReadOnly {
		return errReadOnly
	}
	if s.lost.Load() {
		return errLost
	}
	return s.faulty()
}

var errReadOnly = fmt.Errorf("%w: it was opened for reading only", keystore.ErrUnavailable)

// Stats gives the store's figures.
func (s *Store) Stats() keystore.Stats {
	if s == nil || s.shelf == nil {
		return keystore.Stats{Broken: keystore.ErrClosed}
	}
	t := s.shown.Load()
	st := keystore.Stats{
		Licences: t.counts[licences].records, Devices: t.counts[devices].records, Keys: t.counts[keys].records,
		Accounts: t.table(customer.Accounts), Letters: t.table(customer.Letters),
		LastSync: time.Duration(s.sync.Load()), Commits: s.commits.Load(), Audit: t.head, Broken: s.Ready(),
	}
	if info, err := s.db.file.Stat(); err == nil {
		st.FileBytes = info.Size()
	}
	if at := s.oldest(); at != 0 {
		st.OldestNote = time.Unix(at, 0).UTC()
	}
	return st
}

// oldest is the time of the oldest note not yet on disk, 0 when there is none.
func (s *Store) oldest() int64 {
	taken, noted := s.inFlight.Load(), s.shelf.Oldest()
	if taken == 0 || (noted != 0 && noted < taken) {
		return noted
	}
	return taken
}

// Close writes what is gathered, waits for acts under way, and closes the file.
// The error is that of writing the last notes or of closing.
func (s *Store) Close() (err error) {
	if s == nil || s.shelf == nil {
		return nil
	}
	s.shut.Do(func() { err = s.close() })
	return err
}

func (s *Store) close() error {
	s.closed.Store(true)
	s.door.Lock() // whoever was let in has put its act into the queue
	close(s.queue)
	s.door.Unlock()
	close(s.quit)
	s.stopped.Wait()
	var err error
	if !s.opts.ReadOnly {
		if err = s.flush(s.alone); err == nil {
			err = s.settle()
		}
	}
	if s.lost.Load() {
		return errors.Join(err, abandon(s.db.file))
	}
	return errors.Join(err, s.db.Close())
}
