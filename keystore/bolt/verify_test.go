package bolt

import (
	"context"
	"encoding/binary"
	"errors"
	"strings"
	"sync"
	"testing"

	"go.etcd.io/bbolt"

	"ollu/codec"
	"ollu/keystore"
)

// restated counts a changed file anew, so that it opens and Verify has to find
// what is wrong.
func restated(tx *bbolt.Tx) error {
	t, err := readTally(tx)
	if err != nil {
		return err
	}
	for i := range t.counts {
		t.counts[i] = count{}
		err := tx.Bucket(buckets[i]).ForEach(func(key, value []byte) error {
			t.counts[i].add(binary.LittleEndian.Uint32(value[len(value)-frameSize:]))
			return nil
		})
		if err != nil {
			return err
		}
	}
	return tx.Bucket(metaBucket).Put(tallyKey, t.append(nil))
}

func stored(key, record []byte) []byte { return appendFrame(record, frame(key, record)) }

func TestVerifyFindsWhatDoesNotHoldTogether(t *testing.T) {
	for name, c := range map[string]struct {
		change func(tx *bbolt.Tx) error
		says   string
	}{
		"device count": {func(tx *bbolt.Tx) error {
			key := deviceKey(nil, code(1), "other")
			return tx.Bucket(buckets[devices]).Put(key, stored(key, keystore.AppendDevice(nil, &keystore.Device{FirstSeen: noon})))
		}, "counts 1 devices and has 2"},
		"licence of a key": {func(tx *bbolt.Tx) error {
			key := someKey().AppendBytes(nil)
			k := keystore.RegKey{Prefix: codec.Prefix{'I', 'M'}, Product: "mail-gw", IssuedAt: noon, Code: code(99)}
			return tx.Bucket(buckets[keys]).Put(key, stored(key, keystore.AppendRegKey(nil, &k)))
		}, "is missing"},
		"a key that is none": {func(tx *bbolt.Tx) error {
			key := []byte("short")
			return tx.Bucket(buckets[keys]).Put(key, stored(key, keystore.AppendRegKey(nil, &keystore.RegKey{})))
		}, "a key of 5 bytes"},
		"a repeat": {func(tx *bbolt.Tx) error {
			key := []byte("again")
			return tx.Bucket(buckets[repeats]).Put(key, stored(key, []byte("no repeat")))
		}, "repeats: a key of 5 bytes"},
		"an altered log": {func(tx *bbolt.Tx) error {
			b := tx.Bucket(buckets[logged])
			value := append([]byte(nil), b.Get(seqKey(nil, 2))...)
			value[80] ^= 1
			return b.Put(seqKey(nil, 2), value)
		}, "the audit log is broken at entry 2"},
		"a log with a gap": {func(tx *bbolt.Tx) error {
			return tx.Bucket(buckets[logged]).Delete(seqKey(nil, 1))
		}, "the audit log is broken at entry 1"},
	} {
		t.Run(name, func(t *testing.T) {
			path := fresh(t)
			s := opened(t, path)
			issue(t, s, 3)
			must(t, s, keystore.Activate{Code: code(1), Device: "host"})
			closed(t, s)
			tamper(t, path, func(tx *bbolt.Tx) error { return errors.Join(c.change(tx), restated(tx)) })
			report, err := opened(t, path).Verify(context.Background(), nil)
			if err != nil || report.OK() || !strings.Contains(strings.Join(report.Problems, "\n"), c.says) {
				t.Errorf("%v, problems %q, want one with %q", err, report.Problems, c.says)
			}
			for _, p := range report.Problems {
				if strings.Contains(p, code(1).Reveal()) {
					t.Errorf("a code is given away: %s", p)
				}
			}
		})
	}
}

func someKey() codec.Key {
	k, err := codec.NewKey(codec.Prefix{'I', 'M'}, strings.NewReader("0123456789"))
	if err != nil {
		panic(err)
	}
	return k
}

