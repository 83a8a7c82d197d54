package config

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// small is a catalogue that uses everything a catalogue can say.
const small = `schedules:
  weekly:
    every: 7
    anchor: grace_end
    active_only: true
    day_before: true
    days: [-3, 3]
    daily: from_expiry
products:
  gate:
    name: {ja: 門, en: Gate}
    prefixes: [GA]
    schedule: weekly
    grace: 10
    trial: {days: 5, grace: 1}
    zone: Europe/Berlin
    notices:
      console: {full: 9, trial: 8}
      mail: {full: 7, trial: 6}
    device_limit: 3
    manager: {renewal: true, new_code: true, min_build: 2}
    components:
      lock:
        name: {ja: 錠, en: Lock}
        prefixes: [GA]
        links: [key]
      key:
        name: {ja: 鍵, en: Key}
        optional: true
        sold: true
`

// change replaces a part of small that is there once.
func change(t *testing.T, from, to string) string {
	t.Helper()
	if strings.Count(small, from) != 1 {
		t.Fatalf("%q is not in the small catalogue once", from)
	}
	return strings.Replace(small, from, to, 1)
}

// TestBrokenCatalogues expects, for each, exactly these faults.
func TestBrokenCatalogues(t *testing.T) {
	for name, c := range map[string]struct {
		from, to string
		want     []string
	}{
		"cycle of links": {"        sold: true\n", "        links: [lock]\n",
			[]string{`c.yaml:26: product "gate", component "lock": links go in a circle: lock → key → lock`}},
		"unknown schedule": {"schedule: weekly", "schedule: monthly",
			[]string{`c.yaml:13: products.gate.schedule names "monthly", which is not among the schedules`}},
		"duplicate id": {"      key:\n", "      lock:\n", []string{
			`c.yaml:27: products.gate.components.lock is there twice, first on line 23`}},
		"prefix of one letter": {"prefixes: [GA]\n    sch", "prefixes: [G]\n    sch",
			[]string{`c.yaml:12: products.gate.prefixes is "G": a prefix is two letters A to Z`}},
		"prefix the product does not have": {"prefixes: [GA]\n        links", "prefixes: [GB]\n        links", []string{
			`c.yaml:12: product "gate": prefixes names GA, which no sold component takes`,
			`c.yaml:25: product "gate", component "lock": prefixes names GB, which the product does not have`}},
		"not sold yet linked": {"sold: true", "sold: false",
			[]string{`c.yaml:26: product "gate", component "lock": links names key, which is not sold`}},
		"link to nothing": {"links: [key]", "links: [key, keys]",
			[]string{`c.yaml:26: product "gate", component "lock": links names "keys", which is no component of this product`}},
		"reached by nothing": {"        links: [key]\n", "",
			[]string{`c.yaml:26: product "gate", component "key": prefixes must name at least one, because no component links to it`}},
		"missing translation": {"{ja: 鍵, en: Key}", "{ja: 鍵}",
			[]string{`c.yaml:28: products.gate.components.key.name has no en`}},
		"empty translation": {"{ja: 鍵, en: Key}", "{ja: 鍵, en: }",
			[]string{`c.yaml:28: products.gate.components.key.name.en: expected one value, found nothing`}},
		"negative grace": {"grace: 10", "grace: -10",
			[]string{`c.yaml:14: product "gate": grace is -10, must be 0 to 3660`}},
		"negative grace of trials": {"days: 5, grace: 1", "days: 5, grace: -1",
			[]string{`c.yaml:15: product "gate": trial.grace is -1, must be 0 to 3660`}},
		"a fraction": {"grace: 10", "grace: 1.5", []string{`c.yaml:14: products.gate.grace is "1.5": expected a whole number`}},
		"a list where a map belongs": {"    trial: {days: 5, grace: 1}\n", "    trial:\n      - 5\n",
			[]string{`c.yaml:16: products.gate.trial: expected keys with values, found a list`}},
		"a map where a list belongs": {"links: [key]", "links: {key: 1}",
			[]string{`c.yaml:26: products.gate.components.lock.links: expected a list, found keys with values`}},
		"a value where a map belongs": {"      key:\n        name: {ja: 鍵, en: Key}\n        optional: true\n        sold: true\n", "      key: yes\n",
			[]string{`c.yaml:27: products.gate.components.key: expected keys with values, found "yes"`}},
		"a list where a value belongs": {"zone: Europe/Berlin", "zone: [Europe/Berlin]",
			[]string{`c.yaml:16: products.gate.zone: expected one value, found a list`}},
		"unknown key": {"    device_limit: 3\n", "    device_limt: 3\n",
			[]string{`c.yaml:20: unknown key "device_limt" in products.gate; did you mean device_limit?`}},
		"unknown key in place of a needed one": {"    grace: 10\n", "    gracee: 10\n",
			[]string{`c.yaml:14: unknown key "gracee" in products.gate; did you mean grace?`}},
		"unknown key at the top": {"products:\n", "product:\n",
			[]string{`c.yaml:9: unknown key "product" in the file; did you mean products?`}},
		"missing key": {"    zone: Europe/Berlin\n", "", []string{`c.yaml:11: products.gate has no zone`}},
		"unknown zone": {"Europe/Berlin", "Europe/Atlantis",
			[]string{`c.yaml:16: products.gate.zone is "Europe/Atlantis": expected a time zone of the IANA database`}},
		"zone of the machine": {"Europe/Berlin", "Local", []string{`c.yaml:16: products.gate.zone is "Local": expected a time zone`}},
		"id with a capital":   {"  gate:\n", "  Gate:\n", []string{`c.yaml:10: product "Gate": id must be a lower-case letter`}},
		"interval below zero": {"every: 7", "every: -7", []string{`c.yaml:2: schedules.weekly: schedule: every -7 days`}},
		"unknown anchor":      {"anchor: grace_end", "anchor: graceend", []string{`c.yaml:4: schedules.weekly.anchor is "graceend": unknown anchor`}},
		"schedules that are none": {small[:strings.Index(small, "products:")], "schedules: []\n",
			[]string{`c.yaml:1: schedules: expected keys with values, found a list`}},
		"neither true nor false": {"sold: true", "sold: yes", []string{`c.yaml:30: products.gate.components.key.sold is "yes": expected true or false`}},
		"alias": {"zone: Europe/Berlin", "zone: *z",
			[]string{`c.yaml:16: not YAML: unknown anchor 'z' referenced`}},
		"tab": {"    grace: 10\n", "\tgrace: 10\n", []string{`c.yaml:14: not YAML: a tab in the indentation: use spaces`}},
		"several": {"    grace: 10\n", "    grace: ten\n    device_limit: many\n", []string{
			`c.yaml:14: products.gate.grace is "ten": expected a whole number`,
			`c.yaml:15: products.gate.device_limit is "many": expected a whole number`,
			`c.yaml:21: products.gate.device_limit is there twice, first on line 15`}},
	} {
		t.Run(name, func(t *testing.T) { expect(t, change(t, c.from, c.to), c.want) })
	}
}

