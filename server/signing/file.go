package signing

import (
	"ollu/codec/answer"
)

// SignFile signs the statement of a licence file, in the name of the issuer of
// the ring. Before that it notes on disk until when the file lives, so that the
// key stays published as long. ErrChanged when the key is no longer the ring's
// to sign with: open the ring again.
func (r *Ring) SignFile(c *answer.Claims, st *answer.Statement) ([]byte, error) {
	claims := *c
	claims.Issuer = r.Issuer()
	err := locked(r.dir, func() error {
		k, err := readKeyring(r.dir)
		if err != nil {
			return err
		}
		key := k.key(r.signer.KeyID())
		if key == nil || !key.held() {
			return refuse(ErrChanged, "have the server read them again with SIGHUP, and try again", "the signing keys in %s were changed meanwhile", r.dir)
		}
		until := seconds(claims.Expires)
		if !until.After(key.SignsUntil) {
			return nil
		}
		key.SignsUntil = until
		return k.commit(r.disk, r.dir)
	})
	if err != nil {
		return nil, err
	}
	return r.signer.AppendStatement(nil, &claims, st), nil
}
