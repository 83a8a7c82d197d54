package client

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/keystore/mem"
	"ollu/server/wire"
)

func TestBackupAndExport(t *testing.T) {
	h := newHouse(t)
	a := h.dial(t)
	issue(t, a, 1)
	var got, want bytes.Buffer
	if err := errors.Join(a.Backup(t.Context(), &got), h.store.Snapshot(t.Context(), &want)); err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
		t.Errorf("%d bytes, want %d: %v", got.Len(), want.Len(), err)
	}
	got.Reset()
	if err := a.Export(t.Context(), &wire.ExportRequest{Format: NDJSON}, &got); err != nil || strings.Count(got.String(), "\n") != 1 {
		t.Errorf("%v: %s", err, got.String())
	}
	h.between(func() { h.after = halves })
	if err := a.Backup(t.Context(), io.Discard); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("half a backup: %v", err)
	}
	h.between(func() { h.after = nil })
	if err := a.Backup(t.Context(), full{}); !errors.Is(err, errFull) {
		t.Errorf("a full disk: %v", err)
	}
	h.store.Fail(mem.Unreadable)
	if err := a.Export(t.Context(), &wire.ExportRequest{}, io.Discard); err == nil || !strings.Contains(err.Error(), "unavailable") {
		t.Errorf("%v", err)
	}
}

var errFull = errors.New("no space left")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// stock is an import file of n rows in one of the formats, whose notes hold all
// that makes cutting hard.
func stock(t testing.TB, format string, n int) []byte {
	t.Helper()
	notes := []string{"", "plain", "two\nlines", `a "quote"`, "comma, and \"\nall"}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	lead := map[string]string{JSON: "["}[format]
	_ = w.Write([]string{"code", "product", "expires", "note"})
	for i := range n {
		code, note := serial(t, i).Reveal(), notes[i%len(notes)]
		if format == CSV {
			_ = w.Write([]string{code, "appliance", "2027-03-31", note})
			continue
		}
		fmt.Fprintf(&b, "%s{\"code\":%q,\"product\":\"appliance\",\"expires\":\"2027-03-31\",\"note\":%q}\n", lead, code, note)
		lead = map[string]string{JSON: ",\n"}[format]
	}
	if format == CSV {
		w.Flush()
	}
	if format == JSON {
		b.WriteString("]")
	}
	return b.Bytes()
}

