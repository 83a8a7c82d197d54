// Package client is the one HTTP client of the server: of the admin API, for
// the operator's commands, and of the update endpoint, for everything that asks
// as a product would.
//
// It promises that a write is safe to make over a bad connection: every write
// carries an idempotency key and is repeated with the same key when the
// connection breaks or the store cannot say whether it was made, so it is done
// once. An error says what to do next: [NotRunningError] when there is no
// server, [wire.Error] when the server refused, [CouldNotCompleteError] when the
// update endpoint gave no answer about a code. A code travels in bodies only,
// never in a URL, and is in no error.
//
// Redirects are not followed: they would carry the token, or the question,
// somewhere else.
//
// Called by cmd and bench.
package client
