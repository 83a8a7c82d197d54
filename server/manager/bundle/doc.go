// Package bundle is the file that travels where no line goes, on a USB stick,
// both ways: from a site without a line it says what is needed, from a manager
// with one it brings what the issuer said (rows B5, B8, M2).
//
// A bundle is text, a line of JSON each: the first says what it is, the last
// says how many lines there are and their SHA-256, so that a cut or altered copy
// is noticed before anything of it is used. The checksum proves nothing about
// who made it: what changes a licence in it is signed by the issuer, and is
// verified by who takes it in, as if it had come over a line.
//
// A bundle is a secret: the codes that a site needs are in it. Who writes it to a
// disk does so for its owner alone; no error tells a code.
//
// Called by server/manager, which exports and imports; server/manager/control and
// cmd/ollu-manager tell what became of it.
package bundle
