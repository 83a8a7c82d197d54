// Package visit is one request of one person to the portal: who asks, in which
// language, what was typed, and how to answer. The portal's rooms are lists of
// [Route], each with a function that takes a [Visit]; [New] makes the handler
// that serves them.
//
// Promises of that handler:
//
//   - Every answer has the headers that keep a page to itself: nothing inline is
//     run, nothing from elsewhere is loaded, nobody frames it, nobody keeps it.
//   - Nothing is changed by a request that a browser says comes from another
//     site, and nothing by GET.
//   - Who is not logged in is sent to the log-in, and from there back to where he
//     wanted to go. What a role does not allow is refused before the route is asked.
//   - A session ends when its user is gone, his epoch has moved on or his account
//     is held; this is looked up in the store at every request.
//   - What goes wrong becomes a page with a number that the log has too, and
//     without a detail. What is not there and what is another's read the same.
//   - Forms are bounded, and the bodies of all other requests are not read.
//
// Pages are compressed with random padding, so that the length of a page that
// holds a code tells little to whoever makes the browser ask for it; that cookies
// do not travel with such requests is the first wall (SameSite).
//
// Called by server/portal and its rooms; visittest runs it in tests.
package visit
