package mem

import (
	"bytes"
	"context"
	"iter"
	"slices"

	"ollu/keystore/customer"
)

// table is one of customer's tables, by key. It is never changed: a write makes
// another, so that whoever reads one keeps what it was.
type table []customer.Item

// find gives the place of a key, or where it would be.
func (t table) find(key []byte) (i int, found bool) {
	return slices.BinarySearchFunc(t, key, func(item customer.Item, key []byte) int { return bytes.Compare(item.Key, key) })
}

// put gives the table with a value; nil: without the key.
func (t table) put(key, value []byte) table {
	i, found := t.find(key)
	rest := t[i:]
	if found {
		rest = t[i+1:]
	}
	if value == nil {
		return slices.Concat(t[:i], rest)
	}
	return slices.Concat(t[:i], table{{Key: key, Value: value}}, rest)
}

// tables is one consistent view of all of them.
type tables struct {
	ctx context.Context
	all [customer.TableCount]table
}

// Customers shows what is known of customers.
func (s *Store) Customers(ctx context.Context, fn func(customer.Book) error) error {
	if err := s.read(ctx); err != nil {
		return err
	}
	t := &tables{ctx, s.tables}
	s.mu.RUnlock()
	return fn(customer.Open(t))
}

// Get gives the value of a key.
func (t *tables) Get(which customer.Table, key []byte) (value []byte, found bool, err error) {
	if err := t.ctx.Err(); err != nil {
		return nil, false, err
	}
	i, found := t.all[which].find(key)
	if !found {
		return nil, false, nil
	}
	return t.all[which][i].Value, true, nil
}

// Scan gives the entries under a prefix.
func (t *tables) Scan(which customer.Table, prefix, from []byte, backwards bool) iter.Seq2[customer.Item, error] {
	return func(yield func(customer.Item, error) bool) {
		for _, item := range t.all[which].under(prefix, from, backwards) {
			if err := t.ctx.Err(); err != nil {
				yield(customer.Item{}, err)
				return
			}
			if !yield(item, nil) {
				return
			}
		}
	}
}

// under gives the entries with the prefix, from the key from on.
func (t table) under(prefix, from []byte, backwards bool) iter.Seq2[int, customer.Item] {
	first, _ := t.find(prefix)
	n := slices.IndexFunc(t[first:], func(item customer.Item) bool { return !bytes.HasPrefix(item.Key, prefix) })
	if t = t[first:]; n >= 0 {
		t = t[:n]
	}
	i, found := t.find(from)
	if found && backwards {
		i++
	}
	switch {
	case backwards && from == nil:
		return slices.Backward(t)
	case backwards:
		return slices.Backward(t[:i])
	}
	return slices.All(t[i:])
}

// putTables does the writes of an act, in their order.
func (s *Store) putTables(all []customer.Put) {
	for i := range all {
		p := &all[i]
		s.tables[p.Table] = s.tables[p.Table].put(bytes.Clone(p.Key), bytes.Clone(p.Value))
	}
}

// Get shows Plan the value of a key.
func (v view) Get(which customer.Table, key []byte) ([]byte, bool, error) {
	return v.tables().Get(which, key)
}

// Scan shows Plan the entries under a prefix.
func (v view) Scan(which customer.Table, prefix, from []byte, backwards bool) iter.Seq2[customer.Item, error] {
	return v.tables().Scan(which, prefix, from, backwards)
}

func (v view) tables() *tables {
	v.s.mu.RLock()
	defer v.s.mu.RUnlock()
	return &tables{context.Background(), v.s.tables}
}
