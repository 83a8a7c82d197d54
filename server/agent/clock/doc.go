// Package clock tells what time it is when the machine's clock cannot be
// believed: it may be set back to make a licence last longer, set ahead by
// mistake, or start in 1970.
//
// A [Mark] is what is remembered from one moment to the next, across restarts.
// It promises, of the time that it gives:
//
//   - It never goes back, except to what the issuer proves to be the time. A
//     clock that is set back extends no licence: time goes on from where it was.
//   - It follows a clock that runs ahead of it by up to [Leap], as that of a
//     machine does that was off or suspended. A longer leap is in doubt: time goes
//     on from where it was, until the issuer proves the time or the program has
//     run for [Patience] with the clock ahead by just so much. So a clock that is far ahead
//     by mistake cuts no licence (row B3), and one that was set ahead for good
//     delays an end by days, not for ever.
//   - Once the issuer has proved the time, by an answer that carries the nonce of
//     a question asked just before, that is the time, and how far the machine's
//     clock is off is allowed for from then on.
//
// Without the issuer, a clock that is set ahead by less than Leap cannot be told
// from a machine that was off for so long, and is believed.
//
// It is pure: the machine's clock and how long the program ran by the monotonic
// one are arguments. Called by server/agent.
package clock
