package bolt

import (
	"go.etcd.io/bbolt"

	"ollu/keystore/customer"
)

// tables reads what is known of customers.
func (v *verifier) tables(tx *bbolt.Tx, t *tally) {
	for table := range customer.Table(customer.TableCount) {
		v.bucket(tx, bucketOf(table), t, new(uint64), func(*bbolt.Tx, []byte, []byte) error { return nil })
	}
}
