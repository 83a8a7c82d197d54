// Package outbox sends the mails that wait in the store.
//
// A letter is queued in the transaction of what it tells of, so that neither can
// be lost without the other; here it is put into words, handed to the mail server,
// and dropped once that has it. What it promises:
//
//   - A letter stays in the store until the mail server has taken it. When it
//     cannot be sent it is tried again, after a minute at first and six hours at
//     most, for three days; after that, or when the server refuses the recipient
//     for good, it is set aside for an operator (`ollu mail list`), never dropped.
//   - A letter is handed over once. Only a crash between the server's taking it
//     and the store's noting that can bring it twice, and then it is the same mail
//     with the same Message-ID, which mail programs show once.
//   - No letter waits for another's mail server: a few are sent at a time.
//   - What a letter holds, codes and tokens, is in the mail and nowhere else: not
//     in logs, metrics, or errors.
//
// The wording is in templates, in Japanese and in English, as text and as a page;
// an operator's own templates, file by file, take the place of those built in.
// See templates.go for how they are written.
//
// Called by server (which runs it beside the portal) and cmd/ollu (which writes the
// templates out).
package outbox
