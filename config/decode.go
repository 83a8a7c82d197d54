package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// maxFaults is how many faults of one file are told; who has so many will not
// read more.
const maxFaults = 100

// decoder reads a tree of YAML nodes, goes on after faults, and remembers on
// which line each path begins.
type decoder struct {
	file   string
	faults []*Fault
	lines  map[string]int
	// broken holds the paths whose value could not be read, as true, and the
	// paths above them, as false.
	broken map[string]bool
}

func newDecoder(file string) *decoder {
	return &decoder{file: file, lines: map[string]int{}, broken: map[string]bool{}}
}

// fail notes a fault; the value of the path is not to be judged any further.
func (d *decoder) fail(line int, path, format string, args ...any) {
	d.spoil(path)
	d.faults = append(d.faults, &Fault{d.file, line, fmt.Sprintf(format, args...)})
}

func (d *decoder) spoil(path string) {
	d.broken[path] = true
	for i := len(path) - 1; i > 0; i-- {
		if path[i] == '.' && !d.broken[path[:i]] {
			d.broken[path[:i]] = false
		}
	}
}

// touched tells whether the value of the path, or one within it, is broken.
func (d *decoder) touched(path string) bool {
	_, ok := d.broken[path]
	return ok
}

// err joins what was noted, in the order of the file.
func (d *decoder) err() error {
	slices.SortStableFunc(d.faults, func(a, b *Fault) int { return cmp.Compare(a.Line, b.Line) })
	var errs []error
	for i, f := range d.faults {
		if i == maxFaults {
			errs = append(errs, &Fault{d.file, f.Line, fmt.Sprintf("and %d more from here on", len(d.faults)-i)})
			break
		}
		errs = append(errs, f)
	}
	return errors.Join(errs...)
}

// reader reads one value.
type reader func(n *yaml.Node, path string)

// member is one key that a mapping may have.
type member struct {
	key      string
	read     reader
	optional bool
}

// object reads a mapping with known keys.
func (d *decoder) object(n *yaml.Node, path string, members ...member) {
	var names []string
	for _, m := range members {
		names = append(names, m.key)
	}
	seen := map[string]bool{}
	d.each(n, path, func(key, value *yaml.Node, at string) {
		i := slices.Index(names, key.Value)
		if i < 0 {
			meant := nearest(key.Value, names)
			d.fail(key.Line, path+"."+meant, "unknown key %.80q in %s; did you mean %s?", key.Value, show(path), meant)
			return
		}
		seen[key.Value] = true
		members[i].read(value, at)
	})
	for _, m := range members {
		if at := path + "." + m.key; !seen[m.key] && !m.optional && !d.touched(at) {
			d.fail(n.Line, at, "%s has no %s", show(path), m.key)
		}
	}
}

// each calls f for each pair of a mapping, in order.
func (d *decoder) each(n *yaml.Node, path string, f func(key, value *yaml.Node, at string)) {
	if n.Kind != yaml.MappingNode {
		d.fail(n.Line, path, "%s: expected keys with values, found %s", show(path), kindOf(n))
		return
	}
	first := map[string]int{}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		at := path + "." + key.Value
		if key.Kind != yaml.ScalarNode || key.Value == "" {
			d.fail(key.Line, path, "%s: expected a name before the colon, found %s", show(path), kindOf(key))
			continue
		}
		if line, twice := first[key.Value]; twice {
			d.fail(key.Line, at, "%s is there twice, first on line %d", show(at), line)
			continue
		}
		first[key.Value] = key.Line
		d.lines[at] = key.Line
		f(key, value, at)
	}
}

// show writes a path for people.
func show(path string) string {
	if path == "" {
		return "the file"
	}
	return fmt.Sprintf("%.160s", path[1:])
}

// scalar gives the value of a node that is neither list nor mapping nor empty.
func (d *decoder) scalar(n *yaml.Node, path string) (string, bool) {
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" || n.Value == "" {
		found := kindOf(n)
		if n.Kind == yaml.ScalarNode {
			found = "nothing"
		}
		d.fail(n.Line, path, "%s: expected one value, found %s", show(path), found)
		return "", false
	}
	return n.Value, true
}

// value makes a reader of a function that parses one scalar.
func value[T any](d *decoder, to *T, parse func(string) (T, error)) reader {
	return func(n *yaml.Node, path string) {
		text, ok := d.scalar(n, path)
		if !ok {
			return
		}
		v, err := parse(text)
		if err != nil {
			d.fail(n.Line, path, "%s is %.80q: %v", show(path), text, err)
			return
		}
		*to = v
	}
}

// values makes a reader of a list of scalars.
func values[T any](d *decoder, to *[]T, parse func(string) (T, error)) reader {
	return func(n *yaml.Node, path string) {
		if n.Kind != yaml.SequenceNode {
			d.fail(n.Line, path, "%s: expected a list, found %s", show(path), kindOf(n))
			return
		}
		for _, item := range n.Content {
			var v T
			value(d, &v, parse)(item, path)
			*to = append(*to, v)
		}
	}
}

func asText(s string) (string, error) { return s, nil }

func asNumber(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, errors.New("expected a whole number")
	}
	return n, nil
}

func asSwitch(s string) (bool, error) {
	if s != "true" && s != "false" {
		return false, errors.New("expected true or false")
	}
	return s == "true", nil
}
