package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ollu/server/wire"
)

func TestImportTwiceIsOnce(t *testing.T) {
	s := newSite(t)
	s.write(t, "l.csv", "code,product,expires,owner\n"+exampleCode+","+exampleProduct+",2099-03-31,Example KK\n")
	s.ollu(t, "license", "import", "l.csv").want(t, exitDone, "1 imported, 0 unchanged, 0 refused\n", "")
	s.ollu(t, "license", "import", "l.csv").want(t, exitDone, "0 imported, 1 unchanged, 0 refused\n", "")
	s.ollu(t, "license", "show", exampleCode).want(t, exitDone, "Example KK", "")
	if got := compact(t, s.do(t, "license", "import", "l.csv", "--json")); got != `{"imported":0,"unchanged":1,"refused":[]}` {
		t.Errorf("--json prints %s", got)
	}
}

func TestExportComesBackAsItWas(t *testing.T) {
	s, other := newSite(t), newSite(t)
	ls := s.issue(t, "--count", "3", "--with-key", "--owner", "A \"B\"\nC")
	s.do(t, "query", ls[0].Code.Reveal(), "--device", "d", "--action", "activate")
	s.do(t, "license", "revoke", ls[1].Code.Reveal(), "--reason", "r")
	s.do(t, "license", "renew", ls[2].Code.Reveal(), "--by", "1y", "--shows-from", "2099-01-01")

	for _, format := range []string{"csv", "json", "ndjson"} {
		name := "all." + format
		s.ollu(t, "license", "export", "-o", name).want(t, exitDone, name+" written", "")
		text, mode := s.read(t, name)
		if mode != 0o600 {
			t.Errorf("%s has mode %o, want 0600", name, mode)
		}
		other.write(t, name, text)
		out := other.ollu(t, "license", "import", name)
		out.want(t, exitDone, map[bool]string{true: "3 imported, 0 unch", false: "0 imported, 3 unch"}[format == "csv"], "")
		if again := other.do(t, "license", "export", "--format", format); format == "csv" && again != text {
			t.Errorf("exported\n%s\nimported and exported again\n%s", text, again)
		}
	}
	for _, l := range ls {
		here, there := s.do(t, "license", "show", "--json", l.Code.Reveal()), other.do(t, "license", "show", "--json", l.Code.Reveal())
		if here != there {
			t.Errorf("here\n%s\nthere\n%s", here, there)
		}
	}
	s.ollu(t, "license", "export", "--standing", "revoked", "--format", "ndjson").want(t, exitDone, `"standing":"revoked"`, "")
	if files, _ := filepath.Glob(filepath.Join(s.dir, ".*")); len(files) > 0 {
		t.Errorf("temporary files were left: %v", files)
	}
}

// A file with every kind of bad row among good ones.
const badRows = `code,product,expires,note
` + exampleCode + `,` + exampleProduct + `,2099-03-31,good
` + oneWrong + `,` + exampleProduct + `,2099-03-31,mistyped
` + exampleSuspended + `,no-such-product,2099-03-31,"two
lines"
` + exampleSuspended + `,` + exampleProduct + `,2099-02-30,no such day
` + exampleSuspended + `,` + exampleProduct + `
`

func TestRefusedRowsAreNamedAndKept(t *testing.T) {
	s := newSite(t)
	s.write(t, "bad.csv", badRows)
	out := s.ollu(t, "license", "import", "bad.csv", "--refused", "refused.csv")
	out.want(t, exitNo, "1 imported, 0 unchanged, 4 refused", "line 3, code: the check symbols do not fit")
	for _, line := range []string{"line 4, product: ", "line 6, expires: ", "line 7: has 2 cells"} {
		out.want(t, exitNo, "4 refused", line)
	}
	if strings.Contains(out.stderr, exampleCode[8:]) || strings.Contains(out.stderr, exampleSuspended[8:]) {
		t.Errorf("stderr holds a code: %s", out.stderr)
	}
	refused, mode := s.read(t, "refused.csv")
	_, bad, _ := strings.Cut(badRows, "good\n")
	if want := "code,product,expires,note\n" + bad; refused != want || mode != 0o600 {
		t.Errorf("refused.csv (mode %o) holds\n%s\nwant\n%s", mode, refused, want)
	}

	s.ollu(t, "license", "import", "bad.csv", "--refused", "no/such/r.csv").want(t, exitFailed, "0 imported, 1 unchanged, 4 refused", "cannot be written")

	mended := strings.Replace(strings.Replace(refused, "no-such-product", exampleProduct, 1), oneWrong, exampleCode, 1)
	s.write(t, "refused.csv", mended)
	s.ollu(t, "license", "import", "refused.csv").want(t, exitNo, "1 imported, 0 unchanged, 3 refused", "line 2")
}

