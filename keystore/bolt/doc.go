// Package bolt keeps licences in one file: the store for a single server. It is
// the only importer of bbolt.
//
// # How it works
//
// Everything that the update endpoint asks is answered from the table in memory
// (keystore/shelf), which Open fills. Changes go to one writer goroutine: it
// takes all acts that wait into one transaction, lets keystore.Plan judge each
// after the others, commits, shows the result to readers, and only then answers.
// So a hundred callers share the price of a disk's sync. When a licence or a
// device was last seen is noted in memory, and appended every few seconds by the
// same writer to a log of notes, in portions that no act waits long for: a wave
// of agents costs a few bytes each, and rewrites no record.
//
// # What is in the file
//
// Buckets: licences, devices, keys, repeats and audit hold the records of
// package keystore under the keys it names, audit under the entry's number,
// big-endian; seen holds blocks of notes, numbered likewise. To each value but
// those of audit the file adds four bytes, a CRC-32C over the key and the
// record's own checksum, so that a record under a wrong key is noticed. Each of
// customer's tables has a bucket of its name, kept in the same way; an entry of an
// index has no checksum of its own, so the four bytes are over all of it. Bucket
// meta holds the schema version and the tally: for each bucket how many records
// it has and the sum of those checksums, and the head of the audit log. A page
// that is missing, twice there or out of date does not agree with the tally, so
// Open, which walks all buckets but the log, refuses a file that does not hold
// exactly what was committed last. Before bbolt walks the pages, Open makes sure
// that each is in use once or free: what is damaged there would send it round in
// circles.
//
// A file of schema 1 knows nothing of customers: Open makes their tables, and
// lists the registration keys that there are by their orders.
//
// # Promises beyond those of keystore.Store
//
// A file that is damaged, of a newer version, or no store at all is left as it
// is, and the error says what to do. A full disk fails the acts of one
// transaction and nothing else; when it is not known whether a commit reached the
// disk, the store takes no more writes until it is opened anew, and goes on
// answering reads. A backup carries its own checksum; a restore verifies every
// record before it puts the file in place, and keeps the old one.
package bolt
