package product

import (
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
		for i := range p.Components {
			if on[p.Components[i].ID] {
				p.covers[prefix] = append(p.covers[prefix], p.Components[i].ID)
			}
		}
	}
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
