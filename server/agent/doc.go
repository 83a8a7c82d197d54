// Package agent is the product's side of licensing: what runs in an appliance
// or beside a program, asks the issuer, keeps the last good answer and tells
// the product what follows from it.
//
// A Go product uses it as a library:
//
//	a, err := agent.Open(agent.Options{Dir: "/var/lib/product/licence", Server: "http://licence.example.com",
//		Product: "mail-gateway", Trust: keys, Insist: true})
//	report, err := a.Activate(ctx, "IM-…", "")
//	if a.UpdatesAllowed("antivirus") { … }
//
// and hands a.Run to a goroutine of its own. Other products run ollu-agent and
// read the file updates_allowed in the folder of the state.
//
// It promises:
//
//   - Only a statement that the issuer signed for this code and this device
//     changes anything. Whatever else comes back from a network (a proxy's page,
//     an old answer played again, an answer cut short) is "could not complete",
//     and the dates that were last verified stand (row B3).
//   - Nothing is taken away before its date because a server is silent. What the
//     issuer takes back is taken back by a verified answer alone.
//   - A licence's dates come from signed statements, verified again whenever the
//     state is read: editing the state gains nothing. Who can write the folder can
//     put an older state of this device back; the next check puts that right.
//   - A code is checked for typing errors before anything is asked (row B4), and
//     is in no log, no error and no URL.
//   - The state is one folder, written as a whole or not at all; it survives the
//     process being killed and a full disk, and is rebuilt when damaged. No
//     network is used while it is locked, and several processes may share it.
//
// # From top to bottom
//
// [Open] reads the state. [Agent.Activate] takes a code in (rows L3, L4, A4),
// [Agent.Check] asks again by hand (row A3), [Agent.Import] takes a licence file
// (row L7); all three end in one place, where what the issuer says and what is
// held are compared (take.go) and what changed becomes hooks and restarts (rows
// A2, A3, A4, A10). [Agent.Run] does the same by the schedule (row A1), and
// tells the administrators (rows A6, A7). [Agent.Profiles] takes in what a manager
// pushes (rows M2 to M4, B5, B8), also in that one place. [Agent.Status], [Agent.Notices] and
// [Agent.Explain] only read (rows A9, A8, A11).
//
// Called by cmd/ollu-agent and by products. It links neither a database nor a
// web framework.
package agent
