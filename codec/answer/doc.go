// Package answer holds the licence statement: what the issuer says about a
// code at one moment (row L2), and its forms on the wire.
//
// It promises that writing a statement allocates nothing and cannot fail, that
// no value can add, hide or end a field, whatever bytes it is made of, and that
// reading back what was written gives the same statement. The results are a
// closed list; the zero value of it is the refusal that knows least, never a
// yes.
//
// Two forms are here, text and JSON, with the same fields in the same order.
// Writing JSON is split into the members and the braces around them, so that
// other members can stand before the statement's in one object. Readers skip
// fields they do not know, so that a newer server can say more.
//
// Called by server/check, which writes, and by server/client, which reads. The
// time is handed in as part of the statement.
package answer
