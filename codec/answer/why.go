package answer

import "fmt"

// Why is the reason for which a signed answer cannot be trusted. The list is
// closed. None of them says anything about the licence.
type Why uint8

const (
	Unreadable   Why = iota // no token, or not one of the kind that was asked for
	UnknownKey              // signed with a key that is not trusted
	BadSignature            // changed, or not signed with the key that it names
	OtherIssuer             // of another issuer
	OtherCode               // about another code
	OtherDevice             // for another installation
	OtherNonce              // not the answer to this question
	TooOld                  // its life has ended
	TooNew                  // its life has not begun
	Superseded              // older than the one that is held
)

// Whys is how many reasons there are; they are numbered 0 to Whys-1.
const Whys = 10

var whys = [Whys]struct{ name, says string }{
	Unreadable:   {"unreadable", "it is not a signed answer"},
	UnknownKey:   {"unknown_key", "it is signed with a key that is not trusted here: fetch the issuer's keys"},
	BadSignature: {"bad_signature", "its signature is wrong: it was changed on the way"},
	OtherIssuer:  {"other_issuer", "another issuer signed it"},
	OtherCode:    {"other_code", "it is about another activation code"},
	OtherDevice:  {"other_device", "it is for another device"},
	OtherNonce:   {"other_nonce", "it does not answer this question but an earlier one: ask again"},
	TooOld:       {"too_old", "it has run out: ask again, and check the clock"},
	TooNew:       {"too_new", "it is not good yet: check the clock"},
	Superseded:   {"superseded", "a newer one is held already"},
}

// String gives the name, in snake_case. A value outside the list gives
// "unreadable".
func (w Why) String() string { return w.entry().name }

func (w Why) entry() struct{ name, says string } {
	if w >= Whys {
		w = Unreadable
	}
	return whys[w]
}

// VerifyError says that a signed answer cannot be trusted, and why. Nothing
// follows from it for the licence.
type VerifyError struct {
	Why    Why
	Detail string // what was met; never a code, a nonce or a token. May be empty
	Err    error  // the cause, or nil
}

func (e *VerifyError) Error() string {
	text := "the answer cannot be trusted: " + e.Why.entry().says
	if e.Detail != "" {
		text += " (" + e.Detail + ")"
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *VerifyError) Unwrap() error { return e.Err }

func refuse(w Why, format string, args ...any) error {
	return &VerifyError{Why: w, Detail: fmt.Sprintf(format, args...)}
}

func unreadable(err error) error { return &VerifyError{Why: Unreadable, Err: err} }
