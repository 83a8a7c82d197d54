// Package licences shows a customer what he owns: the list of products (rows R4,
// P2), each with all that the server holds (row L6), the calendar of what ends
// when, the account's activity, and the list as a file. It is also where he
// frees a device's place, fetches a licence file and asks for an offline code
// (row L7).
//
// Nothing is computed here that the update endpoint would compute differently:
// dates, phases and seats come from server/terms. A renewal that does not show
// yet (row L5) is not shown here either.
//
// # The kept list
//
// The list of an account and the pages made of it are kept, because people look
// at it much more often than it changes, and they may look at it while products
// ask for updates. What is kept is exact to the moment: it counts only
//
//   - for the revision of the account that the request itself has read,
//   - while no licence of the account was changed: the store tells of every
//     change before the act that made it is answered (keystore.Store.Watch), and
//     what was made from a reading that such a change may have overtaken is not
//     kept in the first place,
//   - within the day in which it was made, in every zone of its licences,
//   - under the catalogue it was made with.
//
// It is bounded in bytes; what was not looked at longest goes first.
//
// # The calendar's address
//
// The feed is read without a log-in by programs that can keep no secret but an
// address. It holds 256 random bits, only its hash is kept, it is shown once and
// never logged, and it can be made anew or switched off. What the feed tells is
// names of products and dates; no code is in it.
//
// Called by server/portal.
package licences
