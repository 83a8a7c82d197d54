package adminapi

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"ollu/keystore"
	"ollu/server/wire"
)

// rows are what an import brought: the licences that read well, each with its
// line, and the lines that did not.
type rows struct {
	fill     *completer
	licences []keystore.Licence
	lines    []int
	refused  []wire.Refusal
}

// parse reads all rows. An error means that the upload as a whole cannot be
// read; a bad row is among the refused.
func (r *rows) parse(u *upload) error {
	switch u.media {
	case mediaJSON:
		return r.parseArray(u.body, max(u.first, 1))
	case mediaNDJSON:
		return r.parseLines(u.body, max(u.first, 1))
	}
	return r.parseCSV(bytes.TrimPrefix(u.body, []byte("\ufeff")), u.first)
}

// add completes and keeps a licence, or refuses its line. An err that is not
// nil says that the row did not read; column is where.
func (r *rows) add(line int, l *keystore.Licence, has given, column string, err error) error {
	if len(r.licences)+len(r.refused) == wire.MaxImportRows {
		return errTooMany()
	}
	if err == nil {
		err = r.complete(l, has)
	}
	if err == nil {
		r.licences, r.lines = append(r.licences, *l), append(r.lines, line)
		return nil
	}
	refusal := wire.Refusal{Line: line, Column: column, Reason: err.Error()}
	if e, ok := errors.AsType[*wire.Error](err); ok {
		refusal.Reason = e.Message
		if e.Field != "" {
			refusal.Column = e.Field
		}
	}
	r.refused = append(r.refused, refusal)
	return nil
}

func (r *rows) complete(l *keystore.Licence, has given) error {
	if l.Code.IsZero() {
		return badField("code", "is required")
	}
	if err := r.fill.fill(l, has, l.Code.Prefix()); err != nil {
		return err
	}
	return r.fill.carried(l)
}

// parseCSV reads a header and rows. first is the line of the whole file that the
// first line behind the header is; 0 when this is the whole file.
func (r *rows) parseCSV(body []byte, first int) error {
	d := csv.NewReader(bytes.NewReader(body))
	d.ReuseRecord, d.FieldsPerRecord = true, -1
	header, err := d.Read()
	if err != nil {
		return wire.NewError(wire.InvalidRequest, "there is no header line with the names of the columns")
	}
	sheet, err := layout(header)
	if err != nil {
		return err
	}
	sheet.clean = utf8.Valid(body)
	if begin := 1 + bytes.Count(body[:d.InputOffset()], []byte("\n")); first > 0 {
		sheet.shift = first - begin
	}
	for {
		err := r.row(d, sheet)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// row reads one row of CSV; io.EOF at the end.
func (r *rows) row(d *csv.Reader, s *sheet) error {
	record, err := d.Read()
	if broken, ok := errors.AsType[*csv.ParseError](err); ok {
		return r.add(broken.StartLine+s.shift, nil, 0, "", broken.Err)
	}
	if err != nil {
		return err
	}
	line, _ := d.FieldPos(0)
	var l keystore.Licence
	has, column, err := s.scan(record, &l)
	return r.add(line+s.shift, &l, has, column, err)
}

// sheet says which column stands where in a CSV file.
type sheet struct {
	columns []*column
	shift   int  // from lines of the body to lines of the whole file
	clean   bool // all of it is UTF-8
}

// layout reads a header line.
func layout(header []string) (*sheet, error) {
	s := &sheet{}
	for _, cell := range header {
		name := strings.ToLower(strings.TrimSpace(cell))
		i := slices.IndexFunc(columns, func(c column) bool { return c.name == name })
		if i < 0 {
			return nil, badField("header", fmt.Sprintf("names column %.40q, which is none of %s", cell, columnNames()))
		}
		if slices.Contains(s.columns, &columns[i]) {
			return nil, badField("header", fmt.Sprintf("names column %q twice", name))
		}
		s.columns = append(s.columns, &columns[i])
	}
	for i := range 2 { // code and product
		if !slices.Contains(s.columns, &columns[i]) {
			return nil, badField("header", fmt.Sprintf("lacks the column %q", columns[i].name))
		}
	}
	return s, nil
}

func columnNames() string {
	names := make([]string, len(columns))
	for i := range columns {
		names[i] = columns[i].name
	}
	return strings.Join(names, ", ")
}

// scan reads the cells of a row. Empty ones count as not stated.
func (s *sheet) scan(record []string, l *keystore.Licence) (has given, column string, err error) {
	if len(record) != len(s.columns) {
		return 0, "", fmt.Errorf("has %d cells, the header has %d", len(record), len(s.columns))
	}
	for i, cell := range record {
		if cell == "" {
			continue
		}
		c := s.columns[i]
		if !s.clean && !utf8.ValidString(cell) {
			return 0, c.name, errors.New("is not UTF-8")
		}
		if err := c.scan(l, cell); err != nil {
			return 0, c.name, err
		}
		has |= c.gives
	}
	return has, "", nil
}

// parseLines reads JSON objects, one a line.
func (r *rows) parseLines(body []byte, first int) error {
	line := first
	for text := range bytes.Lines(body) {
		if len(bytes.TrimSpace(text)) > 0 {
			if err := r.object(line, text); err != nil {
				return err
			}
		}
		line++
	}
	return nil
}

// parseArray reads a JSON array of objects; the line of one is its number.
func (r *rows) parseArray(body []byte, first int) error {
	d := json.NewDecoder(bytes.NewReader(body))
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return wire.NewError(wire.InvalidRequest, "the body is not a JSON array")
	}
	for n := first; d.More(); n++ {
		var text json.RawMessage
		if err := d.Decode(&text); err != nil {
			return wire.NewError(wire.InvalidRequest, fmt.Sprintf("element %d is not JSON, so nothing was imported", n))
		}
		if err := r.object(n, text); err != nil {
			return err
		}
	}
	if t, err := d.Token(); err != nil || t != json.Delim(']') {
		return wire.NewError(wire.InvalidRequest, "the array breaks off, so nothing was imported")
	}
	return nil
}

// object reads one licence in JSON.
func (r *rows) object(line int, text []byte) error {
	if !utf8.Valid(text) {
		return r.add(line, nil, 0, "", errors.New("is not UTF-8"))
	}
	var j jsonLicence
	if err := strict(text, &j); err != nil {
		return r.add(line, nil, 0, "", err)
	}
	l, has, err := j.store()
	return r.add(line, &l, has, "", err)
}
