// Package field says what the portal's forms ask for and reads what people type
// into them (rows R2, R3 and R8).
//
// It promises that what can be understood is put right rather than refused:
// half-width katakana and hiragana become full-width katakana, full-width digits
// plain ones, hyphens of every kind are known for what they are. Reading what
// was read changes nothing. What cannot be taken is said beside its field, in
// the reader's language, with what to do; everything typed is kept for the page
// but passwords, which are never put back into one.
//
// Form by form: a [Spec] for each field, [Read] what was posted, look at
// [Form.OK], take the parts out by [CompanyOf], [PersonOf] and the others.
//
// The package is pure. Called by the rooms of server/portal.
package field
