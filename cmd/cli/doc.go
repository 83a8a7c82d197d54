// Package cli is what a program is to the person at the command line: the
// language it speaks, how a failure is told, what help says about a slip, how a
// table stands on a terminal, which files it reads as secrets. A program of cmd
// brings its commands and its own texts; everything here is the same for all.
//
// Promises to whoever scripts with such a program:
//
//   - Data goes to stdout, everything else to stderr. What is going on shows on a
//     terminal only.
//   - The exit code is [Done], [No] or [Failed].
//   - A failure is told in lines on stderr: what is wrong, and what to do next. No
//     argument is repeated there that may be a code.
//
// Called by cmd/ollu-agent and cmd/ollu-manager. cmd/ollu, which operators use, is
// older than this room and speaks English alone: it has a form of its own.
package cli
