// Package page is what a site's people look at: the managed-product licence
// screen in Japanese and English, and what their monitoring looks at (rows M3,
// B8, B12).
//
// The screen shows for every product its code (masked), build, last profile,
// state and why, and the expiry that it holds beside the one that the issuer
// says, with a button to deliver again for each and for all. It needs no
// script, fetches nothing from elsewhere, and is of use on a telephone.
//
// Promises:
//
//   - Nothing is shown without the manager's token. It is compared in constant
//     time, tried a few times a minute from one address, and never comes back in
//     a page. A session lives in memory, ends when it is not used for [Idle], and
//     its cookie is read by no script and sent by no other site.
//   - Nothing is changed without a POST from this page: every form bears a word
//     that only this page knows, and a browser that says it comes from elsewhere
//     is refused.
//   - Whatever products, notes and codes are called, they are shown and never
//     obeyed. No code is shown whole: the page has none.
//   - Days are the licence's own; moments are all in one zone and bear its offset
//     from UTC.
//
// /metrics, /healthz and /readyz need no token and hold no code, no name of a
// product and no address.
//
// Called by cmd/ollu-manager, which serves it on the admin listener.
package page
