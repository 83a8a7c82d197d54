package client

import (
	"fmt"
	"time"
)

// Cause is why the update endpoint gave no answer, as far as it can be told from
// here: what a person has to check follows from it. The zero value is no cause.
type Cause uint8

// The causes, in the order in which a question gets past them.
const (
	CauseAddress      Cause = iota + 1 // the address is none of a server
	CauseName                          // the name cannot be looked up
	CauseRefused                       // nothing listens there
	CauseTimeout                       // no whole answer in time
	CauseNetwork                       // no way there
	CauseTLS                           // no trust in the connection: certificate, or no TLS at all
	CauseProxy                         // the proxy itself cannot be reached
	CauseProxyAuth                     // the proxy wants a user and a password, or others
	CauseProxyRefused                  // a proxy or firewall does not let the question pass
	CausePortal                        // a page or a redirect answered: a log-in page, most likely
	CauseBusy                          // come back later
	CauseStatus                        // another status of HTTP than answers have
	CauseBroken                        // the connection was cut in the middle
	CauseAnswer                        // something answered that is not a licence server
)

var causeNames = [...]string{
	"none", "address", "name", "refused", "timeout", "network", "tls", "proxy", "proxy_auth", "proxy_refused",
	"portal", "busy", "status", "broken", "answer",
}

// String gives the name of the cause in snake_case.
func (c Cause) String() string {
	if int(c) < len(causeNames) {
		return causeNames[c]
	}
	return fmt.Sprintf("cause_%d", uint8(c))
}

// CouldNotCompleteError says that the update endpoint gave no answer about the
// code: nothing is known of it, and nothing follows from that (row A3). It holds
// nothing of the question, no password, and nothing that came back except short
// plain words of a server.
type CouldNotCompleteError struct {
	Cause      Cause
	Server     string        // its address, without what may be secret in one
	Proxy      string        // host:port of the proxy the question went to; "": to none that is known
	Status     int           // of HTTP; 0: there was no answer at all
	RetryAfter time.Duration // how long the server asks to be left alone, at most a day; 0: it did not say
	Reason     string        // what happened, and what to check
	Err        error         // of the connection; nil where it could quote what came back
}

func (e *CouldNotCompleteError) Error() string {
	return fmt.Sprintf("could not complete the query to %s: %s", e.Server, e.Reason)
}

func (e *CouldNotCompleteError) Unwrap() error { return e.Err }
