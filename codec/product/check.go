package product

import (
	"slices"
	"strings"

	"ollu/codec"
)

const (
	maxID    = 64
	maxDays  = 3660 // ten years
	maxCount = 1_000_000_000

	maxComponents = 256
	maxURL        = 2000
)

// check finds every rule that a product breaks by itself.
func check(p *Product) (f faults) {
	if !validID(p.ID) {
		f.add(p, "", "id", "must be %s", idRule)
	}
	if p.Name.JA == "" || p.Name.EN == "" {
		f.add(p, "", "name", "must be given in ja and en")
	}
	if p.Schedule == nil {
		f.add(p, "", "schedule", "must be given")
	} else if err := p.Schedule.Validate(); err != nil {
		f.add(p, "", "schedule", "is wrong: %v", err)
	}
	if p.Zone == "" {
		f.add(p, "", "zone", "must be given, such as Asia/Tokyo")
	}
	if !validAddress(p.ConsoleURL) {
		f.add(p, "", "console", addressRule)
	}
	if !validAddress(p.LicencePage) {
		f.add(p, "", "licence_page", addressRule)
	}
	f.numbers(p)
	f.prefixes(p)
	f.components(p)
	return f
}

const addressRule = "must be an address that begins with https:// or http://"

// validAddress takes an address that can stand in a page as a link, in printable
// ASCII; who it belongs to is the vendor's to know.
func validAddress(address string) bool {
	if address == "" {
		return true
	}
	rest, secure := strings.CutPrefix(address, "https://")
	rest, plain := strings.CutPrefix(rest, "http://")
	odd := func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"<>\^`+"`{|}@", r) }
	return secure != plain && rest != "" && rest[0] != '/' && len(address) <= maxURL && !strings.ContainsFunc(address, odd)
}

const idRule = "a lower-case letter, then lower-case letters, digits and hyphens, 64 at most"

// validID keeps ids such that they stand unchanged in every form of an answer,
// in file names and as metric labels.
func validID(id string) bool {
	if len(id) == 0 || len(id) > maxID || id[0] < 'a' || id[0] > 'z' {
		return false
	}
	for i := range len(id) {
		c := id[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

func (f *faults) numbers(p *Product) {
	for _, n := range []struct {
		field      string
		value, max int
	}{
		{"grace", p.Grace, maxDays},
		{"trial.days", p.TrialDays, maxDays},
		{"trial.grace", p.TrialGrace, maxDays},
		{"notices.console.full", p.ConsoleWindow.Full, maxDays},
		{"notices.console.trial", p.ConsoleWindow.Trial, maxDays},
		{"notices.mail.full", p.MailWindow.Full, maxDays},
		{"notices.mail.trial", p.MailWindow.Trial, maxDays},
		{"device_limit", p.DeviceLimit, maxCount},
		{"manager.min_build", p.Manager.MinBuild, maxCount},
	} {
		if n.value < 0 || n.value > n.max {
			f.add(p, "", n.field, "is %d, must be 0 to %d", n.value, n.max)
		}
	}
}

func (f *faults) prefixes(p *Product) {
	if len(p.Prefixes) == 0 {
		f.add(p, "", "prefixes", "must name at least one")
	}
	for i, prefix := range p.Prefixes {
		switch {
		case slices.Contains(p.Prefixes[:i], prefix):
			f.add(p, "", "prefixes", "names %s twice", prefix)
		case !slices.ContainsFunc(p.Components, func(c Component) bool { return c.takes(prefix) }):
			f.add(p, "", "prefixes", "names %s, which no sold component takes: such a code would switch nothing on", prefix)
		}
	}
}

func (f *faults) components(p *Product) {
	if len(p.Components) == 0 {
		f.add(p, "", "components", "must name at least one")
	}
	if len(p.Components) > maxComponents {
		f.add(p, "", "components", "are %d, take %d at most", len(p.Components), maxComponents)
		return
	}
	linked := p.linked()
	for i := range p.Components {
		c := &p.Components[i]
		if !validID(c.ID) {
			f.add(p, c.ID, "id", "must be %s", idRule)
		}
		if first, _ := p.Component(c.ID); first != c {
			f.add(p, c.ID, "id", "is the id of another component too")
		}
		if c.Name.JA == "" || c.Name.EN == "" {
			f.add(p, c.ID, "name", "must be given in ja and en")
		}
		if c.Sold && len(c.Prefixes) == 0 && !linked[c.ID] {
			f.add(p, c.ID, "prefixes", "must name at least one, because no component links to it")
		}
		f.componentPrefixes(p, c)
		f.links(p, c)
	}
	if cycle := p.cycle(); cycle != nil {
		f.add(p, cycle[0], "links", "go in a circle: %s", arrows(cycle))
	}
}

func (f *faults) componentPrefixes(p *Product, c *Component) {
	seen := map[codec.Prefix]bool{}
	for _, prefix := range c.Prefixes {
		if seen[prefix] {
			f.add(p, c.ID, "prefixes", "names %s twice", prefix)
		}
		seen[prefix] = true
		if !slices.Contains(p.Prefixes, prefix) {
			f.add(p, c.ID, "prefixes", "names %s, which the product does not have", prefix)
		}
	}
}

func (f *faults) links(p *Product, c *Component) {
	if !c.Sold && len(c.Links) > 0 {
		f.add(p, c.ID, "links", "must be left out, because it is not sold")
	}
	seen := map[string]bool{}
	for _, id := range c.Links {
		to, ok := p.Component(id)
		switch {
		case !ok:
			f.add(p, c.ID, "links", "names %.64q, which is no component of this product", id)
		case !to.Sold:
			f.add(p, c.ID, "links", "names %s, which is not sold", id)
		case seen[id]:
			f.add(p, c.ID, "links", "names %s twice", id)
		}
		seen[id] = true
	}
}
