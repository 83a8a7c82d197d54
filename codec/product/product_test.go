package product

import (
	"encoding/json"
	"slices"
	"testing"

	"ollu/codec"
)

func TestCovers(t *testing.T) {
	p := gateway()
	if _, err := NewCatalogue([]*Product{p}); err != nil {
		t.Fatal(err)
	}
	for prefix, want := range map[string][]string{
		"IM": {"ip-profiler", "antivirus", "spam", "reputation"},
		"AS": {"ip-profiler", "spam", "reputation"},
		"DL": {"loss-prevention"},
		"ZZ": nil,
	} {
		if got := p.Covers(prefixes(prefix)[0]); !slices.Equal(got, want) {
			t.Errorf("%s covers %v, want %v", prefix, got, want)
		}
	}
	if got := p.Covers(codec.Prefix{}); got != nil {
		t.Errorf("no prefix covers %v", got)
	}
}

func TestWithLinks(t *testing.T) {
	p := gateway()
	if _, err := NewCatalogue([]*Product{p}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ named, want []string }{
		"none":       {nil, nil},
		"no links":   {[]string{"antivirus"}, []string{"antivirus"}},
		"a chain":    {[]string{"spam"}, []string{"ip-profiler", "spam", "reputation"}},
		"its middle": {[]string{"reputation"}, []string{"ip-profiler", "reputation"}},
		"unordered":  {[]string{"loss-prevention", "spam", "antivirus"}, []string{"ip-profiler", "antivirus", "spam", "reputation", "loss-prevention"}},
		"not sold":   {[]string{"encryption", "antivirus"}, []string{"antivirus", "encryption"}},
		"twice":      {[]string{"spam", "reputation", "spam"}, []string{"ip-profiler", "spam", "reputation"}},
	} {
		got, err := p.WithLinks(c.named)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v (%v), want %v", name, got, err, c.want)
		}
		if again, err := p.WithLinks(got); err != nil || !slices.Equal(again, got) {
			t.Errorf("%s: %v closed again gives %v (%v)", name, got, again, err)
		}
	}
	for _, id := range []string{"moon", ""} {
		if got, err := p.WithLinks([]string{"spam", id}); err == nil {
			t.Errorf("%q was taken: %v", id, got)
		}
	}
}

func TestUnsoldTakesNothing(t *testing.T) {
	p := gateway()
	p.Components[5].Prefixes = prefixes("IM")
	if _, err := NewCatalogue([]*Product{p}); err != nil {
		t.Fatal(err)
	}
	if slices.Contains(p.Covers(prefixes("IM")[0]), "encryption") {
		t.Error("a component that is not sold is switched on")
	}
}

func TestByType(t *testing.T) {
	p := gateway()
	p.TrialGrace = 7
	if p.GraceFor(Full) != 90 || p.GraceFor(Trial) != 7 {
		t.Errorf("grace %d and %d, want 90 and 7", p.GraceFor(Full), p.GraceFor(Trial))
	}
	if p.ConsoleWindow.For(Full) != 60 || p.ConsoleWindow.For(Trial) != 14 {
		t.Errorf("windows %d and %d, want 60 and 14", p.ConsoleWindow.For(Full), p.ConsoleWindow.For(Trial))
	}
}

func TestCatalogueFinds(t *testing.T) {
	a, b := gateway(), gateway()
	b.ID = "other-gateway"
	c, err := NewCatalogue([]*Product{b, a})
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := c.Product("gateway"); !ok || got != a {
		t.Error("gateway is not found")
	}
	if got, ok := c.Product("unheard-of"); ok || got != nil {
		t.Errorf("found %v", got)
	}
	if !slices.Equal(c.Products(), []*Product{b, a}) {
		t.Error("products are out of order")
	}
	if part, ok := a.Component("spam"); !ok || part.ID != "spam" {
		t.Error("spam is not found")
	}
	if _, ok := a.Component(""); ok {
		t.Error("found a component without an id")
	}
}

func TestTypeNames(t *testing.T) {
	for _, want := range []Type{Full, Trial} {
		var got Type
		data, err := json.Marshal(want)
		if err == nil {
			err = json.Unmarshal(data, &got)
		}
		if err != nil || got != want {
			t.Errorf("%v came back as %v (%v)", want, got, err)
		}
	}
	if _, err := ParseType("FREE"); err == nil {
		t.Error("FREE was taken for a type")
	}
	if _, err := Type(2).MarshalText(); err == nil || Type(2).String() != "unknown(2)" {
		t.Errorf("type 2 was written as %s", Type(2))
	}
}
