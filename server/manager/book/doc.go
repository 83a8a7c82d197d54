// Package book is the manager's state: one bbolt file with the codes that it
// manages, the issuer's signed word about each, the products of the site, what
// was delivered to them, and when the issuer was last heard.
//
// It promises that a method that returns nil has its change on stable storage,
// and one that returns an error has changed nothing. The file is readable by its
// owner alone: codes and the products' tokens are in it. One process holds it at
// a time; a second gets [ErrInUse]. A damaged file is never served from and never
// thrown away: opening it says what to do.
//
// Each record carries a checksum of its key and value. Opening follows the file's
// pages and reads every record; a file that is damaged later, while it is open,
// ends in [ErrDamaged] and not in a crash. The file has a format number: a later
// version of the program upgrades it in one step, an earlier one refuses it.
//
// What is in here was verified by who put it in: the book trusts its callers,
// and nobody trusts the book. A statement is verified again by every product
// that it is handed to.
//
// Called by server/manager and its rooms. It is the one place beside
// keystore/bolt that knows bbolt: a manager's state is not a licence store, and
// shares nothing with it but the driver.
package book
