// Package shelf is the table in memory that answers reads: every licence as the
// update endpoint must know it, and every registered device by a keyed hash of
// its id. All backends share it: a backend writes to its own medium first, and
// puts on the shelf what has become durable.
//
// # Promises
//
// Readers are any number of goroutines. They take no lock, allocate nothing and
// never wait for a writer that is doing something else: a reader that meets a
// record in the few nanoseconds in which it changes reads it once more. What Put
// returned from is seen by every later Lookup. Writers exclude one another.
//
// All 135 bits of a code are compared: there is no false find among licences. A
// device is known by 128 bits of a hash whose key is drawn anew for each shelf.
//
// A licence takes 64 bytes and its share of the index, 4.6 to 9.1 bytes; a
// device 32 and the same. There are no pointers in them, so the garbage
// collector passes over the whole of it. Records stay where they are when the
// shelf grows; the index grows in 256 parts, one at a time.
//
// # Notes
//
// When somebody asked about a licence is noted on the shelf and marked in a
// bitmap, one bit a licence. A backend takes the marked licences away in portions
// of its choice and writes what is noted about them; what could not be written
// it marks again.
package shelf
