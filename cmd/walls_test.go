package cmd

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the name of this module; top is where it lies, seen from here.
const (
	module = "ollu"
	top    = ".."
)

// source is one parsed Go file that is not a test.
type source struct {
	path string
	ast  *ast.File
}

// imports returns the import paths of the file.
func (s *source) imports() []string {
	var paths []string
	for _, spec := range s.ast.Imports {
		p, _ := strconv.Unquote(spec.Path.Value)
		paths = append(paths, p)
	}
	return paths
}

// allows tells whether a file of the room may import p.
func (r room) allows(p string) bool {
	if p == module || strings.HasPrefix(p, module+"/") {
		return slices.Contains(r.ours, strings.TrimPrefix(p, module+"/"))
	}
	if standard(p) {
		return true
	}
	return slices.ContainsFunc(r.theirs, func(m string) bool { return under(m, p) })
}

// standard tells whether p belongs to the standard library: only the first
// element of another module's path holds a dot.
func standard(p string) bool {
	first, _, _ := strings.Cut(p, "/")
	return !strings.Contains(first, ".")
}

// under tells whether path p is dir or lies below it.
func under(dir, p string) bool { return p == dir || strings.HasPrefix(p, dir+"/") }

// violations lists the imports of the file that its room does not allow.
func (r room) violations(s *source) []string {
	var bad []string
	for _, p := range s.imports() {
		if !r.allows(p) {
			bad = append(bad, p)
		}
	}
	return bad
}

func TestEveryPackageKeepsToItsWalls(t *testing.T) {
	for name, files := range packages(t) {
		r, ok := rooms[name]
		if !ok {
			t.Errorf("package %s has no line in the table of walls: add one with the imports it needs", name)
			continue
		}
		for _, f := range files {
			for _, p := range r.violations(f) {
				t.Errorf("%s: package %s may not import %s", f.path, name, p)
			}
		}
	}
}

func TestEveryPackageHasADocFile(t *testing.T) {
	for name := range packages(t) {
		doc := filepath.Join(top, name, "doc.go")
		f, err := parser.ParseFile(token.NewFileSet(), doc, nil, parser.ParseComments)
		if err != nil || f.Doc == nil {
			t.Errorf("package %s needs a doc.go that says what it promises and who calls it (%v)", name, err)
		}
	}
}

func TestTheTableNamesOnlyWhatExists(t *testing.T) {
	have := packages(t)
	for name, r := range rooms {
		if have[name] == nil {
			t.Errorf("the table names package %s, which does not exist: remove its line", name)
		}
		for _, door := range append(slices.Clone(r.ours), r.theirs...) {
			if !slices.ContainsFunc(have[name], func(f *source) bool { return opens(f, door) }) {
				t.Errorf("the table lets %s import %s, and it does not: remove that", name, door)
			}
		}
	}
}

// opens tells whether the file imports the room or module named door.
func opens(f *source, door string) bool {
	return slices.ContainsFunc(f.imports(), func(p string) bool {
		return p == module+"/"+door || !standard(p) && under(door, p)
	})
}

func TestPureRoomsTakeTheWorldAsArguments(t *testing.T) {
	for name, files := range packages(t) {
		for _, rule := range purity {
			if !rule.covers(name) {
				continue
			}
			for _, f := range files {
				for _, breach := range rule.breaches(f) {
					t.Errorf("%s: package %s must not use %s: %s", f.path, name, breach, rule.because)
				}
			}
		}
	}
}

// A pureRule forbids the rooms named, and all below them except those exempt,
// to import packages or to call functions of them.
type pureRule struct {
	rooms, exempt []string
	imports       []string // package paths, with all below them
	calls         []string // functions: "time.Now" is package path, dot, name
	because       string
}

func (r pureRule) covers(name string) bool {
	covers := func(dir string) bool { return under(dir, name) }
	return slices.ContainsFunc(r.rooms, covers) && !slices.ContainsFunc(r.exempt, covers)
}

// breaches lists what the file uses against the rule.
func (r pureRule) breaches(f *source) []string {
	var found []string
	for _, p := range f.imports() {
		if slices.ContainsFunc(r.imports, func(dir string) bool { return under(dir, p) }) {
			found = append(found, p)
		}
	}
	for _, fn := range r.calls {
		if f.calls(fn) {
			found = append(found, fn)
		}
	}
	return found
}

