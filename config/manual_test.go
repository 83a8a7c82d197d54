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
	"github.com/google/go-cmp/cmp/cmpopts"
)

// manuals are the structs whose comments are a manual, and where they stand.
var manuals = []struct {
	schema                *schema
	source, name, example string
}{
	{serverSchema, "config.go", "Config", "ollu.example.yaml"},
	{agentSchema, "agent.go", "AgentConfig", "ollu-agent.example.yaml"},
	{managerSchema, "manager.go", "ManagerConfig", "ollu-manager.example.yaml"},
}

// structs gives the struct types of those files by name, as they are written.
func structs(t *testing.T) map[string]*ast.StructType {
	found := map[string]*ast.StructType{}
	for _, m := range manuals {
		file, err := parser.ParseFile(token.NewFileSet(), m.source, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				if s, ok := spec.Type.(*ast.StructType); ok {
					found[spec.Name.Name] = s
				}
			}
			return true
		})
	}
	return found
}

// fields gives every field below a struct with its key, in order. Those of a
// list's entries stand under the name of the list and [].
func fields(t *testing.T, all map[string]*ast.StructType, of, prefix string, visit func(name string, f *ast.Field, tag reflect.StructTag, value bool)) {
	for _, f := range all[of].Fields.List {
		tag := reflect.StructTag("")
		if f.Tag != nil {
			text, err := strconv.Unquote(f.Tag.Value)
			if err != nil {
				t.Fatal(err)
			}
			tag = reflect.StructTag(text)
		}
		name, of := prefix+tag.Get("key"), f.Type
		below := name + "."
		if list, ok := of.(*ast.ArrayType); ok {
			of, below = list.Elt, name+"[]."
		}
		typeName, _ := of.(*ast.Ident)
		section := typeName != nil && all[typeName.Name] != nil
		visit(name, f, tag, !section)
		if section {
			fields(t, all, typeName.Name, below, visit)
		}
	}
}

func TestEveryFieldIsDocumented(t *testing.T) {
	for _, m := range manuals {
		example, errs := m.schema.readFile(m.example)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		var names []string
		fields(t, structs(t), m.name, "", func(name string, f *ast.Field, tag reflect.StructTag, value bool) {
			if len(f.Names) != 1 || tag.Get("key") == "" {
				t.Fatalf("%s: a field needs one name and a key", name)
			}
			if strings.TrimSpace(f.Doc.Text()) == "" {
				t.Errorf("%s has no comment", name)
			}
			if !value {
				return
			}
			names = append(names, name)
			if _, ok := rules[tag.Get("is")]; !ok {
				t.Errorf("%s is %q, which is no rule", name, tag.Get("is"))
			}
			if strings.Contains(name, "[]") {
				return
			}
			if _, ok := tag.Lookup("default"); !ok {
				t.Errorf("%s has no default", name)
			}
			if _, ok := example.values[name]; !ok {
				t.Errorf("%s is not in %s", name, m.example)
			}
		})
		var loaded []string
		for _, k := range m.schema.keys {
			for _, field := range k.entry {
				loaded = append(loaded, k.name+"[]."+field.name)
			}
			if k.entry == nil {
				loaded = append(loaded, k.name)
			}
		}
		if !slices.Equal(names, loaded) {
			t.Errorf("keys are %v, the struct has %v", loaded, names)
		}
	}
}

func TestExampleHoldsTheDefaults(t *testing.T) {
	l, err := Load(LoadOptions{File: "ollu.example.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Default(), l.Config); diff != "" {
		t.Errorf("the example differs from the defaults (-default +example):\n%s", diff)
	}
	agent, err := LoadAgent(LoadOptions{File: "ollu-agent.example.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(DefaultAgent(), agent.Config, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the agent's example differs from the defaults (-default +example):\n%s", diff)
	}
	manager, err := LoadManager(LoadOptions{File: "ollu-manager.example.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(DefaultManager(), manager.Config, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the manager's example differs from the defaults (-default +example):\n%s", diff)
	}
}

func TestNamesOfKeysAreTheirOwn(t *testing.T) {
	seen := map[string]string{}
	for _, s := range schemas {
		for _, k := range s.keys {
			for _, name := range []string{s.file + k.name, k.env, s.file + k.flag} {
				if other, twice := seen[name]; twice && other != k.name && k.entry == nil {
					t.Errorf("%s and %s are both called %s", other, k.name, name)
				}
				seen[name] = k.name
			}
		}
	}
}

// TestNoFileNearby keeps the other tests from reading a file by chance.
func TestNoFileNearby(t *testing.T) {
	for _, s := range schemas {
		if _, err := os.Stat(s.file); err == nil {
			t.Errorf("%s in this folder would be read by tests that name no file", s.file)
		}
	}
}