func TestRefusedFromStandardInput(t *testing.T) {
	s := newSite(t)
	s.stdin = badRows
	s.ollu(t, "license", "import", "-", "--format", "csv", "--refused", "r.csv", "--json").want(t, exitNo, `"imported": 1`, "line 6")
	if refused, _ := s.read(t, "r.csv"); strings.Count(refused, "\n") != 6 {
		t.Errorf("r.csv holds\n%s", refused)
	}
	s.stdin = `[{"code":"` + exampleSuspended + `","product":"` + exampleProduct + `","expires":"2099-03-31"},{"code":7}]`
	out := s.ollu(t, "license", "import", "-", "--format", "json", "--refused", "r.json", "--json")
	if sum := parse[wire.ImportResponse](t, out.stdout); out.code != exitNo || sum.Imported != 1 || len(sum.Refused) != 1 || sum.Refused[0].Line != 2 {
		t.Errorf("exit code %d, %+v", out.code, sum)
	}
	var rows []json.RawMessage
	refused, _ := s.read(t, "r.json")
	if err := json.Unmarshal([]byte(refused), &rows); err != nil || len(rows) != 1 || string(rows[0]) != `{"code":7}` {
		t.Errorf("%v, r.json holds %s", err, refused)
	}
}

func TestWhatCannotBeImported(t *testing.T) {
	s := newSite(t)
	s.write(t, "empty.csv", "")
	s.write(t, "columns.csv", "cod,product\nx,y\n")
	s.write(t, "list.txt", "x")
	s.write(t, "cut.json", `[{"code":`)
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"missing":        {[]string{"nowhere.csv"}, "no such file"},
		"a folder":       {[]string{".", "--format", "csv"}, "is a folder"},
		"empty":          {[]string{"empty.csv"}, "empty"},
		"unknown column": {[]string{"columns.csv"}, `"cod"`},
		"unknown form":   {[]string{"list.txt"}, `"txt"`},
		"form of stdin":  {[]string{"-"}, "--format csv"},
		"cut short":      {[]string{"cut.json"}, "JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			s.ollu(t, append([]string{"license", "import"}, c.args...)...).want(t, exitFailed, "", c.want)
		})
	}
}

func TestExportLeavesNothingHalf(t *testing.T) {
	s := newSite(t)
	s.ollu(t, "license", "export", "-o", "no/such/folder/x.csv").want(t, exitFailed, "", "cannot be written")
	s.ollu(t, "license", "export", "-o", "x.csv", "--phase", "gone").want(t, exitFailed, "", "phase")
	if _, err := os.Stat(filepath.Join(s.dir, "x.csv")); err == nil {
		t.Error("a refused export left a file")
	}
	s.write(t, "there.csv", "kept")
	s.ollu(t, "license", "export", "-o", "there.csv").want(t, exitFailed, "", "there.csv exists already\nnext: name another file, or add --force")
	if text, _ := s.read(t, "there.csv"); text != "kept" {
		t.Errorf("the file was replaced by %q", text)
	}
	s.ollu(t, "license", "export", "-o", "there.csv", "--force").want(t, exitDone, "there.csv written", "")
	s.ollu(t, "license", "export", "-o", "x.docx").want(t, exitFailed, "", `"docx"`)
}
