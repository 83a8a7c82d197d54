// Package client is the one HTTP client of the server: of the admin API, for
// the operator's commands, and of the update endpoint, for everything that asks
// as a product would.
//
// It promises that a write is safe to make over a bad connection: every write
// carries an idempotency key and is repeated with the same key when the
// connection breaks or the store cannot say whether it was made, so it is done
// once. An error says what to do next: [NotRunningError] when there is no
// server, [wire.Error] when the server refused, [CouldNotCompleteError] when the
// update endpoint gave no answer about a code, with a [Cause] that says what a
// person has to check. A code travels in bodies only, never in a URL, and
// neither a code nor a password is in any error.
//
// Whatever stands between an asker and its server, a proxy's error page, the
// log-in page of a network, an answer cut short or without end, is never taken
// for an answer about a code: it must be of status 200, of the media type asked
// for, within bounds of size and time, and read as a whole. Signed answers are
// handed on as they came, for who holds the keys to verify them.
//
// Redirects are not followed: they would carry the token, or the question,
// somewhere else. A proxy that is configured is used for every address that is
// not excepted from it, those of this machine included.
//
// A manager asks about many codes at once: [Asker.Sync] is told of what differs
// from what is held, [Asker.Wait] of what changes meanwhile. What comes back must
// be about what was asked, each code once; it is as little believed as the rest.
//
// Called by cmd, server/agent and server/manager.
package client
