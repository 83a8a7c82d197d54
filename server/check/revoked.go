package check

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"sync"
	"time"

	"github.com/valyala/fasthttp"

	"ollu/codec/answer"
)

// PathRevocations is the signed list of what is revoked (row B5).
const PathRevocations = "/ollu/revocations.jwt"

var errUnread = busy("the list of revocations is still being read; ask again later")

// revocations keeps the signed list: it is signed once for each change of the
// list or of the key.
type revocations struct {
	mu      sync.Mutex
	version uint64
	keyID   string
	issuer  string
	token   []byte // nil: none yet
	etag    []byte
}

// revoked answers with the signed list, or that the asker holds it already.
func (d *Door) revoked(ctx *fasthttp.RequestCtx, now time.Time) error {
	switch {
	case d.feed == nil:
		return errNothing
	case !ctx.IsGet() && !ctx.IsHead():
		return &httpError{status: fasthttp.StatusMethodNotAllowed, reason: "use GET or HEAD", allow: "GET, HEAD"}
	}
	if err := d.admit(ctx, now); err != nil {
		return err
	}
	signer := d.signer.Load()
	if signer == nil {
		return errUnsigned
	}
	list, version, ok := d.feed.Revocations()
	if !ok {
		return errUnread
	}
	token, etag := d.revocations.signed(signer, list, version, now)
	ctx.Response.Header.SetBytesV("ETag", etag)
	if holds(ctx.Request.Header.Peek("If-None-Match"), etag) {
		ctx.SetStatusCode(fasthttp.StatusNotModified)
		return nil
	}
	ctx.SetContentTypeBytes(typeJWT)
	ctx.Response.SetBodyRaw(token)
	return nil
}

// signed gives the signed list of that version, and a name for it that is another
// one for every other list.
func (r *revocations) signed(s *signer, list []answer.Revocation, version uint64, now time.Time) (token, etag []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.token == nil || r.version != version || r.keyID != s.Signer.KeyID() || r.issuer != s.Issuer {
		r.version, r.keyID, r.issuer = version, s.Signer.KeyID(), s.Issuer
		r.token = s.Signer.AppendRevocations(nil, &answer.Revocations{Issuer: s.Issuer, IssuedAt: now, List: list})
		sum := sha256.Sum256(r.token)
		r.etag = append(base64.RawURLEncoding.AppendEncode([]byte{'"'}, sum[:12]), '"')
	}
	return r.token, r.etag
}

// holds tells whether an If-None-Match header names the tag.
func holds(header, etag []byte) bool {
	for one := range bytes.SplitSeq(header, []byte{','}) {
		one = bytes.TrimPrefix(bytes.TrimSpace(one), []byte("W/"))
		if bytes.Equal(one, etag) || string(one) == "*" {
			return true
		}
	}
	return false
}
