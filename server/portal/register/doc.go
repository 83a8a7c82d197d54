// Package register leads from the key on the paper to a registered product (rows
// R1, P1, R5, P3, R6), and shows what the server holds for a code (row L6).
//
// Two flows share their steps: the first registration, which also makes the
// account and its first user, and a further product for an account. A flow begins
// with a registration key or an activation code and shows what it brings: all of
// the order that the key belongs to, with what is registered already marked, not
// by whom. Then the terms, for newcomers who they are, everything once more, and
// the activation codes.
//
// What a flow holds between its steps is a [wizard] in the session: nothing but
// the wizard's name is in a form, and the password only as its hash. A step asked
// for out of turn leads to the first that is missing. Each step looks at the store
// anew, so that what another registered meanwhile is seen before it is promised;
// the last word is keystore.Register's, in one act with the letters. That act
// carries the wizard's name as its idempotency key: pressed twice, or again after
// an answer was lost, it is done once.
//
// Called by server/portal, which serves [Routes] with [Pages].
package register
