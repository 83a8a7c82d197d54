package product

import (
	"fmt"
	"slices"
	"strings"

	"ollu/codec"
)

// linked gives the ids that some sold component links to.
func (p *Product) linked() map[string]bool {
	ids := map[string]bool{}
	for i := range p.Components {
		for _, id := range p.Components[i].Links {
			ids[id] = p.Components[i].Sold || ids[id]
		}
	}
	return ids
}

// cycle gives the ids along a circle of links, the first one again at the end,
// or nil.
func (p *Product) cycle() []string {
	done := map[string]bool{}
	for i := range p.Components {
		if found := p.walk(p.Components[i].ID, nil, done); found != nil {
			return found
		}
	}
	return nil
}

// walk follows the links from id; path is how it came there, done holds what
// was found to lead into no circle.
func (p *Product) walk(id string, path []string, done map[string]bool) []string {
	if at := slices.Index(path, id); at >= 0 {
		return append(slices.Clone(path[at:]), id)
	}
	c, ok := p.Component(id)
	if !ok || done[id] {
		return nil
	}
	for _, next := range c.Links {
		if found := p.walk(next, append(path, id), done); found != nil {
			return found
		}
	}
	done[id] = true
	return nil
}

func arrows(ids []string) string {
	return strings.Join(ids, " → ")
}

// close works out what each prefix covers. The links have no circle.
func (p *Product) close() {
	p.covers = make(map[codec.Prefix][]string, len(p.Prefixes))
	for _, prefix := range p.Prefixes {
		on := map[string]bool{}
		for i := range p.Components {
			if p.Components[i].takes(prefix) {
				p.switchOn(p.Components[i].ID, on)
			}
		}
		p.covers[prefix] = p.inOrder(on)
	}
}

// inOrder lists what is switched on, in catalogue order.
func (p *Product) inOrder(on map[string]bool) (ids []string) {
	for i := range p.Components {
		if on[p.Components[i].ID] {
			ids = append(ids, p.Components[i].ID)
		}
	}
	return ids
}

// WithLinks gives the components named and all that they link to, each once and
// in catalogue order; giving it its own answer changes nothing (row L4). An id
// that is not one of the product is an error. One that is not sold stays: a licence
// from before it was taken off sale has it, and who issues asks Covers.
func (p *Product) WithLinks(ids []string) ([]string, error) {
	on := make(map[string]bool, len(ids))
	for _, id := range ids {
		if _, ok := p.Component(id); !ok {
			return nil, fmt.Errorf("%.40q is not one of product %s", id, p.ID)
		}
		p.switchOn(id, on)
	}
	return p.inOrder(on), nil
}

func (p *Product) switchOn(id string, on map[string]bool) {
	if on[id] {
		return
	}
	on[id] = true
	c, _ := p.Component(id)
	for _, next := range c.Links {
		p.switchOn(next, on)
	}
}
