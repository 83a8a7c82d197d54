// Package manager is the on-premises manager: what asks the issuer on behalf of
// a site, keeps the issuer's signed word about every code of the site, and
// brings it to the products (rows M1–M5, B2, B5, B8).
//
// It promises:
//
//   - It grants nothing. It holds no signing key; a statement is taken only when
//     the issuer signed it, about this code, and not before the one that is held.
//     What is not believed changes nothing, and shows as the code's problem.
//   - A site whose codes are unchanged costs one question. A [Manager.Sync] first
//     has the issuer say which codes changed since the last one, by their marks, and
//     names only those, and those of which the calendar brings something new. For
//     each it says which statement it holds, by its tag, and is sent it only when
//     that is another by now.
//   - A sync that ended well has heard the issuer itself: one answer of each echoes
//     a nonce. So a stale copy, or someone who says that nothing changed, cannot
//     keep a site healthy; and the issuer's clock is known then.
//   - What was taken is on the disk before anybody is told of it, a batch in one
//     transaction. A manager that was killed goes on where it was.
//   - An issuer that is not reached takes nothing from anybody. It is tried again,
//     ever less often, and after two days [Manager.Healthy] says so.
//
// [Manager.Run] asks daily at 00:00, makes up for what was missed, holds a long
// poll in between so that a renewal arrives in seconds, and has server/manager/deploy
// bring what is new to the products.
//
// Clock, randomness, network and the book are handed in. Called by
// cmd/ollu-manager, and by server/manager/control and server/manager/page for
// those who look after the site.
package manager
