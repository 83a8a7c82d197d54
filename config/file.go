package config

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v3"
)

// DefaultFile is read, if it is there, when no other file is named.
const DefaultFile = "ollu.yaml"

const maxConfigFile = 1 << 20

// given is a value somebody gave, and where.
type given struct{ text, from string }

// fileReader gathers the values of a configuration file.
type fileReader struct {
	file   string
	values map[string]given
	seen   map[string]int // lines of paths
	errs   []error
}

// readConfigFile gives the values by key, and everything that is wrong.
func readConfigFile(path string) (map[string]given, []error) {
	named := path != ""
	if !named {
		path = DefaultFile
	}
	data, err := readFile(path, maxConfigFile)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return nil, nil
	}
	if err != nil {
		return nil, []error{fmt.Errorf("configuration: %w", err)}
	}
	root, fault := parseYAML(path, data)
	if fault != nil {
		return nil, []error{fault}
	}
	r := &fileReader{file: path, values: map[string]given{}, seen: map[string]int{}}
	if root != nil {
		r.section(root, "")
	}
	return r.values, r.errs
}

func (r *fileReader) wrong(n *yaml.Node, format string, args ...any) {
	r.errs = append(r.errs, fmt.Errorf(format, append(args, r.at(n))...))
}

func (r *fileReader) at(n *yaml.Node) string {
	return fmt.Sprintf("%s:%d", r.file, n.Line)
}

func (r *fileReader) section(n *yaml.Node, prefix string) {
	for i := 0; i < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		path := prefix + name.Value
		if first, twice := r.seen[path]; twice {
			r.wrong(name, "%[1]s is given twice, on line %[2]d and at %[3]s", path, first)
			continue
		}
		r.seen[path] = name.Line
		r.entry(name, value, path)
	}
}

func (r *fileReader) entry(name, value *yaml.Node, path string) {
	k, known := keyNamed[path]
	switch {
	case !known && !isSection(path) || name.Kind != yaml.ScalarNode:
		r.wrong(name, "unknown key %.80[1]s at %[3]s; did you mean %[2]s?", path, nearestKey(path))
	case value.ShortTag() == "!!null" && value.Kind == yaml.ScalarNode:
		// Nothing is given: what stands before the file stays.
	case !known && value.Kind == yaml.MappingNode:
		r.section(value, path+".")
	case !known:
		r.wrong(value, "%[1]s at %[3]s: found %[2]s, expected keys with values", path, kindOf(value))
	case value.Kind == yaml.ScalarNode:
		r.values[path] = given{value.Value, r.at(value)}
	case value.Kind == yaml.SequenceNode && k.rule.list:
		r.list(value, path)
	default:
		r.wrong(value, "%[1]s at %[3]s: found %[2]s, expected one value", path, kindOf(value))
	}
}

func (r *fileReader) list(n *yaml.Node, path string) {
	var items []string
	for _, item := range n.Content {
		if item.Kind != yaml.ScalarNode {
			r.wrong(item, "%[1]s at %[3]s: found %[2]s, expected one value", path, kindOf(item))
			return
		}
		items = append(items, item.Value)
	}
	r.values[path] = given{strings.Join(items, ","), r.at(n)}
}

func nearestKey(name string) string {
	var names []string
	for _, k := range keys {
		names = append(names, k.name)
		for at, c := range k.name {
			if c == '.' {
				names = append(names, k.name[:at])
			}
		}
	}
	return nearest(name, names)
}
