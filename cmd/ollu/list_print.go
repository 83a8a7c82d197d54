package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"ollu/server/wire"
)

// A listPrinter prints a list as its parts arrive: as a table, or as one JSON
// array.
type listPrinter[T any] struct {
	w     io.Writer
	json  bool
	table func(w io.Writer, part []T, first bool) error
	n     int // printed so far
}

func licencePrinter(w io.Writer, asJSON bool) *listPrinter[wire.Licence] {
	return &listPrinter[wire.Licence]{w: w, json: asJSON, table: printLicences}
}

func keyPrinter(w io.Writer, asJSON bool) *listPrinter[wire.RegKey] {
	return &listPrinter[wire.RegKey]{w: w, json: asJSON, table: printKeys}
}

// add prints the next part.
func (p *listPrinter[T]) add(part []T) error {
	var b bytes.Buffer
	if err := p.write(&b, part); err != nil {
		return err
	}
	p.n += len(part)
	_, err := p.w.Write(b.Bytes())
	return err
}

func (p *listPrinter[T]) write(b *bytes.Buffer, part []T) error {
	if !p.json {
		if len(part) == 0 {
			return nil
		}
		return p.table(b, part, p.n == 0)
	}
	for i := range part {
		b.WriteString(map[bool]string{true: "[\n  ", false: ",\n  "}[p.n == 0 && i == 0])
		item, err := json.MarshalIndent(&part[i], "  ", "  ")
		if err != nil {
			return err
		}
		b.Write(item)
	}
	return nil
}

// end closes the list, also where err broke it off: what was printed before is
// to be read. It returns err, or that it could not print.
func (p *listPrinter[T]) end(err error) error {
	if !p.json || err != nil && p.n == 0 {
		return err
	}
	text := "\n]\n"
	if p.n == 0 {
		text = "[]\n"
	}
	_, failed := io.WriteString(p.w, text)
	return errors.Join(err, failed)
}

// closeList ends a listing: it says how to get the next page, or that nothing
// was found, which is a no.
func closeList[T any](c *cobra.Command, p *listPrinter[T], next, noun string) error {
	if next != "" {
		fmt.Fprintf(c.ErrOrStderr(), "there is more: add --after %s for the next page, or --all\n", next)
	}
	if p.n == 0 {
		fmt.Fprintf(c.ErrOrStderr(), "no %s found\n", noun)
		return errNo
	}
	return nil
}

// pages prints one page, or with all every page there is. It returns where the
// next page begins, nil at the end.
func pages[T, C any](all bool, out *listPrinter[T], after *C, page func(after *C) ([]T, *C, error)) (*C, error) {
	for {
		part, next, err := page(after)
		if err != nil {
			return nil, err
		}
		if err := out.add(part); err != nil {
			return nil, err
		}
		if next == nil || !all {
			return next, nil
		}
		after = next
	}
}

// revealed returns the code or key as it is written, "" for none.
func revealed[C interface{ Reveal() string }](c *C) string {
	if c == nil {
		return ""
	}
	return (*c).Reveal()
}
