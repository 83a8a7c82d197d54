package client

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"ollu/codec"
	"ollu/codec/answer"
)

// MaxHeld is how many codes one sync, and how many questions one batch may hold.
const MaxHeld = 10_000

// longer is how many times the usual time a sync or a batch may take: its answer
// may hold ten thousand statements, and it may have to wait in line.
const longer = 10

// Held is a code, and what is held about it.
type Held struct {
	Code codec.Code
	Tag  string // of the statement that is held; empty: none is
}

// SyncAnswer is what differs from what is held.
type SyncAnswer struct {
	Revision string    // of the issuer before it looked: what to wait for changes since
	Changed  []Changed // in the order of what was held, each at most once
}

// Changed is the statement of one code that differs from the one held, or that
// is the first.
type Changed struct {
	At        int // place in what was held
	Tag       string
	Statement []byte // signed; it has the form of a token, and is not verified
}

// Sync asks about up to MaxHeld codes at once, and is told of those alone whose
// signed statement is another than the one held. The codes go into the body
// alone.
func (a *Asker) Sync(ctx context.Context, held []Held) (SyncAnswer, error) {
	if len(held) > MaxHeld {
		return SyncAnswer{}, fmt.Errorf("a sync of %d codes: ask about at most %d at once", len(held), MaxHeld)
	}
	var s SyncAnswer
	body, codes := syncBody(held)
	_, err := a.send(ctx, syncFile, body, wanted{
		limit: longLimit, code: codes, time: longer * a.timeout(),
		check: func(raw []byte) (err error) { s, err = parseSync(raw, len(held)); return err },
	})
	if err != nil {
		return SyncAnswer{}, err
	}
	return s, nil
}

// syncBody writes what is held, and gives the codes in it once more, which no
// error may hold.
func syncBody(held []Held) (body []byte, codes string) {
	var all strings.Builder
	body = append(body, `{"codes":[`...)
	for i, h := range held {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, '"')
		from := len(body)
		body = h.Code.Append(body)
		all.Write(body[from:])
		if h.Tag != "" {
			body = append(append(body, '.'), h.Tag...)
		}
		body = append(body, '"')
	}
	return append(body, `]}`...), all.String()
}

func parseSync(raw []byte, held int) (SyncAnswer, error) {
	var m struct {
		Revision string `json:"revision"`
		Changed  []struct {
			At        *int   `json:"at"`
			Tag       string `json:"tag"`
			Statement string `json:"statement"`
		} `json:"changed"`
	}
	if err := json.Unmarshal(raw, &m); err != nil || !isRevision(m.Revision) || m.Changed == nil {
		return SyncAnswer{}, errNoAnswer
	}
	s := SyncAnswer{Revision: m.Revision, Changed: make([]Changed, 0, len(m.Changed))}
	next := 0
	for _, c := range m.Changed {
		statement := []byte(c.Statement)
		if c.At == nil || *c.At < next || *c.At >= held || !isTag(c.Tag) || len(statement) > answer.MaxToken || isToken(statement) != nil {
			return SyncAnswer{}, errNoAnswer
		}
		next = *c.At + 1
		s.Changed = append(s.Changed, Changed{At: *c.At, Tag: c.Tag, Statement: statement})
	}
	return s, nil
}

// isRevision tells whether a text is a revision: a number in its one spelling, and
// behind a full stop what else statements depend on. Nobody but the server reads
// it.
func isRevision(text string) bool {
	number, edition, more := strings.Cut(text, ".")
	n, err := strconv.ParseUint(number, 10, 64)
	return err == nil && strconv.FormatUint(n, 10) == number && more == (edition != "") && len(edition) <= maxEdition && isBase64URL(edition)
}

const maxEdition = 12 // characters

func isBase64URL(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return !base64URL(r) })
}

func isTag(text string) bool {
	return len(text) == answer.TagLen && isBase64URL(text)
}