func serial(t testing.TB, n int) codec.Code {
	t.Helper()
	c, err := codec.NewCode(codec.Prefix{'I', 'M'}, bytes.NewReader(binary.BigEndian.AppendUint64(make([]byte, 7, 15), uint64(n+1))))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// More rows than one call takes go in several, in every format, and the second
// time all are there.
func TestImport(t *testing.T) {
	const n = wire.MaxImportRows + 500
	for _, format := range []string{CSV, NDJSON, JSON} {
		t.Run(format, func(t *testing.T) {
			h := newHouse(t)
			a, file := h.dial(t), stock(t, format, n)
			var read int64
			got, err := a.Import(t.Context(), bytes.NewReader(file), format, func(n int64, _ wire.ImportResponse) { read = n })
			if err != nil || got.Imported != n || len(got.Refused) != 0 || len(h.called()) != 2 {
				t.Fatalf("imported %d, refused %d, %d calls: %v", got.Imported, len(got.Refused), len(h.called()), err)
			}
			if read < int64(len(file))-2 {
				t.Errorf("progress ends at %d of %d bytes", read, len(file))
			}
			if again, err := a.Import(t.Context(), bytes.NewReader(file), format, nil); err != nil || again.Unchanged != n {
				t.Errorf("again: unchanged %d, %v", again.Unchanged, err)
			}
		})
	}
}

// Refused rows are named by their lines in the file, whichever call they were in.
func TestImportNamesTheLines(t *testing.T) {
	h := newHouse(t)
	rows := strings.Repeat("x,\"a\nb\"\n", 3)
	file := "code,note,product\n" + rows + "\n" + strings.Repeat("y,,appliance\n", wire.MaxImportRows) + "z,,p"
	got, err := h.dial(t).Import(t.Context(), strings.NewReader(file), CSV, nil)
	if err != nil || len(h.called()) != 2 {
		t.Fatal(err, len(h.called()))
	}
	lines := strings.Count(file, "\n") + 1
	var want []int
	for i := range 3 {
		want = append(want, 2+2*i)
	}
	for l := 9; l <= lines; l++ {
		want = append(want, l)
	}
	for i, r := range got.Refused {
		if i >= len(want) || r.Line != want[i] {
			t.Fatalf("refusal %d is of line %d: %+v", i, r.Line, r)
		}
	}
	if len(got.Refused) != len(want) {
		t.Errorf("%d refusals, want %d", len(got.Refused), len(want))
	}
}

func TestImportOfWhatCannotBeCut(t *testing.T) {
	h := newHouse(t)
	a := h.dial(t)
	long := "\"" + strings.Repeat("long line\n", wire.MaxImportBytes/10)
	for name, c := range map[string]struct{ format, file, want string }{
		"no such format": {"xlsx", "PK", "csv"},
		"empty":          {CSV, "", "name the columns"},
		"no header":      {CSV, "IM,appliance\n", "column"},
		"open quote":     {CSV, "code,product\n" + long, "quotation mark"},
		"endless line":   {NDJSON, strings.Repeat("x", wire.MaxImportBytes), "longer"},
		"endless header": {CSV, strings.Repeat("x", wire.MaxImportBytes), "longer"},
		"no array":       {JSON, `{"code":"x"}`, "ndjson"},
		"half an array":  {JSON, `[{}`, "breaks off"},
		"a broken array": {JSON, `[{},}]`, "JSON"},
	} {
		_, err := a.Import(t.Context(), strings.NewReader(c.file), c.format, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 1000 {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// An import that breaks off says how far it went, and can be run again.
func TestAnImportThatBreaksOff(t *testing.T) {
	h := newHouse(t)
	a, file := h.dial(t), stock(t, CSV, wire.MaxImportRows+10)
	h.before = func(w http.ResponseWriter, r *http.Request) bool { return len(h.calls) > 1 && breaks(w, r) }
	got, err := a.Import(t.Context(), bytes.NewReader(file), CSV, nil)
	if err == nil || got.Imported != wire.MaxImportRows || !strings.Contains(err.Error(), "line") {
		t.Fatalf("imported %d: %v", got.Imported, err)
	}
	h.between(func() { h.before = nil })
	got, err = a.Import(t.Context(), bytes.NewReader(file), CSV, nil)
	if err != nil || got.Unchanged != wire.MaxImportRows || got.Imported != 10 {
		t.Errorf("%d unchanged, %d imported: %v", got.Unchanged, got.Imported, err)
	}
	_, err = a.Import(t.Context(), io.MultiReader(bytes.NewReader(file[:100]), bad{}), CSV, nil)
	if !errors.Is(err, errFull) {
		t.Errorf("a file that cannot be read: %v", err)
	}
}

type bad struct{}

func (bad) Read([]byte) (int, error) { return 0, errFull }

// FuzzChunks: put together again, the chunks of a CSV file are the file, and no
// record is cut in two.
func FuzzChunks(f *testing.F) {
	f.Add([]byte("a,b\n1,\"x\ny\"\n\n2,z"))
	f.Add([]byte("a\n\"\n"))
	f.Add([]byte("\"a\nb\"\r\n\"\"\"\n\"\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		c, err := chunksOf(bytes.NewReader(file), CSV)
		if err != nil {
			if len(file) != 0 {
				t.Fatal(err)
			}
			return
		}
		whole, line := bytes.Clone(c.header), 1+bytes.Count(c.header, []byte("\n"))
		for {
			row, lines, err := c.row()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || lines != bytes.Count(row, []byte("\n")) {
				t.Fatalf("%q has %d lines: %v", row, lines, err)
			}
			whole, line = append(whole, row...), line+lines
		}
		if want := append(bytes.TrimSuffix(file, []byte("\n")), '\n'); !bytes.Equal(whole, want) {
			t.Errorf("%q became %q", file, whole)
		}
	})
}
