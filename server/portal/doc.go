// Package portal is the customers' web site: registering what was bought, what
// is owned and when it ends, and everybody's details (rows R1–R8, P1–P10, L6). It
// puts its rooms together:
//
//	look      the design system: how a page is made
//	field     what forms ask for, and how it is read
//	visit     one request of one person, and the door that all routes share
//	entry     log-in, second factor, forgotten passwords, help, terms
//	register  from the key on the paper to an activation code
//	licences  what is owned: list, certificate, files, calendar, activity
//	account   company, contacts, users, passwords
//
// Rooms of pages never import each other. What must hold for every page, now and
// later, is held in tests here, over the list of all routes: who may come, that
// one account never sees or changes what is another's, headers, and that pages
// are sound and usable without script.
//
// The handler reads bodies of bounded length; the listener that serves it bounds
// how long they may take.
//
// Called by server, which listens for it.
package portal
