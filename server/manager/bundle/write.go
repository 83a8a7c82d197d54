package bundle

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"maps"
	"slices"
)

// Write writes a bundle. What w got is none when there is an error.
func Write(w io.Writer, c *Content) error {
	b := writer{out: bufio.NewWriterSize(w, 64<<10), sum: sha256.New()}
	b.put(header{formatName, formatVersion, c.Site, c.MadeAt})
	for i := range c.Needs {
		b.put(line{Need: &c.Needs[i]})
	}
	for i := range c.Activations {
		b.put(line{Activation: &c.Activations[i]})
	}
	for i := range c.Answered {
		b.put(line{Activation: &c.Answered[i]})
	}
	if len(c.Keys) > 0 {
		b.put(line{Keys: c.Keys})
	}
	for i := range c.Statements {
		b.put(line{Statement: &c.Statements[i]})
	}
	for _, id := range slices.Sorted(maps.Keys(c.Facts)) {
		b.put(line{Facts: &facts{id, c.Facts[id]}})
	}
	if c.Revocations != "" {
		b.put(line{Revocations: c.Revocations})
	}
	b.put(line{End: &end{b.lines, hex.EncodeToString(b.sum.Sum(nil))}})
	if b.err == nil {
		b.err = b.out.Flush()
	}
	if b.err != nil {
		return fmt.Errorf("writing the file: %w", b.err)
	}
	return nil
}

// writer writes lines until the first error.
type writer struct {
	out   *bufio.Writer
	sum   hash.Hash
	lines int
	err   error
}

func (w *writer) put(what any) {
	if w.err != nil {
		return
	}
	text, err := json.Marshal(what)
	if err != nil {
		w.err = err
		return
	}
	if len(text) >= maxLine {
		w.err = fmt.Errorf("a line of %d bytes is longer than what is read", len(text))
		return
	}
	text = append(text, '\n')
	w.sum.Write(text)
	w.lines++
	_, w.err = w.out.Write(text)
}
