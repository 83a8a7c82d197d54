// Package check answers the product agents: may this code be used, until
// when, and when to ask again. It is the hot path of the whole system.
//
// [Checker.Ask] is the product in one function. It reads from top to bottom:
// parse the code, look it up, work out its term, judge, write the statement
// (rows L2, L3, L5). The order of the judgements is the order in which a
// support engineer would want to hear them (row C8): malformed, unknown,
// revoked, replaced, suspended, wrong product, wrong component, device limit,
// not activated, expired, grace, valid.
//
// Promises:
//
//   - Nothing fails open. Where the store or the catalogue cannot answer, there
//     is no statement at all, and the door says 503.
//   - An activation is on disk before it is answered (row L3); asking twice for
//     the same device changes nothing.
//   - `now` is read once, at the door, and handed down.
//   - A question that needs no write allocates nothing on its way to the answer
//     and waits for nobody.
//   - No code reaches a log or a metric.
//
// [Door] stands in front of it: one HTTP path on fasthttp, its parameters,
// formats, sizes, rates and status codes (interfaces: update endpoint). It
// knows HTTP and nothing of licences; Checker knows licences and nothing of
// HTTP.
//
// A signed answer is one more encoding of the same [answer.Statement], behind
// [Door.UseSigning]. With a nonce it is signed for the question. Without one the
// statement is worked out as ever, and a token that was signed before is given
// out when it says the same: so a renewal or a revocation shows at once, and
// nothing must be told to forget anything. What was kept costs no allocation
// either. Beside the answers the door publishes what it takes to verify them:
// the key set, the products' facts, and the list of what is revoked.
//
// Managers keep signed statements about many codes (row B12). A sync compares
// the tags of what they hold with what would be said now, and signs what is
// another. It is long work, so it is done in slices that make room for the
// products' questions. A wait is told of changes by server/feed: its connection
// is taken over from the HTTP server into the lobby, where ten thousand of them
// cost some kilobytes each and no goroutine.
package check
