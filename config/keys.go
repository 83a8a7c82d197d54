package config

import (
	"reflect"
	"strings"
)

// schema is what one program can be told: the fields of a struct, as keys.
type schema struct {
	file   string // read, if it is there, when no other file is named
	prefix string // of environment variables
	keys   []key
	named  map[string]*key
}

// The programs that are told anything, each with a struct of its own.
var (
	serverSchema  = newSchema[Config](DefaultFile, "OLLU_")
	agentSchema   = newSchema[AgentConfig](DefaultAgentFile, "OLLU_AGENT_")
	managerSchema = newSchema[ManagerConfig](DefaultManagerFile, "OLLU_MANAGER_")
	schemas       = []*schema{serverSchema, agentSchema, managerSchema}
)

// key is one value of a struct under all its names.
type key struct {
	name  string // agents.rate.burst
	env   string // OLLU_AGENTS_RATE_BURST
	flag  string // agents-rate-burst
	def   string // as it would be written
	must  bool   // it has no default
	rule  rule
	index []int // of the field, from the struct down
	// entry holds the keys of one entry where the field is a list of structs.
	// Such a list is given by the file alone.
	entry []key
}

func newSchema[C any](file, prefix string) *schema {
	s := &schema{file: file, prefix: prefix, named: map[string]*key{}}
	s.keys = collect(reflect.TypeFor[C](), prefix, "", nil)
	for i := range s.keys {
		s.named[s.keys[i].name] = &s.keys[i]
	}
	return s
}

// collect lists the keys of a struct and of the structs in it, in order.
func collect(t reflect.Type, envPrefix, prefix string, index []int) (out []key) {
	for i := range t.NumField() {
		f := t.Field(i)
		name := prefix + f.Tag.Get("key")
		at := append(index[:len(index):len(index)], i)
		if f.Type.Kind() == reflect.Struct {
			out = append(out, collect(f.Type, envPrefix, name+".", at)...)
			continue
		}
		k := key{name: name, rule: rules[f.Tag.Get("is")], index: at}
		if f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.Struct {
			k.entry = collect(f.Type.Elem(), envPrefix, "", nil)
			out = append(out, k)
			continue
		}
		def, given := f.Tag.Lookup("default")
		k.def, k.must = def, !given
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
func (s *schema) isSection(name string) bool {
	for i := range s.keys {
		if strings.HasPrefix(s.keys[i].name, name+".") {
			return true
		}
	}
	return false
}

// set reads a value into its field of the struct; the error says what was
// expected.
func (k *key) set(to reflect.Value, v given) error {
	read := func() (any, error) { return k.rule.read(v.text) }
	if v.items != nil {
		read = func() (any, error) { return k.rule.items(v.items) }
	}
	value, err := read()
	if err == nil {
		to.FieldByIndex(k.index).Set(reflect.ValueOf(value))
	}
	return err
}

// get writes the value of the field.
func (k *key) get(of reflect.Value) string {
	return k.rule.write(of.FieldByIndex(k.index).Interface())
}
