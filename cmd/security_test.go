package cmd

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// securityDoc tells what the portal protects against, point by point.
const securityDoc = "docs/security.md"

// levelTwo is how many points the sections of the chapters that count most have,
// up to level 2. Section 4.1 has no point 4.
var levelTwo = map[string]int{
	"2.1": 12, "2.2": 3, "2.3": 3, "2.4": 5, "2.5": 7, "2.6": 3, "2.7": 6, "2.8": 7, "2.9": 3, "2.10": 4,
	"3.1": 1, "3.2": 4, "3.3": 4, "3.4": 5, "3.5": 3, "3.7": 1,
	"4.1": 5, "4.2": 2, "4.3": 3,
	"5.1": 5, "5.2": 8, "5.3": 10, "5.4": 3, "5.5": 4,
}

// point is a row of the document's tables.
type point struct {
	ids  []string
	held string // the last cell
}

var (
	pointRow  = regexp.MustCompile(`^\|\s*([0-9][0-9., ]*)\|(.+)\|\s*([^|]*)\|$`)
	pointID   = regexp.MustCompile(`^\d{1,2}\.\d{1,2}\.\d{1,2}$`)
	namedTest = regexp.MustCompile("`([a-z][a-z0-9/-]*)\\.((?:Test|Fuzz)[A-Za-z0-9_]+)`")
	reason    = regexp.MustCompile(`(not applicable|not met|in part|operator): \S.{8,}`)
)

// points reads the rows of a document's tables of points.
func points(text string) (all []point, faults []string) {
	seen := map[string]bool{}
	for n, line := range strings.Split(text, "\n") {
		row := pointRow.FindStringSubmatch(strings.ReplaceAll(line, `\|`, "/"))
		if row == nil {
			if strings.HasPrefix(line, "|") && regexp.MustCompile(`^\|\s*\d`).MatchString(line) {
				faults = append(faults, fmt.Sprintf("line %d cannot be read as a point", n+1))
			}
			continue
		}
		p := point{held: strings.TrimSpace(row[3])}
		for id := range strings.SplitSeq(row[1], ",") {
			id = strings.TrimSpace(id)
			if !pointID.MatchString(id) {
				faults = append(faults, fmt.Sprintf("line %d: %q is no point's number", n+1, id))
			}
			if seen[id] {
				faults = append(faults, fmt.Sprintf("line %d: %s is listed twice", n+1, id))
			}
			seen[id] = true
			p.ids = append(p.ids, id)
		}
		all = append(all, p)
	}
	return all, faults
}

// judge says what is wrong with what holds a point, where the tests are those of
// have.
func (p point) judge(have map[string][]string) (faults []string) {
	tests := namedTest.FindAllStringSubmatch(p.held, -1)
	if len(tests) == 0 && !reason.MatchString(p.held) {
		faults = append(faults, "has neither a test nor a reason why there is none")
	}
	if strings.Count(p.held, "`") != 2*len(tests) {
		faults = append(faults, "names something that is no test: "+p.held)
	}
	for _, t := range tests {
		switch n := len(have[t[1]+"."+t[2]]); {
		case n == 0:
			faults = append(faults, "names "+t[1]+"."+t[2]+", which does not exist")
		case n > 1:
			faults = append(faults, fmt.Sprintf("names %s.%s, which is one of %q", t[1], t[2], have[t[1]+"."+t[2]]))
		}
	}
	return faults
}

// TestSecurityPointsAreHeld: each point of docs/security.md has a test that exists,
// or says why not; none stands there twice, and none of the chapters that count
// most is left out.
func TestSecurityPointsAreHeld(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(top, securityDoc))
	if err != nil {
		t.Fatal(err)
	}
	all, faults := points(string(text))
	for _, f := range faults {
		t.Errorf("%s: %s", securityDoc, f)
	}
	have, listed := testsByName(t), map[string]bool{}
	for _, p := range all {
		for _, f := range p.judge(have) {
			t.Errorf("%s: point %s %s", securityDoc, strings.Join(p.ids, ", "), f)
		}
		for _, id := range p.ids {
			listed[id] = true
		}
	}
	for section, count := range levelTwo {
		for n := 1; n <= count; n++ {
			if id := section + "." + strconv.Itoa(n); !listed[id] && id != "4.1.4" {
				t.Errorf("%s: point %s is left out", securityDoc, id)
			}
		}
	}
	if len(all) < 100 || len(have) < 1000 {
		t.Errorf("only %d points and %d tests were found: the search is broken", len(all), len(have))
	}
}

// testsByName gives the folders of all tests by how the document names them: by
// their folder, of which "server/" may be left out.
func testsByName(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(top, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return enter(p)
		case !strings.HasSuffix(p, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		folder, err := filepath.Rel(top, filepath.Dir(p))
		for _, name := range testsIn(f) {
			for _, short := range []string{folder, strings.TrimPrefix(folder, "server/")} {
				if key := filepath.ToSlash(short) + "." + name; !slices.Contains(found[key], folder) {
					found[key] = append(found[key], folder)
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// testsIn names the tests of a file.
func testsIn(f *ast.File) (names []string) {
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if ok && fn.Recv == nil && (strings.HasPrefix(fn.Name.Name, "Test") || strings.HasPrefix(fn.Name.Name, "Fuzz")) {
			names = append(names, fn.Name.Name)
		}
	}
	return names
}

// TestTheSecurityDocumentIsJudged: what is wrong with a point is noticed.
func TestTheSecurityDocumentIsJudged(t *testing.T) {
	have := map[string][]string{"access.TestX": {"server/access"}, "two.TestX": {"a/two", "server/two"}}
	for row, want := range map[string]string{
		"| 2.1.1 | a | b | `access.TestX` |":                                  "",
		"| 2.1.1, 2.1.2 | a | b | not applicable: there are no such things |": "",
		"| 2.1.1 | a | b | in part: half of it only; `access.TestX` |":        "",
		"| 2.1.1 | a | b | `access.TestY` |":                                  "does not exist",
		"| 2.1.1 | a | b | `two.TestX` |":                                     "which is one of",
		"| 2.1.1 | a | b | |":                                                 "neither",
		"| 2.1.1 | a | b | not met: |":                                        "neither",
		"| 2.1.1 | a | b | seen to |":                                         "neither",
		"| 2.1.1 | a | b | `access.TestX`, `config` |":                        "no test",
		"| 2.1.1, 2.1.1 | a | b | `access.TestX` |":                           "twice",
		"| 2.1 | a | b | `access.TestX` |":                                    "no point's number",
		"| 2.1.1 | a":                                                         "cannot be read",
	} {
		all, faults := points("# Title\n\n| id | point |\n| --- | --- |\n" + row + "\n")
		for _, p := range all {
			faults = append(faults, p.judge(have)...)
		}
		if got := strings.Join(faults, "; "); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", row, got, want)
		}
	}
}
