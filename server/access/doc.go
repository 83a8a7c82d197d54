// Package access says who somebody is and what he may do: passwords, the second
// factor, sessions, tokens, limits, the robot check, and the table of roles.
//
// It promises:
//
//   - Passwords are kept as Argon2id hashes in PHC form that say their own
//     parameters, so these can be raised. One is worked out at a time, with a
//     rest after it: whoever asks for licences is never starved by whoever logs
//     in. A log-in to an id that does not exist takes the same work. Strangers wait
//     in a line of their own, behind those who proved before who they are.
//   - What has randomness of its own (tokens, recovery codes) is kept as its
//     SHA-256, and compared by it.
//   - Memory is bounded everywhere: sessions, limits, puzzles.
//   - A session gets a fresh id whenever what it may do changes, and one that was
//     ended cannot come back by a request that was under way.
//
// Nothing here knows a page. Called by server/portal and its rooms, which hand in
// the clock and the randomness.
package access
