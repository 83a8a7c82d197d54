package adminapi

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"ollu/keystore"
	"ollu/server/wire"
)

// Media types of licences as files.
const (
	mediaCSV    = "text/csv"
	mediaJSON   = "application/json"
	mediaNDJSON = "application/x-ndjson"
)

// upload is the request of an import: rows in one of the media types. Its query
// parameter first_line is the number, in the whole file, of the first line
// behind the header.
type upload struct {
	body  []byte
	media string
	first int // 0: the body is the whole file
}

func (u *upload) read(c *call) (err error) {
	if u.media, err = c.mediaOf(mediaCSV, mediaNDJSON, mediaJSON); err != nil {
		return err
	}
	if s := c.r.URL.Query().Get("first_line"); s != "" {
		if u.first, err = strconv.Atoi(s); err != nil || u.first < 1 {
			return badField("first_line", "must be a line number")
		}
	}
	u.body, err = c.body(wire.MaxImportBytes)
	return err
}

// importRows takes licences over from elsewhere, each row by itself: one that
// cannot be taken is reported with its line and does not stop the others.
func importRows(c *call, u *upload) (wire.ImportResponse, error) {
	answer := wire.ImportResponse{}
	r := &rows{fill: c.completer()}
	if err := r.parse(u); err != nil {
		return answer, err
	}
	if len(r.licences) > 0 {
		receipt, err := c.apply(keystore.Import{Licences: r.licences})
		if err != nil {
			return answer, err
		}
		r.tally(&answer, receipt.Rows)
	}
	slices.SortStableFunc(r.refused, func(a, b wire.Refusal) int { return cmp.Compare(a.Line, b.Line) })
	answer.Refused = append([]wire.Refusal{}, r.refused...)
	return answer, nil
}

// tally counts what the store made of the rows.
func (r *rows) tally(answer *wire.ImportResponse, done []keystore.Row) {
	for i, row := range done {
		switch row.Outcome {
		case keystore.RowNew:
			answer.Imported++
		case keystore.RowIdentical:
			answer.Unchanged++
		default:
			r.refused = append(r.refused, wire.Refusal{Line: r.lines[i], Reason: row.Reason})
		}
	}
}

// errTooMany refuses a call with more rows than one may have.
func errTooMany() error {
	return wire.NewError(wire.TooLarge, fmt.Sprintf("more than %d rows in one call", wire.MaxImportRows))
}
