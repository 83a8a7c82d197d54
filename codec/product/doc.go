// Package product holds the rules by which a product is licensed, as data:
// which prefixes switch on which components, what those link to, grace, notice
// windows, schedule, and what a manager may do with it (rows L3, L4, C2, M4
// and M5).
//
// It promises that every Catalogue in hand is sound: NewCatalogue refuses
// links that lead nowhere, in a circle or to what is not sold, prefixes that
// nothing takes, and ids that could not be written in an answer. What a code
// switches on is worked out once, there, so that asking is one look-up.
//
// A product id carries no version, so the same code serves a product across
// its versions (row L8). Two products may share a prefix and are still two
// products: a code is for the one it was issued for (row L3).
//
// A product's own side is told the same rules as facts, one JSON object that it
// reads back into a Product by the same checks (AppendFacts, ParseFacts).
//
// Called by config, which reads catalogues, by codec/answer, keystore and
// server. It does no I/O; whether a zone's name is known is for its caller,
// who can read the zone database, to find out.
package product
