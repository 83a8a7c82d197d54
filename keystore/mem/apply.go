package mem

import (
	"context"
	"fmt"
	"time"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/audit"
)

// Apply does what Plan says, one act at a time.
func (s *Store) Apply(ctx context.Context, act keystore.Act) (keystore.Receipt, error) {
	if err := s.enter(ctx); err != nil {
		return keystore.Receipt{}, err
	}
	defer func() { <-s.writer }()
	if s.failing(RefuseWrite) {
		return keystore.Receipt{}, fmt.Errorf("%w: nothing was written: %w", keystore.ErrUnavailable, errFault)
	}
	writes, receipt, err := keystore.Plan(view{s}, act)
	if err != nil {
		return keystore.Receipt{}, err
	}
	if !writes.Empty() {
		s.watchers.Tell(keystore.Changes{Seq: s.commit(&writes), Licences: writes.Licences})
	}
	if s.failing(LoseAnswer) {
		return keystore.Receipt{}, fmt.Errorf("%w: whether it was written is open: %w", keystore.ErrUnavailable, errFault)
	}
	return receipt, nil
}

// enter waits for the writer's turn; nil means that the caller has it.
func (s *Store) enter(ctx context.Context) error {
	if err := s.read(ctx); err != nil {
		return err
	}
	s.mu.RUnlock()
	if err := s.pass(ctx); err != nil {
		return err
	}
	select {
	case s.writer <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := s.read(ctx); err != nil {
		<-s.writer
		return err
	}
	s.mu.RUnlock()
	return nil
}

// commit shows all the writes to readers at once, and gives the number of the
// last log entry.
func (s *Store) commit(w *keystore.Writes) (seq uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range w.Licences {
		s.put(&w.Licences[i])
	}
	for i := range w.Devices {
		d := &w.Devices[i]
		s.records[d.Code].devices[d.Device.ID] = keystore.AppendDevice(nil, &d.Device)
		s.devices++
	}
	for i := range w.Removed {
		d := &w.Removed[i]
		delete(s.records[d.Code].devices, d.Device.ID)
		s.devices--
	}
	for i := range w.Keys {
		k := &w.Keys[i]
		s.keys[k.Key] = keystore.AppendRegKey(nil, k)
		s.keyList.stale = true
	}
	if w.Repeat != nil {
		s.repeats[w.Repeat.Key] = keystore.AppendRepeat(nil, w.Repeat)
	}
	s.putTables(w.Tables)
	s.append(w.Audit)
	s.commits++
	return s.head.Seq
}

// put stores a licence; a note of last seen that came in between stays.
func (s *Store) put(l *keystore.Licence) {
	e := l.Entry()
	value := keystore.AppendLicence(nil, l)
	if old := s.entries[l.Code]; old != nil && old.LastSeen > e.LastSeen {
		e.LastSeen = old.LastSeen
		value = patched(value, e.LastSeen)
	}
	s.entries[l.Code] = &e
	if r := s.records[l.Code]; r != nil {
		r.value = value
		return
	}
	s.records[l.Code] = &licence{value: value, devices: map[string][]byte{}}
	s.codes.stale = true
}

func (s *Store) append(events []audit.Event) {
	for i := range events {
		var value []byte
		value, s.head = audit.Append(nil, s.head, &events[i])
		s.log = append(s.log, value)
	}
}

// Watch calls fn after each act.
func (s *Store) Watch(fn func(keystore.Changes)) (stop func()) {
	if s == nil {
		return func() {}
	}
	return s.watchers.Add(fn)
}

// Seen notes when a licence or device was last asked about.
func (s *Store) Seen(code codec.Code, device, version []byte, now time.Time) (bool, error) {
	if s == nil {
		return false, keystore.ErrClosed
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.readable(); err != nil {
		return false, err
	}
	e, r := s.entries[code], s.records[code]
	if e == nil {
		return false, keystore.ErrNotFound
	}
	if at := now.Unix(); at > e.LastSeen {
		e.LastSeen = at
		r.value = patched(r.value, at)
	}
	if len(device) == 0 {
		return e.Standing == keystore.Activated || e.Devices > 0, nil
	}
	value, registered := r.devices[string(device)]
	if registered {
		r.devices[string(device)] = noted(value, version, now)
	}
	return registered, nil
}

func noted(value, version []byte, now time.Time) []byte {
	var d keystore.Device
	if err := keystore.DecodeDevice(&d, value); err != nil || now.Unix() <= d.LastSeen.Unix() {
		return value
	}
	d.LastSeen = now
	if len(version) > 0 {
		d.Version = string(version)
	}
	return keystore.AppendDevice(nil, &d)
}

// patched moves last seen forward in a value that this package wrote.
func patched(value []byte, at int64) []byte {
	next, err := keystore.PatchLicenceSeen(nil, value, at)
	if err != nil {
		return value
	}
	return next
}
