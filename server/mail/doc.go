// Package mail sends one mail at a time by SMTP: to a submission server, with
// STARTTLS or TLS and a password where it asks for one.
//
// What it promises:
//
//   - A password never leaves on a connection that is not encrypted: STARTTLS
//     that was chosen is mandatory, and a user without encryption is refused
//     when the sender is made. Certificates are verified. No error holds the
//     password, also where the server says it back.
//   - Nothing from outside can add a header or a recipient: addresses are
//     parsed when the sender is made, the subject is one line.
//   - Date and Message-ID are the caller's, so a mail that is sent again after
//     a failure is the same mail. Mails say that no person wrote them
//     (Auto-Submitted), so that no absence note comes back.
//   - An error tells whether it can help to try again; see [Error].
//
// It keeps no queue and no connection: when to send, and when to send again, is
// its caller's business. Called by server/agent and cmd/ollu-agent, whose texts
// come from server/notice, and by cmd/ollu for server/outbox. A mail may carry its
// text a second time as a page.
package mail
