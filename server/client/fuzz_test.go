package client

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
)

// Whatever comes back, it is an answer of the right form, or none with a cause,
// whose words hold nothing of the code and nothing that spoils a terminal.
func FuzzWhatComesBack(f *testing.F) {
	const code = "IM-SECRE-TCODE-23456-789AB"
	for _, seed := range []string{
		"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nresult=valid\nserver_time=2026-11-20T12:00:00Z\n",
		"HTTP/1.1 200 OK\r\nContent-Type: application/jwt\r\n\r\neyJ.eyJ.AAA",
		"HTTP/1.1 302 Found\r\nLocation: http://" + code + "/\r\n\r\n",
		"HTTP/1.1 400 " + code + "\r\nContent-Type: text/plain\r\n\r\nerror=" + code,
		"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: " + code + "\r\n\r\n",
		"HTTP/1.1 429 Slow\r\nRetry-After: 99999\r\nContent-Type: text/plain\r\n\r\n\x1b]0;x\a",
		"HTTP/1.0 503 x\r\nX-Squid-Error: " + code + "\r\n\r\n<html>",
		code + " 200 OK\r\n\r\n", "",
	} {
		f.Add([]byte(seed), false)
		f.Add([]byte(seed), true)
	}
	f.Fuzz(func(t *testing.T, raw []byte, token bool) {
		a := &Asker{Server: "http://licence.example", Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true, DialContext: replays(raw)}}
		var err error
		if token {
			_, err = a.AskToken(t.Context(), Question{Code: code})
		} else {
			_, _, err = a.Ask(t.Context(), Question{Code: code})
		}
		if err == nil {
			return
		}
		e, ok := errors.AsType[*CouldNotCompleteError](err)
		if !ok || e.Cause == 0 || e.Cause > CauseAnswer || e.RetryAfter < 0 || e.RetryAfter > longestWait {
			t.Errorf("%#v", err)
		}
		if strings.Contains(everything(err), "SECRE") || strings.ContainsFunc(err.Error(), unicode.IsControl) {
			t.Errorf("%q", err)
		}
	})
}

// replays gives connections on which the same bytes come back, whatever is sent.
func replays(raw []byte) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go io.Copy(io.Discard, ours) //nolint:errcheck // until it is closed
		go func() {
			ours.Write(raw) //nolint:errcheck // the client may have had enough
			ours.Close()
		}()
		return theirs, nil
	}
}
