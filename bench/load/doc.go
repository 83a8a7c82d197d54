// Package load asks: as fast as an answer allows over connections that are kept
// (Run), once each over new connections at a given moment (Wave), and in batches
// (Post).
//
// Run is made to take little of a machine that it shares with the server: one
// thread, sockets and epoll with nothing between, requests that were written
// beforehand. Every answer is looked at: one that is not as expected is an
// error, not a fast answer. It needs Linux.
package load
