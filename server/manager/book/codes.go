package book

import (
	"encoding/binary"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"ollu/codec"
)

// PutCodes takes codes in, all or none. One that is there already is replaced
// whole. ErrInvalid for the zero Code.
func (b *Book) PutCodes(codes ...Code) error {
	return b.update(func(tx *bbolt.Tx) error {
		for i := range codes {
			if err := putCode(tx, &codes[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// putCode writes a code's record and all that is found by it.
func putCode(tx *bbolt.Tx, c *Code) error {
	if c.Code.IsZero() {
		return fmt.Errorf("%w: no activation code", ErrInvalid)
	}
	key := c.Code.AppendBytes(nil)
	if err := put(tx.Bucket(idBucket), []byte(c.Code.Fingerprint()), key[:codec.CodeBytes:codec.CodeBytes]); err != nil {
		return err
	}
	return putRecord(tx, key, c)
}

// putRecord writes what changes with each statement.
func putRecord(tx *bbolt.Tx, key []byte, c *Code) error {
	if err := put(tx.Bucket(tagBucket), key, appendTag(nil, c)); err != nil {
		return err
	}
	return put(tx.Bucket(codeBucket), key, c.append(nil))
}

// RemoveCodes forgets codes, with their deliveries and waiting activations, and
// takes them out of the products' lists. It tells how many there were.
func (b *Book) RemoveCodes(codes ...codec.Code) (removed int, err error) {
	err = b.update(func(tx *bbolt.Tx) error {
		removed = 0
		gone := map[codec.Code]bool{}
		for _, c := range codes {
			ok, err := removeCode(tx, c)
			if err != nil {
				return err
			}
			if ok {
				removed++
				gone[c] = true
			}
		}
		return removeDeliveries(tx, nil, func(c codec.Code) bool { return gone[c] })
	})
	if err != nil {
		return 0, err
	}
	return removed, nil
}

func removeCode(tx *bbolt.Tx, c codec.Code) (bool, error) {
	key := c.AppendBytes(nil)
	ok, err := remove(tx.Bucket(codeBucket), key)
	if !ok || err != nil {
		return false, err
	}
	if err := tx.Bucket(tagBucket).Delete(key); err != nil {
		return false, err
	}
	if err := tx.Bucket(idBucket).Delete([]byte(c.Fingerprint())); err != nil {
		return false, err
	}
	if err := removeUses(tx, c); err != nil {
		return false, err
	}
	return true, removeAll(tx.Bucket(queueBucket), key)
}

// Code gives one code. ErrNotFound.
func (b *Book) Code(c codec.Code) (Code, error) {
	var found *Code
	err := b.view(func(tx *bbolt.Tx) (err error) {
		found, err = getCode(tx, c.AppendBytes(nil))
		return err
	})
	if err != nil {
		return Code{}, err
	}
	return *found, nil
}

// CodeByID gives the code with this fingerprint. ErrNotFound.
func (b *Book) CodeByID(fingerprint string) (Code, error) {
	var found *Code
	err := b.view(func(tx *bbolt.Tx) error {
		key, err := get(tx.Bucket(idBucket), []byte(fingerprint))
		if err != nil {
			return err
		}
		found, err = getCode(tx, key)
		return err
	})
	if err != nil {
		return Code{}, err
	}
	return *found, nil
}

func getCode(tx *bbolt.Tx, key []byte) (*Code, error) {
	value, err := get(tx.Bucket(codeBucket), key)
	if err != nil {
		return nil, err
	}
	return parseCode(key, value)
}

// Codes hands every code to fn, in the order of their bytes, until fn gives an
// error. fn may keep what it is given, and must not write to the book.
func (b *Book) Codes(fn func(*Code) error) error {
	return b.view(func(tx *bbolt.Tx) error {
		return walk(tx.Bucket(codeBucket), nil, parseCode, fn)
	})
}

// CountCodes gives how many codes there are.
func (b *Book) CountCodes() (n int, err error) {
	err = b.view(func(tx *bbolt.Tx) error {
		c := tx.Bucket(tagBucket).Cursor()
		for key, _ := c.First(); key != nil; key, _ = c.Next() {
			n++
		}
		return nil
	})
	return n, err
}

// Tag is what a sync needs to know of a code.
type Tag struct {
	Code     codec.Code
	Tag      string    // of the statement held; "" none is
	SignedAt time.Time // whole seconds; zero: none is held
	// Turns is when the calendar brings something new about the code, so that it
	// must be asked about though nothing changed at the issuer; zero: at once, for
	// nothing was asked about it yet.
	Turns   time.Time
	Carried bool // for another site
}

// Tags hands to fn what a sync needs of every code, in the order of Codes. The tag
// is good until fn returns. fn must not write to the book.
func (b *Book) Tags(fn func(t *Tag) error) error {
	return b.view(func(tx *bbolt.Tx) error {
		return walk(tx.Bucket(tagBucket), nil, parseTag, func(t Tag) error { return fn(&t) })
	})
}

// appendTag writes flags (1), the seconds of signing (8), those of the turn (8) and
// the tag.
func appendTag(b []byte, c *Code) []byte {
	at, turn := c.Signed.IssuedAt, turns(c)
	b = append(b, flags(c.Carried, !at.IsZero(), !turn.IsZero()))
	b = binary.BigEndian.AppendUint64(b, uint64(at.Unix()))
	b = binary.BigEndian.AppendUint64(b, uint64(turn.Unix()))
	return append(b, c.Tag...)
}

const tagHead = 1 + 8 + 8

func parseTag(key, value []byte) (t Tag, err error) {
	if t.Code, err = codec.CodeFromBytes(key); err != nil || len(value) < tagHead {
		return t, fmt.Errorf("%w: the record of a tag cannot be read", ErrDamaged)
	}
	t.Carried = value[0]&1 != 0
	if value[0]&2 != 0 {
		t.SignedAt = time.Unix(int64(binary.BigEndian.Uint64(value[1:])), 0).UTC()
	}
	if value[0]&4 != 0 {
		t.Turns = time.Unix(int64(binary.BigEndian.Uint64(value[9:])), 0).UTC()
	}
	t.Tag = string(value[tagHead:])
	return t, nil
}

// longestTurn is when a statement is asked about again at the latest.
const longestTurn = 35 * 24 * time.Hour

// turns gives Tag.Turns: the first moment after its signing at which a statement
// would say something else, though the licence did not change. The dates of a zone
// that this machine does not know are asked about at once.
func turns(c *Code) time.Time {
	s := &c.Signed
	if c.Tag == "" || c.ByFile || s.IssuedAt.IsZero() {
		return time.Time{}
	}
	turn := s.IssuedAt.Add(longestTurn)
	sooner := func(at time.Time) {
		if at.After(s.IssuedAt) && at.Before(turn) {
			turn = at
		}
	}
	sooner(s.NextCheck)
	if s.Issued && !s.Perpetual {
		zone, err := time.LoadLocation(s.Zone)
		if err != nil {
			return time.Time{}
		}
		sooner(s.Statement.Expires.Start(zone))
		sooner(s.GraceEnds.Start(zone))
	}
	return turn
}
