package door

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"ollu/server/manager/book"
)

// keys publishes the issuer's keys, as the issuer did.
func (d *Door) keys(w http.ResponseWriter, _ *http.Request) error {
	met, err := d.issuer.met()
	if err != nil {
		return err
	}
	if len(met.Keys) == 0 {
		return errNoIssuer
	}
	w.Header().Set("Content-Type", "application/jwk-set+json")
	_, _ = w.Write(met.Keys)
	return nil
}

// product publishes a product's facts.
func (d *Door) product(w http.ResponseWriter, r *http.Request) error {
	id, ok := strings.CutSuffix(r.PathValue("file"), ".jwt")
	if !ok {
		return nothingHere(w, r)
	}
	met, err := d.issuer.met()
	if err != nil {
		return err
	}
	facts := met.Facts[id]
	if facts == "" {
		return &refusal{status: http.StatusNotFound, reason: "this manager holds no description of this product"}
	}
	return give(w, asJWT, []byte(facts))
}

// revocations publishes the signed list (row B5).
func (d *Door) revocations(w http.ResponseWriter, r *http.Request) error {
	met, err := d.issuer.met()
	if err != nil {
		return err
	}
	if met.Revocations == "" {
		return errNoList
	}
	tag := etag(&met)
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return give(w, asJWT, []byte(met.Revocations))
}

// etag names the list held: as the issuer does, or by its contents.
func etag(met *book.Issuer) string {
	if t := met.RevokedTag; len(t) > 2 && strings.HasPrefix(t, `"`) && strings.HasSuffix(t, `"`) {
		return t
	}
	sum := sha256.Sum256([]byte(met.Revocations))
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

var (
	errNoIssuer = &refusal{status: http.StatusServiceUnavailable, retry: soon, kind: asUnheard, reason: "this manager has not met its issuer yet; look at ollu-manager status"}
	errNoList   = &refusal{status: http.StatusNotFound, reason: "this manager holds no revocation list"}
)
