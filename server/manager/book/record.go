package book

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"reflect"

	"go.etcd.io/bbolt"
)

// Every value ends with the CRC-32C of its key and of what comes before, so that
// neither a flipped bit nor a record under another one's key is ever read.
const sumSize = 4

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(key, value []byte) uint32 {
	return crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, value)
}

// put stores a value with its checksum. It may append to value.
func put(b *bbolt.Bucket, key, value []byte) error {
	return b.Put(key, binary.BigEndian.AppendUint32(value, checksum(key, value)))
}

// get reads a value. It is valid for as long as the transaction. ErrNotFound,
// ErrDamaged.
func get(b *bbolt.Bucket, key []byte) ([]byte, error) {
	value := b.Get(key)
	if value == nil {
		return nil, ErrNotFound
	}
	return unseal(key, value)
}

// unseal checks a stored value and gives what was put in.
func unseal(key, stored []byte) ([]byte, error) {
	n := len(stored) - sumSize
	if n < 0 || checksum(key, stored[:n]) != binary.BigEndian.Uint32(stored[n:]) {
		return nil, errRecord
	}
	return stored[:n:n], nil
}

var errRecord = fmt.Errorf("%w: a record does not have its checksum", ErrDamaged)

// putJSON stores what is small and seldom read.
func putJSON(b *bbolt.Bucket, key []byte, record any) error {
	text, err := json.Marshal(record)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return put(b, key, text)
}

func getJSON[T any](b *bbolt.Bucket, key []byte) (record T, err error) {
	text, err := get(b, key)
	if err != nil {
		return record, err
	}
	return parseJSON[T](text)
}

// parseJSON reads what putJSON has written. Its checksum was right: an error
// means that a program put in what this one cannot read.
func parseJSON[T any](text []byte) (record T, err error) {
	if json.Unmarshal(text, &record) != nil {
		var none T
		return none, fmt.Errorf("%w: a record of a %s cannot be read", ErrDamaged, reflect.TypeFor[T]().Name())
	}
	return record, nil
}

// walk hands the records whose keys begin with prefix to fn, in the order of
// their keys, until fn gives an error.
func walk[T any](bucket *bbolt.Bucket, prefix []byte, parse func(key, value []byte) (T, error), fn func(T) error) error {
	c := bucket.Cursor()
	for key, stored := c.Seek(prefix); key != nil && bytes.HasPrefix(key, prefix); key, stored = c.Next() {
		value, err := unseal(key, stored)
		if err != nil {
			return err
		}
		record, err := parse(key, value)
		if err != nil {
			return err
		}
		if err := call(func() error { return fn(record) }); err != nil {
			return err
		}
	}
	return nil
}

// remove takes a record out and tells whether it was there.
func remove(b *bbolt.Bucket, key []byte) (bool, error) {
	if b.Get(key) == nil {
		return false, nil
	}
	return true, b.Delete(key)
}

// there passes over that a record is not there.
func there(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}
