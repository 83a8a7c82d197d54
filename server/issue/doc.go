// Package issue makes the licence that a registration key promises.
//
// A registration key says what was bought: product, type, seats and a term, which
// is a fixed expiry, or months from the day of registration, or none at all. What
// it leaves open (components, zone, grace, device limit) stands in the catalogue.
// [FromKey] puts both together with a fresh activation code; [Terms] is the same
// without the code, for showing what a key will become before it is registered.
//
// Nothing here is stored: the licence is given to keystore.Register, which judges
// it and issues it in one act with the registration. All of it is pure but for the
// randomness that is handed in; the day is taken in the product's zone.
//
// What a licence file says (row L7), for products that reach no server, is made here
// too ([Keys.File]), so that operators and customers get the same.
//
// Called by server/portal/register, and for files by server/portal/licences and
// server/adminapi.
package issue
