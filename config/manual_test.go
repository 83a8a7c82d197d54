package config

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const exampleFile = "ollu.example.yaml"

// structs gives the struct types of config.go by name, as they are written.
func structs(t *testing.T) map[string]*ast.StructType {
	file, err := parser.ParseFile(token.NewFileSet(), "config.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]*ast.StructType{}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.TypeSpec); ok {
			if s, ok := spec.Type.(*ast.StructType); ok {
				found[spec.Name.Name] = s
			}
		}
		return true
	})
	return found
}

// fields gives every field below Config with its key, in order.
func fields(t *testing.T, all map[string]*ast.StructType, of, prefix string, visit func(name string, f *ast.Field, tag reflect.StructTag, section bool)) {
	for _, f := range all[of].Fields.List {
		tag := reflect.StructTag("")
		if f.Tag != nil {
			text, err := strconv.Unquote(f.Tag.Value)
			if err != nil {
				t.Fatal(err)
			}
			tag = reflect.StructTag(text)
		}
		name := prefix + tag.Get("key")
		typeName, _ := f.Type.(*ast.Ident)
		section := typeName != nil && all[typeName.Name] != nil
		visit(name, f, tag, section)
		if section {
			fields(t, all, typeName.Name, name+".", visit)
		}
	}
}

func TestEveryFieldIsDocumented(t *testing.T) {
	example, errs := readConfigFile(exampleFile)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	var names []string
	fields(t, structs(t), "Config", "", func(name string, f *ast.Field, tag reflect.StructTag, section bool) {
		if len(f.Names) != 1 || tag.Get("key") == "" {
			t.Fatalf("%s: a field needs one name and a key", name)
		}
		if strings.TrimSpace(f.Doc.Text()) == "" {
			t.Errorf("%s has no comment", name)
		}
		if section {
			return
		}
		names = append(names, name)
		if _, ok := tag.Lookup("default"); !ok {
			t.Errorf("%s has no default", name)
		}
		if _, ok := rules[tag.Get("is")]; !ok {
			t.Errorf("%s is %q, which is no rule", name, tag.Get("is"))
		}
		if _, ok := example[name]; !ok {
			t.Errorf("%s is not in %s", name, exampleFile)
		}
	})
	var loaded []string
	for _, k := range keys {
		loaded = append(loaded, k.name)
	}
	if !slices.Equal(names, loaded) {
		t.Errorf("keys are %v, the struct has %v", loaded, names)
	}
}

func TestExampleHoldsTheDefaults(t *testing.T) {
	l, err := Load(LoadOptions{File: exampleFile})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Default(), l.Config); diff != "" {
		t.Errorf("the example differs from the defaults (-default +example):\n%s", diff)
	}
}

func TestNamesOfKeysAreTheirOwn(t *testing.T) {
	seen := map[string]string{}
	for _, k := range keys {
		for _, name := range []string{k.name, k.env, k.flag} {
			if other, twice := seen[name]; twice && other != k.name {
				t.Errorf("%s and %s are both called %s", other, k.name, name)
			}
			seen[name] = k.name
		}
	}
}

// TestNoFileNearby keeps the other tests from reading a file by chance.
func TestNoFileNearby(t *testing.T) {
	if _, err := os.Stat(DefaultFile); err == nil {
		t.Errorf("%s in this folder would be read by tests that name no file", DefaultFile)
	}
}
