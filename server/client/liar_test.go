package client

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// liar is a listener that reads a request and then does as it likes with the
// connection, which is closed when behave returns.
func liar(t *testing.T, behave func(net.Conn)) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if r, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
				io.Copy(io.Discard, r.Body) //nolint:errcheck // the client's business
			}
			behave(c)
			c.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-ended })
	return "http://" + l.Addr().String()
}

// says answers with these bytes.
func says(parts ...string) func(net.Conn) {
	return func(c net.Conn) { io.WriteString(c, strings.Join(parts, "")) } //nolint:errcheck // may be cut off
}

// stall answers nothing until the client has gone.
func stall(c net.Conn) { io.Copy(io.Discard, c) } //nolint:errcheck // broken off by the client

// drip says something, and then a little for ever.
func drip(start, more string) func(net.Conn) {
	return func(c net.Conn) {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for _, err := io.WriteString(c, start); err == nil; <-tick.C {
			_, err = io.WriteString(c, more)
		}
	}
}

// incomplete wants the error to be of this cause and to hold these texts, and
// not to hold those that stand behind a "-", in it or in what it wraps.
func incomplete(t *testing.T, err error, cause Cause, texts ...string) *CouldNotCompleteError {
	t.Helper()
	e, ok := errors.AsType[*CouldNotCompleteError](err)
	if !ok {
		t.Errorf("%v is no outcome", err)
		return &CouldNotCompleteError{}
	}
	if e.Cause != cause {
		t.Errorf("%v: %v, want %v", e.Cause, err, cause)
	}
	for _, text := range texts {
		if secret, ok := strings.CutPrefix(text, "-"); !ok && !strings.Contains(e.Error(), text) {
			t.Errorf("%v, want %q in it", err, text)
		} else if ok && strings.Contains(everything(err), secret) {
			t.Errorf("%v, with %q in %s", err, secret, everything(err))
		}
	}
	return e
}

// everything prints an error and all that it wraps, in every way.
func everything(err error) (text string) {
	for ; err != nil; err = errors.Unwrap(err) {
		text += fmt.Sprintf("%v|%+v|%#v|%q\n", err, err, err, err)
	}
	return text
}

