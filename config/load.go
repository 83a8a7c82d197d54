package config

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

// LoadOptions says where a configuration comes from.
type LoadOptions struct {
	// File must be there when it is named. Empty means the program's own,
	// such as DefaultFile or DefaultAgentFile, if that is there.
	File string
	// Env holds the environment as NAME=value.
	Env []string
	// Flags that were set on the command line give the values of the keys they
	// are named after; other flags are left alone. May be nil.
	Flags *pflag.FlagSet
}

// LoadedOf is a configuration that has been checked.
type LoadedOf[C any] struct {
	Config  C
	sources []Source
}

// What the programs are told.
type (
	Loaded      = LoadedOf[Config]
	LoadedAgent = LoadedOf[AgentConfig]
)

// Source is one value in force and where it came from.
type Source struct {
	Key   string `json:"key"`   // hooks[1].run is of the first hook
	Value string `json:"value"` // as it could be written
	From  string `json:"from"`  // default, FILE:LINE, env NAME or flag --NAME
}

// Sources gives every key, in the order of the struct.
func (l *LoadedOf[C]) Sources() []Source { return l.sources }

// Default is the server's configuration when nothing is said.
func Default() Config { return defaults[Config](serverSchema) }

// DefaultAgent is the agent's configuration when nothing is said.
func DefaultAgent() AgentConfig { return defaults[AgentConfig](agentSchema) }

// Load reads and checks the server's configuration. The error joins everything
// that is wrong, one line each.
func Load(o LoadOptions) (*Loaded, error) { return load(serverSchema, o, together) }

// LoadAgent reads and checks the agent's configuration, as Load does.
func LoadAgent(o LoadOptions) (*LoadedAgent, error) { return load(agentSchema, o, agentTogether) }

func defaults[C any](s *schema) C {
	var c C
	for i := range s.keys {
		k := &s.keys[i]
		if k.entry != nil {
			continue
		}
		if err := k.set(reflect.ValueOf(&c).Elem(), given{text: k.def}); err != nil {
			panic(fmt.Sprintf("config: default of %s: %v", k.name, err))
		}
	}
	return c
}

// load reads a configuration of the schema; together checks what is right or
// wrong only in company.
func load[C any](s *schema, o LoadOptions, together func(*C) []error) (*LoadedOf[C], error) {
	file, errs := s.readFile(o.File)
	env, wrong := s.readEnv(o.Env)
	errs = append(errs, wrong...)

	l := &LoadedOf[C]{}
	to := reflect.ValueOf(&l.Config).Elem()
	values := s.layers(file.values, env, o.Flags)
	for i := range s.keys {
		k := &s.keys[i]
		if k.entry != nil {
			sources, wrong := k.fill(to, file.entries[k.name])
			l.sources, errs = append(l.sources, sources...), append(errs, wrong...)
			continue
		}
		v := given{text: text(values.Get(k.name)), from: origin(k, file.values, env, o.Flags)}
		if err := k.set(to, v); err != nil {
			errs = append(errs, unfit(k.name, v, err))
		}
		l.sources = append(l.sources, Source{Key: k.name, Value: k.get(to), From: v.from})
	}
	errs = append(errs, together(&l.Config)...)
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return l, nil
}

// credentials are what must not be shown of an address.
var credentials = regexp.MustCompile(`//[^/]*@`)

func unfit(name string, v given, err error) error {
	shown := credentials.ReplaceAllString(v.text+strings.Join(v.items, " "), "//…@")
	return fmt.Errorf("%s is %.80q (%s): %w", name, shown, v.from, err)
}

// fill makes a list of structs of what the file gives.
func (k *key) fill(to reflect.Value, entries []entry) (sources []Source, errs []error) {
	list := to.FieldByIndex(k.index)
	list.Set(reflect.MakeSlice(list.Type(), len(entries), len(entries)))
	for i, e := range entries {
		for j := range k.entry {
			field := &k.entry[j]
			v, ok := e.values[field.name]
			switch {
			case !ok && e.doubtful[field.name]:
				continue
			case !ok && field.must:
				errs = append(errs, fmt.Errorf("%s at %s has no %s", e.name, e.from, field.name))
				continue
			case !ok:
				v = given{text: field.def, from: "default"}
			}
			name := e.name + "." + field.name
			if err := field.set(list.Index(i), v); err != nil {
				errs = append(errs, unfit(name, v, err))
				continue
			}
			sources = append(sources, Source{Key: name, Value: field.get(list.Index(i)), From: v.from})
		}
	}
	return sources, errs
}

// layers puts what was given one over the other.
func (s *schema) layers(fromFile, fromEnv map[string]given, flags *pflag.FlagSet) *viper.Viper {
	v := viper.New()
	for i := range s.keys {
		k := &s.keys[i]
		v.SetDefault(k.name, k.def)
		for _, layer := range []map[string]given{fromFile, fromEnv} {
			if value, ok := layer[k.name]; ok {
				// No error can come: the map is well formed.
				_ = v.MergeConfigMap(nested(k.name, value.text))
			}
		}
		if f := changed(k, flags); f != nil {
			_ = v.BindPFlag(k.name, f) // fails for a nil flag alone
		}
	}
	return v
}

// nested makes {a: {b: value}} of a.b.
func nested(name string, value any) map[string]any {
	first, rest, more := strings.Cut(name, ".")
	if more {
		value = nested(rest, value)
	}
	return map[string]any{first: value}
}

func changed(k *key, flags *pflag.FlagSet) *pflag.Flag {
	if flags == nil || k.flag == "" {
		return nil
	}
	if f := flags.Lookup(k.flag); f != nil && f.Changed {
		return f
	}
	return nil
}

func origin(k *key, fromFile, fromEnv map[string]given, flags *pflag.FlagSet) string {
	if changed(k, flags) != nil {
		return "flag --" + k.flag
	}
	if value, ok := fromEnv[k.name]; ok {
		return value.from
	}
	if value, ok := fromFile[k.name]; ok {
		return value.from
	}
	return "default"
}

// text makes of a value as viper gives it what a person would have written.
func text(value any) string {
	if list, ok := value.([]string); ok {
		return strings.Join(list, ",")
	}
	return fmt.Sprint(value)
}
