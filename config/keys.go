package config

import (
	"reflect"
	"strings"
)

const envPrefix = "OLLU_"

// key is one value of Config under all its names.
type key struct {
	name  string // agents.rate.burst
	env   string // OLLU_AGENTS_RATE_BURST
	flag  string // agents-rate-burst
	def   string // as it would be written
	rule  rule
	index []int // of the field, from Config down
}

var (
	keys     = collect(reflect.TypeFor[Config](), "", nil)
	keyNamed = func() map[string]*key {
		m := map[string]*key{}
		for i := range keys {
			m[keys[i].name] = &keys[i]
		}
		return m
	}()
)

// collect lists the keys of a struct and of the structs in it, in order.
func collect(t reflect.Type, prefix string, index []int) (out []key) {
	for i := range t.NumField() {
		f := t.Field(i)
		name := prefix + f.Tag.Get("key")
		at := append(index[:len(index):len(index)], i)
		if f.Type.Kind() == reflect.Struct {
			out = append(out, collect(f.Type, name+".", at)...)
			continue
		}
		k := key{name: name, def: f.Tag.Get("default"), rule: rules[f.Tag.Get("is")], index: at}
		k.env = envPrefix + strings.ToUpper(strings.ReplaceAll(name, ".", "_"))
		k.flag = f.Tag.Get("flag")
		if k.flag == "" {
			k.flag = strings.NewReplacer(".", "-", "_", "-").Replace(name)
		}
		out = append(out, k)
	}
	return out
}

// isSection tells whether keys begin with this name and a dot.
func isSection(name string) bool {
	for _, k := range keys {
		if strings.HasPrefix(k.name, name+".") {
			return true
		}
	}
	return false
}

// set reads a value as it was written into its field; the error says what was
// expected.
func (k *key) set(c *Config, text string) error {
	value, err := k.rule.read(text)
	if err == nil {
		reflect.ValueOf(c).Elem().FieldByIndex(k.index).Set(reflect.ValueOf(value))
	}
	return err
}

// get writes the value of the field.
func (k *key) get(c *Config) string {
	return k.rule.write(reflect.ValueOf(c).Elem().FieldByIndex(k.index).Interface())
}
