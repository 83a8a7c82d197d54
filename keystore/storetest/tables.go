package storetest

import (
	"bytes"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ollu/keystore/customer"
)

// Tabled is how a driver keeps customer's tables, from its inside.
type Tabled struct {
	// Put does the writes of one act.
	Put func([]customer.Put) error
	// Look shows the tables: one view for readers, one for the acts of a group.
	Look func(func(customer.Tables) error) error
	View func(func(customer.Tables) error) error
}

// RunTables tests the tables that open gives, each empty.
func RunTables(t *testing.T, open func(t *testing.T) Tabled) {
	t.Run("Model", func(t *testing.T) {
		rapid.Check(t, func(r *rapid.T) { tablesAgree(r, open(t)) })
	})
}

// drawKey gives keys of which many begin alike, also with the last byte there is.
func drawKey(t *rapid.T) []byte {
	return rapid.SliceOfN(rapid.SampledFrom([]byte{0, 'a', 0xff}), 3, 5).Draw(t, "key")
}

// tablesAgree: after any writes, every way to read a table gives what a plain map
// gives.
func tablesAgree(t *rapid.T, tabled Tabled) {
	model := map[customer.Table]map[string]string{}
	some := rapid.SampledFrom([]customer.Table{customer.Accounts, customer.Activities, customer.ByLogin, customer.ByOrder})
	for range rapid.IntRange(1, 4).Draw(t, "acts") {
		var puts []customer.Put
		for range rapid.IntRange(1, 8).Draw(t, "writes") {
			puts = append(puts, drawPut(t, some.Draw(t, "table"), model))
		}
		if err := tabled.Put(puts); err != nil {
			t.Fatal(err)
		}
	}
	table, prefix := some.Draw(t, "read"), []byte(nil)
	if rapid.IntRange(0, 4).Draw(t, "under a prefix") > 0 {
		prefix = drawKey(t)[:rapid.IntRange(0, 3).Draw(t, "prefix")]
	}
	var from []byte
	if rapid.Bool().Draw(t, "from some key") {
		from = append(bytes.Clone(prefix), drawKey(t)[:rapid.IntRange(0, 3).Draw(t, "from")]...)
	}
	backwards := rapid.Bool().Draw(t, "backwards")
	want := modelScan(model[table], string(prefix), from, backwards)
	for name, look := range map[string]func(func(customer.Tables) error) error{"Look": tabled.Look, "View": tabled.View} {
		err := look(func(all customer.Tables) error {
			got, err := collect(all.Scan(table, prefix, from, backwards))
			if err != nil || !slices.Equal(got, want) {
				t.Fatalf("%s: under %x from %x: got %q, %v, want %q", name, prefix, from, got, err, want)
			}
			return getsAgree(all, table, model[table])
		})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

// drawPut draws a write and does it to the model as well. Records have a checksum
// of their own, entries of an index may be empty.
func drawPut(t *rapid.T, table customer.Table, model map[customer.Table]map[string]string) customer.Put {
	if model[table] == nil {
		model[table] = map[string]string{}
	}
	p := customer.Put{Table: table, Key: drawKey(t)}
	if rapid.IntRange(0, 3).Draw(t, "take away") == 0 {
		delete(model[table], string(p.Key))
		return p
	}
	p.Value = []byte(rapid.SampledFrom([]string{"", "b", "a longer one"}).Draw(t, "value"))
	if table < customer.ByLogin {
		p.Value = append(p.Value, "-sum"...)
	}
	model[table][string(p.Key)] = string(p.Value)
	return p
}

// modelScan gives "key=value" of what a scan has to give.
func modelScan(m map[string]string, prefix string, from []byte, backwards bool) (all []string) {
	keys := slices.Sorted(maps.Keys(m))
	if backwards {
		slices.Reverse(keys)
	}
	for _, key := range keys {
		early := from != nil && key < string(from)
		late := from != nil && key > string(from)
		if strings.HasPrefix(key, prefix) && !(early && !backwards) && !(late && backwards) {
			all = append(all, key+"="+m[key])
		}
	}
	return all
}

func collect(seq iter.Seq2[customer.Item, error]) (all []string, err error) {
	for item, err := range seq {
		if err != nil {
			return all, err
		}
		all = append(all, string(item.Key)+"="+string(item.Value))
	}
	return all, nil
}

// getsAgree looks up every key of the model, and one that is not there.
func getsAgree(all customer.Tables, table customer.Table, model map[string]string) error {
	for key, want := range model {
		if got, found, err := all.Get(table, []byte(key)); err != nil || !found || string(got) != want {
			return fmt.Errorf("key %x: got %q, %t, %w, want %q", key, got, found, err, want)
		}
	}
	if got, found, err := all.Get(table, []byte("none")); err != nil || found || got != nil {
		return fmt.Errorf("a key that is not there: got %q, %t, %w", got, found, err)
	}
	return nil
}
