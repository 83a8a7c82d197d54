// Package account is where customers keep their details right: company, support
// contact and seller, who they are, password and second factor, and the users of
// a company with their roles (rows R7, P6, P7).
//
// It promises:
//
//   - Each tab is saved by itself: nothing of another changes with it. What is
//     saved is confirmed on the page that follows and by mail; a changed mail
//     address is told to the old one as well.
//   - Whoever was overtaken by another editor sees what stands there now beside
//     what he typed, and loses nothing of it.
//   - What opens the account to others (password, second factor, mail address) is
//     changed only by who types the current password again.
//   - The key of a second factor is in the session alone until a code of it came
//     back; recovery codes are shown in one answer and are in no other.
//   - A company keeps an owner, and nobody sees, changes or removes users of
//     another: they are answered as if they were not there.
//
// Who may do what is in server/access; rules that must hold when two act at once
// are in keystore. Called by server/portal.
package account
