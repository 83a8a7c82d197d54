package agent

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ollu/codec/answer"
	"ollu/keystore"
)

// Names that a statement brings are texts to programs and files: no command, no
// second line.
func TestHostileNames(t *testing.T) {
	names := []string{"$(touch owned)", "a;touch owned", "x\nantivirus", "nul\x00", "=", "-rf", "\x1b[2J", "%s%n"}
	h := newHouse(t)
	dir := t.TempDir()
	a := h.agent(func(o *Options) {
		o.Product = "`touch owned`"
		o.Hooks = []Hook{{Name: "note", On: allEvents, Program: script("cd " + dir + ` && printf '%s|%s\n' "$OLLU_PRODUCT" "$OLLU_COMPONENT" >> noted`)}}
	})
	l := h.licence(100, func(l *keystore.Licence) { l.Product, l.Components = "`touch owned`", names })
	if _, err := a.Import(t.Context(), h.file(l, func(_ *answer.Claims, st *answer.Statement) { st.Components = names })); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, name := range names {
		want = append(want, "`touch owned`|"+plain(name))
	}
	slices.Sort(want)
	if got := lines(t, filepath.Join(dir, "noted")); !slices.Equal(sorted(got), want) {
		t.Errorf("hooks were told %q, want %q", got, want)
	}
	if _, err := os.Stat(filepath.Join(dir, "owned")); err == nil {
		t.Error("a name was run as a command")
	}
	allowed := lines(t, filepath.Join(a.o.Dir, allowedFile))
	if len(allowed) != len(names) || slices.ContainsFunc(allowed, func(line string) bool { return strings.Count(line, "=") != 1 }) {
		t.Errorf("products read %q", allowed)
	}
}

func sorted(all []string) []string {
	all = slices.Clone(all)
	slices.Sort(all)
	return all
}
