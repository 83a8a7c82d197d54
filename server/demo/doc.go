// Package demo makes a stock to look at: a few hundred licences of every
// product in the catalogue, in every phase and standing, with devices that
// asked lately and devices that are overdue; a customer of the portal, with
// users, forty products, and what was done in three years; registration keys to
// try; and a mailbox in place of a mail server.
//
// [Fill] puts it into an empty store and returns what a newcomer is shown first.
// The dates are counted from the day it is made, the codes are as random as real
// ones, and it goes through the same doors as an operator's import and a
// customer's registration: nothing else in the house knows that it is a
// demonstration. The customer's password is drawn anew each time.
//
// A [Mailbox] takes the mails that would be sent, and shows the last of them in
// the portal's own pages, under /demo/mailbox: to everybody who reaches the
// portal, so it has no place beside real customers, and its pages say so. Mails
// are pages of strangers: what they bring is shown in a frame of its own, without
// script and without anything loaded from elsewhere.
//
// Called by cmd/ollu, for `ollu serve --demo`.
package demo
