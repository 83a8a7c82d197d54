// Package words is the one catalogue of what people are told, in Japanese and
// in English: notices, mails, outcomes, causes, labels, and the portal's pages. No
// other package holds text for people in Japanese, but for the mails of
// server/outbox and made-up customers; a test sees to it.
//
// A text has an [ID], a constant of this package, and one wording in each
// language, in a table beside its constant. [Say] fills it in:
//
//	words.Say(words.JA, words.NoticeEnding, words.Args{"name": …, "days": 15, …})
//
// In a wording {days} stands for the argument of that name and
// {days|day|days} for the first word where the argument is 1 and for the
// second elsewhere. Both languages take the same arguments. Numbers, days
// (term.Day), instants (time.Time), lengths of time (time.Duration) and lists
// ([]string) are written as the language writes them; everything else as fmt
// prints it, in one line and without control characters, so that a name from
// outside cannot break a line, a terminal or a mail.
//
// To add texts: declare constants and their table in a file of one topic, with
// an id prefix of its own, and add the table to the list in catalogue.go.
//
// [Told] says in Japanese what the configuration's rules, and the details of a
// failed delivery, say in English: told.go and detail.go hold those sentences.
//
// Called by server/notice, server/agent, server/manager/page, server/outbox,
// server/access and the rooms of server/portal, and, through cmd/cli
// or by themselves, by all three programs. The texts are Go data, not files,
// because what a product links must stay small.
package words
