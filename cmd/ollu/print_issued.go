package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"ollu/server/wire"
)

// printIssued writes the licences of one issue: the terms they share above the
// first, then the codes.
func printIssued(w io.Writer, ls []wire.Licence, first bool) error {
	if first {
		printShared(w, &ls[0])
	}
	t := newTable(w)
	for i := range ls {
		cells := []string{ls[i].Code.Reveal()}
		if k := ls[i].RegistrationKey; k != nil {
			cells = append(cells, k.Reveal())
		}
		t.row(cells...)
	}
	return t.flush()
}

// printShared writes what the licences of one issue have in common.
func printShared(w io.Writer, l *wire.Licence) {
	fmt.Fprintf(w, "%s (%s), %s, until %s\n", l.Product, l.Type, count(int(l.Seats), "seat"), until(l))
	if len(l.Components) > 0 {
		fmt.Fprintf(w, "components: %s\n", strings.Join(l.Components, ", "))
	}
	fmt.Fprintln(w)
}

// issuedColumns are the columns of issue --csv, in the names that an import
// reads.
var issuedColumns = []string{
	"code", "registration_key", "product", "type", "seats", "zone", "expires", "grace_days",
	"components", "device_limit", "owner", "order", "note", "standing", "issued_at",
}

// printIssuedCSV writes the licences of one issue as CSV.
func printIssuedCSV(w io.Writer, ls []wire.Licence, first bool) error {
	rows := make([][]string, 0, len(ls)+1)
	if first {
		rows = append(rows, issuedColumns)
	}
	for i := range ls {
		rows = append(rows, issuedRow(&ls[i]))
	}
	return csv.NewWriter(w).WriteAll(rows)
}

func issuedRow(l *wire.Licence) []string {
	key, expires := "", "perpetual"
	if l.RegistrationKey != nil {
		key = l.RegistrationKey.Reveal()
	}
	if l.Expires != nil {
		expires = l.Expires.String()
	}
	return []string{
		l.Code.Reveal(), key, l.Product, l.Type.String(), number(l.Seats), l.Zone, expires, strconv.Itoa(l.GraceDays),
		orNone(strings.Join(l.Components, " ")), number(l.DeviceLimit),
		inert(l.Owner), inert(l.Order), inert(l.Note), l.Standing, l.IssuedAt.UTC().Format(time.RFC3339Nano),
	}
}

func number(n uint32) string { return strconv.FormatUint(uint64(n), 10) }

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// inert puts an apostrophe before a text that a spreadsheet would run as a
// formula, as an export does; an import takes it off again.
func inert(s string) string {
	if rest := strings.TrimLeft(s, "'"); rest != "" && strings.IndexByte("=+-@\t", rest[0]) >= 0 {
		return "'" + s
	}
	return s
}
