// Package cmd holds the programs and the walls between the rooms.
//
// The programs below it turn flags and configuration into the Options of the
// rooms and run them; they hold no rule of licensing. Nobody imports them.
//
// The package itself has no code, only a test: walls_test.go says which room
// may open whose door, which third-party module is let in where, and which
// rooms must take clock, disk and network as arguments. A new package or a new
// import needs a line in its table, with a reason a reviewer accepts.
package cmd