// calls tells whether the file calls a function of an imported package, under
// whatever name it imports the package. To hand the function on as a clock is
// no call.
func (s *source) calls(function string) bool {
	pkg, name, _ := strings.Cut(function, ".")
	local := s.localName(pkg)
	found := false
	ast.Inspect(s.ast, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if ok && sel.Sel.Name == name {
				id, ok := sel.X.(*ast.Ident)
				found = found || ok && id.Name == local
			}
		}
		return !found
	})
	return found
}

// localName returns the name under which the file imports pkg.
func (s *source) localName(pkg string) string {
	for _, spec := range s.ast.Imports {
		if p, _ := strconv.Unquote(spec.Path.Value); p == pkg && spec.Name != nil {
			return spec.Name.Name
		}
	}
	return path.Base(pkg)
}

// packages parses every package of the module, keyed by its folder. Test files
// and folders that the go tool ignores are left out; a folder that holds only
// tests counts as no package.
func packages(t *testing.T) map[string][]*source {
	t.Helper()
	found := map[string][]*source{}
	fset := token.NewFileSet()
	err := filepath.WalkDir(top, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return enter(p)
		case !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(fset, p, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(top, filepath.Dir(p))
		name := filepath.ToSlash(rel)
		found[name] = append(found[name], &source{path: p, ast: f})
		return err
	})
	if err != nil || len(found) == 0 {
		t.Fatalf("reading the module's packages: %d found, %v", len(found), err)
	}
	return found
}

// enter tells the walk to pass over the folders that the go tool ignores, and
// over other modules.
func enter(p string) error {
	if p == top {
		return nil
	}
	name := filepath.Base(p)
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata" || name == "vendor" {
		return fs.SkipDir
	}
	if _, err := os.Stat(filepath.Join(p, "go.mod")); err == nil {
		return fs.SkipDir
	}
	return nil
}

func TestTheTableKeepsToTheTower(t *testing.T) {
	for name, r := range rooms {
		floor, _, _ := strings.Cut(name, "/")
		for _, door := range r.ours {
			below, _, _ := strings.Cut(door, "/")
			if !slices.Contains(tower[floor], below) {
				t.Errorf("the table lets %s import %s: %s sees %v alone", name, door, floor, tower[floor])
			}
		}
		for _, m := range r.theirs {
			if alone, ok := only[m]; ok && !slices.Contains(alone, name) {
				t.Errorf("the table lets %s import %s, which is for %v alone", name, m, alone)
			}
		}
	}
}

func TestSmallRoomsStaySmall(t *testing.T) {
	if big := reach("cmd/ollu", map[string]bool{}); !big["keystore/bolt"] || !big["go.etcd.io/bbolt"] {
		t.Fatal("the search does not find what cmd/ollu links")
	}
	for name, kept := range small {
		seen := reach(name, map[string]bool{})
		for _, out := range kept {
			if seen[out] {
				t.Errorf("%s comes into %s by what it imports", out, name)
			}
		}
	}
}

// reach adds to seen all rooms that the room imports, by whatever way, and the
// modules that they let in.
func reach(name string, seen map[string]bool) map[string]bool {
	for _, module := range rooms[name].theirs {
		seen[module] = true
	}
	for _, door := range rooms[name].ours {
		if !seen[door] {
			seen[door] = true
			reach(door, seen)
		}
	}
	return seen
}

func TestTheWallsNoticeABreach(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "planted.go", `package planted
import (
	clock "time"
	"os"
	"ollu/keystore/bolt"
	"go.etcd.io/bbolt"
	"github.com/valyala/fasthttp/fasthttpadaptor"
)
var start = clock.Now()
var hand = clock.Since
`, 0)
	if err != nil {
		t.Fatal(err)
	}
	planted := &source{path: "planted.go", ast: f}
	r := room{ours: []string{"keystore"}, theirs: []string{"github.com/valyala/fasthttp"}}
	if got, want := r.violations(planted), []string{"ollu/keystore/bolt", "go.etcd.io/bbolt"}; !slices.Equal(got, want) {
		t.Errorf("violations = %q, want %q", got, want)
	}
	rule := pureRule{imports: []string{"os", "net"}, calls: []string{"time.Now", "time.Since"}}
	if got, want := rule.breaches(planted), []string{"os", "time.Now"}; !slices.Equal(got, want) {
		t.Errorf("breaches = %q, want %q", got, want)
	}
}
