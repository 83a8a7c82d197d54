package client

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// refused says what an answer of another status than 200 means.
func (x *exchange) refused(resp *http.Response, raw []byte) error {
	media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	gateway := resp.Header.Get("X-Squid-Error") != "" || x.proxy != nil && isPage(media, raw)
	e := x.status(resp, gateway)
	if words := x.words(media, raw); words != "" {
		e.Reason += " (" + words + ")"
	}
	return e
}

// status says what a status means. The gateway is a proxy of whom the answer is
// known to be, rather than of the server.
func (x *exchange) status(resp *http.Response, gateway bool) *CouldNotCompleteError {
	fail := func(c Cause, reason string) *CouldNotCompleteError { return x.failed(c, resp.StatusCode, reason, nil) }
	switch code := resp.StatusCode; {
	case code >= 300 && code < 400:
		return fail(CausePortal, x.elsewhere(resp)+", as the log-in page of a network does: check "+x.way())
	case code == http.StatusNetworkAuthenticationRequired:
		return fail(CausePortal, "the network wants a log-in first (511): log in to it, or use another network")
	case code == http.StatusProxyAuthRequired, code == http.StatusUnauthorized && x.proxy != nil: // 401: so says tinyproxy to a wrong password
		return fail(CauseProxyAuth, x.credentials(resp))
	case code == http.StatusForbidden, code == http.StatusUnavailableForLegalReasons:
		return fail(CauseProxyRefused, fmt.Sprintf("%s does not let the question pass (%d): ask who runs it to allow %s", x.gate(), code, x.server.Host))
	case code == http.StatusTooManyRequests, code == http.StatusServiceUnavailable && !gateway:
		e := fail(CauseBusy, "it is busy or cannot read its store ("+strconv.Itoa(code)+"): nothing needs to be changed, try again")
		if e.RetryAfter = retryAfter(resp.Header); e.RetryAfter > 0 {
			e.Reason += " after " + strconv.Itoa(int(e.RetryAfter/time.Second)) + " seconds"
		}
		return e
	case code == http.StatusBadGateway, code == http.StatusGatewayTimeout, code >= 500 && gateway:
		return fail(CauseStatus, fmt.Sprintf("%s cannot reach it (%d): check the spelling of the address, whether the server is running, and whether the proxy may go there", x.gate(), code))
	default:
		return fail(CauseStatus, "it answered "+strings.TrimSpace(strconv.Itoa(code)+" "+http.StatusText(code))+", which is no answer about a licence: check "+x.way())
	}
}

// gate names who stands between, when it is known.
func (x *exchange) gate() string {
	if x.proxy != nil {
		return "the proxy " + x.proxy.Host
	}
	return "a proxy or firewall on the way"
}

// credentials says what is wrong with the user and password for a proxy.
func (x *exchange) credentials(resp *http.Response) string {
	schemes := resp.Header.Values("Proxy-Authenticate")
	basic := len(schemes) == 0
	for _, s := range schemes {
		basic = basic || strings.HasPrefix(strings.ToLower(strings.TrimSpace(s)), "basic")
	}
	who, code := x.gate(), resp.StatusCode
	switch {
	case !basic:
		return fmt.Sprintf("%s does not take a user and password by Basic authentication (%d), which is all that is spoken here: ask who runs it for a way", who, code)
	case x.proxy != nil && x.proxy.User != nil:
		return fmt.Sprintf("%s does not accept the user and password given for it (%d): correct them", who, code)
	}
	return fmt.Sprintf("%s wants a user and a password (%d): set the proxy and its user and password", who, code)
}

// elsewhere says where a redirect leads, without what may be secret in it.
func (x *exchange) elsewhere(resp *http.Response) string {
	what := "it sends elsewhere (" + strconv.Itoa(resp.StatusCode) + ")"
	to, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || to.Host == "" {
		return what
	}
	return what + ", to " + x.quoted(to.Scheme+"://"+to.Host)
}

// longestWait bounds what a server may ask for.
const longestWait = 24 * time.Hour

// retryAfter reads Retry-After. A date counts from the date of the answer, as
// this machine's clock may be wrong.
func retryAfter(h http.Header) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if text != "" && strings.Trim(text, "0123456789") == "" {
		seconds, err := strconv.ParseUint(text, 10, 32)
		if err != nil {
			return longestWait
		}
		return min(time.Duration(seconds)*time.Second, longestWait)
	}
	until, err := http.ParseTime(text)
	now, err2 := http.ParseTime(h.Get("Date"))
	if err != nil || err2 != nil {
		return 0
	}
	return min(max(until.Sub(now), 0), longestWait)
}
