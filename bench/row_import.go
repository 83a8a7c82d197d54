package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"go.etcd.io/bbolt"

	"ollu/bench/figures"
	"ollu/bench/proc"
	"ollu/bench/stock"
	"ollu/codec"
)

// record is a key with its value.
type record struct{ key, value []byte }

// measureImport imports the file into a new server, and puts what then is in its
// bucket of licences into a new bbolt file: the same bytes in the order of the
// file, in as many transactions.
func measureImport(b *bench) (m measured, err error) {
	n := b.scale.stock
	dir, err := b.dir("import")
	if err != nil {
		return m, err
	}
	file := filepath.Join(dir, "stock.csv")
	b.progress.say("writing a file of %d licences", n)
	if err := stock.WriteCSV(file, n, b.now); err != nil {
		return m, err
	}
	var imports, bulks []float64
	var rows int
	for round := range b.scale.costlyRounds {
		b.progress.say("round %d of %d: import", round+1, b.scale.costlyRounds)
		home := filepath.Join(dir, fmt.Sprint(round))
		took, commits, err := b.importInto(home, file, n)
		if err != nil {
			return m, err
		}
		b.progress.say("round %d of %d: bulk load", round+1, b.scale.costlyRounds)
		rows = (n + commits - 1) / commits
		records, err := recordsOf(database(home), file)
		if err != nil {
			return m, err
		}
		bulk, err := elapsed(func() error { return bulkLoad(filepath.Join(home, "peer.db"), records, rows) })
		if err != nil {
			return m, err
		}
		imports, bulks = append(imports, took), append(bulks, bulk)
		if err := os.RemoveAll(home); err != nil {
			return m, err
		}
	}
	m.rounds = figures.Ratios(imports, bulks)
	m.note("import: %s s (%s), from the start of the command to its end, %s licences a second", figures.Number(figures.Median(imports)), figures.Span(imports),
		figures.Number(float64(n)/figures.Median(imports)))
	m.note("bulk load: %s s (%s), %d records in a transaction, defaults of bbolt", figures.Number(figures.Median(bulks)), figures.Span(bulks), rows)
	m.note("the codes are in random order, as they are when they are issued; the import also writes the audit log")
	return m, nil
}

// importInto runs the command against a new server, and gives the seconds it
// took and the commits it made.
func (b *bench) importInto(home, file string, n int) (took float64, commits int, err error) {
	s, err := b.startServer(home)
	if err != nil {
		return 0, 0, err
	}
	before, err := s.status(b.ctx)
	if err != nil {
		return 0, 0, err
	}
	took, err = elapsed(func() error {
		c, err := proc.Start(b.ctx, b.command("license", "import", file, "--data-dir", home))
		if err != nil {
			return err
		}
		return c.Finish()
	})
	if err != nil {
		return 0, 0, err
	}
	after, err := s.status(b.ctx)
	if err == nil && (after.Licences != uint64(n) || after.Commits == before.Commits) {
		err = fmt.Errorf("the server counts %d licences after the import of %d, in %d commits", after.Licences, n, after.Commits-before.Commits)
	}
	return took, int(after.Commits - before.Commits), errors.Join(err, s.Stop())
}

// recordsOf reads the licences of a database in the order of an import file.
func recordsOf(database, file string) (records []record, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	db, err := bbolt.Open(database, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.View(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket(stock.LicencesBucket)
		rows := csv.NewReader(f)
		rows.ReuseRecord = true
		if _, err := rows.Read(); err != nil { // the header
			return err
		}
		for {
			row, err := rows.Read()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			r, err := recordOf(bucket, row[0])
			if err != nil {
				return err
			}
			records = append(records, r)
		}
	})
	return records, err
}

func recordOf(bucket *bbolt.Bucket, text string) (record, error) {
	code, err := codec.ParseCode(text)
	if err != nil {
		return record{}, err
	}
	r := record{key: code.AppendBytes(nil)}
	value := bucket.Get(r.key)
	if value == nil {
		return r, fmt.Errorf("licence %s is not in the database", code)
	}
	r.value = slices.Clone(value)
	return r, nil
}

// bulkLoad puts records into a new database, so many in a transaction.
func bulkLoad(path string, records []record, rows int) error {
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(records, rows) {
		err := db.Update(func(tx *bbolt.Tx) error {
			bucket, err := tx.CreateBucketIfNotExists(peerBucket)
			if err != nil {
				return err
			}
			for _, r := range some {
				if err := bucket.Put(r.key, r.value); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return errors.Join(err, db.Close())
		}
	}
	return db.Close()
}
