// Command ollu is the issuer's program: the server, and the operator's
// commands.
//
// A command is thin: its flags become one call of server/client (or, where no
// server is needed, of codec and config), and what comes back is printed. It
// holds no rule of licensing; the server decides. Each file is one group of
// commands; print.go and table.go know how things look, fault.go how a failure
// is told.
//
// Promises to whoever scripts with it:
//
//   - Data goes to stdout, everything else to stderr; --json prints the shapes
//     of server/wire. Progress shows on a terminal only.
//   - The exit code is 0 when it is done, 1 when the answer is no (an invalid
//     code, nothing found, rows refused), 2 for wrong use or when it could not
//     be done.
//   - A failure is two lines on stderr: what is wrong, and what to do next.
//     They never hold a code, a registration key or a token.
//   - Every command has --help with examples, and the tests run each of them.
package main
