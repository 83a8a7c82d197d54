package codec

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var vectorKeys = []string{"name", "kind", "input", "input-hex", "result", "canonical", "prefix", "version",
	"bytes", "fingerprint", "got", "at", "symbol", "positions", "suggestion"}

func readVectors(t *testing.T) []map[string]string {
	return readRecords(t, "testdata/vectors/*.txt", vectorKeys)
}

// readRecords gives all records of all files, which hold no keys but these.
func readRecords(t *testing.T, glob string, keys []string) (records []map[string]string) {
	t.Helper()
	files, err := filepath.Glob(glob)
	if err != nil || len(files) == 0 {
		t.Fatalf("no test vectors found: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		before := len(records)
		for block := range strings.SplitSeq(strings.TrimRight(string(text), "\n"), "\n\n") {
			records = append(records, readVector(t, file, block, keys))
		}
		if len(records) == before {
			t.Fatalf("%s holds no record", file)
		}
	}
	return records
}

func readVector(t *testing.T, file, block string, keys []string) map[string]string {
	t.Helper()
	record := map[string]string{}
	for line := range strings.SplitSeq(block, "\n") {
		key, value, ok := strings.Cut(line, ":")
		if !ok || !slices.Contains(keys, key) {
			t.Fatalf("%s: what is %q?", file, line)
		}
		record[key] = strings.TrimPrefix(value, " ")
	}
	return record
}

// vectorInput takes the input out of a record.
func vectorInput(t *testing.T, record map[string]string) []byte {
	t.Helper()
	raw, ok := record["input-hex"]
	delete(record, "input-hex")
	if !ok {
		raw = hex.EncodeToString([]byte(record["input"]))
		delete(record, "input")
	}
	b, err := hex.DecodeString(raw)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestVectors(t *testing.T) {
	for _, want := range readVectors(t) {
		t.Run(want["name"], func(t *testing.T) {
			input := vectorInput(t, want)
			got := map[string]string{"name": want["name"], "kind": want["kind"]}
			switch want["kind"] {
			case "code":
				c, err := ParseCodeBytes(input)
				describe(got, c.Reveal(), c.Prefix(), c.AppendBytes(nil), c.Fingerprint(), err)
				if err == nil {
					got["version"] = fmt.Sprint(c.Version())
				}
			case "key":
				k, err := ParseKeyBytes(input)
				describe(got, k.Reveal(), k.Prefix(), k.AppendBytes(nil), k.Fingerprint(), err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("input %q (-vector +parsed):\n%s", input, diff)
			}
		})
	}
}

// describe puts what was parsed into the words of a record.
func describe(got map[string]string, canonical string, p Prefix, b []byte, fingerprint string, err error) {
	if err == nil {
		got["result"], got["canonical"], got["prefix"] = "good", canonical, p.String()
		got["bytes"], got["fingerprint"] = hex.EncodeToString(b), fingerprint
		return
	}
	if e, ok := errors.AsType[*LengthError](err); ok {
		got["result"], got["got"] = "length", fmt.Sprint(e.Got)
	}
	if e, ok := errors.AsType[*SymbolError](err); ok {
		got["result"], got["at"], got["symbol"] = "symbol", fmt.Sprint(e.At), fmt.Sprintf("%U", e.Symbol)
	}
	if _, ok := errors.AsType[*CheckError](err); ok {
		got["result"] = "check"
	}
	if at := Positions(err); len(at) > 0 {
		got["positions"] = strings.Trim(fmt.Sprint(at), "[]")
	}
	if s := Suggestion(err); s != "" {
		got["suggestion"] = s
	}
}

// The vectors hold every kind of answer for both kinds of word, and the
// reference agrees with them.
func TestVectorsAgainstReference(t *testing.T) {
	seen := map[string]bool{}
	for _, record := range readVectors(t) {
		ref := map[string]*reference{"code": refCode, "key": refKey}[record["kind"]]
		for _, key := range []string{"canonical", "suggestion"} {
			text, ok := record[key]
			if !ok {
				continue
			}
			if w, ok := ref.values(text); !ok || !ref.right(w) || ref.text(w) != text {
				t.Errorf("%s: the reference refuses %s", record["name"], text)
			}
		}
		seen[record["kind"]+record["result"]] = true
		checkWithReference(t, ref, record)
	}
	if len(seen) != 8 {
		t.Errorf("the vectors show only %v", seen)
	}
}

func checkWithReference(t *testing.T, ref *reference, record map[string]string) {
	t.Helper()
	input := bytes.ToUpper(vectorInput(t, record))
	w, ok := ref.values(string(input))
	if !ok || record["result"] != "good" && record["result"] != "check" {
		return // the reference reads nothing but symbols and hyphens
	}
	if got := ref.right(w); got != (record["result"] == "good") {
		t.Errorf("%s: the reference finds it right: %v", record["name"], got)
	}
	if record["result"] == "check" && ref.suggest(w) != record["suggestion"] {
		t.Errorf("%s: the reference suggests %q", record["name"], ref.suggest(w))
	}
}
