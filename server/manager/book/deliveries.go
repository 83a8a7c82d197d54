package book

import (
	"bytes"

	"go.etcd.io/bbolt"

	"ollu/codec"
)

func deliveryPrefix(product string) []byte { return append([]byte(product), 0) }

func deliveryKey(product string, c codec.Code) []byte {
	return c.AppendBytes(deliveryPrefix(product))
}

// PutDeliveries notes how deliveries stand, all or none. Those of a product or a
// code that was removed meanwhile are passed over: whoever is added under the
// same name later does not hold what the one before held.
func (b *Book) PutDeliveries(deliveries ...Delivery) error {
	return b.update(func(tx *bbolt.Tx) error {
		for i := range deliveries {
			d := &deliveries[i]
			if tx.Bucket(productBucket).Get([]byte(d.Product)) == nil || tx.Bucket(tagBucket).Get(d.Code.AppendBytes(nil)) == nil {
				continue
			}
			if err := putJSON(tx.Bucket(deliveryBucket), deliveryKey(d.Product, d.Code), d); err != nil {
				return err
			}
		}
		return nil
	})
}

// Delivery gives how it stands with a code in a product. ErrNotFound.
func (b *Book) Delivery(product string, c codec.Code) (d Delivery, err error) {
	err = b.view(func(tx *bbolt.Tx) error {
		d, err = getJSON[Delivery](tx.Bucket(deliveryBucket), deliveryKey(product, c))
		return err
	})
	return d, err
}

// Deliveries hands the deliveries of a product ("": of all, by its name) to fn,
// in the order of their codes, until fn gives an error. fn may keep what it is
// given, and must not write to the book.
func (b *Book) Deliveries(product string, fn func(*Delivery) error) error {
	var prefix []byte
	if product != "" {
		prefix = deliveryPrefix(product)
	}
	return b.view(func(tx *bbolt.Tx) error {
		parse := func(_, value []byte) (*Delivery, error) {
			d, err := parseJSON[Delivery](value)
			return &d, err
		}
		return walk(tx.Bucket(deliveryBucket), prefix, parse, fn)
	})
}

// removeDeliveries forgets the deliveries whose keys begin with prefix and whose
// codes are to go.
func removeDeliveries(tx *bbolt.Tx, prefix []byte, goes func(codec.Code) bool) error {
	bucket := tx.Bucket(deliveryBucket)
	var keys [][]byte
	c := bucket.Cursor()
	for key, _ := c.Seek(prefix); key != nil && bytes.HasPrefix(key, prefix); key, _ = c.Next() {
		if code, err := codec.CodeFromBytes(key[max(0, len(key)-codec.CodeBytes):]); err == nil && goes(code) {
			keys = append(keys, bytes.Clone(key))
		}
	}
	for _, key := range keys {
		if err := bucket.Delete(key); err != nil {
			return err
		}
	}
	return nil
}
