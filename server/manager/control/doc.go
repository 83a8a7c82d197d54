// Package control is how the commands of ollu-manager work on a site's manager:
// a small local API, JSON over HTTP, and its client. A running manager serves it
// on its admin listener; where none runs, a command opens the book itself and
// calls the same handler in its own process ([Local]). So there is one path for
// both, and a command does the same thing either way.
//
// It promises:
//
//   - Whoever changes or reads anything shows the token of the file [TokenFile] in
//     the state's folder, which its owner alone may read. Nobody else learns more
//     than that something answers.
//   - Codes and tokens travel in bodies, never in addresses, and stand in no error.
//   - An error is one of a closed list of kinds ([Kind]), the same on both paths,
//     with what a command needs to say it in the user's language.
//   - The address in [AddrFile] is a hint: what is left of a manager that was killed
//     is told from one that runs by the lock on the book, which [Find] leaves to
//     its caller.
//
// Called by cmd/ollu-manager.
package control