// Whatever is not an answer of a licence server says nothing about the code. It
// is told what came instead and what to check.
func TestWhatIsNoAnswer(t *testing.T) {
	const (
		code  = "IM-SECRE-TCODE-23456-789AB"
		page  = "Content-Type: text/html\r\n\r\n<html>log in</html>"
		plain = "Content-Type: text/plain\r\n\r\n"
		right = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
		whole = "result=valid\nserver_time=2026-11-20T12:00:00Z\n"
	)
	status := func(line string, rest ...string) func(net.Conn) {
		return says("HTTP/1.1 ", line, "\r\n", strings.Join(rest, ""))
	}
	for name, c := range map[string]struct {
		behave func(net.Conn)
		cause  Cause
		want   string
	}{
		"a page":                {status("200 OK", page), CausePortal, "log-in page of a network"},
		"a page as text":        {says(right, "\r\n\ufeff \r\n<!DOCTYPE html>"), CausePortal, "web page"},
		"a page in XHTML":       {status("200 OK", "Content-Type: application/xhtml+xml; charset=utf-8\r\n\r\n"), CausePortal, "web page"},
		"a redirect":            {status("302 Found", "Location: https://portal.example/log-in?for="+code+"\r\n\r\n"), CausePortal, `(302), to "https://portal.example", as the log-in page`},
		"a redirect nowhere":    {status("307 Temporary Redirect", "\r\n"), CausePortal, "(307), as the log-in page"},
		"a redirect to itself":  {status("308 Permanent Redirect", "Location: "+askPath+"\r\n\r\n"), CausePortal, "(308)"},
		"log in first":          {status("511 Network Authentication Required", page), CausePortal, "log in to it"},
		"a password":            {status("407 Proxy Authentication Required", "Proxy-Authenticate: BASIC realm=x\r\n", page), CauseProxyAuth, "wants a user and a password"},
		"another log-in":        {status("407 Proxy Authentication Required", "Proxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n", page), CauseProxyAuth, "Basic"},
		"forbidden":             {status("403 Forbidden", page), CauseProxyRefused, "ask who runs it to allow 127.0.0.1:"},
		"censored":              {status("451 Unavailable For Legal Reasons", page), CauseProxyRefused, "(451)"},
		"too many":              {status("429 Too Many Requests", "Retry-After: 7\r\n", plain, "error=slow down\n"), CauseBusy, "try again after 7 seconds (slow down)"},
		"no store":              {status("503 Service Unavailable", plain), CauseBusy, "try again"},
		"a gateway":             {status("502 Bad Gateway", page), CauseStatus, "a proxy or firewall on the way cannot reach it (502)"},
		"a slow gateway":        {status("504 Gateway Timeout", page), CauseStatus, "cannot reach it (504)"},
		"not found":             {status("404 Not Found", page), CauseStatus, "404 Not Found"},
		"an unheard status":     {status("299 Whatever", plain), CauseStatus, "it answered 299,"},
		"its own words":         {status("400 Bad Request", plain, "\x1b[31mno HTTPS here"), CauseStatus, "( [31mno HTTPS here)"},
		"endless words":         {status("400 Bad Request", plain, strings.Repeat("x", 201)), CauseStatus, "400 Bad Request, which"},
		"broken words":          {status("407 Proxy Authentication Required", "Content-Length: 900\r\n", page), CauseProxyAuth, "password"},
		"another type":          {status("200 OK", "Content-Type: application/json\r\n\r\n", whole), CauseAnswer, `"application/json" in place of text/plain`},
		"a silly type":          {status("200 OK", "Content-Type: "+strings.Repeat("é", 200)+"\r\n\r\n", whole), CauseAnswer, "in place of"},
		"no type":               {status("200 OK", "\r\n", whole), CauseAnswer, `with "" in place`},
		"nothing":               {says(right, "\r\n"), CauseAnswer, "not a licence statement"},
		"half a statement":      {says(right, "\r\n", whole[:40]), CauseAnswer, "not a licence statement"},
		"squeezed":              {says(right, "Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08"), CauseAnswer, "not a licence statement"},
		"cut short":             {says(right, "Content-Length: 5000\r\n\r\n", whole), CauseBroken, "in the middle of the answer"},
		"cut in a chunk":        {says(right, "Transfer-Encoding: chunked\r\n\r\nfff\r\n", whole), CauseBroken, "in the middle of the answer"},
		"a bad chunk":           {says(right, "Transfer-Encoding: chunked\r\n\r\n", code, "\r\n"), CauseBroken, "in the middle of the answer"},
		"cut in the header":     {says(right), CauseBroken, "closed before an answer came"},
		"closed at once":        {func(net.Conn) {}, CauseBroken, "closed before an answer came"},
		"reset":                 {func(c net.Conn) { c.(*net.TCPConn).SetLinger(0) }, CauseBroken, "closed before an answer came"}, //nolint:errcheck // a test's
		"far too long":          {says(right, "\r\n", strings.Repeat(whole, answerLimit/len(whole)+1)), CauseAnswer, "far too long"},
		"a header without end":  {drip(right, "X: "+strings.Repeat("y", 1<<12)+"\r\n"), CauseAnswer, "does not speak HTTP"},
		"another protocol":      {says("SSH-2.0-OpenSSH_9.2\r\n"), CauseAnswer, "does not speak HTTP"},
		"an echo":               {says("ac=", code, " HTTP/1.1\r\n\r\n"), CauseAnswer, "does not speak HTTP"},
		"an echo in the header": {says("HTTP/1.1 200 OK\r\nac=", code, "\r\n\r\n"), CauseAnswer, "does not speak HTTP"},
		"an echo as a status":   {status("400 "+code, plain), CauseStatus, "400 Bad Request"},
		"an echo in words":      {status("400 Bad Request", plain, "error=never heard of ", code), CauseStatus, "400"},
		"an echo in pieces":     {status("400 Bad Request", plain, "is it ＩＭ secre.tcode?"), CauseStatus, "400"},
		"an escaped echo":       {status("400 Bad Request", plain, "ac=I%4D-S%45CRE-TCODE"), CauseStatus, "400"},
		"an echo as an answer":  {says(right, "\r\n", code), CauseAnswer, "not a licence statement"},
		"an echo as a type":     {status("200 OK", "Content-Type: "+code+"/x\r\n\r\n"), CauseAnswer, "in place of"},
		"an echo as a portal":   {status("302 Found", "Location: http://"+code+"/\r\n\r\n"), CausePortal, "elsewhere"},
	} {
		t.Run(name, func(t *testing.T) {
			a := &Asker{Server: liar(t, c.behave)}
			s, raw, err := a.Ask(t.Context(), Question{Code: code})
			incomplete(t, err, c.cause, c.want, "-SECRE", "-ecre", "-\x1b")
			if raw != nil || s.Issued {
				t.Errorf("%q, %+v", raw, s)
			}
			if strings.Contains(name, "type") || strings.Contains(name, "tatement") { // wrong for tokens by another reason
				return
			}
			if _, err = a.AskToken(t.Context(), Question{Code: code}); !strings.Contains(c.want, "of a licence") {
				incomplete(t, err, c.cause, "-SECRE", "-ecre", "-\x1b")
			}
		})
	}
}

