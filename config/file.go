package config

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Files that are read, if they are there, when no other file is named.
const (
	DefaultFile      = "ollu.yaml"
	DefaultAgentFile = "ollu-agent.yaml"
)

const maxConfigFile = 1 << 20

// given is a value somebody gave, and where.
type given struct {
	text  string
	items []string // of an entry's list, one by one: an item may hold a comma
	from  string
}

// entry is one of a list of structs, as a file gives it.
type entry struct {
	name     string // hooks[1] is the first
	values   map[string]given
	doubtful map[string]bool // what was given, and cannot be read
	from     string
}

// fileReader gathers the values of a configuration file.
type fileReader struct {
	*schema
	path    string
	values  map[string]given
	entries map[string][]entry
	seen    map[string]int // lines of paths
	errs    []error
}

func newFileReader(s *schema, path string) *fileReader {
	return &fileReader{schema: s, path: path, values: map[string]given{}, entries: map[string][]entry{}, seen: map[string]int{}}
}

// readFile gives the values and the entries by key, and everything that is
// wrong; an empty path is the schema's own file.
func (s *schema) readFile(path string) (*fileReader, []error) {
	r := newFileReader(s, path)
	named := path != ""
	if !named {
		r.path = s.file
	}
	data, err := readFile(r.path, maxConfigFile)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return r, nil
	}
	if err != nil {
		return r, []error{fmt.Errorf("configuration: %w", err)}
	}
	root, fault := parseYAML(r.path, data)
	if fault != nil {
		return r, []error{fault}
	}
	if root != nil {
		r.section(root, "")
	}
	return r, r.errs
}

func (r *fileReader) wrong(n *yaml.Node, format string, args ...any) {
	r.errs = append(r.errs, fmt.Errorf(format, append(args, r.at(n))...))
}

func (r *fileReader) at(n *yaml.Node) string {
	return fmt.Sprintf("%s:%d", r.path, n.Line)
}

func (r *fileReader) section(n *yaml.Node, prefix string) {
	for i := 0; i < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		if path := prefix + name.Value; r.once(name, path) {
			r.entry(name, value, path)
		}
	}
}

// once notes where a path is given, and tells whether it is the first time.
func (r *fileReader) once(name *yaml.Node, path string) bool {
	if first, twice := r.seen[path]; twice {
		r.wrong(name, "%[1]s is given twice, on line %[2]d and at %[3]s", path, first)
		return false
	}
	r.seen[path] = name.Line
	return true
}

func (r *fileReader) entry(name, value *yaml.Node, path string) {
	k, known := r.named[path]
	switch {
	case !known && !r.isSection(path) || name.Kind != yaml.ScalarNode:
		r.wrong(name, "unknown key %.80[1]s at %[3]s; did you mean %[2]s?", path, r.nearestKey(path))
	case isNothing(value):
		// What stands before the file stays.
	case !known && value.Kind == yaml.MappingNode:
		r.section(value, path+".")
	case !known:
		r.wrong(value, "%[1]s at %[3]s: found %[2]s, expected keys with values", path, kindOf(value))
	case k.entry != nil:
		r.list(k, value)
	default:
		if v, ok := r.value(k, value, path); ok {
			if v.items != nil {
				v.text, v.items = strings.Join(v.items, ","), nil
			}
			r.values[path] = v
		}
	}
}

func isNothing(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}

// value reads one value, or a list of them where the key takes one.
func (r *fileReader) value(k *key, n *yaml.Node, path string) (given, bool) {
	switch {
	case n.Kind == yaml.ScalarNode:
		return given{text: n.Value, from: r.at(n)}, true
	case n.Kind != yaml.SequenceNode || k.rule.items == nil:
		r.wrong(n, "%[1]s at %[3]s: found %[2]s, expected one value", path, kindOf(n))
		return given{}, false
	}
	v := given{items: []string{}, from: r.at(n)}
	for _, item := range n.Content {
		if item.Kind != yaml.ScalarNode {
			r.wrong(item, "%[1]s at %[3]s: found %[2]s, expected one value", path, kindOf(item))
			return given{}, false
		}
		v.items = append(v.items, item.Value)
	}
	return v, true
}

// list reads the entries of a list of structs.
func (r *fileReader) list(k *key, n *yaml.Node) {
	if n.Kind != yaml.SequenceNode {
		r.wrong(n, "%[1]s at %[3]s: found %[2]s, expected a list", k.name, kindOf(n))
		return
	}
	for i, item := range n.Content {
		e := entry{fmt.Sprintf("%s[%d]", k.name, i+1), map[string]given{}, map[string]bool{}, r.at(item)}
		if item.Kind != yaml.MappingNode {
			r.wrong(item, "%[1]s at %[3]s: found %[2]s, expected keys with values", e.name, kindOf(item))
			continue
		}
		for j := 0; j < len(item.Content); j += 2 {
			r.field(k.entry, &e, item.Content[j], item.Content[j+1])
		}
		r.entries[k.name] = append(r.entries[k.name], e)
	}
}

// field reads one value of an entry that has these keys.
func (r *fileReader) field(keys []key, e *entry, name, value *yaml.Node) {
	path := e.name + "." + name.Value
	if !r.once(name, path) {
		return
	}
	k := keyIn(keys, name.Value)
	if k == nil || name.Kind != yaml.ScalarNode {
		meant := nearest(name.Value, namesOf(keys))
		e.doubtful[meant] = true
		r.wrong(name, "unknown key %.80[1]s at %[3]s; did you mean %[2]s?", path, e.name+"."+meant)
		return
	}
	if isNothing(value) {
		return
	}
	v, ok := r.value(k, value, path)
	if e.doubtful[k.name] = !ok; ok {
		e.values[k.name] = v
	}
}

func namesOf(keys []key) (names []string) {
	for i := range keys {
		names = append(names, keys[i].name)
	}
	return names
}

func keyIn(keys []key, name string) *key {
	for i := range keys {
		if keys[i].name == name {
			return &keys[i]
		}
	}
	return nil
}

func (s *schema) nearestKey(name string) string {
	var names []string
	for _, k := range s.keys {
		names = append(names, k.name)
		for at, c := range k.name {
			if c == '.' {
				names = append(names, k.name[:at])
			}
		}
	}
	return nearest(name, names)
}
