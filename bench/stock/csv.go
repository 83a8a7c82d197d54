package stock

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"time"
)

// Header is the first line of the files that WriteCSV makes.
var Header = []string{"code", "product", "type", "seats", "expires", "components", "owner", "order", "issued_at"}

// WriteCSV writes licences 0 … n-1, in random order, as an import file.
func WriteCSV(path string, n int, now time.Time) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(f, 1<<20)
	w := csv.NewWriter(buffered)
	if err := w.Write(Header); err != nil {
		return errors.Join(err, f.Close())
	}
	for _, i := range rand.New(rand.NewPCG(1, 2)).Perm(n) {
		if err := w.Write(row(i, now)); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	w.Flush()
	if err := errors.Join(w.Error(), buffered.Flush(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

func row(i int, now time.Time) []string {
	l := Licence(i, now, false)
	list := ""
	for k, c := range l.Components {
		if k > 0 {
			list += " "
		}
		list += c
	}
	return []string{
		l.Code.Reveal(), l.Product, l.Type.String(), strconv.FormatUint(uint64(l.Seats), 10), l.Expires.String(), list,
		l.Owner, l.Order, l.IssuedAt.Format(time.RFC3339),
	}
}
