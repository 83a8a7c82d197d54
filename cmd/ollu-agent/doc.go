// Command ollu-agent keeps the licence of a product or appliance: it activates
// codes, asks the issuer by the schedule, tells people and the product what
// follows, and lives without a network from licence files and offline codes.
//
// A command is thin: configuration and flags become agent.Options, one call of
// server/agent is made, and what comes back is printed. It holds no rule of
// licensing, and no text for people: those are of server/words, in Japanese and
// in English. What any program is at the command line, it has from cmd/cli. app.go
// knows the settings, options.go what the agent is made of, fault.go what an
// error of the agent means, profiles.go the door that a manager pushes to.
//
// Promises to whoever scripts with it:
//
//   - Data goes to stdout, everything else to stderr; --json prints the shapes of
//     server/agent. What is going on shows on a terminal only.
//   - The exit code is 0 when it is done (an update that brought nothing is done),
//     1 when the answer is no (a code that is refused, no licence at all), 2 for
//     wrong use or when it could not be done (the server was not reached).
//   - A failure is told in lines on stderr: what is wrong, and what to do next.
//     No code stands there, and everywhere else codes are masked; only a
//     correction of what was just typed is printed in full.
//   - Every command has --help with examples, and the tests run each of them.
package main
