package agent

import (
	"slices"
	"strconv"
	"strings"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/server/words"
)

// fits holds a code to the rules of the product before anything is asked (row
// L4). Without the rules, or for a whole code, the server's word alone decides.
func fits(facts *product.Product, code codec.Code, component string) error {
	if facts == nil {
		return nil
	}
	prefix := code.Prefix()
	args := words.Args{"prefix": prefix.String(), "component": component}
	if component == "" {
		if len(facts.Covers(prefix)) == 0 {
			args["prefixes"] = prefixes(facts.Prefixes)
			return &RefusedError{ID: words.RefusedProductPrefix, Args: args, Result: answer.WrongProduct.String()}
		}
		return nil
	}
	c, ok := facts.Component(component)
	switch {
	case !ok:
		args["components"] = idsOf(facts)
		return &UsageError{ID: words.UsageNoComponent, Args: args}
	case !c.Sold:
		return &RefusedError{ID: words.RefusedUnsold, Args: args, Result: answer.WrongComponent.String()}
	case len(c.Prefixes) == 0:
		args["components"] = linkers(facts, component)
		return &RefusedError{ID: words.RefusedLinked, Args: args, Result: answer.WrongComponent.String()}
	case !slices.Contains(c.Prefixes, prefix):
		args["prefixes"] = prefixes(c.Prefixes)
		return &RefusedError{ID: words.RefusedPrefix, Args: args, Result: answer.WrongComponent.String()}
	}
	return nil
}

// covered gives the components that get the code: all that the statement names,
// or the one that was asked for and what it links to (row L4).
func covered(st *answer.Statement, facts *product.Product, component string) []string {
	if component == "" {
		return st.Components
	}
	wanted := []string{component}
	if facts != nil {
		if linked, err := facts.WithLinks(wanted); err == nil {
			wanted = linked
		}
	}
	return slices.DeleteFunc(wanted, func(id string) bool { return !slices.Contains(st.Components, id) })
}

// linkers gives the components that link to one.
func linkers(facts *product.Product, component string) (ids []string) {
	for i := range facts.Components {
		if c := &facts.Components[i]; c.Sold && slices.Contains(c.Links, component) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

func idsOf(facts *product.Product) (ids []string) {
	for i := range facts.Components {
		ids = append(ids, facts.Components[i].ID)
	}
	return ids
}

func prefixes(all []codec.Prefix) (names []string) {
	for _, p := range all {
		names = append(names, p.String())
	}
	return names
}

// list writes numbers for reading.
func list(numbers []int) string {
	var all []string
	for _, n := range numbers {
		all = append(all, strconv.Itoa(n))
	}
	return strings.Join(all, ", ")
}
