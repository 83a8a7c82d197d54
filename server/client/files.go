package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"ollu/server/wire"
)

// stream copies an answer that may be large. It is not repeated: part of it may
// have been written already.
func (a *Admin) stream(ctx context.Context, path string, q any, w io.Writer) error {
	body, err := json.Marshal(q)
	if err != nil {
		return fmt.Errorf("writing the request: %w", err)
	}
	resp, err := a.open(ctx, request{method: http.MethodPost, path: path, media: "application/json", body: body})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	from := &source{r: resp.Body}
	if _, err := io.Copy(w, from); err != nil {
		if from.err != nil {
			return &brokenError{a.base, from.err}
		}
		return fmt.Errorf("writing what the server sent: %w", err)
	}
	return nil
}

// source remembers that it was the reading that failed.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// Formats of licences as files.
const (
	CSV    = "csv"
	NDJSON = "ndjson"
	JSON   = "json" // one array
)

// Import sends licences of a file, in one of the formats, in as many calls as it
// takes. progress, which may be nil, hears after each call how many bytes of r
// have been dealt with, and the sums so far. On an error the sums are those of
// the calls that were answered; the import can be run again as it is, for rows
// that are there already are unchanged.
func (a *Admin) Import(ctx context.Context, r io.Reader, format string, progress func(read int64, sum wire.ImportResponse)) (wire.ImportResponse, error) {
	sum := wire.ImportResponse{Refused: []wire.Refusal{}}
	chunks, err := chunksOf(r, format)
	if err != nil {
		return sum, err
	}
	for {
		c, err := chunks.next()
		if errors.Is(err, io.EOF) {
			return sum, nil
		}
		if err != nil {
			return sum, err
		}
		part, err := a.importChunk(ctx, c)
		if err != nil {
			return sum, fmt.Errorf("rows from line %d on: %w", c.first, err)
		}
		sum.Imported += part.Imported
		sum.Unchanged += part.Unchanged
		sum.Refused = append(sum.Refused, part.Refused...)
		if progress != nil {
			progress(c.read, sum)
		}
	}
}

func (a *Admin) importChunk(ctx context.Context, c chunk) (wire.ImportResponse, error) {
	key, err := a.keyOr("")
	if err != nil {
		return wire.ImportResponse{}, err
	}
	path := fmt.Sprintf("%s?first_line=%d", wire.PathLicenceImport, c.first)
	b, err := a.fetch(ctx, request{http.MethodPost, path, c.media, c.body, key})
	if err != nil {
		return wire.ImportResponse{}, err
	}
	return parsed[wire.ImportResponse](b)
}
