package bolt

import (
	"bytes"
	"context"
	"iter"

	"go.etcd.io/bbolt"

	"ollu/keystore/customer"
)

// Customers shows what is known of customers in one read transaction.
func (s *Store) Customers(ctx context.Context, fn func(customer.Book) error) error {
	if err := s.up(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := s.beginRead()
	if err != nil {
		return err
	}
	defer func() { _ = guarded(tx.Rollback) }()
	return fn(customer.Open(&tables{ctx: ctx, tx: tx}))
}

// tables shows the tables of a read transaction. Whoever reads them is no part of
// this package: what it does with a value must not meet a page that is gone, and
// its own faults are not the file's. So each step is guarded by itself, and what
// it gives is a copy.
type tables struct {
	ctx context.Context
	tx  *bbolt.Tx
}

// Get gives the value of a key.
func (t *tables) Get(table customer.Table, key []byte) (value []byte, found bool, err error) {
	if err := t.ctx.Err(); err != nil {
		return nil, false, err
	}
	err = guarded(func() error {
		value, found, err = getIn(t.tx.Bucket(buckets[bucketOf(table)]), table, key)
		value = bytes.Clone(value)
		return err
	})
	return value, found, err
}

// Scan gives the entries under a prefix.
func (t *tables) Scan(table customer.Table, prefix, from []byte, backwards bool) iter.Seq2[customer.Item, error] {
	return func(yield func(customer.Item, error) bool) {
		var w walk
		var key, value []byte
		err := guarded(func() error {
			w = walkIn(t.tx.Bucket(buckets[bucketOf(table)]), table, prefix, from, backwards)
			return nil
		})
		for err == nil {
			if err = t.ctx.Err(); err != nil {
				break
			}
			more := false
			err = guarded(func() (err error) {
				var item customer.Item
				item, more, err = w.next()
				key, value = append(key[:0], item.Key...), append(value[:0], item.Value...)
				return err
			})
			if err == nil && (!more || !yield(customer.Item{Key: key, Value: value}, nil)) {
				return
			}
		}
		yield(customer.Item{}, err)
	}
}

// Get gives the value of a key, as earlier acts of the group left it.
func (g *group) Get(table customer.Table, key []byte) (value []byte, found bool, err error) {
	return getIn(g.buckets[bucketOf(table)], table, key)
}

// Scan gives the entries under a prefix, as earlier acts of the group left them.
func (g *group) Scan(table customer.Table, prefix, from []byte, backwards bool) iter.Seq2[customer.Item, error] {
	return func(yield func(customer.Item, error) bool) {
		w := walkIn(g.buckets[bucketOf(table)], table, prefix, from, backwards)
		for {
			item, more, err := w.next()
			if err != nil {
				yield(customer.Item{}, err)
				return
			}
			if !more || !yield(item, nil) {
				return
			}
		}
	}
}

func getIn(b *bbolt.Bucket, table customer.Table, key []byte) (value []byte, found bool, err error) {
	stored := b.Get(key)
	if stored == nil {
		return nil, false, nil
	}
	value, _, err = unframeIn(bucketOf(table), key, stored)
	return value, err == nil, err
}

// walk goes through the entries of a table under a prefix.
type walk struct {
	cursor     *bbolt.Cursor
	table      customer.Table
	prefix     []byte
	backwards  bool
	key, value []byte // next to give; nil: the end
}

func walkIn(b *bbolt.Bucket, table customer.Table, prefix, from []byte, backwards bool) walk {
	w := walk{cursor: b.Cursor(), table: table, prefix: prefix, backwards: backwards}
	if backwards {
		w.key, w.value = lastUpTo(w.cursor, prefix, from)
	} else {
		w.key, w.value = w.cursor.Seek(later(prefix, from))
	}
	return w
}

// lastUpTo finds the last entry with the prefix whose key is not after from, which
// is nil for any.
func lastUpTo(c *bbolt.Cursor, prefix, from []byte) (key, value []byte) {
	beyond := following(prefix)
	if from != nil && (beyond == nil || bytes.Compare(from, beyond) < 0) {
		if key, value = c.Seek(from); bytes.Equal(key, from) && key != nil {
			return key, value
		}
	} else if beyond == nil {
		return c.Last()
	} else {
		key, _ = c.Seek(beyond)
	}
	if key == nil {
		return c.Last()
	}
	return c.Prev()
}

func (w *walk) next() (item customer.Item, more bool, err error) {
	if w.key == nil || !bytes.HasPrefix(w.key, w.prefix) {
		return item, false, nil
	}
	item.Key = w.key
	if item.Value, _, err = unframeIn(bucketOf(w.table), w.key, w.value); err != nil {
		return customer.Item{}, false, err
	}
	if w.backwards {
		w.key, w.value = w.cursor.Prev()
	} else {
		w.key, w.value = w.cursor.Next()
	}
	return item, true, nil
}

// later gives the one of two keys that is last in order.
func later(a, b []byte) []byte {
	if bytes.Compare(a, b) >= 0 {
		return a
	}
	return b
}

// following is the first key after all that begin with prefix; nil: there is none.
func following(prefix []byte) []byte {
	for n := len(prefix); n > 0; n-- {
		if prefix[n-1] != 0xff {
			next := bytes.Clone(prefix[:n])
			next[n-1]++
			return next
		}
	}
	return nil
}
