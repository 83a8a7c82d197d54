package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"go.etcd.io/bbolt"
)

// How the compacted file is written.
const (
	compactFill  = 0.9      // of each page: some room for what comes in between
	compactBatch = 32 << 20 // bytes in a transaction
)

// Compact rewrites the database at path, which no process may be using, without
// the space that it does not use any more, and says how many bytes it had and has.
// One that would not become smaller stays as it is.
// The new file is verified record by record before it takes the place of the old
// one. progress, which may be nil, is told of the records copied.
func Compact(ctx context.Context, path string, progress func(done, total int64)) (before, after int64, err error) {
	o := Options{Path: path, Now: func() time.Time { return time.Time{} }, MustExist: true}
	if err := o.complete(); err != nil {
		return 0, 0, err
	}
	src, err := openFile(&o, false) // held until the new file is in place
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	name, err := writeTemp(path, func(io.Writer) error { return nil })
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = os.Remove(name) }()
	if err := copyInto(ctx, name, src.DB, progress); err != nil {
		return 0, 0, fmt.Errorf("compacting %s: %w", path, err)
	}
	if _, err := prove(ctx, name, nil); err != nil {
		return 0, 0, fmt.Errorf("the compacted file is not put in place: %w", err)
	}
	if before, after, err = sizes(path, name); err != nil || after >= before {
		return before, min(before, after), err
	}
	return before, after, putInPlace(name, path, true)
}

func sizes(a, b string) (x, y int64, err error) {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	if err := errors.Join(errA, errB); err != nil {
		return 0, 0, err
	}
	return infoA.Size(), infoB.Size(), nil
}

// copyInto copies all buckets into an empty file, and syncs it.
func copyInto(ctx context.Context, path string, src *bbolt.DB, progress func(done, total int64)) error {
	dst, err := bbolt.Open(path, filePerm, &bbolt.Options{NoSync: true, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return err
	}
	err = guarded(func() error {
		return src.View(func(tx *bbolt.Tx) error {
			c := copier{ctx: ctx, dst: dst, progress: progress, total: recordsOf(tx)}
			return c.run(tx)
		})
	})
	if err == nil {
		err = dst.Sync()
	}
	return errors.Join(err, dst.Close())
}

// recordsOf is how many records a file holds by its tally.
func recordsOf(tx *bbolt.Tx) int64 {
	t, err := readTally(tx)
	if err != nil {
		return 0
	}
	n := t.head.Seq
	for _, c := range t.counts {
		n += c.records
	}
	return int64(n)
}

type copier struct {
	ctx         context.Context
	dst         *bbolt.DB
	tx          *bbolt.Tx // open for writing
	bytes       int       // put in it
	done, total int64
	progress    func(done, total int64)
}

func (c *copier) run(src *bbolt.Tx) error {
	err := c.begin()
	if err == nil {
		err = src.ForEach(c.bucket)
	}
	if err != nil {
		if c.tx != nil {
			_ = c.tx.Rollback()
		}
		return err
	}
	return c.commit()
}

// commit commits what was copied and tells of it.
func (c *copier) commit() error {
	if err := errors.Join(c.ctx.Err(), c.tx.Commit()); err != nil {
		return err
	}
	if c.progress != nil {
		c.progress(min(c.done, c.total), c.total)
	}
	return nil
}

func (c *copier) begin() (err error) {
	c.bytes = 0
	c.tx, err = c.dst.Begin(true)
	return err
}

func (c *copier) bucket(name []byte, from *bbolt.Bucket) error {
	to, err := c.tx.CreateBucket(name)
	if err != nil {
		return err
	}
	return from.ForEach(func(key, value []byte) error {
		if c.bytes > compactBatch {
			if err := errors.Join(c.commit(), c.begin()); err != nil {
				return err
			}
			to = c.tx.Bucket(name)
		}
		to.FillPercent = compactFill
		c.bytes += len(key) + len(value)
		c.done++
		return to.Put(key, value)
	})
}
