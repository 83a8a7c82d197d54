package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// unreached says why there is no answer at all.
func (x *exchange) unreached(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	if e, ok := errors.AsType[*tunnelError](err); ok {
		return x.status(e.resp, true)
	}
	if e, ok := errors.AsType[*net.OpError](err); ok && e.Op == "proxyconnect" {
		_, what := why(e.Err)
		return x.failed(CauseProxy, 0, x.gate()+" cannot be reached: "+what+"; check the proxy's address and the network", e.Err)
	}
	c, what := why(err)
	switch c {
	case CauseName:
		what += ": check its spelling, the DNS settings and the network"
	case CauseRefused:
		what += ": start the server, or correct the address"
	case CauseTimeout:
		what += ": check " + x.way()
	case CauseNetwork:
		what += ": check the network, the firewall and the address"
	case CauseBroken:
		what += ": try again, and check " + x.way() + " if it persists"
	case CauseAnswer:
		return x.failed(c, 0, what+": check "+x.way(), nil) // the error may quote what came
	}
	return x.failed(c, 0, what, err)
}

// cut says why an answer that had begun did not come whole.
func (x *exchange) cut(resp *http.Response, err error) error {
	if isTimeout(err) {
		return x.failed(CauseTimeout, resp.StatusCode, "its answer did not arrive whole in time: check the network and "+x.way(), err)
	}
	return x.failed(CauseBroken, resp.StatusCode, "the connection broke in the middle of the answer: try again, and check the network if it persists", nil)
}

// why tells what went wrong with a connection, in words that fit a server and a
// proxy.
func why(err error) (Cause, string) {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		if dns.IsNotFound {
			return CauseName, "the name " + quoted(dns.Name) + " is not known"
		}
		return CauseName, "the name " + quoted(dns.Name) + " cannot be looked up, as no name server answers"
	}
	if what, ok := distrust(err); ok {
		return CauseTLS, what
	}
	errno, isErrno := errors.AsType[syscall.Errno](err)
	_, isOp := errors.AsType[*net.OpError](err)
	switch {
	case errno == syscall.ECONNREFUSED:
		return CauseRefused, "nothing listens there"
	case isTimeout(err):
		return CauseTimeout, "there was no answer in time"
	case errno == syscall.ECONNRESET, errno == syscall.EPIPE, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), closedAtOnce(err):
		return CauseBroken, "the connection was closed before an answer came"
	case isErrno:
		return CauseNetwork, "it cannot be reached (" + errno.Error() + ")"
	case isOp:
		return CauseNetwork, "it cannot be reached"
	}
	return CauseAnswer, "what answered does not speak HTTP"
}

// closedAtOnce tells a connection that was closed before anything was sent over
// it. The error of net/http for that has no name.
func closedAtOnce(err error) bool {
	return strings.HasSuffix(err.Error(), "server closed idle connection")
}

func isTimeout(err error) bool {
	e, ok := errors.AsType[net.Error](err)
	return ok && e.Timeout() || errors.Is(err, context.DeadlineExceeded)
}

// distrust tells why a TLS connection was not made, and whether that was it.
func distrust(err error) (what string, ok bool) {
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok && e.Reason == x509.Expired {
		return fmt.Sprintf("its certificate is good from %s to %s and not now: check this machine's clock, then the certificate",
			e.Cert.NotBefore.Format(time.DateOnly), e.Cert.NotAfter.Format(time.DateOnly)), true
	}
	if e, ok := errors.AsType[x509.HostnameError](err); ok {
		return "its certificate is for another name than " + quoted(e.Host) + ": check the address", true
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "its certificate is of an authority that is not trusted here: set the file of trusted certificates (ca_file) when the server has a private one, or when the network inspects HTTPS", true
	}
	if errors.Is(err, http.ErrSchemeMismatch) {
		return "it answers without TLS: write http:// in its address, or correct the port", true
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return "what answers does not speak TLS: check the port, or write http:// in its address", true
	}
	// the rest has no types: an alert of either side, or a plain text
	op, isOp := errors.AsType[*net.OpError](err)
	isAlert := isOp && (op.Op == "remote error" || op.Op == "local error")
	return "no secure connection could be made: check its certificate and its versions of TLS", isAlert || strings.HasPrefix(err.Error(), "tls: ")
}
