// Package door is where a site's products ask their manager instead of the
// issuer: an agent changes nothing but its server's address (rows M2, B8).
//
// It answers at the issuer's paths, to the issuer's parameters, in the issuer's
// forms, and promises:
//
//   - What is handed out signed was signed by the issuer, byte for byte. The
//     manager can sign nothing, so it can grant nothing.
//   - A question that wants a fresh answer (it bears a nonce) or asks to register
//     a device is handed on to the issuer, and the issuer's answer given back
//     untouched. Where the issuer is not heard within [RelayTime] the shelf
//     answers, and the device is queued to be registered at the next sync.
//   - A statement whose life has ended is not handed out, in no form. Nor is
//     anything said about a code that this manager does not manage: both are a 503
//     with the reason, which an agent takes as "not reached", never as a refusal.
//   - Text and JSON are worked out from the shelf's statement for the day of the
//     question: what was valid yesterday may be in grace today. That only ever
//     takes away.
//   - Products that ask are learned: who they are, and which word they hold. That
//     is written down behind the answers, never before them; when the disk cannot
//     keep up, what was seen is dropped and learned at the next question.
//   - No code reaches a log, a figure or an error.
//
// Called by cmd/ollu-manager, which serves it on the products' listener.
package door
