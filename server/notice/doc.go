// Package notice puts what administrators must be told into words: the lines
// of a console (rows A6 and A8) and a mail (row A7).
//
// It is pure. What must be told on which day is worked out by codec/term
// (Term.ConsoleNotice and Term.MailNotice, with the product's window), the
// wording is in server/words; here the two meet. That a notice is shown once a
// day, and that a component is hidden, is its caller's business: server/agent.
package notice
