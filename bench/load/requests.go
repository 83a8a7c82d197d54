package load

import (
	"bytes"
	"errors"
	"strconv"
)

// Requests are HTTP requests of one length, written beforehand, one after the
// other.
type Requests struct {
	bytes  []byte
	stride int
}

// Add appends one; all must have the length of the first.
func (r *Requests) Add(request []byte) error {
	if r.stride == 0 {
		r.stride = len(request)
	}
	if len(request) != r.stride || r.stride == 0 {
		return errors.New("requests differ in length")
	}
	r.bytes = append(r.bytes, request...)
	return nil
}

// Len is how many there are.
func (r *Requests) Len() int {
	if r.stride == 0 {
		return 0
	}
	return len(r.bytes) / r.stride
}

// At gives the one with number i, from 0.
func (r *Requests) At(i int) []byte { return r.bytes[i*r.stride : (i+1)*r.stride] }

// From gives n from number i on, one behind the other.
func (r *Requests) From(i, n int) []byte { return r.bytes[i*r.stride : (i+n)*r.stride] }

// Get appends a GET request for a path with its query.
func Get(dst []byte, target string) []byte {
	dst = append(dst, "GET "...)
	dst = append(dst, target...)
	return append(dst, " HTTP/1.1\r\nHost: localhost\r\n\r\n"...)
}

var (
	headEnd = []byte("\r\n\r\n")
	length  = []byte("\r\nContent-Length: ")
	status  = []byte("HTTP/1.1 200 ")
)

// answerSize is the length of the answer that b begins with, head and body; 0
// while the head is not there in full.
func answerSize(b []byte) (head, whole int, err error) {
	head = bytes.Index(b, headEnd)
	if head < 0 {
		return 0, 0, nil
	}
	at := bytes.Index(b[:head], length)
	if at < 0 {
		return 0, 0, errors.New("an answer has no Content-Length")
	}
	digits := b[at+len(length) : head]
	if end := bytes.IndexByte(digits, '\r'); end >= 0 {
		digits = digits[:end]
	}
	n, err := strconv.Atoi(string(digits))
	if err != nil || n < 0 {
		return 0, 0, errors.New("an answer has an unreadable Content-Length")
	}
	head += len(headEnd)
	return head, head + n, nil
}
