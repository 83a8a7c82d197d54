package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

// rowsOf reads all rows of a file as "place:text".
func rowsOf(t *testing.T, format, file string) ([]string, splitter) {
	t.Helper()
	s, err := newSplitter(format, strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for {
		r, err := s.next()
		if err == io.EOF {
			return rows, s
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, fmt.Sprintf("%d-%d:%s", r.first, r.last, r.text))
	}
}

func TestSplitterKeepsRowsAndTheirPlaces(t *testing.T) {
	for name, c := range map[string]struct {
		format, file string
		want         []string
	}{
		"csv":             {"csv", "code,note\na,1\nb,2\n", []string{"2-2:a,1\n", "3-3:b,2\n"}},
		"no last newline": {"csv", "code\na\nb", []string{"2-2:a\n", "3-3:b"}},
		"byte order mark": {"csv", "\ufeffcode\r\na\r\n", []string{"2-2:a\r\n"}},
		"quoted newline":  {"csv", "code,note\na,\"x\ny\"\nb,2\n", []string{"2-3:a,\"x\ny\"\n", "4-4:b,2\n"}},
		"stray quote":     {"csv", "code,note\na,x\"y\nb,2\n", []string{"2-2:a,x\"y\n", "3-3:b,2\n"}},
		"blank line":      {"csv", "code\na\n\nb\n", []string{"2-2:a\n", "3-4:\nb\n"}},
		"header alone":    {"csv", "code\n", nil},
		"lines":           {"ndjson", "{\"a\":1}\n\n{broken", []string{"1-1:{\"a\":1}\n", "2-2:\n", "3-3:{broken"}},
		"array":           {"json", " [ {\"a\":1},\n{\"a\":[2]} ]\n", []string{"1-1:{\"a\":1}", "2-2:{\"a\":[2]}"}},
		"empty array":     {"json", "[]", nil},
		"nothing":         {"ndjson", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got, _ := rowsOf(t, c.format, c.file); !slices.Equal(got, c.want) {
				t.Errorf("rows %q, want %q", got, c.want)
			}
		})
	}
}

func TestSplitterRefusesWhatIsNoFileOfRows(t *testing.T) {
	for name, c := range map[string]struct{ format, file, want string }{
		"empty csv":    {"csv", "", "names the columns"},
		"broken array": {"json", "[{\"a\":1},{", "unexpected EOF"},
	} {
		s, err := newSplitter(c.format, strings.NewReader(c.file))
		for err == nil {
			_, err = s.next()
		}
		if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q in it", name, err, c.want)
		}
	}
}

// FuzzSplitCSV holds the law that the parts of a file, put together, are the
// file: nothing is lost or added between the rows.
func FuzzSplitCSV(f *testing.F) {
	for _, seed := range []string{"a\nb\n", "a,b\n\"x\ny\",\"\n", "a\n\n\n\"", "a\r\nb\"c\r\n", "\n\nh\nr"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file string) {
		if strings.HasPrefix(file, "\ufeff") {
			return
		}
		s, err := newCSVSplitter(strings.NewReader(file))
		if err != nil {
			return
		}
		all, line := "", 0
		for {
			r, err := s.next()
			if err != nil {
				break
			}
			if r.first <= line || r.last < r.first {
				t.Fatalf("row at lines %d to %d behind one that ends at %d", r.first, r.last, line)
			}
			line, all = r.last, all+string(r.text)
		}
		if trim := func(s string) string { return strings.TrimRight(s, "\r\n") }; !strings.HasSuffix(trim(file), trim(all)) {
			t.Errorf("rows %q are not the end of file %q", all, file)
		}
	})
}

func TestPickedRowsMakeAFileOfTheirOwn(t *testing.T) {
	for name, c := range map[string]struct {
		format, file string
		places       []int
		want         string
	}{
		"csv":           {"csv", "code,note\na,1\nb,\"x\ny\"\nc,3", []int{3, 5}, "code,note\nb,\"x\ny\"\nc,3\n"},
		"line in a row": {"csv", "code,note\na,1\nb,\"x\ny\"\n", []int{4}, "code,note\nb,\"x\ny\"\n"},
		"ndjson":        {"ndjson", "{}\n{\"a\":1}\n", []int{2}, "{\"a\":1}\n"},
		"json":          {"json", "[{},{\"a\":\n1},{\"b\":2}]", []int{2, 3}, "[\n{\"a\":\n1},\n{\"b\":2}\n]\n"},
		"beyond":        {"json", "[{}]", []int{7}, "[\n]\n"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := newSplitter(c.format, strings.NewReader(c.file))
			if err != nil {
				t.Fatal(err)
			}
			rows, err := pick(s, c.places)
			if err != nil || string(s.body(rows)) != c.want {
				t.Errorf("%v, %q, want %q", err, s.body(rows), c.want)
			}
		})
	}
}
