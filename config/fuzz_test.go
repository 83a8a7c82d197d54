package config

import (
	"strings"
	"testing"

	"ollu/codec/product"
)

// FuzzCatalogue holds that any file gives either a sound catalogue or faults
// that name a line of it.
func FuzzCatalogue(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(strings.ReplaceAll(small, "key", "lock")))
	f.Add([]byte("schedules: &a {b: *a}\nproducts: !!binary x\n"))
	f.Add([]byte("? - a\n: |\n  b\n--- >\n c\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ParseCatalogue("c.yaml", data)
		if err == nil {
			sound(t, c)
			return
		}
		lines := 1 + strings.Count(string(data), "\n") + strings.Count(string(data), "\r")
		for _, err := range err.(interface{ Unwrap() []error }).Unwrap() {
			fault, ok := err.(*Fault)
			if !ok || fault.Line < 1 || fault.Line > lines+1 || fault.Reason == "" {
				t.Fatalf("%v: want a line from 1 to %d", err, lines)
			}
		}
	})
}

func sound(t *testing.T, c *product.Catalogue) {
	if len(c.Products()) == 0 {
		t.Fatal("a catalogue without products")
	}
	for _, p := range c.Products() {
		if _, err := asZone(p.Zone); err != nil || p.Schedule == nil {
			t.Fatalf("zone %q, schedule %v", p.Zone, p.Schedule)
		}
		for _, prefix := range p.Prefixes {
			if len(p.Covers(prefix)) == 0 {
				t.Fatalf("%s covers nothing", prefix)
			}
		}
	}
}

// FuzzConfigFile holds that any file gives values of known keys, or errors.
func FuzzConfigFile(f *testing.F) {
	f.Add([]byte("data_dir: x\nagents: {rate: {exempt: [10.0.0.0/8]}}\n"))
	f.Add([]byte("agents: &a\n  listen: *a\nagents.listen: x\n"))
	f.Add([]byte(twoHooks))
	f.Add([]byte("hooks: [{on: [[]], run: {}}, x, ~, {on: ~, on: a}]\nservices: &s {}\nserver: *s\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		root, fault := parseYAML("f.yaml", data)
		if fault != nil || root == nil {
			return
		}
		for _, s := range schemas {
			r := newFileReader(s, "f.yaml")
			r.section(root, "")
			for name, v := range r.values {
				if s.named[name] == nil || !strings.HasPrefix(v.from, "f.yaml:") {
					t.Fatalf("%s from %s", name, v.from)
				}
			}
			for name, entries := range r.entries {
				if k := s.named[name]; k == nil || k.entry == nil || len(entries) == 0 {
					t.Fatalf("entries of %s: %v", name, entries)
				}
			}
		}
	})
}
