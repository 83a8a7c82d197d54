package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// PrintJSON writes v as indented JSON with a newline at the end.
func PrintJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// PrintLine writes one line.
func PrintLine(w io.Writer, line string) error {
	_, err := fmt.Fprintln(w, line)
	return err
}

// Show prints v as JSON or in the form for people.
func Show[T any](w io.Writer, asJSON bool, v T, forPeople func(io.Writer, T) error) error {
	if asJSON {
		return PrintJSON(w, v)
	}
	return forPeople(w, v)
}

// Moment writes a time to the minute and with its offset, in both languages; ""
// for the zero time.
func Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02 15:04 -07:00")
}

// Doing shows on a terminal what is going on, until the function that it returns
// is called; elsewhere it does nothing.
func Doing(w io.Writer, what string) (done func()) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return func() {}
	}
	fmt.Fprint(f, what)
	return func() { fmt.Fprint(f, "\r\x1b[K") }
}

// Table gathers rows and prints them with columns just wide enough. Japanese
// letters take two columns each on a terminal.
type Table struct{ rows [][]string }

// Row adds a row; nothing in a cell can break a line.
func (t *Table) Row(cells ...string) {
	for i, c := range cells {
		cells[i] = strings.Map(printable, c)
	}
	t.rows = append(t.rows, cells)
}

// Fact adds one line of a list of facts; without a value nothing.
func (t *Table) Fact(name, value string) {
	if value != "" {
		t.Row(name, value)
	}
}

// Print writes the table.
func (t *Table) Print(w io.Writer) error {
	var widths []int
	for _, r := range t.rows {
		for i, c := range r {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], columns(c))
		}
	}
	var b strings.Builder
	for _, r := range t.rows {
		var line strings.Builder
		for i, c := range r {
			line.WriteString(c + strings.Repeat(" ", widths[i]-columns(c)+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// columns counts the columns that a text takes on a terminal.
func columns(s string) (n int) {
	for _, r := range s {
		n++
		if wide(r) {
			n++
		}
	}
	return n
}

// wide tells the characters of East Asian writing that take two columns.
func wide(r rune) bool {
	return r >= 0x1100 && r <= 0x115F || r >= 0x2E80 && r <= 0xA4CF || r >= 0xAC00 && r <= 0xD7A3 ||
		r >= 0xF900 && r <= 0xFAFF || r >= 0xFE30 && r <= 0xFE6F || r >= 0xFF00 && r <= 0xFF60 ||
		r >= 0xFFE0 && r <= 0xFFE6 || r >= 0x20000 && r <= 0x3FFFD
}
