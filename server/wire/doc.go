// Package wire holds the shapes of the admin API: what its requests and
// answers look like as JSON, and the closed list of its errors.
//
// It promises that both ends speak of the same thing: the admin API decodes
// into these types, the client encodes from them, and the operator's commands
// print them. Every call is a POST with a JSON body, because an activation
// code is a secret and never goes into a URL. Dates are YYYY-MM-DD in the
// licence's own zone, moments are RFC 3339, numbers are JSON numbers.
//
// A code in one of these values prints masked with %v and in full as JSON, so
// a request may be looked at in a log of types but must never be logged as
// JSON.
//
// Called by server/adminapi, server/client and cmd.
package wire
