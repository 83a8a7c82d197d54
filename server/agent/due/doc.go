// Package due says when an agent asks: when next by the schedule, how long after
// a failure, and how long after midnight so that not all ask at once (rows A1,
// C3, B1, B11).
//
// It is pure and keeps nothing. What was missed while a machine was off is due at
// once, because the next check is counted from the last that succeeded. Called by
// server/agent.
package due
