package bolt

import (
	"bytes"
	"context"
	"errors"
	"time"

	"go.etcd.io/bbolt"

	"ollu/codec"
	"ollu/keystore"
)

const (
	sweepPortion = 512  // licences whose notes are gathered at a time
	notePortion  = 2048 // notes written in one request
)

// note is a record to be brought up to what was seen.
type note struct {
	bucket   int
	key      []byte
	lastSeen int64
	version  string // of a device; "" as it is
}

// flushLoop writes what was noted, until the store is closed. After a write that
// failed it tries whether the disk can be written again.
func (s *Store) flushLoop() {
	tick := time.NewTicker(s.opts.FlushEvery)
	defer tick.Stop()
	for {
		select {
		case <-s.quit:
			return
		case <-tick.C:
		}
		if f := s.fault.Load(); f != nil && !f.last {
			_ = s.submit(context.Background(), func(g *group) error { g.force = true; return nil })
		}
		_ = s.Flush(context.Background()) // a failure is logged by the writer, and shown by Ready
	}
}

// Flush writes what is noted about last seen, and returns once it is durable. The
// store does so by itself every few seconds.
func (s *Store) Flush(ctx context.Context) error {
	if err := s.up(); err != nil {
		return err
	}
	return s.flush(func(do func(*group) error) error { return s.submit(ctx, do) })
}

// noted flushes for a copy; a store that cannot be written is copied as it is.
func (s *Store) noted(ctx context.Context) error {
	err := s.Flush(ctx)
	if errors.Is(err, keystore.ErrUnavailable) {
		return nil
	}
	return err
}

// flush sweeps all notes and writes them in portions. What could not be written
// is noted again.
func (s *Store) flush(write func(func(*group) error) error) error {
	s.flushing.Lock()
	defer s.flushing.Unlock()
	sweep := s.shelf.Sweep()
	s.inFlight.Store(sweep.Oldest)
	defer s.inFlight.Store(0)
	var codes []codec.Code
	for more := true; more; {
		codes, more = sweep.Next(codes[:0], sweepPortion)
		if err := s.writeNotes(codes, write); err != nil {
			for _, code := range codes {
				s.shelf.Mark(code, sweep.Oldest)
			}
			return err
		}
	}
	return nil
}

// writeNotes compares the licences and their devices with what is on disk, and
// writes what is newer.
func (s *Store) writeNotes(codes []codec.Code, write func(func(*group) error) error) error {
	var notes []note
	err := s.view(func(tx *bbolt.Tx) (err error) {
		for _, code := range codes {
			if notes, err = s.appendNotes(notes, tx, code); err != nil {
				return err
			}
		}
		return nil
	})
	for len(notes) > 0 && err == nil {
		portion := notes[:min(notePortion, len(notes))]
		notes = notes[len(portion):]
		err = write(func(g *group) error { return g.note(portion) })
		if err == nil {
			s.settleVersions(portion)
		}
	}
	return err
}

// appendNotes adds the notes of a licence's devices, and that of the licence
// itself when none of its devices was seen as late.
func (s *Store) appendNotes(notes []note, tx *bbolt.Tx, code codec.Code) ([]note, error) {
	prefix := code.AppendBytes(nil)
	var latest int64
	c := tx.Bucket(buckets[devices]).Cursor()
	for key, value := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, value = c.Next() {
		lastSeen, version, found := s.shelf.Device(code, key[len(prefix):])
		if !found {
			continue
		}
		var d keystore.Device
		if err := decodeDevice(&d, key, value); err != nil {
			return notes, err
		}
		latest = max(latest, lastSeen)
		if lastSeen > unix(d.LastSeen) || version != "" {
			notes = append(notes, note{devices, bytes.Clone(key), lastSeen, version})
		}
	}
	var l keystore.Licence
	if err := decodeLicence(&l, prefix, tx.Bucket(buckets[licences]).Get(prefix)); err != nil {
		return notes, err
	}
	if e, _ := s.shelf.Lookup(code); e.LastSeen > max(latest, unix(l.LastSeen)) {
		notes = append(notes, note{licences, prefix, e.LastSeen, ""})
	}
	return notes, nil
}

// settleVersions forgets the version texts that are on disk now.
func (s *Store) settleVersions(notes []note) {
	for i := range notes {
		if n := &notes[i]; n.version != "" {
			if code, id, err := splitDevice(n.key); err == nil {
				s.shelf.Written(code, id, n.version)
			}
		}
	}
}

// note brings records up to what was seen; those that are gone stay so.
func (g *group) note(notes []note) error {
	for i := range notes {
		n := &notes[i]
		value := g.buckets[n.bucket].Get(n.key)
		if value == nil {
			continue
		}
		if g.err = g.noteOne(n, value); g.err != nil {
			return g.err
		}
		g.notes++
	}
	return nil
}

func (g *group) noteOne(n *note, value []byte) (err error) {
	record, _, err := unframe(n.key, value)
	if err != nil {
		return err
	}
	g.key = append(g.key[:0], n.key...)
	if n.bucket == licences {
		if g.record, err = keystore.PatchLicenceSeen(g.record[:0], record, n.lastSeen); err != nil {
			return err
		}
		return g.put(licences)
	}
	var d keystore.Device
	if err := keystore.DecodeDevice(&d, record); err != nil {
		return err
	}
	if n.lastSeen > unix(d.LastSeen) {
		d.LastSeen = time.Unix(n.lastSeen, 0).UTC()
	}
	if n.version != "" {
		d.Version = n.version
	}
	g.record = keystore.AppendDevice(g.record[:0], &d)
	return g.put(devices)
}
