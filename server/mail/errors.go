package mail

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"strings"
)

// Error says that a mail was not handed over, or not for all recipients. Its
// text names the server, what it said and what to check; the password is not
// in it, nor in anything it wraps.
type Error struct {
	Server  string   // host:port
	Reason  string   // what failed, and what to check
	Code    int      // the server's reply, 0 when it gave none
	Refused []string // recipients that did not get it though others did

	temporary bool
	err       error // of the context
}

// Error gives one line.
func (e *Error) Error() string {
	return fmt.Sprintf("mail through %s: %s", e.Server, e.Reason)
}

// Unwrap gives the context's error, if that ended it.
func (e *Error) Unwrap() error { return e.err }

// Temporary tells whether the same mail may get through later without anybody
// changing anything: the server was not reached, or asked for another try.
func (e *Error) Temporary() bool { return e.temporary }

// Temporary tells whether it can help to send again after err.
func Temporary(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.temporary
}

// isReply tells whether err is the server's refusal of one command, after which
// the conversation goes on. With reply 421 the server hangs up.
func isReply(err error) bool {
	reply, ok := errors.AsType[*textproto.Error](err)
	return ok && reply.Code != 421
}

// isLater tells whether err is a reply that asks for another try.
func isLater(err error) bool {
	reply, ok := errors.AsType[*textproto.Error](err)
	return ok && reply.Code/100 == 4
}

// failed makes an Error; what is what failed, empty while signing in.
func (s *Sender) failed(ctx context.Context, what string, err error) *Error {
	e := &Error{Server: net.JoinHostPort(s.options.Host, strconv.Itoa(s.options.Port)), err: ctx.Err()}
	if e.err != nil {
		e.Reason, e.temporary = "it was not finished in time, and given up", true
		return e
	}
	if reply, ok := errors.AsType[*textproto.Error](err); ok {
		e.Code, e.temporary = reply.Code, isLater(err)
		if what == "" {
			what = signingIn(reply.Code)
		}
	} else if what == "" || isNetwork(err) {
		what, e.temporary = opening(err)
	}
	e.Reason = oneLine(what + ": " + s.scrub(err.Error()))
	return e
}

// partly makes the Error of a mail that went to some of the recipients.
func (s *Sender) partly(refused []string, err error) *Error {
	e := s.failed(context.Background(), "it does not take mail to "+strings.Join(refused, ", ")+" (the others got it)", err)
	e.Refused, e.temporary = refused, false
	return e
}

// signingIn says what a reply means before any mail was spoken of.
func signingIn(code int) string {
	switch code {
	case 454, 530, 534, 535, 538:
		return "it did not let us sign in, check user and password"
	}
	return "it does not serve us"
}

// opening says why there was no conversation, and whether trying again can
// help.
func opening(err error) (what string, temporary bool) {
	_, wrong := errors.AsType[*tls.CertificateVerificationError](err)
	_, plain := errors.AsType[tls.RecordHeaderError](err)
	_, alert := errors.AsType[tls.AlertError](err)
	switch {
	case wrong:
		return "its certificate is not trusted, check the host name and the CA file", false
	case plain, alert:
		return "it does not speak TLS with us, check port and tls", false
	case strings.Contains(err.Error(), "STARTTLS"):
		return "it does not offer STARTTLS, so nothing was sent; check port and tls", false
	case isNetwork(err):
		return "it cannot be reached, check host, port and the network", true
	}
	return "it offers no way of signing in that can be used here, check user and tls", false
}

// isNetwork tells whether the connection failed, not the conversation.
func isNetwork(err error) bool {
	_, network := errors.AsType[net.Error](err)
	return network || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

// scrub takes the password out of a text, in the forms a server may have seen
// it in.
func (s *Sender) scrub(text string) string {
	user, password := s.options.User, s.options.Password
	if password == "" {
		return text
	}
	encode := base64.StdEncoding.EncodeToString
	return strings.NewReplacer(
		encode([]byte("\x00"+user+"\x00"+password)), "***",
		encode([]byte(password)), "***",
		password, "***",
	).Replace(text)
}
