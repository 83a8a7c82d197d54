package bundle

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
)

// Read reads a whole bundle, and checks that it is whole. ErrFormat, ErrCut,
// ErrNewer.
func Read(r io.Reader) (*Content, error) {
	b := reader{in: bufio.NewReaderSize(r, 64<<10), sum: sha256.New(), said: map[any]bool{}}
	c, err := b.header()
	if err != nil {
		return nil, err
	}
	for {
		text, err := b.next()
		if err != nil {
			return nil, err
		}
		var l line
		if err := strict(text, &l); err != nil || l.members() != 1 {
			return nil, b.wrong("cannot be read")
		}
		if l.End != nil {
			if err := b.finish(text); err != nil {
				return nil, err
			}
			return c, nil
		}
		about := l.about()
		if b.said[about] {
			return nil, b.wrong("says what an earlier one has said")
		}
		b.said[about] = true
		if !c.take(&l) {
			return nil, b.wrong("names no code")
		}
		b.count(text)
	}
}

// take adds what a line holds. It refuses what is about no code.
func (c *Content) take(l *line) bool {
	switch {
	case l.Need != nil:
		c.Needs = append(c.Needs, *l.Need)
		return !l.Need.Code.IsZero()
	case l.Activation != nil:
		switch {
		case !l.Activation.sound(): // a product gave it; it shall not spoil the file for others
		case l.Activation.Answer == "":
			c.Activations = append(c.Activations, *l.Activation)
		default:
			c.Answered = append(c.Answered, *l.Activation)
		}
		return !l.Activation.Code.IsZero()
	case l.Statement != nil:
		c.Statements = append(c.Statements, *l.Statement)
	case l.Facts != nil:
		if c.Facts == nil {
			c.Facts = map[string]string{}
		}
		c.Facts[l.Facts.Product] = l.Facts.Token
	case l.Keys != nil:
		c.Keys = l.Keys
	default:
		c.Revocations = l.Revocations
	}
	return true
}

// reader gives the lines of a bundle.
type reader struct {
	in    *bufio.Reader
	sum   hash.Hash // of the lines before the present one
	lines int
	size  int
	said  map[any]bool // what lines were about
}

// header reads the first line.
func (b *reader) header() (*Content, error) {
	text, err := b.next()
	if err != nil && !errors.Is(err, ErrCut) {
		return nil, err
	}
	var h header
	if err != nil || json.Unmarshal(text, &h) != nil || h.Format != formatName || h.Version < 1 {
		return nil, ErrFormat
	}
	if h.Version > formatVersion {
		return nil, fmt.Errorf("%w (it has version %d, this program reads %d)", ErrNewer, h.Version, formatVersion)
	}
	b.count(text)
	return &Content{Site: h.Site, MadeAt: h.MadeAt}, nil
}

// next gives the next line with its end. A file that ends without one was cut.
func (b *reader) next() ([]byte, error) {
	if b.lines >= maxLines {
		return nil, b.wrong("is one too many")
	}
	var whole []byte
	for {
		part, err := b.in.ReadSlice('\n')
		if b.size += len(part); len(whole)+len(part) > maxLine || b.size > MaxSize {
			return nil, b.wrong("is too long")
		}
		whole = append(whole, part...)
		switch {
		case err == nil:
			return whole, nil
		case err == io.EOF:
			return nil, ErrCut
		case err != bufio.ErrBufferFull:
			return nil, fmt.Errorf("reading the file: %w", err)
		}
	}
}

func (b *reader) count(text []byte) {
	b.sum.Write(text)
	b.lines++
}

// finish compares the last line with those before it, and makes sure that it is
// the last.
func (b *reader) finish(text []byte) error {
	want, err := json.Marshal(line{End: &end{b.lines, hex.EncodeToString(b.sum.Sum(nil))}})
	if err != nil {
		return err
	}
	if !bytes.Equal(text, append(want, '\n')) {
		return ErrCut
	}
	if _, err := b.in.ReadByte(); err != io.EOF {
		return fmt.Errorf("%w: something follows its end", ErrFormat)
	}
	return nil
}

// wrong says where a bundle is none, and nothing of what stands there: it may be
// a code.
func (b *reader) wrong(what string) error {
	return fmt.Errorf("%w: line %d %s", ErrFormat, b.lines+1, what)
}

// strict reads one JSON value whose members are all known.
func strict(text []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return ErrFormat
	}
	return nil
}
