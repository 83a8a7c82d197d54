package adminapi

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"

	"ollu/keystore"
	"ollu/server/wire"
)

// exportBuffer is written before the first byte is sent, so that a fault found
// early is still answered as an error.
const exportBuffer = 64 << 10

// export streams all licences that the filter picks, in a form that an import
// takes back without loss.
func export(c *call, q *wire.ExportRequest) (stream, error) {
	switch q.Format {
	case "", "csv":
		return stream{mediaCSV + "; charset=utf-8", c.exporter(&q.Filter, exportCSV)}, nil
	case "ndjson":
		return stream{mediaNDJSON, c.exporter(&q.Filter, exportLines)}, nil
	case "json":
		return stream{mediaJSON, c.exporter(&q.Filter, exportArray)}, nil
	}
	return stream{}, badField("format", fmt.Sprintf("must be csv, ndjson or json, not %.20q", q.Format))
}

// source hands one licence after the other to fn.
type source func(fn func(*keystore.Licence) error) error

// exporter joins the licences of a filter with the form they are written in.
func (c *call) exporter(f *wire.Filter, form func(*call, *bufio.Writer, source) error) func(io.Writer) error {
	return func(w io.Writer) error {
		out := bufio.NewWriterSize(w, exportBuffer)
		err := form(c, out, func(fn func(*keystore.Licence) error) error {
			_, err := c.each(f, nil, math.MaxInt, fn)
			return err
		})
		if err != nil {
			return err
		}
		return out.Flush()
	}
}

func exportCSV(c *call, w *bufio.Writer, licences source) error {
	out := csv.NewWriter(w)
	cells := make([]string, len(columns))
	for i := range columns {
		cells[i] = columns[i].name
	}
	if err := out.Write(cells); err != nil {
		return err
	}
	err := licences(func(l *keystore.Licence) error {
		c.settle(l)
		for i := range columns {
			cells[i] = columns[i].print(l)
		}
		return out.Write(cells)
	})
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// settle makes a pending renewal that shows by now the licence's own, as the
// JSON forms have it.
func (c *call) settle(l *keystore.Licence) {
	if l.Pending == nil {
		return
	}
	w := c.shape(l)
	l.Seats = w.Seats
	override(&l.Expires, w.Expires)
	if w.Pending == nil {
		l.Pending = nil
	}
}

func exportLines(c *call, w *bufio.Writer, licences source) error {
	out := json.NewEncoder(w)
	return licences(func(l *keystore.Licence) error { return out.Encode(c.shape(l)) })
}

func exportArray(c *call, w *bufio.Writer, licences source) error {
	out, lead := json.NewEncoder(w), "["
	err := licences(func(l *keystore.Licence) error {
		if _, err := w.WriteString(lead); err != nil {
			return err
		}
		lead = ","
		return out.Encode(c.shape(l))
	})
	if err != nil {
		return err
	}
	if lead == "[" {
		_, err = w.WriteString(lead)
	}
	if err == nil {
		_, err = w.WriteString("]\n")
	}
	return err
}
