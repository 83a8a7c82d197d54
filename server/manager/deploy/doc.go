// Package deploy brings the issuer's word to the products of a site: it pushes
// the signed statements of the manager's book to the products' profile listeners
// and keeps how that went (rows M2–M5, B8).
//
// What it promises:
//
//   - A delivery is current only when the product itself said that it took the
//     statement, or held it already.
//   - What failed is kept with its reason and tried again by itself, after
//     Options.Retry first and six hours at most, and at once when a person asks or a
//     newer statement came (row M3). That is in the book: a restart neither forgets
//     nor hammers.
//   - What a product does not take by profile is never pushed to it: another code,
//     or a moved expiry, where the catalogue says so (row M4), and nothing at all to
//     a build below the product's minimum (row M5). A product that has such a limit
//     is asked what it is before every push, so it is judged by the build it has now.
//     What is held back is looked at again every few hours.
//   - Before a product is brought a code that it does not have, its device is
//     registered at the issuer for it ([Register], row L3): it would refuse the code
//     otherwise, and the device limit holds here as anywhere.
//   - Once a day a product is asked what it holds even when there is nothing to
//     bring: one that was installed anew, or set back to how it was before, is
//     brought up to date again.
//   - A product that was not reached when it was added, and that no code was named
//     for, is asked which codes it uses as soon as it answers ([Deployer.Adopt]).
//   - A product that is pushed to and also came to ask by itself is one: the entry
//     that was made for its device is taken up once the product says that it is that
//     device, so far as it shows to have the codes: it is sent no other's.
//   - Products do not wait for each other. One that is off costs the others
//     nothing, and those that failed before come last.
//   - Redirects are not followed, answers are bounded, what a product says of itself
//     is short and printable, and a page of something else at that address is told
//     from a product. Tokens and codes are in no error, log or report.
//
// Beside statements a push carries the issuer's keys, the product's description
// and the list of revoked codes, each when it is not the one that the product got
// last (row B5).
//
// A manager can grant nothing: everything here was signed by the issuer, and the
// product verifies it.
//
// Called by server/manager, and by its control API and page through it.
package deploy
