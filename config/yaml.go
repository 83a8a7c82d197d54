package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Fault is one thing that is wrong with a file.
type Fault struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

func (f *Fault) Error() string {
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Reason)
}

// readFile reads a file up to a size, whatever the system says its size is.
func readFile(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("%s is larger than %d bytes: is it the right file?", path, most)
	}
	return data, nil
}

// parseYAML gives the one document in data as a mapping, or nil where there is
// nothing but comments. Nothing is expanded: an alias stays an alias.
func parseYAML(file string, data []byte) (*yaml.Node, *Fault) {
	if line := firstBadLine(data); line > 0 {
		return nil, &Fault{file, line, "holds bytes that are not text in UTF-8"}
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	var document, second yaml.Node
	err := d.Decode(&document)
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		return nil, syntaxFault(file, data, err)
	}
	if err := d.Decode(&second); err == nil {
		return nil, &Fault{file, second.Line, "a second document begins: put all into one"}
	} else if !errors.Is(err, io.EOF) {
		return nil, syntaxFault(file, data, err)
	}
	root := document.Content[0]
	if root.ShortTag() == "!!null" {
		return nil, nil
	}
	if root.Kind != yaml.MappingNode {
		return nil, &Fault{file, root.Line, fmt.Sprintf("expected keys with values, found %s", kindOf(root))}
	}
	return root, nil
}

// firstBadLine finds control characters and bytes that are not UTF-8, for
// which the parser does not tell the line; 0 when all is well.
func firstBadLine(data []byte) int {
	line := 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 || r < ' ' && !strings.ContainsRune("\t\n\r", r) || r == 0x7F || r == 0xFEFF && line > 1 {
			return line
		}
		if r == '\n' {
			line++
		}
		data = data[size:]
	}
	return 0
}

var (
	parserLine    = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)
	aboutTabs     = regexp.MustCompile(`tab character|cannot start any token`)
	missingAnchor = regexp.MustCompile(`unknown anchor '(.*)' referenced`)
)

// syntaxFault gives the parser's complaint a line: its own, that of the alias
// or the tab it complains of, or the first, for which the parser names none.
func syntaxFault(file string, data []byte, err error) *Fault {
	parts := parserLine.FindStringSubmatch(err.Error())
	if parts == nil {
		return &Fault{file, 1, err.Error()}
	}
	f := &Fault{file, 1, "not YAML: " + parts[2]}
	if n, err := strconv.Atoi(parts[1]); err == nil {
		f.Line = n
	}
	if alias := missingAnchor.FindStringSubmatch(parts[2]); alias != nil {
		before, _, _ := bytes.Cut(data, []byte("*"+alias[1]))
		f.Line = bytes.Count(before, []byte("\n")) + 1
	}
	if line := tabbedLine(data, f.Line); line > 0 && aboutTabs.MatchString(parts[2]) {
		f.Line, f.Reason = line, "not YAML: a tab in the indentation: use spaces"
	}
	return f
}

// tabbedLine finds the first line, from a given one on, that is indented with
// a tab; 0 when there is none.
func tabbedLine(data []byte, from int) int {
	line := 0
	for text := range bytes.Lines(data) {
		line++
		indent := text[:len(text)-len(bytes.TrimLeft(text, " \t"))]
		if line >= from && bytes.ContainsRune(indent, '\t') {
			return line
		}
	}
	return 0
}

func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "keys with values"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias: write the value out"
	}
	if n.ShortTag() == "!!null" {
		return "nothing"
	}
	return fmt.Sprintf("%.64q", n.Value)
}
