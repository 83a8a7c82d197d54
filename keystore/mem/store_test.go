package mem_test

import (
	"bytes"
	"testing"

	"ollu/keystore"
	"ollu/keystore/mem"
	"ollu/keystore/storetest"
)

func open(t *testing.T) keystore.Store {
	s := mem.New()
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, open, storetest.Options{
		Restore: func(_ *testing.T, snapshot []byte) (keystore.Store, error) {
			return mem.Read(bytes.NewReader(snapshot))
		},
		Hold: func(_ *testing.T, s keystore.Store) (<-chan struct{}, func()) {
			return s.(*mem.Store).Hold()
		},
		Unopened: []keystore.Store{(*mem.Store)(nil), new(mem.Store)},
	})
}
