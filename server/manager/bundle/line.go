package bundle

import (
	"encoding/json"
	"time"
)

const (
	formatName    = "ollu bundle"
	formatVersion = 1
)

// header is the first line. What a later version adds to it is passed over, so
// that its version is read.
type header struct {
	Format  string    `json:"format"`
	Version int       `json:"version"`
	Site    string    `json:"site"`
	MadeAt  time.Time `json:"made_at"`
}

// line is every other one: it has one member.
type line struct {
	Need        *Need           `json:"need,omitempty"`
	Activation  *Activation     `json:"activation,omitempty"`
	Keys        json.RawMessage `json:"keys,omitempty"`
	Statement   *Statement      `json:"statement,omitempty"`
	Facts       *facts          `json:"facts,omitempty"`
	Revocations string          `json:"revocations,omitempty"`
	End         *end            `json:"end,omitempty"`
}

type facts struct {
	Product string `json:"product"`
	Token   string `json:"token"`
}

// end is the last line: how many there are before it, and the SHA-256 of them in
// hexadecimal digits.
type end struct {
	Lines  int    `json:"lines"`
	SHA256 string `json:"sha256"`
}

// members counts what the line holds.
func (l *line) members() (n int) {
	for _, there := range []bool{
		l.Need != nil, l.Activation != nil, len(l.Keys) > 0, l.Statement != nil, l.Facts != nil, l.Revocations != "", l.End != nil,
	} {
		if there {
			n++
		}
	}
	return n
}

// about names what the line is about; no other line of a bundle may be about it.
func (l *line) about() any {
	type statement struct{ subject string }
	type description struct{ product string }
	switch {
	case l.Need != nil:
		return l.Need.Code
	case l.Activation != nil:
		return name{l.Activation.Code, l.Activation.Device, l.Activation.Component}
	case l.Statement != nil:
		return statement{l.Statement.Subject}
	case l.Facts != nil:
		return description{l.Facts.Product}
	case l.Keys != nil:
		return "keys"
	}
	return "revocations"
}
