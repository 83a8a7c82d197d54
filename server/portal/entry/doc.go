// Package entry is the way into the portal and out again (rows R8, P5, P7 to
// P10): the start page, log-in with its second step, log-out, forgotten login id
// or password, help and terms.
//
// Promises:
//
//   - Whether a login id or mail address exists cannot be told from outside: the
//     refusal of a log-in is one text after one password hash either way, and who
//     asks for a new password gets one page after one change of the store either
//     way. The masked address that a login id shows is made up, and stays the
//     same, where there is none.
//   - Passwords cannot be tried at will: by address, by login id and by device
//     there is a robot check after a few failures, and after many a wait. A
//     browser from which the owner logged in before has a count of its own, so
//     that strangers cannot keep him out.
//   - The code of a second factor, and a recovery code, opens once.
//   - The token that sets a new password stands in no address: it comes in the
//     fragment, which browsers do not send, or is pasted. It is good once, for an
//     hour, and ends all sessions of the user whose password it set.
//
// Called by server/portal.
package entry
