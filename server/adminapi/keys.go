package adminapi

import (
	"fmt"
	"slices"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/server/wire"
)

func issueKeys(c *call, q *wire.KeyIssueRequest) (wire.KeysResponse, error) {
	draft, err := c.keyDraft(q)
	if err != nil {
		return wire.KeysResponse{}, err
	}
	count, err := quantity(q.Count)
	if err != nil {
		return wire.KeysResponse{}, err
	}
	receipt, err := c.fresh(func() (keystore.Change, error) {
		keys := make([]keystore.RegKey, count)
		for i := range keys {
			keys[i] = draft
			if keys[i].Key, err = codec.NewKey(draft.Prefix, c.Random); err != nil {
				return nil, err
			}
		}
		return keystore.Issue{Keys: keys}, nil
	})
	return keysAnswer(receipt.Keys, codec.Key{}), err
}

// keyDraft makes the record that all keys of an issue have in common.
func (c *call) keyDraft(q *wire.KeyIssueRequest) (keystore.RegKey, error) {
	k := keystore.RegKey{
		Product: q.Product, Type: q.Type, Seats: max(q.Seats, 1), Perpetual: q.Perpetual, Months: q.Months,
		IssuedAt: c.now, Order: q.Order, Note: q.Note,
	}
	_, prefix, err := c.prefixOf(q.Product, q.Prefix)
	if err != nil {
		return k, err
	}
	k.Prefix = prefix
	override(&k.Expires, q.Expires)
	if n := count(q.Expires != nil, q.Months != 0, q.Perpetual); n != 1 {
		return k, badField("expires", "or months or perpetual is required, and one alone")
	}
	if q.Months < 0 || q.Months > maxMonths {
		return k, badField("months", fmt.Sprintf("must be from 1 to %d", maxMonths))
	}
	if err := text("order", q.Order); err != nil {
		return k, err
	}
	return k, text("note", q.Note)
}

// maxMonths is the longest contract that a key can carry: a hundred years.
const maxMonths = 1200

func count(conditions ...bool) (n int) {
	for _, c := range conditions {
		if c {
			n++
		}
	}
	return n
}

func showKey(c *call, q *wire.KeyRequest) (wire.KeyResponse, error) {
	if q.Key.IsZero() {
		return wire.KeyResponse{}, badField("key", "is required")
	}
	k, err := c.Store.RegKey(c.ctx, q.Key)
	return wire.KeyResponse{Key: wire.FromRegKey(&k)}, err
}

func listKeys(c *call, q *wire.KeyListRequest) (wire.KeysResponse, error) {
	limit, err := page(q.Limit)
	if err != nil {
		return wire.KeysResponse{}, err
	}
	f := keystore.KeyFilter{Product: q.Product, Type: q.Type, State: q.State, Order: q.Order}
	if _, err := product.ParseType(q.Type); q.Type != "" && err != nil {
		return wire.KeysResponse{}, badField("type", "must be full or trial")
	}
	if !slices.Contains([]string{"", "open", "registered"}, q.State) {
		return wire.KeysResponse{}, badField("state", "must be open or registered")
	}
	if err := prefix(&f.Prefix, q.Prefix); err != nil {
		return wire.KeysResponse{}, err
	}
	var after codec.Key
	override(&after, q.After)
	keys, next, err := c.Store.RegKeys(c.ctx, f, after, limit)
	return keysAnswer(keys, next), err
}

func keysAnswer(keys []keystore.RegKey, next codec.Key) wire.KeysResponse {
	answer := wire.KeysResponse{Keys: make([]wire.RegKey, len(keys))}
	for i := range keys {
		answer.Keys[i] = wire.FromRegKey(&keys[i])
	}
	if !next.IsZero() {
		answer.Next = &next
	}
	return answer
}
