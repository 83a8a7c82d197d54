package book

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"ollu/codec"
)

const maxName = 64 // characters of a product's name

// CheckName tells what is wrong with a product's name; nil when nothing is.
func CheckName(name string) error {
	for _, r := range name {
		if !strings.ContainsRune("._-", r) && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return fmt.Errorf("%w: the product name %.80q: use letters, digits, '.', '_' and '-'", ErrInvalid, name)
		}
	}
	if name == "" || len(name) > maxName {
		return fmt.Errorf("%w: a product's name has 1 to %d characters, this one %d", ErrInvalid, maxName, len(name))
	}
	return nil
}

// PutProduct takes a product in, or changes the one of this name. The deliveries
// of codes that its list held before and does not hold now are forgotten.
// ErrInvalid for a name that CheckName refuses.
func (b *Book) PutProduct(p Product) error {
	return b.update(func(tx *bbolt.Tx) error { return putProduct(tx, &p) })
}

// EditProduct changes a product as one step: what others put in meanwhile is not
// lost. An error of edit changes nothing and is given back. edit must not use the
// book. ErrNotFound.
func (b *Book) EditProduct(name string, edit func(*Product) error) error {
	return b.update(func(tx *bbolt.Tx) error {
		p, err := getJSON[Product](tx.Bucket(productBucket), []byte(name))
		if err != nil {
			return err
		}
		if err := call(func() error { return edit(&p) }); err != nil {
			return err
		}
		if p.Name != name {
			return fmt.Errorf("%w: a product keeps its name", ErrInvalid)
		}
		return putProduct(tx, &p)
	})
}

func putProduct(tx *bbolt.Tx, p *Product) error {
	if err := CheckName(p.Name); err != nil {
		return err
	}
	before, err := getJSON[Product](tx.Bucket(productBucket), []byte(p.Name))
	if there(err) != nil {
		return err
	}
	if err := unlink(tx, &before); err != nil {
		return err
	}
	left := func(c codec.Code) bool {
		return slices.Contains(before.Codes, c) && !slices.Contains(p.Codes, c)
	}
	if err := removeDeliveries(tx, deliveryPrefix(p.Name), left); err != nil {
		return err
	}
	if err := link(tx, p); err != nil {
		return err
	}
	return putJSON(tx.Bucket(productBucket), []byte(p.Name), p)
}

// link writes by what else than its name a product is found.
func link(tx *bbolt.Tx, p *Product) error {
	for _, c := range p.Codes {
		if err := put(tx.Bucket(userBucket), append(c.AppendBytes(nil), p.Name...), nil); err != nil {
			return err
		}
	}
	if p.Device == "" {
		return nil
	}
	return put(tx.Bucket(deviceBucket), deviceKey(p.Device, p.Name), nil)
}

// unlink undoes link.
func unlink(tx *bbolt.Tx, p *Product) error {
	for _, c := range p.Codes {
		if err := tx.Bucket(userBucket).Delete(append(c.AppendBytes(nil), p.Name...)); err != nil {
			return err
		}
	}
	if p.Device == "" {
		return nil
	}
	return tx.Bucket(deviceBucket).Delete(deviceKey(p.Device, p.Name))
}

func deviceKey(device, name string) []byte {
	return append(append([]byte(device), 0), name...)
}

// removeUses takes a code out of the lists of all products.
func removeUses(tx *bbolt.Tx, c codec.Code) error {
	names, err := users(tx, c)
	if err != nil {
		return err
	}
	for _, name := range names {
		p, err := getJSON[Product](tx.Bucket(productBucket), []byte(name))
		if err != nil {
			return err
		}
		p.Codes = slices.DeleteFunc(p.Codes, func(held codec.Code) bool { return held == c })
		if err := putJSON(tx.Bucket(productBucket), []byte(name), &p); err != nil {
			return err
		}
	}
	return removeAll(tx.Bucket(userBucket), c.AppendBytes(nil))
}

// removeAll takes out all records whose keys begin with prefix.
func removeAll(bucket *bbolt.Bucket, prefix []byte) error {
	var keys [][]byte
	c := bucket.Cursor()
	for key, _ := c.Seek(prefix); key != nil && bytes.HasPrefix(key, prefix); key, _ = c.Next() {
		keys = append(keys, bytes.Clone(key))
	}
	for _, key := range keys {
		if err := bucket.Delete(key); err != nil {
			return err
		}
	}
	return nil
}

// Product gives one product. ErrNotFound.
func (b *Book) Product(name string) (p Product, err error) {
	err = b.view(func(tx *bbolt.Tx) error {
		p, err = getJSON[Product](tx.Bucket(productBucket), []byte(name))
		return err
	})
	return p, err
}

// ProductByDevice gives the product that said that this is its device; of several
// the first by name. ErrNotFound.
func (b *Book) ProductByDevice(device string) (p Product, err error) {
	err = b.view(func(tx *bbolt.Tx) error {
		prefix := deviceKey(device, "")
		key, _ := tx.Bucket(deviceBucket).Cursor().Seek(prefix)
		if device == "" || key == nil || !bytes.HasPrefix(key, prefix) {
			return ErrNotFound
		}
		p, err = getJSON[Product](tx.Bucket(productBucket), key[len(prefix):])
		return err
	})
	return p, err
}

// Products hands every product to fn, by name, until fn gives an error. fn may
// keep what it is given, and must not write to the book.
func (b *Book) Products(fn func(*Product) error) error {
	return b.view(func(tx *bbolt.Tx) error {
		parse := func(_, value []byte) (*Product, error) {
			p, err := parseJSON[Product](value)
			return &p, err
		}
		return walk(tx.Bucket(productBucket), nil, parse, fn)
	})
}

// RemoveProduct forgets a product with its deliveries. ErrNotFound.
func (b *Book) RemoveProduct(name string) error {
	return b.update(func(tx *bbolt.Tx) error {
		p, err := getJSON[Product](tx.Bucket(productBucket), []byte(name))
		if err != nil {
			return err
		}
		return errors.Join(
			unlink(tx, &p),
			removeAll(tx.Bucket(deliveryBucket), deliveryPrefix(name)),
			tx.Bucket(productBucket).Delete([]byte(name)),
		)
	})
}

// Users gives the names of the products whose list holds the code, sorted.
func (b *Book) Users(c codec.Code) (names []string, err error) {
	err = b.view(func(tx *bbolt.Tx) error {
		names, err = users(tx, c)
		return err
	})
	return names, err
}

func users(tx *bbolt.Tx, c codec.Code) (names []string, err error) {
	parse := func(key, _ []byte) (string, error) { return string(key[codec.CodeBytes:]), nil }
	err = walk(tx.Bucket(userBucket), c.AppendBytes(nil), parse, func(name string) error {
		names = append(names, name)
		return nil
	})
	return names, err
}
