// Package terms joins what the store knows about a licence with what the
// catalogue says about its product.
//
// A [Book] answers one question: which term is in force for this licence now?
// It is where a pending renewal starts to show (row L5), where the product's
// check schedule meets the licence's own expiry and grace (row B1), and where
// a zone's name becomes a zone. The update endpoint, the admin API and the
// stock figures all ask here, so that they cannot come to different dates.
//
// What follows from both is told in the words of a statement, here too
// ([Lease.Tell], [Withdrawn], [Verdict]): an answer, a licence file and a preview
// of either say the same.
//
// A Book is made from one catalogue and never changes; a reloaded catalogue
// makes a new Book. It is safe for concurrent use and, for a zone it has met
// before, allocates nothing.
package terms
