package main

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// ownNames serves what a listener at address, opened for configured, is asked by
// the names that are this machine's alone, where nobody else reaches it: those of
// the loopback, and the one that was configured. A web page elsewhere can have a
// name of its own point here, and would read in its visitor's browser what needs
// no token. A listener that others reach has names that are not known here.
func ownNames(next http.Handler, address net.Addr, configured string) http.Handler {
	if !loopback(hostOf(address.String())) {
		return next
	}
	own := hostOf(configured)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// HTTP/1.0 may name nobody; no browser does so.
		if name := hostOf(r.Host); name != "" && name != own && !loopback(name) {
			why := fmt.Sprintf("this listener is for this machine alone and is not known as %q: ask for it by its address, such as 127.0.0.1, or as localhost; a proxy before it has to send one of them as Host", name)
			http.Error(w, why, http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// loopback tells whether a host, as hostOf gives it, is this machine to itself.
func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.Unmap().IsLoopback()
}

// hostOf gives the host of an address with or without a port, in small letters,
// without brackets and without the dot that may end a name.
func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(address, "["), "]")
	}
	return strings.TrimSuffix(strings.ToLower(host), ".")
}
