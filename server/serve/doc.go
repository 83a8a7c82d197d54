// Package serve runs listeners: it opens them, keeps their certificates fresh,
// and shuts them down so that no request under way is lost. A listener outlives
// a shortage of file descriptors or memory.
//
// [Group] starts services in the order given, stops them in reverse within one
// deadline, and names the one that failed. [Certificate] is a TLS certificate
// from files that can be read again without closing a connection.
package serve
