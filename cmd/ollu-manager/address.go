package main

import (
	"cmp"
	"net"
	"os"
	"strings"
)

// outside is where products reach a door that was to listen at one address and
// does at another, as far as it can be told from here: by the name of this
// machine where it listens everywhere. Empty: there is no door.
func outside(listen, at string, secure bool) string {
	if listen == "" {
		return ""
	}
	host, _ := splitAddress(listen)
	_, port := splitAddress(at)
	if host == "" {
		name, _ := os.Hostname()
		host = cmp.Or(name, "localhost")
	}
	scheme := "http://"
	if secure {
		scheme = "https://"
	}
	return scheme + net.JoinHostPort(host, port)
}

// splitAddress takes an address apart; what has no port has "" for one, and every
// address of the machine is "" for a host.
func splitAddress(address string) (host, port string) {
	address, _, _ = strings.Cut(address, "/")
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return strings.Trim(address, "[]"), ""
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = ""
	}
	return host, port
}