// TestWhatIsNotWhatWasCommittedIsNotOpened: records that are whole, and not those
// that the tally knows.
func TestWhatIsNotWhatWasCommittedIsNotOpened(t *testing.T) {
	for name, change := range map[string]func(tx *bbolt.Tx) error{
		"a licence less": func(tx *bbolt.Tx) error { return tx.Bucket(buckets[licences]).Delete(code(1).AppendBytes(nil)) },
		"a licence more": func(tx *bbolt.Tx) error { return putWhole(tx, code(7), licence(7)) },
		"an older licence": func(tx *bbolt.Tx) error {
			l := licence(1)
			l.Seats = 999
			return putWhole(tx, code(1), l)
		},
		"one for another": func(tx *bbolt.Tx) error {
			b := tx.Bucket(buckets[licences])
			return errors.Join(b.Delete(code(1).AppendBytes(nil)), putWhole(tx, code(7), licence(7)))
		},
		"under another key": func(tx *bbolt.Tx) error {
			b := tx.Bucket(buckets[licences])
			value := append([]byte(nil), b.Get(code(1).AppendBytes(nil))...)
			return errors.Join(b.Delete(code(1).AppendBytes(nil)), b.Put(code(7).AppendBytes(nil), value))
		},
		"a device less":         func(tx *bbolt.Tx) error { return tx.Bucket(buckets[devices]).Delete(deviceKey(nil, code(1), "host")) },
		"no end of the log":     func(tx *bbolt.Tx) error { return tx.Bucket(buckets[logged]).Delete(seqKey(nil, 4)) },
		"a longer log":          func(tx *bbolt.Tx) error { return tx.Bucket(buckets[logged]).Put(seqKey(nil, 5), []byte("x")) },
		"no licences":           func(tx *bbolt.Tx) error { return tx.DeleteBucket(buckets[licences]) },
		"no keys":               func(tx *bbolt.Tx) error { return tx.DeleteBucket(buckets[keys]) },
		"no repeats":            func(tx *bbolt.Tx) error { return tx.DeleteBucket(buckets[repeats]) },
		"no log":                func(tx *bbolt.Tx) error { return tx.DeleteBucket(buckets[logged]) },
		"no tally":              func(tx *bbolt.Tx) error { return tx.Bucket(metaBucket).Delete(tallyKey) },
		"a spoilt tally":        func(tx *bbolt.Tx) error { return tx.Bucket(metaBucket).Put(tallyKey, make([]byte, tallySize(tallied))) },
		"no schema version":     func(tx *bbolt.Tx) error { return tx.Bucket(metaBucket).Delete(schemaKey) },
		"a key of no licence":   func(tx *bbolt.Tx) error { return tx.Bucket(buckets[licences]).Put([]byte("x"), []byte("12345678")) },
		"a device without code": func(tx *bbolt.Tx) error { return errors.Join(putShort(tx), restated(tx)) },
	} {
		t.Run(name, func(t *testing.T) {
			path := fresh(t)
			s := opened(t, path)
			issue(t, s, 3)
			must(t, s, keystore.Activate{Code: code(1), Device: "host"})
			closed(t, s)
			tamper(t, path, change)
			refused(t, path, keystore.ErrDamaged, "ollu restore")
		})
	}
}

func putWhole(tx *bbolt.Tx, c codec.Code, l keystore.Licence) error {
	key := c.AppendBytes(nil)
	return tx.Bucket(buckets[licences]).Put(key, stored(key, keystore.AppendLicence(nil, &l)))
}

func putShort(tx *bbolt.Tx) error {
	key := []byte("host")
	return tx.Bucket(buckets[devices]).Put(key, stored(key, keystore.AppendDevice(nil, &keystore.Device{})))
}

func TestVerifyWhileLicencesChange(t *testing.T) {
	s := opened(t, fresh(t))
	issue(t, s, 2000)
	var all sync.WaitGroup
	stop := make(chan struct{})
	all.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			must(t, s, keystore.Activate{Code: code(i % 2000), Device: "host"})
			_, _ = s.Seen(code(i*7%2000), []byte("host"), []byte("2"), noon.AddDate(0, 0, i))
			must(t, s, keystore.Issue{Licences: []keystore.Licence{licence(10_000 + i)}})
		}
	})
	for range 3 {
		sound(t, s)
	}
	close(stop)
	all.Wait()
	sound(t, s)
}

func TestVerifyEndsWithItsContext(t *testing.T) {
	s := opened(t, fresh(t))
	issue(t, s, 3*stepEvery)
	ctx, cancel := context.WithCancel(context.Background())
	_, err := s.Verify(ctx, func(done, total int64) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Verify = %v", err)
	}
}
