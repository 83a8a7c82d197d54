package deploy

import (
	"bytes"
	"encoding/json"
	"errors"

	"ollu/codec/profile"
	"ollu/server/manager/book"
)

// What a product says of itself is held to what the wire takes of a device: it
// goes into the book, by whose keys it is found, and onto the screen.
const (
	maxText    = 64                    // characters of one text
	maxParts   = 4096                  // of one product
	maxResults = profile.MaxBody / 512 // as many as a push has room for statements
)

// parse reads what a product says of itself, and tells it from what no product
// would say.
func parse(raw []byte) (profile.Holding, *fault) {
	var said struct {
		profile.Holding
		Parts   parts   `json:"parts"`
		Results results `json:"results"`
	}
	if err := json.Unmarshal(raw, &said); err != nil || said.Time.IsZero() {
		return profile.Holding{}, &fault{book.WhyNotAProduct, "its answer is not that of a profile listener"}
	}
	h := said.Holding
	h.Parts, h.Results = said.Parts, said.Results
	switch {
	case h.Device == "":
		return profile.Holding{}, &fault{book.WhyNotAProduct, "it does not say which device it is: see its log and its disk"}
	case !plain(&h):
		return profile.Holding{}, &fault{book.WhyNotAProduct, "it says of itself what is too long, or not of printable ASCII characters"}
	}
	return h, nil
}

// plain tells whether all texts of a holding are short and printable.
func plain(h *profile.Holding) bool {
	ok := short(h.Device, h.Product, h.Version, h.Build)
	for i := range h.Parts {
		p := &h.Parts[i]
		ok = ok && short(p.Component, p.Subject, p.Result, p.Expires)
	}
	for i := range h.Results {
		r := &h.Results[i]
		ok = ok && short(r.Subject, string(r.Outcome), r.Why)
	}
	return ok
}

func short(texts ...string) bool {
	for _, s := range texts {
		if len(s) > maxText {
			return false
		}
		for _, c := range []byte(s) {
			if c < ' ' || c > '~' {
				return false
			}
		}
	}
	return true
}

type (
	parts   []profile.Part
	results []profile.Result
)

// UnmarshalJSON implements json.Unmarshaler.
func (p *parts) UnmarshalJSON(text []byte) (err error) {
	*p, err = bounded[profile.Part](text, maxParts)
	return err
}

// UnmarshalJSON implements json.Unmarshaler.
func (r *results) UnmarshalJSON(text []byte) (err error) {
	*r, err = bounded[profile.Result](text, maxResults)
	return err
}

var errMany = errors.New("there are more of them than any product has")

// bounded reads an array of so many elements at most. Millions of empty ones, for
// which a long answer has room, never take their place in memory.
func bounded[T any](text []byte, most int) (list []T, err error) {
	if string(text) == "null" {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if begin, err := d.Token(); err != nil || begin != json.Delim('[') {
		return nil, errors.New("it is no array")
	}
	for d.More() {
		if len(list) == most {
			return nil, errMany
		}
		var one T
		if err := d.Decode(&one); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}
