package door

import (
	"sync"
	"time"

	"ollu/codec/answer"
	"ollu/server/manager/book"
)

// fresh is for how long what was read of the issuer is used again: a midnight's
// rush shall not unpack the same list of revoked codes for each product.
const fresh = time.Second

// issuer is what the book knows of the issuer, and verifies by it.
type issuer struct {
	book *book.Book
	now  func() time.Time

	mu   sync.Mutex
	at   time.Time
	held book.Issuer
	raw  string // of the keys below
	keys *answer.KeySet
}

// met gives what is known of the issuer.
func (i *issuer) met() (book.Issuer, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.read()
}

func (i *issuer) read() (book.Issuer, error) {
	now := i.now()
	if !i.at.IsZero() && now.Sub(i.at).Abs() < fresh {
		return i.held, nil
	}
	held, err := i.book.Issuer()
	if err == nil {
		i.held, i.at = held, now
	}
	return held, err
}

// verify checks a token of the issuer; e.Issuer is filled in.
func (i *issuer) verify(token []byte, e *answer.Expect) (answer.Signed, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	held, err := i.read()
	if err != nil {
		return answer.Signed{}, err
	}
	if i.keys == nil || i.raw != string(held.Keys) {
		keys, rotations, err := answer.ParseJWKS(held.Keys)
		if err != nil {
			return answer.Signed{}, err
		}
		keys.Follow(held.Name, rotations)
		i.raw, i.keys = string(held.Keys), keys
	}
	e.Issuer = held.Name
	return i.keys.Verify(token, e)
}
