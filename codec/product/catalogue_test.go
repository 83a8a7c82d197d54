package product

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ollu/codec/term"

	"pgregory.net/rapid"
)

func TestFaults(t *testing.T) {
	for want, spoil := range map[string]func(*Product){
		`product "": id must be a lower-case letter`:                                    func(p *Product) { p.ID = "" },
		`product "a,b": id must be`:                                                     func(p *Product) { p.ID = "a,b" },
		`product "9a": id must be`:                                                      func(p *Product) { p.ID = "9a" },
		`product "gateway": name must be given in ja and en`:                            func(p *Product) { p.Name.JA = "" },
		`product "gateway": schedule must be given`:                                     func(p *Product) { p.Schedule = nil },
		`product "gateway": schedule is wrong: `:                                        func(p *Product) { p.Schedule = &term.Schedule{Every: -1} },
		`product "gateway": zone must be given`:                                         func(p *Product) { p.Zone = "" },
		`product "gateway": grace is -1, must be 0 to 3660`:                             func(p *Product) { p.Grace = -1 },
		`product "gateway": trial.grace is 3661`:                                        func(p *Product) { p.TrialGrace = 3661 },
		`product "gateway": manager.min_build is -5`:                                    func(p *Product) { p.Manager.MinBuild = -5 },
		`product "gateway": console must be an address`:                                 func(p *Product) { p.ConsoleURL = "javascript:alert(1)" },
		`product "gateway": licence_page must be an address`:                            func(p *Product) { p.LicencePage = "licence.example.com/licence" },
		`product "gateway": console must be an address that begins`:                     func(p *Product) { p.ConsoleURL = "https://http://" },
		`product "gateway": prefixes must name at least one`:                            func(p *Product) { p.Prefixes = nil },
		`product "gateway": prefixes names IM twice`:                                    func(p *Product) { p.Prefixes = prefixes("IM", "AS", "DL", "IM") },
		`product "gateway": prefixes names XX, which no sold component takes`:           func(p *Product) { p.Prefixes = prefixes("IM", "AS", "DL", "XX") },
		`product "gateway": components must name at least one`:                          func(p *Product) { p.Components = nil },
		`product "gateway": components are 257, take 256 at most`:                       func(p *Product) { p.Components = make([]Component, 257) },
		`component "Spam": id must be`:                                                  func(p *Product) { p.Components[2].ID = "Spam" },
		`component "spam": id is the id of another component too`:                       func(p *Product) { p.Components[1].ID = "spam" },
		`component "spam": name must be given in ja and en`:                             func(p *Product) { p.Components[2].Name.EN = "" },
		`component "ip-profiler": prefixes must name at least one`:                      func(p *Product) { p.Components[3].Links = nil },
		`component "spam": prefixes names AS twice`:                                     func(p *Product) { p.Components[2].Prefixes = prefixes("AS", "AS") },
		`component "spam": prefixes names DX, which the product does not have`:          func(p *Product) { p.Components[2].Prefixes = prefixes("AS", "DX") },
		`component "encryption": links must be left out, because it is not sold`:        func(p *Product) { p.Components[5].Links = []string{"spam"} },
		`component "spam": links names encryption, which is not sold`:                   func(p *Product) { p.Components[2].Links = []string{"reputation", "encryption"} },
		`component "spam": links names "nothing", which is no component`:                func(p *Product) { p.Components[2].Links = []string{"reputation", "nothing"} },
		`component "spam": links names reputation twice`:                                func(p *Product) { p.Components[2].Links = []string{"reputation", "reputation"} },
		`component "spam": links go in a circle: spam → spam`:                           func(p *Product) { p.Components[2].Links = []string{"reputation", "spam"} },
		`links go in a circle: ip-profiler → spam → reputation → ip-profiler`:           func(p *Product) { p.Components[0].Links = []string{"spam"} },
		`component "reputation": links go in a circle: reputation → extra → reputation`: func(p *Product) { loop(p) },
	} {
		p := gateway()
		spoil(p)
		c, err := NewCatalogue([]*Product{p})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
		if c != nil {
			t.Errorf("a catalogue came with the error %v", err)
		}
	}
}

// loop makes a circle that its first component only leads to.
func loop(p *Product) {
	p.Components[3].Links = []string{"ip-profiler", "extra"}
	p.Components[1].Links = []string{"reputation"}
	p.Components = append(p.Components, part("extra", nil, "reputation"))
}

func TestAllFaultsAreNamed(t *testing.T) {
	a, b := gateway(), gateway()
	a.Grace, a.Components[2].Name.JA = -1, ""
	_, err := NewCatalogue([]*Product{a, b})
	var fault *Fault
	if !errors.As(err, &fault) || fault.Product != "gateway" || fault.Field != "grace" || fault.Component != "" {
		t.Errorf("first fault %+v", fault)
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) != 3 {
		t.Errorf("want three faults: %v", err)
	}
	if !strings.Contains(err.Error(), "id is the id of another product too") {
		t.Errorf("the second product's id is not complained of: %v", err)
	}
}

// TestCoversIsReachability compares what a code covers with a walk that adds
// links until nothing changes, for random links without a circle.
func TestCoversIsReachability(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := gateway()
		p.Prefixes, p.Components = prefixes("IM"), nil
		n := rapid.IntRange(1, 12).Draw(t, "components")
		order := rapid.Permutation(ids(n)).Draw(t, "order")
		for i, id := range order {
			takes := prefixes("IM")
			if i > 0 && rapid.Bool().Draw(t, "linked only") {
				takes = nil
			}
			p.Components = append(p.Components, part(id, takes))
		}
		for i := range p.Components {
			links := rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 0, n, rapid.ID).Draw(t, "links")
			for _, to := range links {
				if to > i { // forwards only: no circle
					p.Components[i].Links = append(p.Components[i].Links, order[to])
				}
			}
		}
		want := reachable(p)
		if _, err := NewCatalogue([]*Product{p}); err != nil {
			if !strings.Contains(err.Error(), "no component links to it") {
				t.Fatal(err)
			}
			return
		}
		if got := p.Covers(prefixes("IM")[0]); !slices.Equal(got, want) {
			t.Fatalf("covers %v, want %v", got, want)
		}
	})
}

func ids(n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf("part-%d", i))
	}
	return out
}

func reachable(p *Product) (out []string) {
	on := map[string]bool{}
	for range p.Components {
		for _, c := range p.Components {
			if on[c.ID] || len(c.Prefixes) > 0 {
				on[c.ID] = true
				for _, id := range c.Links {
					on[id] = true
				}
			}
		}
	}
	for _, c := range p.Components {
		if on[c.ID] {
			out = append(out, c.ID)
		}
	}
	return out
}
