// Package mailtest catches mail in tests: a real SMTP server inside the test,
// on a port of its own, with its own certificate.
//
//	catcher := mailtest.Start(t, mailtest.Options{User: "u", Password: "p"})
//	// send through catcher.Host(), catcher.Port(), catcher.CAFile()
//	mails := catcher.Wait(1)
//
// It can refuse what it is told to refuse, and keeps all that was said, so that
// a test can prove what was never said. Used by the tests of server/mail and of
// the programs that send mail; no program links it.
package mailtest