// A server may keep an asker waiting for so long and no longer.
func TestAnAnswerThatDoesNotEnd(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
	for name, c := range map[string]struct {
		behave func(net.Conn)
		status int
		want   string
	}{
		"none":               {stall, 0, "there was no answer in time"},
		"a dripping header":  {drip("HTTP/1.1 200 OK\r\n", "X"), 0, "there was no answer in time"},
		"a dripping body":    {drip(head+"\r\n", "x"), http.StatusOK, "did not arrive whole in time"},
		"a half that stalls": {func(c net.Conn) { says(head, "Content-Length: 90\r\n\r\nresult=")(c); stall(c) }, http.StatusOK, "did not arrive whole in time"},
	} {
		t.Run(name, func(t *testing.T) {
			a := &Asker{Server: liar(t, c.behave), Timeout: 50 * time.Millisecond}
			_, _, err := a.Ask(t.Context(), Question{Code: "IM-SECRET"})
			if e := incomplete(t, err, CauseTimeout, c.want, "-IM-SECRET"); e.Status != c.status {
				t.Errorf("status %d, want %d", e.Status, c.status)
			}
		})
	}
}

func TestTokensAndKeysHaveAForm(t *testing.T) {
	for name, body := range map[string]string{
		"nothing": "", "two parts": "eyJ.eyJ", "four parts": "a.b.c.d", "an empty part": "a..c", "a line end": "a.b.c\n",
		"padding": "a.b=.c", "a page": "<html>", "a statement": "result=valid\n", "not ASCII": "é.b.c",
	} {
		a := &Asker{Server: liar(t, says("HTTP/1.1 200 OK\r\nContent-Type: application/jwt\r\n\r\n", body))}
		if token, err := a.AskToken(t.Context(), Question{}); err == nil {
			t.Errorf("%s: %q", name, token)
		}
		if _, _, err := a.Ask(t.Context(), Question{Format: "jwt"}); err == nil {
			t.Errorf("%s: read as a statement", name)
		}
		if _, err := a.Product(t.Context(), "appliance"); err == nil {
			t.Errorf("%s: taken for a product", name)
		}
	}
	for name, body := range map[string]string{"nothing": "", "half": `{"keys":[`, "a list": "[]", "a page": "<html>", "two": "{}{}"} {
		a := &Asker{Server: liar(t, says("HTTP/1.1 200 OK\r\nContent-Type: application/jwk-set+json\r\n\r\n", body))}
		if _, err := a.Keys(t.Context()); err == nil {
			t.Errorf("%s: taken for keys", name)
		}
	}
}

// How long to wait is bounded, and does not depend on this machine's clock.
func TestRetryAfter(t *testing.T) {
	const date = "Date: Fri, 20 Nov 2015 12:00:00 GMT\r\n"
	for header, want := range map[string]time.Duration{
		"":                                      0,
		"Retry-After: 30\r\n":                   30 * time.Second,
		"Retry-After:  030 \r\n":                30 * time.Second,
		"Retry-After: -30\r\n":                  0,
		"Retry-After: 1e3\r\n":                  0,
		"Retry-After: soon\r\n":                 0,
		"Retry-After: 86401\r\n":                24 * time.Hour,
		"Retry-After: 99999999999999999999\r\n": 24 * time.Hour,
		date + "Retry-After: Fri, 20 Nov 2015 12:05:00 GMT\r\n": 5 * time.Minute,
		date + "Retry-After: Fri, 20 Nov 2015 11:00:00 GMT\r\n": 0,
		date + "Retry-After: Fri, 20 Nov 2099 11:00:00 GMT\r\n": 24 * time.Hour,
		"Retry-After: Fri, 20 Nov 2099 11:00:00 GMT\r\n":        0,
	} {
		a := &Asker{Server: liar(t, says("HTTP/1.1 503 Service Unavailable\r\n", header, "\r\n"))}
		_, err := a.AskToken(t.Context(), Question{})
		if e := incomplete(t, err, CauseBusy); e.RetryAfter != want {
			t.Errorf("%q: %v, want %v", header, e.RetryAfter, want)
		}
	}
}

func TestCausesHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for c := Cause(0); c <= CauseAnswer; c++ {
		seen[c.String()] = true
	}
	if len(seen) != len(causeNames) || seen[""] || Cause(200).String() != "cause_200" || CauseProxyAuth.String() != "proxy_auth" || CauseAnswer.String() != "answer" {
		t.Errorf("%v", seen)
	}
}
