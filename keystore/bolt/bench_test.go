package bolt

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"go.etcd.io/bbolt"

	"ollu/codec"
	"ollu/keystore"
)

// callers is how many activate at once.
const callers = 100

// atOnce lets callers goroutines share b.N calls.
func atOnce(b *testing.B, call func(i int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	b.ResetTimer()
	for range callers {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(b.N); i = next.Add(1) - 1 {
				call(int(i))
			}
		})
	}
	all.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acts/s")
}

func BenchmarkApplyActivate(b *testing.B) {
	const stock = 20_000
	acts, commits := 0, 0
	s := opened(b, fresh(b), func(o *Options) {
		o.OnCommit = func(i CommitInfo) { acts, commits = acts+i.Acts, commits+1 }
	})
	codes := make([]codec.Code, stock)
	for i := range codes {
		codes[i] = code(i)
	}
	issue(b, s, stock)
	atOnce(b, func(i int) {
		must(b, s, keystore.Activate{Code: codes[i%stock], Device: fmt.Sprint("host-", i/stock), Version: "9.1"})
	})
	b.ReportMetric(float64(acts)/float64(commits), "acts/commit")
}

// BenchmarkBatch is what bbolt offers for the same: one small put a call.
func BenchmarkBatch(b *testing.B) {
	db, err := bbolt.Open(b.TempDir()+"/batch.db", 0o600, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	name, value := []byte("things"), make([]byte, 100)
	if err := db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket(name); return err }); err != nil {
		b.Fatal(err)
	}
	atOnce(b, func(i int) {
		key := code(i).AppendBytes(nil)
		if err := db.Batch(func(tx *bbolt.Tx) error { return tx.Bucket(name).Put(key, value) }); err != nil {
			b.Error(err)
		}
	})
}

func BenchmarkLookup(b *testing.B) {
	s := opened(b, fresh(b))
	issue(b, s, 100_000)
	codes := make([]codec.Code, 1<<14)
	for i := range codes {
		codes[i] = code(i * 6)
	}
	for i := 0; b.Loop(); i++ {
		if _, err := s.Lookup(codes[i%len(codes)]); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpen compares opening with one walk over all records.
func BenchmarkOpen(b *testing.B) {
	const stock = 1_000_000
	path := fresh(b)
	s := opened(b, path)
	issue(b, s, stock)
	closed(b, s)
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			s, err := Open(Options{Path: path, Now: clock, ReadOnly: true})
			if err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			closed(b, s)
			b.StartTimer()
		}
	})
	b.Run("cursor", func(b *testing.B) {
		for b.Loop() {
			db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
			if err != nil {
				b.Fatal(err)
			}
			walkAll(b, db)
			_ = db.Close()
		}
	})
}

func walkAll(b *testing.B, db *bbolt.DB) {
	sum := 0
	err := db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(_ []byte, bucket *bbolt.Bucket) error {
			return bucket.ForEach(func(key, value []byte) error { sum += len(key) + int(value[0]); return nil })
		})
	})
	if err != nil || sum == 0 {
		b.Fatal(err)
	}
}

func BenchmarkImport(b *testing.B) {
	s := opened(b, fresh(b))
	const rows = 10_000
	n := 0
	for b.Loop() {
		b.StopTimer()
		all := make([]keystore.Licence, rows)
		for i := range all {
			all[i] = licence(n)
			n++
		}
		b.StartTimer()
		if _, err := s.Apply(context.Background(), act(keystore.Import{Licences: all})); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
}
