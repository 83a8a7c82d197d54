// Package hook runs the programs that a product wants run when its licence
// changes.
//
// It promises that a program is started with exactly the arguments it was
// configured with, through no shell; that it and all that it started are killed
// when its time is up or the caller gives up; that of what it prints only the end
// is kept; and that it never sees what it was not given: OLLU_ variables are those
// handed in and no others. Called by server/agent.
package hook
