// Package shelf is the table in memory that answers reads: every licence as the
// update endpoint must know it, and every registered device by a hash of its
// code and id. All backends share it: a backend writes to its own medium first, and
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
// device is known by a hash of 128 bits, the same in every process.
//
// A licence takes 64 bytes and its share of the index, 5 to 11 bytes; a
// device 32 and the same. There are no pointers in them, so the garbage
// collector passes over the whole of it. Records stay where they are when the
// shelf grows; the index grows in 256 parts, one at a time.
//
// # Notes
//
// When a licence or a device was last asked about is noted on the shelf and marked
// in bitmaps, one bit a record. A backend takes the notes away in portions of its
// choice and writes them; what could not be written it marks again.
package shelf
