// Package nettest is for tests: it lays out networks that are really apart.
//
// A [Net] is a row of network namespaces, each joined with its neighbour by a
// cable that can be pulled out. Nothing is passed on from one cable to the
// next, so what stands at one end cannot reach the other: a product on the shop
// floor, the manager beside it, and the issuer beyond the manager.
//
// It needs root, or sudo without a password, and the program ip.
package nettest
