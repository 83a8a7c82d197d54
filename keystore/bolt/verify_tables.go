package bolt

import (
	"fmt"

	"go.etcd.io/bbolt"

	"ollu/keystore"
	"ollu/keystore/customer"
)

// tables reads what is known of customers: first each bucket by itself, and then
// what they say of each other.
func (v *verifier) tables(tx *bbolt.Tx, t *tally) {
	for table := range customer.Table(customer.TableCount) {
		v.bucket(tx, bucketOf(table), t, new(uint64), func(tx *bbolt.Tx, key, _ []byte) error {
			if table == customer.ByCode && tx.Bucket(buckets[licences]).Get(key) == nil {
				return fmt.Errorf("its licence is missing")
			}
			return nil
		})
	}
	if got := t.table(customer.ByOrder); v.ordered != got && v.ctx.Err() == nil {
		v.report.Problem(fmt.Sprintf("%s: %d entries, and the registration keys need %d", customer.ByOrder, got, v.ordered))
	}
	if _, err := customer.Verify(&tables{ctx: v.ctx, tx: tx}, v.report.Problem); err != nil && v.ctx.Err() == nil {
		v.report.Problem(fmt.Sprintf("customers: %v", err))
	}
}

// order checks that a registration key is found by its order.
func (v *verifier) order(tx *bbolt.Tx, k *keystore.RegKey) error {
	if k.Order == "" {
		return nil
	}
	v.ordered++
	b := tx.Bucket(buckets[bucketOf(customer.ByOrder)])
	if _, found, err := getIn(b, customer.ByOrder, customer.OrderKey(k.Order, k.Key)); err != nil || !found {
		return fmt.Errorf("it is not found by its order")
	}
	return nil
}