func TestNoCatalogueAtAll(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "c.yaml:1: the catalogue is empty",
		"# nothing\n":                   "c.yaml:1: the catalogue is empty",
		"- a\n":                         "c.yaml:1: expected keys with values, found a list",
		"products":                      `c.yaml:1: expected keys with values, found "products"`,
		"a: &x [1]\nb: *x\n":            `c.yaml:1: unknown key "a"`,
		"schedules: {}\nproducts: {}\n": "c.yaml:2: products names none",
		"schedules: {}\n":               "c.yaml:1: the file has no products",
		"{? [a] : b, schedules: {}}":    "c.yaml:1: the file: expected a name before the colon, found a list",
		"\xff\xfe":                      "c.yaml:1: holds bytes that are not text in UTF-8",
		"a: b\n\n\x00":                  "c.yaml:3: holds bytes that are not text in UTF-8",
		small + "---\n" + small:         "c.yaml:31: a second document begins",
		strings.Repeat("[", 1<<20):      "c.yaml:1: not YAML: exceeded max depth",
		strings.Repeat("a: ", 1<<18):    "c.yaml:1: not YAML: mapping values are not allowed",
		strings.Repeat("- ", 1<<19):     "c.yaml:1: not YAML: exceeded max depth",
		strings.Repeat("a:\n", 2):       `c.yaml:1: unknown key "a"`,
		"schedules:\n  a: &a {}\n  b: *a\nproducts: {}\n": "c.yaml:3: schedules.b: expected keys with values, found an alias: write the value out",
	} {
		expect(t, text, []string{want})
	}
}

// TestBombs gives files whose aliases would unfold to far more than any
// memory, and one of a million bytes of them.
func TestBombs(t *testing.T) {
	var laughs strings.Builder
	laughs.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 30; i++ {
		fmt.Fprintf(&laughs, "a%d: &a%d [%s]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9))
	}
	var long strings.Builder
	long.WriteString("schedules: &s {}\nproducts:\n")
	for i := 0; long.Len() < 1<<20; i++ {
		fmt.Fprintf(&long, "  p%d: &p%d {name: *s, prefixes: *s}\n", i, i)
	}
	began := time.Now()
	expectFirst(t, laughs.String(), `c.yaml:1: unknown key "a0" in the file`)
	expectFirst(t, long.String(), `c.yaml:3: products.p0.name: expected keys with values, found an alias`)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestFaultsAreCounted(t *testing.T) {
	text := "schedules: {}\nproducts: {}\n" + strings.Repeat("x", 3) + ": 1\n"
	for i := range 250 {
		text += fmt.Sprintf("x%d: 1\n", i)
	}
	_, err := ParseCatalogue("c.yaml", []byte(text))
	lines := strings.Split(err.Error(), "\n")
	if got := lines[len(lines)-1]; len(lines) != maxFaults+1 || got != "c.yaml:103: and 151 more from here on" {
		t.Errorf("%d lines, the last %q", len(lines), got)
	}
}

func expect(t *testing.T, text string, want []string) {
	t.Helper()
	c, err := ParseCatalogue("c.yaml", []byte(text))
	if err == nil || c != nil {
		t.Errorf("%.60q was taken", text)
		return
	}
	got := strings.Split(err.Error(), "\n")
	if len(want) > 1 && len(got) != len(want) {
		t.Errorf("got %d faults, want %d:\n%v", len(got), len(want), err)
		return
	}
	for i, line := range want {
		if !strings.HasPrefix(got[i], line) {
			t.Errorf("got  %s\nwant %s", got[i], line)
		}
	}
}

func expectFirst(t *testing.T, text, want string) {
	t.Helper()
	if _, err := ParseCatalogue("c.yaml", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %.200v\nwant %s", err, want)
	}
}
