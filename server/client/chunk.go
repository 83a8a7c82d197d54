package client

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"ollu/server/wire"
)

// chunk is what one import call sends.
type chunk struct {
	media string
	body  []byte
	first int   // line of the whole file of the first row
	read  int64 // bytes of the file up to here
}

// chunkBytes is when a chunk is full; the row that overflows it still goes in,
// and half of what a call may hold is left for that row.
const chunkBytes = wire.MaxImportBytes / 2

// chunks cuts a file into chunks of whole rows.
type chunks struct {
	media  string
	header []byte                                    // repeated in each chunk
	row    func() (row []byte, lines int, err error) // io.EOF at the end; valid until the next
	line   int                                       // of the next row
	read   func() int64
	body   []byte
	begun  bool
}

// next gives a chunk, valid until the next call; io.EOF when there are no more.
// A header without rows is a chunk too, so that the server checks it.
func (c *chunks) next() (chunk, error) {
	c.body = append(c.body[:0], c.header...)
	first, rows := c.line, 0
	for rows < wire.MaxImportRows && len(c.body) < chunkBytes {
		row, lines, err := c.row()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return chunk{}, err
		}
		if len(row) > chunkBytes {
			return chunk{}, tooLong(c.line)
		}
		c.body = append(c.body, row...)
		c.line += lines
		rows++
	}
	if rows == 0 && (c.begun || len(c.header) == 0) {
		return chunk{}, io.EOF
	}
	c.begun = true
	return chunk{c.media, c.body, first, c.read()}, nil
}

// chunksOf reads the header, if the format has one.
func chunksOf(r io.Reader, format string) (*chunks, error) {
	in := &counting{r: r}
	lines := bufio.NewReaderSize(in, 1<<16)
	c := &chunks{line: 1, read: func() int64 { return in.n - int64(lines.Buffered()) }}
	switch format {
	case CSV:
		c.media, c.row = "text/csv", (&records{r: lines}).csv
		header, n, err := c.row()
		if err != nil {
			return nil, noHeader(err)
		}
		if len(header) > chunkBytes {
			return nil, tooLong(1)
		}
		c.header, c.line = bytes.Clone(header), 1+n
	case NDJSON:
		c.media, c.row = "application/x-ndjson", (&records{r: lines}).ndjson
	case JSON:
		c.media, c.row = "application/x-ndjson", (&array{d: json.NewDecoder(lines)}).next
	default:
		return nil, fmt.Errorf("no such format: %.20q: take csv, ndjson or json", format)
	}
	return c, nil
}

func tooLong(line int) error {
	return fmt.Errorf("line %d: the row is longer than %d bytes: is a quotation mark missing?", line, chunkBytes)
}

func noHeader(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("the file is empty: its first line must name the columns")
	}
	return err
}

// counting counts the bytes read.
type counting struct {
	r io.Reader
	n int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// records reads a file record by record.
type records struct {
	r   *bufio.Reader
	buf []byte
}

// ndjson reads one line.
func (s *records) ndjson() ([]byte, int, error) {
	s.buf = s.buf[:0]
	err := s.extend()
	return s.buf, 1, err
}

// csv reads one record: lines, until the quotation marks are even.
func (s *records) csv() (row []byte, lines int, err error) {
	s.buf = s.buf[:0]
	quotes, from := 0, 0
	for lines = 1; ; lines++ {
		if err := s.extend(); errors.Is(err, io.EOF) && lines > 1 {
			return s.buf, lines - 1, nil // an open quotation mark: the server refuses it by its line
		} else if err != nil {
			return nil, 0, err
		}
		quotes += bytes.Count(s.buf[from:], []byte{'"'})
		if quotes%2 == 0 || len(s.buf) > chunkBytes {
			return s.buf, lines, nil
		}
		from = len(s.buf)
	}
}

// extend appends a line with its end to the buffer. A last line without an end
// gets one. io.EOF: there is no more.
func (s *records) extend() error {
	start := len(s.buf)
	for {
		part, err := s.r.ReadSlice('\n')
		s.buf = append(s.buf, part...)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, bufio.ErrBufferFull) && len(s.buf)-start <= chunkBytes:
		case errors.Is(err, bufio.ErrBufferFull):
			return nil // next refuses it for its length
		case errors.Is(err, io.EOF) && len(s.buf) > start:
			s.buf = append(s.buf, '\n')
			return nil
		default:
			return err
		}
	}
}

// array reads a JSON array and gives each element on a line of its own.
type array struct {
	d            *json.Decoder
	buf          bytes.Buffer
	begun, ended bool
}

func (a *array) next() ([]byte, int, error) {
	if err := a.begin(); err != nil {
		return nil, 0, err
	}
	if a.ended || !a.d.More() {
		return nil, 0, a.end()
	}
	var element json.RawMessage
	if err := a.d.Decode(&element); err != nil {
		return nil, 0, fmt.Errorf("the file is not JSON: %w", err)
	}
	a.buf.Reset()
	if err := json.Compact(&a.buf, element); err != nil {
		return nil, 0, err
	}
	a.buf.WriteByte('\n')
	return a.buf.Bytes(), 1, nil
}

func (a *array) begin() error {
	if a.begun {
		return nil
	}
	a.begun = true
	if t, err := a.d.Token(); err != nil || t != json.Delim('[') {
		return errors.New("the file is not a JSON array: import files with one object a line as ndjson")
	}
	return nil
}

// end gives io.EOF when the array was closed.
func (a *array) end() error {
	if !a.ended {
		if _, err := a.d.Token(); err != nil {
			return errors.New("the JSON array breaks off before its end")
		}
	}
	a.ended = true
	return io.EOF
}
