package book

import (
	"bytes"
	"fmt"

	"go.etcd.io/bbolt"
)

// verify reads every record, and makes sure that each is found by its key: a book
// in which something is missing would have it forgotten at the issuer's next word.
func (b *Book) verify() error {
	return b.view(func(tx *bbolt.Tx) error {
		for _, name := range buckets {
			if tx.Bucket(name) == nil {
				return fmt.Errorf("%w: it has no %s", ErrDamaged, name)
			}
		}
		return tx.ForEach(func(name []byte, bucket *bbolt.Bucket) error {
			if err := verifyBucket(bucket); err != nil {
				return fmt.Errorf("%w (in %q)", err, name)
			}
			return nil
		})
	})
}

func verifyBucket(bucket *bbolt.Bucket) error {
	var before []byte
	c := bucket.Cursor()
	for key, stored := c.First(); key != nil; key, stored = c.Next() {
		if _, err := unseal(key, stored); err != nil {
			return err
		}
		if before != nil && bytes.Compare(before, key) >= 0 {
			return fmt.Errorf("%w: its records are out of order", ErrDamaged)
		}
		if bucket.Get(key) == nil {
			return fmt.Errorf("%w: a record is not where it is looked for", ErrDamaged)
		}
		before = key
	}
	return nil
}
