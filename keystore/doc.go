// Package keystore is the contract of the licence store in licence words: what
// a licence is, which change may follow which, and what a store promises. It
// holds no file and no connection: drivers do (keystore/bolt on disk,
// keystore/mem in memory), and all of them pass keystore/storetest.
//
// # Promises
//
// Durable before acknowledged. When [Store.Apply] returns nil, the change and
// its audit entries are on stable storage together; when it returns an error of
// the rules (not found, conflict, device limit, …), nothing was changed. An
// [ErrUnavailable] leaves open whether the change was made: repeat it with the
// same idempotency key.
//
// Reads never wait. [Store.Lookup] and [Store.Seen] answer from memory. They
// take no lock that a writer holds while it reaches for the disk, and allocate
// nothing in the usual case, so the update endpoint is as fast during an import
// as at rest.
//
// Last seen is not durable at once. When a device was last seen is gathered in
// memory and written in batches; a crash loses the last few seconds of it.
// Everything else a caller was told is done is durable.
//
// A change is told once. [Store.Watch] calls whoever registered after each act,
// in the order of the audit log, when the act is durable and readers see it; a
// refused or repeated act is not told. The number of the log's last entry is so
// a point in time: who reads it, then looks licences up, and then learns of the
// acts after it, has missed nothing.
//
// No answer without a store. A nil, closed or damaged store never yields an
// [Entry]: look-ups give [ErrClosed] or [ErrUnavailable], and a damaged record
// gives [ErrDamaged]. Nobody may turn these into "unknown": only [ErrNotFound]
// says that a code was never issued.
//
// Every write can be repeated. An [Act] with an idempotency key is done once;
// its repetition within [IdempotencyLife] writes nothing and says how the
// licences stand now ([Receipt].Replayed); the same key with another request is
// [ErrIdempotency].
//
// All that is done is in the log. Each licence, key or account that an act
// touches has an entry in the hash-chained audit log, written in the same
// transaction; only how a letter fares is not there, for the act that it tells of
// is.
//
// # How a change is made
//
// [Plan] holds all the rules, once, for all drivers. It reads what is there
// through a [View], and says which records to write. It is pure: the time comes
// with the act, codes come with the act, and a driver stores what it is told. A
// driver that takes several acts into one transaction shows each act the writes
// of the earlier ones.
//
// # Customers
//
// The same acts change what is known of customers (package customer): Plan judges
// them by the same rules, and a driver keeps what they write in tables that mean
// nothing to it. Four walls stand here, whatever a caller forgets:
//
// What is one customer's is nobody else's. An act on behalf of an account
// ([Act].For) finds nothing of another account's: it is as if it were not there.
// What only the issuer may do cannot be done on behalf of anybody.
//
// A key and a code are registered once. Of two who register one at the same time
// one gets it, and of the other's act nothing is left. A code stays on its line
// through upgrade (row R6) and replacement (row L5).
//
// A letter tells of what was done. It is queued with its act, in one transaction,
// and neither by a refused act nor by a repeated one.
//
// What proves somebody counts once: a ticket, a code of the second factor, a
// recovery code.
//
// Each act on an account, its users or its lines counts its revision up, and shows
// its users what was done.
//
// Dates are civil dates in the licence's own zone; day 0 (1970-01-01) stands
// for "none" wherever a date may be absent. Instants are kept in whole seconds,
// UTC.
package keystore
