package manager

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"ollu/codec/answer"
	"ollu/server/client"
	"ollu/server/manager/book"
)

// trust is what is believed of the issuer: keys that were handed in, or met
// first, and those that they vouch for in turn (row B6). It is safe for
// concurrent use; the set of keys is replaced and never changed.
type trust struct {
	vendor *answer.KeySet // nil: first use
	book   *book.Book
	asker  *client.Asker // nil: there is no line

	mu        sync.Mutex
	issuer    string
	keys      *answer.KeySet
	rotations []string
}

func newTrust(vendor []byte, b *book.Book, asker *client.Asker) (*trust, error) {
	t := &trust{book: b, asker: asker}
	if vendor != nil {
		keys, _, err := answer.ParseJWKS(vendor)
		if err == nil && keys.Len() == 0 {
			err = errors.New("it holds no Ed25519 key")
		}
		if err != nil {
			return nil, fmt.Errorf("the issuer's keys cannot be used, take the body of the server's /ollu/keys.json: %w", err)
		}
		t.vendor = keys
	}
	return t, t.load()
}

// load reads what the book holds.
func (t *trust) load() error {
	i, err := t.book.Issuer()
	if err != nil {
		return fmt.Errorf("reading what is known of the issuer: %w", err)
	}
	keys, rotations := &answer.KeySet{}, []string(nil)
	if len(i.Keys) > 0 {
		if keys, rotations, err = answer.ParseJWKS(i.Keys); err != nil {
			return fmt.Errorf("reading the issuer's keys from the book: %w", err)
		}
	}
	if t.vendor != nil {
		keys = t.vendor.Clone()
	}
	keys.Follow(i.Name, rotations)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.issuer, t.keys, t.rotations = i.Name, keys, rotations
	return nil
}

// now gives what is believed at this moment.
func (t *trust) now() (*answer.KeySet, string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.keys, t.issuer
}

// verify verifies a statement. The issuer of the first one that is believed is
// the issuer from then on.
func (t *trust) verify(token []byte, e answer.Expect) (answer.Signed, error) {
	keys, issuer := t.whose(token)
	e.Issuer = issuer
	signed, err := keys.Verify(token, &e)
	if err == nil {
		err = t.meet(issuer)
	}
	return signed, err
}

// whose gives what is believed, and the issuer that a token must be of: the one
// that was met, or as long as there is none, the one that it names.
func (t *trust) whose(token []byte) (*answer.KeySet, string) {
	keys, issuer := t.now()
	return keys, cmp.Or(issuer, issuerIn(token))
}

// meet notes the issuer's name.
func (t *trust) meet(issuer string) error {
	t.mu.Lock()
	met := t.issuer
	if met == "" {
		t.issuer = issuer
	}
	t.mu.Unlock()
	if met != "" && met != issuer {
		return &answer.VerifyError{Why: answer.OtherIssuer, Detail: fmt.Sprintf("issuer %.40q, not %.40q", issuer, met)}
	}
	return nil
}

// refresh fetches the keys that the issuer publishes, takes in those that may be
// believed, and gives their ids.
func (t *trust) refresh(ctx context.Context) (added []string, err error) {
	if t.asker == nil {
		return nil, ErrNoServer
	}
	body, err := t.asker.Keys(ctx)
	if err != nil {
		return nil, err
	}
	return t.offer(body)
}

// offer takes in the keys of a published set that may be believed: on first use
// all of them, later those that a known one vouches for. It gives the ids of new
// ones.
func (t *trust) offer(body []byte) (added []string, err error) {
	published, rotations, err := answer.ParseJWKS(body)
	if err != nil {
		return nil, &answer.VerifyError{Why: answer.Unreadable, Detail: "the issuer's keys cannot be read", Err: err}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.vendor == nil && t.keys.Len() == 0 {
		t.keys, t.rotations = published, rotations
		return published.IDs(), nil
	}
	keys := t.keys.Clone()
	added = keys.Follow(cmp.Or(t.issuer, issuerOfRotations(rotations)), rotations)
	if len(added) > 0 {
		t.keys, t.rotations = keys, union(t.rotations, rotations)
	}
	return added, nil
}

// believed writes what is believed into what the book says of the issuer, and
// tells whether that is new.
func (t *trust) believed(i *book.Issuer) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.keys.Len() == 0 {
		return false
	}
	set := t.keys.AppendJWKS(nil, t.rotations)
	same := i.Name == t.issuer && i.FirstUse == (t.vendor == nil) && bytes.Equal(i.Keys, set)
	i.Name, i.FirstUse, i.Keys = t.issuer, t.vendor == nil, set
	return !same
}

// union gives the texts of both, each once.
func union(a, b []string) []string {
	all := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// issuerOfRotations gives the issuer whose rotations these say they are, while
// no statement has named it yet.
func issuerOfRotations(rotations []string) string {
	if len(rotations) == 0 {
		return ""
	}
	return issuerIn([]byte(rotations[0]))
}

// issuerIn gives the issuer that a token names before it is verified; the
// verification that follows decides.
func issuerIn(token []byte) string {
	parts := bytes.Split(token, []byte{'.'})
	if len(parts) != 3 {
		return ""
	}
	var claimed struct {
		Issuer string `json:"iss"`
	}
	text, err := base64.RawURLEncoding.AppendDecode(nil, parts[1])
	if err != nil || json.Unmarshal(text, &claimed) != nil {
		return ""
	}
	return claimed.Issuer
}

// why gives the reason of a token that was refused; false for an error of
// another kind.
func why(err error) (answer.Why, bool) {
	if e, ok := errors.AsType[*answer.VerifyError](err); ok {
		return e.Why, true
	}
	return 0, false
}
