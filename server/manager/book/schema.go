package book

import (
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"
)

// The buckets. A code's key is its 17 bytes.
var (
	metaBucket     = []byte("meta")       // format, issuer and marks, each under its name
	codeBucket     = []byte("codes")      // code → the whole record
	tagBucket      = []byte("tags")       // code → what a sync needs of it
	idBucket       = []byte("ids")        // fingerprint → code
	productBucket  = []byte("products")   // name → record
	userBucket     = []byte("users")      // code, name of a product whose list holds it → nothing
	deviceBucket   = []byte("devices")    // device, 0, name of its product → nothing
	deliveryBucket = []byte("deliveries") // name, 0, code → record
	queueBucket    = []byte("queue")      // code, device, 0, component → activation
)

var buckets = [][]byte{metaBucket, codeBucket, tagBucket, idBucket, productBucket, userBucket, deviceBucket, deliveryBucket, queueBucket}

var (
	formatKey = []byte("format")
	issuerKey = []byte("issuer")
	marksKey  = []byte("marks")
)

// migration brings a file from one format to the next.
type migration func(tx *bbolt.Tx) error

// migrations lead from an empty file to the present format: the first makes
// format 1, and so on. A change of format appends one; none is ever changed.
var migrations = []migration{makeBuckets}

func makeBuckets(tx *bbolt.Tx) error {
	for _, name := range buckets {
		if _, err := tx.CreateBucketIfNotExists(name); err != nil {
			return err
		}
	}
	return nil
}

// migrate runs, in one transaction, the steps that the file still needs.
func (b *Book) migrate(steps []migration) error {
	from, err := 0, error(nil)
	err = b.view(func(tx *bbolt.Tx) error { from, err = formatOf(tx); return err })
	if err != nil || from == len(steps) {
		return err
	}
	if from > len(steps) {
		return fmt.Errorf("%w (the file has format %d, this program knows %d)", ErrNewer, from, len(steps))
	}
	return b.update(func(tx *bbolt.Tx) error {
		meta, err := tx.CreateBucketIfNotExists(metaBucket)
		if err != nil {
			return err
		}
		for i, step := range steps[from:] {
			if err := step(tx); err != nil {
				return fmt.Errorf("bringing the manager's state from format %d to %d: %w", from+i, from+i+1, err)
			}
		}
		return put(meta, formatKey, binary.BigEndian.AppendUint32(nil, uint32(len(steps))))
	})
}

// formatOf gives a file's format: 0 when nothing was ever put in.
func formatOf(tx *bbolt.Tx) (int, error) {
	if name, _ := tx.Cursor().First(); name == nil {
		return 0, nil
	}
	meta := tx.Bucket(metaBucket)
	if meta == nil {
		return 0, fmt.Errorf("%w: it has no format number", ErrDamaged)
	}
	value, err := get(meta, formatKey)
	if err != nil || len(value) != 4 {
		return 0, fmt.Errorf("%w: its format number", ErrDamaged)
	}
	return int(binary.BigEndian.Uint32(value)), nil
}
