package serve

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
)

// Listen opens a TCP listener, with TLS when cert is given. Its error says
// what to do about an address that is taken or not allowed. While there is no
// room for another connection, Accept waits, and calls warn
// once in a while.
func Listen(name, address string, cert *Certificate, warn func(error)) (net.Listener, error) {
	plain, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s cannot listen on %s: %w%s", name, address, err, advice(err))
	}
	var l net.Listener = newPatient(name, plain, warn)
	if cert != nil {
		l = tls.NewListener(l, cert.Config())
	}
	return l, nil
}

func advice(err error) string {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return "; another program has this address: stop it, or choose another one"
	case errors.Is(err, os.ErrPermission):
		return "; ports below 1024 need the right to bind them: choose a higher port, or grant CAP_NET_BIND_SERVICE"
	}
	return ""
}

// URL returns the address under which a program on this machine reaches l.
func URL(l net.Listener, tls bool) string {
	scheme := "http"
	if tls {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return scheme + "://" + l.Addr().String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}
