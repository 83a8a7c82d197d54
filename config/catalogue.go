package config

import (
	_ "embed" // the catalogue that ships
	"errors"
	"fmt"

	"go.yaml.in/yaml/v3"

	"ollu/codec/product"
	"ollu/codec/term"
)

const maxCatalogueFile = 1 << 20

//go:embed catalog.yaml
var defaultCatalogue []byte

// DefaultCatalogue is the catalogue that ships, catalog.yaml.
func DefaultCatalogue() (*product.Catalogue, error) {
	return ParseCatalogue("catalog.yaml", defaultCatalogue)
}

// LoadCatalogue reads a catalogue from a file; an empty path is
// DefaultCatalogue.
func LoadCatalogue(path string) (*product.Catalogue, error) {
	if path == "" {
		return DefaultCatalogue()
	}
	data, err := readFile(path, maxCatalogueFile)
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	return ParseCatalogue(path, data)
}

// ParseCatalogue reads a catalogue; name is what its errors call the file. The
// error joins a *Fault for each thing that is wrong, in the order of the file.
func ParseCatalogue(name string, data []byte) (*product.Catalogue, error) {
	root, fault := parseYAML(name, data)
	if fault == nil && root == nil {
		fault = &Fault{name, 1, "the catalogue is empty: expected schedules and products"}
	}
	if fault != nil {
		return nil, errors.Join(fault)
	}
	r := &catalogueReader{decoder: newDecoder(name), schedules: map[string]*term.Schedule{}, doubtful: map[string]bool{}}
	return r.catalogue(root)
}

// catalogueReader reads a catalogue's mapping.
type catalogueReader struct {
	*decoder
	schedules map[string]*term.Schedule // nil for one that is broken
	products  []*product.Product
	// doubtful products have components that could not be read rightly: rules
	// that compare components cannot be judged.
	doubtful map[string]bool
}

func (r *catalogueReader) catalogue(root *yaml.Node) (*product.Catalogue, error) {
	var products *yaml.Node
	r.object(root, "",
		member{key: "schedules", read: r.readSchedules},
		member{key: "products", read: func(n *yaml.Node, _ string) { products = n }})
	if products != nil { // after the schedules, wherever they stand
		r.each(products, ".products", r.readProduct)
		if len(r.products) == 0 && !r.touched(".products") {
			r.fail(products.Line, ".products", "products names none")
		}
	}
	c, err := product.NewCatalogue(r.products)
	r.judge(err)
	if err := r.err(); err != nil {
		return nil, err
	}
	return c, nil
}

// judge adds the rules that the products break, each with its line, except
// those about values that could not be read in the first place.
func (r *catalogueReader) judge(err error) {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return
	}
	for _, err := range joined.Unwrap() {
		var f *product.Fault
		if !errors.As(err, &f) {
			r.fail(1, "", "%v", err)
			continue
		}
		if line, ok := r.place(f); ok {
			r.faults = append(r.faults, &Fault{r.file, line, f.Error()})
		}
	}
}

// place finds the line of a fault: that of the field, or of what it is missing
// from. It is not ok where the rule was judged by values that are broken.
func (r *catalogueReader) place(f *product.Fault) (line int, ok bool) {
	owner := ".products." + f.Product
	if f.Component != "" {
		owner += ".components." + f.Component
	}
	path := owner + "." + f.Field
	if r.touched(path) || r.doubtful[f.Product] && (f.Field == "prefixes" || f.Field == "links") {
		return 0, false
	}
	for _, p := range []string{path, owner} {
		if line, ok := r.lines[p]; ok {
			return line, true
		}
	}
	return 1, true
}
