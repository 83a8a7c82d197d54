// Command ollu-manager looks after the licences of a whole site: it asks the
// issuer about every code, answers the products that ask it in the issuer's
// place, pushes statements to those that see no network but the site's, and
// carries files to and from sites with no line out. It can grant nothing: what
// it hands out was signed by the issuer.
//
// A command is thin: configuration and flags become Options, one call of
// server/manager is made, and what comes back is printed. A running manager holds
// the state, so a command asks it through server/manager/control; where none
// runs, the command opens the state itself and calls the same handler in its own
// process. site.go tells which of the two it is; node.go is what `run` holds
// together.
//
// Promises to whoever scripts with it, beside those of cmd/cli:
//
//   - --json prints the shapes of server/manager, server/manager/report,
//     server/manager/deploy and server/manager/bundle.
//   - The exit code is 0 when it is done, 1 when the answer is no (a code that is
//     mistyped or that the issuer refuses, nothing that is meant by a name,
//     something held back), 2 for wrong use or when it could not be done (the issuer
//     was not reached, a product was not).
//   - Codes are masked everywhere; only the correction of what was just typed is
//     printed in full, and a token only once, when it was made.
//   - Every command has --help with examples, and the tests run each of them.
package main
