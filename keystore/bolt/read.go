package bolt

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"go.etcd.io/bbolt"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/audit"
)

// decodeLicence reads a stored value; Code is taken from the key.
func decodeLicence(l *keystore.Licence, key, value []byte) (err error) {
	record, _, err := unframe(key, value)
	if err != nil {
		return err
	}
	if l.Code, err = codec.CodeFromBytes(key); err != nil {
		return keystore.ErrDamaged
	}
	return keystore.DecodeLicence(l, record)
}

func decodeDevice(d *keystore.Device, key, value []byte) error {
	record, _, err := unframe(key, value)
	if err != nil {
		return err
	}
	_, id, err := splitDevice(key)
	if err != nil {
		return err
	}
	d.ID = string(id)
	return keystore.DecodeDevice(d, record)
}

func decodeRegKey(k *keystore.RegKey, key, value []byte) (err error) {
	record, _, err := unframe(key, value)
	if err != nil {
		return err
	}
	if k.Key, err = codec.KeyFromBytes(key); err != nil {
		return keystore.ErrDamaged
	}
	return keystore.DecodeRegKey(k, record)
}

// read runs fn on a consistent state, unless the store is closed or the context
// has ended.
func (s *Store) read(ctx context.Context, fn func(*bbolt.Tx) error) error {
	if err := s.up(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.view(fn)
}

// Licence gives everything known of a code.
func (s *Store) Licence(ctx context.Context, code codec.Code) (l keystore.Licence, err error) {
	err = s.read(ctx, func(tx *bbolt.Tx) error {
		key := code.AppendBytes(nil)
		value := tx.Bucket(buckets[licences]).Get(key)
		if value == nil {
			return keystore.ErrNotFound
		}
		if err := decodeLicence(&l, key, value); err != nil {
			return fmt.Errorf("licence %s: %w", code, err)
		}
		s.noteLicence(&l)
		l.Devices, err = s.devicesOf(tx, key, code)
		return err
	})
	if err != nil {
		return keystore.Licence{}, err
	}
	return l, nil
}

// devicesOf gives a licence's devices by id.
func (s *Store) devicesOf(tx *bbolt.Tx, prefix []byte, code codec.Code) (all []keystore.Device, err error) {
	c := tx.Bucket(buckets[devices]).Cursor()
	for key, value := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, value = c.Next() {
		var d keystore.Device
		if err := decodeDevice(&d, key, value); err != nil {
			return nil, fmt.Errorf("a device of licence %s: %w", code, err)
		}
		s.noteDevice(code, &d)
		all = append(all, d)
	}
	return all, nil
}

// scanAtOnce is how many records one page of a list may look at: a rare match in
// a large stock then comes in several short pages.
const scanAtOnce = 100_000

// scan walks a bucket from the first key after the given one on. It ends when
// take says that the page is full, and tells whether there is more.
func scan(ctx context.Context, b *bbolt.Bucket, after []byte, take func(key, value []byte) (full bool, err error)) (more bool, err error) {
	c := b.Cursor()
	key, value := c.Seek(append(bytes.Clone(after), 0))
	if len(after) == 0 {
		key, value = c.First()
	}
	for n := 0; key != nil; n++ {
		if n%1024 == 1023 && ctx.Err() != nil {
			return false, ctx.Err()
		}
		full, err := take(key, value)
		if err != nil {
			return false, err
		}
		key, value = c.Next()
		if full || n >= scanAtOnce {
			return key != nil, nil
		}
	}
	return false, nil
}

// List gives the licences that the filter matches.
func (s *Store) List(ctx context.Context, f keystore.Filter, after codec.Code, limit int) (page []keystore.Licence, next codec.Code, err error) {
	if err := f.Validate(); err != nil {
		return nil, next, err
	}
	limit = keystore.PageLimit(limit)
	err = s.read(ctx, func(tx *bbolt.Tx) error {
		var last codec.Code
		more, err := scan(ctx, tx.Bucket(buckets[licences]), startOf(after), func(key, value []byte) (bool, error) {
			var l keystore.Licence
			if err := decodeLicence(&l, key, value); err != nil {
				return false, err
			}
			last = l.Code
			if f.Match(&l) {
				s.noteLicence(&l)
				page = append(page, l)
			}
			return len(page) == limit, nil
		})
		if more {
			next = last
		}
		return err
	})
	if err != nil {
		return nil, codec.Code{}, err
	}
	return page, next, nil
}

// startOf is the key of a code, or nothing for the zero code.
func startOf(after codec.Code) []byte {
	if after.IsZero() {
		return nil
	}
	return after.AppendBytes(nil)
}

// RegKey gives a registration key's record.
func (s *Store) RegKey(ctx context.Context, key codec.Key) (k keystore.RegKey, err error) {
	err = s.read(ctx, func(tx *bbolt.Tx) error {
		b := key.AppendBytes(nil)
		value := tx.Bucket(buckets[keys]).Get(b)
		if value == nil {
			return keystore.ErrNotFound
		}
		return decodeRegKey(&k, b, value)
	})
	if err != nil {
		return keystore.RegKey{}, err
	}
	return k, nil
}

// RegKeys gives the registration keys that the filter matches.
func (s *Store) RegKeys(ctx context.Context, f keystore.KeyFilter, after codec.Key, limit int) (page []keystore.RegKey, next codec.Key, err error) {
	if err := f.Validate(); err != nil {
		return nil, next, err
	}
	limit = keystore.PageLimit(limit)
	var start []byte
	if !after.IsZero() {
		start = after.AppendBytes(nil)
	}
	err = s.read(ctx, func(tx *bbolt.Tx) error {
		var last codec.Key
		more, err := scan(ctx, tx.Bucket(buckets[keys]), start, func(key, value []byte) (bool, error) {
			var k keystore.RegKey
			if err := decodeRegKey(&k, key, value); err != nil {
				return false, err
			}
			last = k.Key
			if f.Match(&k) {
				page = append(page, k)
			}
			return len(page) == limit, nil
		})
		if more {
			next = last
		}
		return err
	})
	if err != nil {
		return nil, codec.Key{}, err
	}
	return page, next, nil
}

// auditPortion is how many entries are read at a time, so that a slow receiver
// holds up nothing.
const auditPortion = 1000

// Audit shows the log, with what is appended to it meanwhile.
func (s *Store) Audit(ctx context.Context, from uint64, fn func(audit.Entry) error) error {
	var entries []audit.Entry
	for {
		err := s.read(ctx, func(tx *bbolt.Tx) (err error) {
			entries, err = appendEntries(entries[:0], tx, from)
			return err
		})
		if err != nil || len(entries) == 0 {
			return err
		}
		for i := range entries {
			if err := fn(entries[i]); err != nil {
				return err
			}
		}
		from = entries[len(entries)-1].Seq + 1
	}
}

// appendEntries reads a portion of the log.
func appendEntries(entries []audit.Entry, tx *bbolt.Tx, from uint64) ([]audit.Entry, error) {
	c := tx.Bucket(buckets[logged]).Cursor()
	for key, value := c.Seek(seqKey(nil, from)); key != nil && len(entries) < auditPortion; key, value = c.Next() {
		e, err := audit.Decode(value)
		if err != nil {
			return entries, fmt.Errorf("audit entry %x: %w", key, err)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// Snapshot writes a consistent copy of the file, with what was noted until now.
func (s *Store) Snapshot(ctx context.Context, w io.Writer) error {
	if err := s.noted(ctx); err != nil {
		return err
	}
	return s.read(ctx, func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(&until{ctx, w})
		return err
	})
}

// until is a writer that ends with its context.
type until struct {
	ctx context.Context
	w   io.Writer
}

func (u *until) Write(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.w.Write(p)
}
