package main

import (
	"testing"

	"ollu/server/wire"
)

func TestKeys(t *testing.T) {
	s := newSite(t)
	s.ollu(t, "key", "list").want(t, exitNo, "", "no registration key found")
	keys := parse[[]wire.RegKey](t, s.do(t, "key", "issue", "--product", exampleProduct, "--months", "12", "--count", "3", "--order", "o", "--json"))
	if len(keys) != 3 || keys[0].Months != 12 || keys[0].Order != "o" || keys[0].Code != nil {
		t.Fatalf("issued %+v", keys)
	}
	s.ollu(t, "key", "issue", "--product", exampleProduct, "--expires", "2099-03-31").want(t, exitDone, "until 2099-03-31", "")
	s.ollu(t, "key", "show", keys[0].Key.Reveal()).want(t, exitDone, "term     12 months", "")
	if k := parse[wire.RegKey](t, s.do(t, "key", "show", "--json", keys[1].Key.Reveal())); k.Key != keys[1].Key {
		t.Errorf("showed another key")
	}
	for _, c := range []struct {
		flags []string
		want  int
	}{{nil, 4}, {[]string{"--order", "o"}, 3}, {[]string{"--limit", "1", "--all"}, 4}, {[]string{"--state", "open", "--type", "full", "--prefix", "IM"}, 4}} {
		if got := parse[[]wire.RegKey](t, s.do(t, append([]string{"key", "list", "--json"}, c.flags...)...)); len(got) != c.want {
			t.Errorf("%v: %d keys, want %d", c.flags, len(got), c.want)
		}
	}
	s.ollu(t, "key", "list", "--limit", "1").want(t, exitDone, "REGISTERED", "there is more: add --after ")
	s.ollu(t, "key", "list", "--state", "registered").want(t, exitNo, "", "no registration key found")
}

// TestKeysOfAnOrderThatIsThere: they would be shown to whoever has the first ones.
func TestKeysOfAnOrderThatIsThere(t *testing.T) {
	s := newSite(t)
	issue := []string{"key", "issue", "--product", exampleProduct, "--months", "12", "--order", "twice"}
	s.ollu(t, issue...).want(t, exitDone, "12 months", "")
	s.ollu(t, issue...).want(t, exitDone, "12 months", "note: order twice has registration keys already")
}
