package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"ollu/server/client"
)

// A splitter takes an import file apart into its rows, as they stand there byte
// for byte, so that some of them can be written to a file of their own.
type splitter interface {
	// next returns the next row, or io.EOF.
	next() (rawRow, error)
	// body writes rows as a file of the same form.
	body(rows []rawRow) []byte
}

// rawRow is one row: its text, and its place as the server counts them, from 1:
// lines of CSV (header included) and NDJSON, elements of a JSON array.
type rawRow struct {
	text        []byte
	first, last int
}

// newSplitter reads a file in one of the formats of package client.
func newSplitter(format string, r io.Reader) (splitter, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	if bom, err := in.Peek(3); err == nil && string(bom) == "\ufeff" {
		if _, err := in.Discard(3); err != nil {
			return nil, err
		}
	}
	switch format {
	case client.CSV:
		return newCSVSplitter(in)
	case client.JSON:
		return newArraySplitter(in)
	}
	return &lineSplitter{in: in}, nil
}

// csvSplitter cuts where the CSV reader sees a record end, which it also does
// behind a record that does not parse.
type csvSplitter struct {
	records *csv.Reader
	pending bytes.Buffer // read from the file, not yet cut off
	cut     int64        // offset of pending's first byte
	line    int          // line of pending's first byte
	header  []byte
}

func newCSVSplitter(r io.Reader) (*csvSplitter, error) {
	s := &csvSplitter{line: 1}
	s.records = csv.NewReader(io.TeeReader(r, &s.pending))
	s.records.FieldsPerRecord, s.records.ReuseRecord = -1, true
	header, err := s.next()
	if err != nil {
		return nil, fmt.Errorf("the line that names the columns: %w", err)
	}
	s.header = append(bytes.TrimRight(header.text, "\r\n"), '\n')
	return s, nil
}

func (s *csvSplitter) next() (rawRow, error) {
	_, err := s.records.Read()
	if _, bad := errors.AsType[*csv.ParseError](err); err != nil && !bad {
		return rawRow{}, err
	}
	text := bytes.Clone(s.pending.Next(int(s.records.InputOffset() - s.cut)))
	first, lines := s.line, bytes.Count(text, []byte{'\n'})
	s.cut += int64(len(text))
	s.line += lines
	return rawRow{text, first, first + max(lines-1, 0)}, nil
}

func (s *csvSplitter) body(rows []rawRow) []byte {
	return append(bytes.Clone(s.header), joined(rows, "")...)
}

// lineSplitter cuts at line ends: one JSON object a line.
type lineSplitter struct {
	in   *bufio.Reader
	line int
}

func (s *lineSplitter) next() (rawRow, error) {
	text, err := s.in.ReadBytes('\n')
	if len(text) == 0 || err != nil && err != io.EOF {
		return rawRow{}, err
	}
	s.line++
	return rawRow{text, s.line, s.line}, nil
}

func (s *lineSplitter) body(rows []rawRow) []byte { return joined(rows, "") }

// arraySplitter takes the elements of a JSON array.
type arraySplitter struct {
	in      *json.Decoder
	element int
}

func newArraySplitter(r io.Reader) (*arraySplitter, error) {
	s := &arraySplitter{in: json.NewDecoder(r)}
	_, err := s.in.Token()
	return s, err
}

func (s *arraySplitter) next() (rawRow, error) {
	if !s.in.More() {
		return rawRow{}, io.EOF
	}
	var text json.RawMessage
	s.element++
	err := s.in.Decode(&text)
	return rawRow{text, s.element, s.element}, err
}

func (s *arraySplitter) body(rows []rawRow) []byte {
	return fmt.Appendf(nil, "[\n%s]\n", joined(rows, ","))
}

// joined writes rows with a separator between them, each ending a line.
func joined(rows []rawRow, separator string) []byte {
	var b []byte
	for i, r := range rows {
		b = append(b, bytes.TrimRight(r.text, "\r\n")...)
		if i < len(rows)-1 {
			b = append(b, separator...)
		}
		b = append(b, '\n')
	}
	return b
}

// pick reads the rows that stand at some places of a file, given ascending.
func pick(s splitter, places []int) ([]rawRow, error) {
	var picked []rawRow
	for len(places) > 0 {
		row, err := s.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		n := 0
		for n < len(places) && places[n] <= row.last {
			n++
		}
		if n > 0 {
			picked, places = append(picked, row), places[n:]
		}
	}
	return picked, nil
}
