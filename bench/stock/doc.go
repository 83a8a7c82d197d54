// Package stock makes licences by the million: licence i is the same wherever
// and whenever it is made on one day, so that whoever asks about a stock needs to
// know only how large it is.
//
// Build writes a database of them in the order of their codes, past the rules
// and the log of the store, because a hundred stocks would otherwise take a day.
// That it still is a database the server opens is the server's own check: it
// refuses a file whose records, counts and sums do not agree.
package stock
