package bundle

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/server/manager/book"
)

// What Read may say of a file. Test with errors.Is.
var (
	// ErrFormat: it is no bundle, or something in it has no place in one.
	ErrFormat = errors.New("this is not a file that a manager has exported")
	// ErrCut: it is a bundle, but not whole, or it was altered.
	ErrCut = errors.New("the file is not whole, or was altered on the way: copy it again, or export it again")
	// ErrNewer: a later version of the program has made it.
	ErrNewer = errors.New("the file was exported by a later version of this program: upgrade this one")
)

// Bounds of what is read.
const (
	MaxSize = 1 << 30                       // bytes of a bundle
	maxLine = answer.MaxRevocations + 4<<10 // bytes of a line

	// maxLines is as many lines as there may be: short ones take several times their
	// length in memory, and a site of half a million codes has fewer.
	maxLines = 1 << 21

	maxWord = 64   // characters of the name of a device, a component or a product
	maxText = 1000 // bytes that are kept of what people of another site wrote
)

// Content is what is in a bundle.
type Content struct {
	Site   string    // name of the site that made it; may be empty
	MadeAt time.Time // by its clock

	// What the site needs to be asked about.
	Needs       []Need
	Activations []Activation // devices that wait to be registered

	// What the issuer said. Signed, but for Answered.
	Answered    []Activation
	Keys        json.RawMessage   // key set as published, rotations included; empty: none
	Statements  []Statement       // about codes of whichever site
	Facts       map[string]string // product id → its signed facts
	Revocations string            // the signed list; "" none
}

// Need is a code that the site manages.
type Need struct {
	Code codec.Code `json:"code"`
	Note string     `json:"note,omitempty"`
}

// Activation is a device to be registered. Answer is the issuer's result; "" it
// has not answered.
type Activation struct {
	Code       codec.Code `json:"code"`
	Device     string     `json:"device"`
	Component  string     `json:"component,omitempty"`
	Product    string     `json:"product,omitempty"`
	At         time.Time  `json:"at"`
	Answer     string     `json:"answer,omitempty"`
	AnsweredAt time.Time  `json:"answered_at,omitzero"`
}

// sound tells whether the device is one that the issuer could be asked about, as
// the protocol bounds its names. Others are passed over.
func (a *Activation) sound() bool {
	for _, word := range []string{a.Device, a.Component, a.Product} {
		if len(word) > maxWord || strings.ContainsFunc(word, func(r rune) bool { return r < 0x20 || r > 0x7e }) {
			return false
		}
	}
	return a.Device != ""
}

func activationOf(a *book.Activation) Activation {
	return Activation{a.Code, a.Device, a.Component, a.Product, a.At, a.Answer, a.AnsweredAt}
}

// of gives the activation as the book keeps it.
func (a *Activation) of() book.Activation {
	return book.Activation{
		Code: a.Code, Device: a.Device, Component: a.Component, Product: a.Product, At: a.At,
		Answer: a.Answer, AnsweredAt: a.AnsweredAt,
	}
}

// name is what an activation is known by.
type name struct {
	code              codec.Code
	device, component string
}

func nameOf(a *book.Activation) name { return name{a.Code, a.Device, a.Component} }

// Statement is the issuer's word about a code, which is named by its fingerprint
// alone: who does not manage the code does not learn it.
type Statement struct {
	Subject string `json:"subject"`
	Token   string `json:"token"`
}

// short gives what is kept of a text that people of another site wrote.
func short(text string) string {
	if len(text) <= maxText {
		return text
	}
	cut := maxText
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}
