package product

import "fmt"

// Fault is one rule that a product breaks. Its message names the product and
// the component; whoever read them from a file can find the line by the three
// fields.
type Fault struct {
	Product   string // id
	Component string // id, or "" when it is about the product itself
	// Field is what the catalogue file calls the field: prefixes, links,
	// grace, trial.grace …
	Field  string
	Reason string
}

func (f *Fault) Error() string {
	if f.Component == "" {
		return fmt.Sprintf("product %.64q: %s %s", f.Product, f.Field, f.Reason)
	}
	return fmt.Sprintf("product %.64q, component %.64q: %s %s", f.Product, f.Component, f.Field, f.Reason)
}

type faults []error

func (f *faults) add(p *Product, component, field, format string, args ...any) {
	*f = append(*f, &Fault{
		Product: p.ID, Component: component, Field: field,
		Reason: fmt.Sprintf(format, args...),
	})
}
