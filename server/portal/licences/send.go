package licences

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"

	"ollu/server/portal/visit"
)

// gzipHead begins a gzip stream that has a comment (RFC 1952); gzipPlainHead is
// how long the beginning of one without is.
const (
	gzipHead      = "\x1f\x8b\x08\x10\x00\x00\x00\x00\x00\xff"
	gzipPlainHead = 10
)

// padding is how many bytes of comment a compressed page gets at most: like
// visit, so that the length of a page tells little of what is in it.
const padding = 64

// zip compresses a page, without the head of the stream.
func zip(page []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, 6) // the level is a good one
	_, _ = w.Write(page)               // memory takes it
	_ = w.Close()
	return bytes.Clone(b.Bytes()[gzipPlainHead:])
}

// send answers with a page that is kept, compressed where the browser takes that.
func (k *kept) send(v *visit.Visit) error {
	h := v.W.Header()
	h.Set("Content-Language", v.Lang.String())
	h.Set("Content-Type", "text/html; charset=utf-8")
	if !takesGzip(v.R) {
		_, _ = v.W.Write(k.plain) // the reader may be gone
		return nil
	}
	var some [1]byte
	if _, err := v.Desk.Random.Read(some[:]); err != nil {
		return err
	}
	head := gzipHead + strings.Repeat("-", int(some[0])%padding) + "\x00"
	h.Set("Content-Encoding", "gzip")
	h.Set("Content-Length", strconv.Itoa(len(head)+len(k.zipped)))
	if _, err := v.W.Write([]byte(head)); err == nil {
		_, _ = v.W.Write(k.zipped)
	}
	return nil
}

// takesGzip tells whether a browser plainly says so. Who says it in a longer way
// gets a page that is compressed on its way out.
func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		if strings.TrimSpace(part) == "gzip" {
			return true
		}
	}
	return false
}
