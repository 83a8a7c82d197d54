package main

import (
	"encoding/json"
	"errors"
	"hash/crc32"
	"time"

	"go.etcd.io/bbolt"

	"ollu/bench/proc"
)

const cursorName = "cursor"

// walked is what a walk through a database took and met.
type walked struct {
	Seconds float64
	Records int
	Bytes   int64  // of keys and values
	Sum     uint32 // over all of them: reading them is what takes the time
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// newCursor opens a database and walks a cursor through all of it, reading every
// byte once.
func newCursor() proc.Job {
	return func(question json.RawMessage) (any, error) {
		var file string
		if err := json.Unmarshal(question, &file); err != nil {
			return nil, err
		}
		return walk(file)
	}
}

func walk(file string) (w walked, err error) {
	begun := time.Now()
	db, err := bbolt.Open(file, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		return w, err
	}
	err = db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error {
			c := b.Cursor()
			for k, v := c.First(); k != nil; k, v = c.Next() {
				w.Records++
				w.Bytes += int64(len(k) + len(v))
				w.Sum = crc32.Update(crc32.Update(w.Sum, castagnoli, k), castagnoli, v)
			}
			return nil
		})
	})
	err = errors.Join(err, db.Close())
	w.Seconds = time.Since(begun).Seconds()
	return w, err
}
