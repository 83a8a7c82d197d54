package check

import (
	"fmt"
)

// Limits of what an asker may send, in bytes.
const (
	maxDevice = 64       // device
	maxWord   = 64       // product, component, version, build
	maxCode   = 64 << 10 // ac: however long, it is answered as a code
	minNonce  = 16
	maxNonce  = 64
)

// Question is one question about one code, as it came over the wire. The
// slices are only read, and only until the question is answered.
type Question struct {
	Code      []byte // as a person typed it
	Product   []byte // product id of the asker; empty: not said
	Component []byte // component id; empty: not said
	Device    []byte // stable id of the installation; empty: not said
	Version   []byte // the asker's version and, after a space, its build
	Activate  bool   // register Device, rather than only ask
}

// A BadRequest is a question that is no question: it is answered with 400 and
// says what to change. It never repeats what was sent.
type BadRequest struct {
	Parameter string // "" when it is about the request as a whole
	Reason    string
}

func (e *BadRequest) Error() string {
	if e.Parameter == "" {
		return e.Reason
	}
	return fmt.Sprintf("parameter %s: %s", e.Parameter, e.Reason)
}

func bad(parameter, reason string) error { return &BadRequest{parameter, reason} }

// form gathers the parameters of one question before they are understood.
type form struct {
	q                                  Question
	build, action, lang, nonce, format []byte
	joined                             []byte // scratch for version and build
}

// reset makes the form ready for the next question, keeping its scratch.
func (f *form) reset() { *f = form{joined: f.joined} }

// slot returns where the value of a parameter goes and how many bytes it may
// have; nil for a parameter that is not known. This is the closed list of
// parameters in the words of the wire; anything else is passed over, so that a
// newer agent can talk to an older server.
func (f *form) slot(name []byte) (*[]byte, int) {
	switch string(name) {
	case "ac":
		return &f.q.Code, maxCode
	case "product":
		return &f.q.Product, maxWord
	case "component":
		return &f.q.Component, maxWord
	case "device":
		return &f.q.Device, maxDevice
	case "version":
		return &f.q.Version, maxWord
	case "build":
		return &f.build, maxWord
	case "action":
		return &f.action, maxWord
	case "lang":
		return &f.lang, maxWord
	case "nonce":
		return &f.nonce, maxNonce
	case "format":
		return &f.format, maxWord
	}
	return nil, 0
}

// set takes one parameter. Sent twice, it must say the same both times.
func (f *form) set(name, value []byte) error {
	slot, most := f.slot(name)
	switch {
	case slot == nil:
		return nil
	case len(value) > most:
		return bad(string(name), fmt.Sprintf("is longer than %d bytes", most))
	case len(*slot) > 0 && string(*slot) != string(value):
		return bad(string(name), "is given twice with different values; send it once")
	}
	*slot = value
	return nil
}

// question checks the whole and returns the question in it.
func (f *form) question() (*Question, error) {
	q := &f.q
	if err := f.words(); err != nil {
		return nil, err
	}
	if len(f.build) > 0 {
		f.joined = append(append(append(f.joined[:0], q.Version...), ' '), f.build...)
		q.Version = f.joined
	}
	switch string(f.action) {
	case "", "update":
	case "activate":
		if len(q.Device) == 0 {
			return nil, bad("device", "is missing; action=activate registers a device, so name it")
		}
		q.Activate = true
	default:
		return nil, bad("action", "is neither update nor activate")
	}
	return q, nil
}

// words checks the parameters that are single words.
func (f *form) words() error {
	for _, w := range [...]struct {
		name  string
		value []byte
	}{{"product", f.q.Product}, {"component", f.q.Component}, {"device", f.q.Device}, {"version", f.q.Version}, {"build", f.build}} {
		if !printable(w.value) {
			return bad(w.name, "holds something other than printable ASCII")
		}
	}
	if n := len(f.nonce); n > 0 && (n < minNonce || !base64url(f.nonce)) {
		return bad("nonce", "is not 16 to 64 characters of base64url")
	}
	switch string(f.lang) {
	case "", "ja", "en":
		return nil
	}
	return bad("lang", "is neither ja nor en")
}

func printable(b []byte) bool {
	for _, c := range b {
		if c < 0x20 || c > 0x7e {
			return false
		}
	}
	return true
}

func base64url(b []byte) bool {
	for _, c := range b {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}
