package door

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"ollu/codec"
	"ollu/server/client"
)

// The forms of an answer, and their media types.
const (
	asText = "text"
	asJSON = "json"
	asJWT  = "jwt"
)

var media = map[string]string{
	asText: "text/plain; charset=utf-8",
	asJSON: "application/json",
	asJWT:  "application/jwt",
}

// Limits of what an asker may send, in bytes; the issuer's own.
const (
	maxBody  = 64 << 10
	maxWord  = 64
	minNonce = 16
)

// parse reads the parameters of the query and of a form body into a question
// that the issuer would understand as well.
func parse(w http.ResponseWriter, r *http.Request) (*client.Question, error) {
	if err := readForm(w, r); err != nil {
		return nil, err
	}
	q, action := &client.Question{}, ""
	for name, slot := range map[string]*string{
		"ac": &q.Code, "product": &q.Product, "component": &q.Component, "device": &q.Device, "version": &q.Version,
		"build": &q.Build, "action": &action, "lang": &q.Lang, "nonce": &q.Nonce, "format": &q.Format,
	} {
		if err := take(r.Form, name, slot); err != nil {
			return nil, err
		}
	}
	if q.Code == "" {
		return nil, bad("ac", "is missing; send the activation code in it")
	}
	if err := choices(q, action); err != nil {
		return nil, err
	}
	if err := format(q, r.Header.Values("Accept")); err != nil {
		return nil, err
	}
	return q, nil
}

// readForm reads the body, which must be a form if there is any.
func readForm(w http.ResponseWriter, r *http.Request) error {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Method == http.MethodPost && r.ContentLength != 0 && kind != "application/x-www-form-urlencoded" {
		return bad("", "the body is not a form; send application/x-www-form-urlencoded (questions in batches are for the issuer's server)")
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	err := r.ParseForm()
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return errTooLarge
	}
	if err != nil {
		return bad("", "the parameters cannot be read; check how they are escaped")
	}
	return nil
}

// take reads one parameter. Sent twice, it must say the same both times.
func take(form url.Values, name string, slot *string) error {
	for _, value := range form[name] {
		switch {
		case name != "ac" && len(value) > maxWord:
			return bad(name, fmt.Sprintf("is longer than %d bytes", maxWord))
		case name != "ac" && strings.ContainsFunc(value, unprintable):
			return bad(name, "holds something other than printable ASCII")
		case *slot != "" && *slot != value:
			return bad(name, "is given twice with different values; send it once")
		}
		*slot = value
	}
	return nil
}

func unprintable(r rune) bool { return r < 0x20 || r > 0x7e }

// choices checks the parameters that have few values.
func choices(q *client.Question, action string) error {
	switch {
	case action == "activate" && q.Device == "":
		return bad("device", "is missing; action=activate registers a device, so name it")
	case action != "" && action != "update" && action != "activate":
		return bad("action", "is neither update nor activate")
	case q.Nonce != "" && (len(q.Nonce) < minNonce || strings.ContainsFunc(q.Nonce, notBase64URL)):
		return bad("nonce", "is not 16 to 64 characters of base64url")
	case q.Lang != "" && q.Lang != "ja" && q.Lang != "en":
		return bad("lang", "is neither ja nor en")
	}
	q.Activate = action == "activate"
	return nil
}

func notBase64URL(r rune) bool {
	return !('A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '_')
}

// format settles the form of the answer: what the question says goes before what
// the Accept header says, and text is the default.
func format(q *client.Question, accept []string) error {
	if q.Format != "" {
		if _, known := media[q.Format]; !known {
			return bad("format", "is none of text, json and jwt")
		}
		return nil
	}
	q.Format = asText
	for t := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		t, _, _ = strings.Cut(t, ";")
		for _, form := range []string{asJSON, asJWT} {
			if strings.EqualFold(strings.TrimSpace(t), media[form]) {
				q.Format = form
				return nil
			}
		}
	}
	return nil
}

// hint says where a mistyped code looks wrong, as the issuer says it.
func hint(err error) string {
	if length, ok := errors.AsType[*codec.LengthError](err); ok {
		return fmt.Sprintf("symbols: %d instead of %d", length.Got, length.Want)
	}
	at := codec.Positions(err)
	if len(at) == 0 {
		return ""
	}
	return "symbol " + strings.ReplaceAll(strings.Trim(fmt.Sprint(at), "[]"), " ", ",")
}
