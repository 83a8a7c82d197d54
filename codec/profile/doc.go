// Package profile holds the words that a manager and a product agent exchange:
// what a manager hands to a product (a [Push]), and what the product says it
// holds (a [Holding]). Both ends of that wire agree on it (rows M2–M5, B8).
//
// Everything in a push that changes a licence is signed by the issuer, and the
// product verifies it as if it had asked the issuer itself: a manager carries
// statements and can make none. A manager knows the codes that it manages; a
// product is sent the code itself only where it shall take another one (row M4).
//
// Called by server/manager/deploy, which pushes, and by server/agent, which
// listens.
package profile
