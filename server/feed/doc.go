// Package feed says what changed at the issuer: it wakes those who wait for a
// change, and keeps the list of what is revoked. It knows no wire; server/check
// puts one in front, and the server's node makes and closes it.
//
// # Waiting
//
// A revision is the number of the audit log's last entry. Who wants to miss
// nothing reads [Feed.Revision] first, then looks licences up, then calls
// [Feed.Wait] with that revision and the marks of their codes
// ([codec.Code.Mark]): what changed since is told at once, what changes later as
// soon as it does. The feed promises:
//
//   - No change is missed between the two: a look-up after Revision sees every
//     change up to it, and Wait tells of every later one.
//   - Each waiter is woken exactly once, unless [Waiter.Stop] says true.
//   - A [Wake] names every mark of the waiter that changed after its revision and
//     up to Wake.Revision, which is what to wait since next: the revision of a
//     look-up at some of the codes would pass over what befell the others. When
//     the feed cannot know, because the waiter's revision is too old or lies
//     ahead of the store, it says All.
//   - A wake is a hint: two codes may share a mark, and what changed may have
//     changed back.
//
// Changes of a moment are gathered, so that during an import the waiters are
// looked through a few times and not for each licence. A waiter is its marks and
// some ten words, and costs neither a goroutine nor a timer.
//
// # Revocations
//
// Where anything is revoked, the list is read from the store in the background at
// the start. It follows every change from then on, also those made during that
// reading. A licence that is resumed leaves it.
package feed
