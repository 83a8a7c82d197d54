package book

import "go.etcd.io/bbolt"

// Issuer gives what is known of the issuer; the zero Issuer when it was never
// met.
func (b *Book) Issuer() (Issuer, error) { return meta[Issuer](b, issuerKey) }

// PutIssuer keeps what is known of the issuer.
func (b *Book) PutIssuer(i Issuer) error { return putMeta(b, issuerKey, &i) }

// Marks gives the memory of the syncs; the zero Marks before the first.
func (b *Book) Marks() (Marks, error) { return meta[Marks](b, marksKey) }

// PutMarks keeps the memory of the syncs.
func (b *Book) PutMarks(m Marks) error { return putMeta(b, marksKey, &m) }

func meta[T any](b *Book, key []byte) (record T, err error) {
	err = b.view(func(tx *bbolt.Tx) error {
		record, err = getJSON[T](tx.Bucket(metaBucket), key)
		return there(err)
	})
	return record, err
}

func putMeta[T any](b *Book, key []byte, record *T) error {
	return b.update(func(tx *bbolt.Tx) error {
		return putJSON(tx.Bucket(metaBucket), key, record)
	})
}
