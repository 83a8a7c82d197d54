package deploy

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"

	"ollu/server/manager/book"
)

// fault is why an exchange with a product came to nothing: one of the names of
// package book, and words for a person, which hold nothing of what was sent.
type fault struct{ why, detail string }

func (f *fault) Error() string { return "the product gave no answer (" + f.why + "): " + f.detail }

// ProbeError says that a product could not be asked what it holds. Why is one of
// the names of package book; Detail is for a person and holds no secret.
type ProbeError struct{ Product, Why, Detail string }

func (e *ProbeError) Error() string {
	return "product " + e.Product + " could not be asked what it holds: " + e.Detail
}

// unreached says why there was no answer, or not a whole one.
func unreached(err error) *fault {
	if what, ok := distrust(err); ok {
		return &fault{book.WhyNotTrusted, what}
	}
	dns, isName := errors.AsType[*net.DNSError](err)
	errno, isErrno := errors.AsType[syscall.Errno](err)
	switch {
	case isName && dns.IsNotFound:
		return &fault{book.WhyUnreachable, "the name in its address is not known"}
	case isName:
		return &fault{book.WhyUnreachable, "the name in its address cannot be looked up"}
	case errno == syscall.ECONNREFUSED:
		return &fault{book.WhyUnreachable, "nothing listens at its address"}
	case isTimeout(err):
		return &fault{book.WhyUnreachable, "it did not answer in time"}
	case broken(err, errno):
		return &fault{book.WhyUnreachable, "the connection was cut"}
	case isErrno:
		return &fault{book.WhyUnreachable, errno.Error()}
	}
	if _, isOp := errors.AsType[*net.OpError](err); isOp {
		return &fault{book.WhyUnreachable, "it cannot be reached"}
	}
	return &fault{book.WhyNotAProduct, "what answered does not speak HTTP"} // the error may quote it
}

func isTimeout(err error) bool {
	e, ok := errors.AsType[net.Error](err)
	return ok && e.Timeout() || errors.Is(err, context.DeadlineExceeded)
}

func broken(err error, errno syscall.Errno) bool {
	return errno == syscall.ECONNRESET || errno == syscall.EPIPE || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		strings.HasSuffix(err.Error(), "server closed idle connection") // that error has no name
}

// distrust tells whether a secure connection was not made, and why.
func distrust(err error) (what string, ok bool) {
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok && e.Reason == x509.Expired {
		return "its certificate is not good today: check both clocks, then the certificate", true
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "its certificate is for another name than that in its address", true
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "its certificate is of an authority that is not trusted here: see push.ca_file", true
	}
	if errors.Is(err, http.ErrSchemeMismatch) {
		return "it answers without TLS: write http:// in its address, or correct the port", true
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return "what answers does not speak TLS: check its address", true
	}
	_, alert := errors.AsType[tls.AlertError](err)
	op, isOp := errors.AsType[*net.OpError](err)
	alert = alert || isOp && (op.Op == "remote error" || op.Op == "local error")
	return "no secure connection could be made: check the certificates of both sides", alert || strings.Contains(err.Error(), "tls: ")
}
