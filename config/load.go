package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

// LoadOptions says where a configuration comes from.
type LoadOptions struct {
	// File must be there when it is named. Empty means DefaultFile, if that is
	// there.
	File string
	// Env holds the environment as NAME=value.
	Env []string
	// Flags that were set on the command line give the values of the keys they
	// are named after; other flags are left alone. May be nil.
	Flags *pflag.FlagSet
}

// Loaded is a configuration that has been checked.
type Loaded struct {
	Config  Config
	sources []Source
}

// Source is one value in force and where it came from.
type Source struct {
	Key   string `json:"key"`
	Value string `json:"value"` // as it could be written
	From  string `json:"from"`  // default, FILE:LINE, env NAME or flag --NAME
}

// Sources gives every key, in the order of Config.
func (l *Loaded) Sources() []Source { return l.sources }

// Default is the configuration when nothing is said.
func Default() Config {
	var c Config
	for i := range keys {
		if err := keys[i].set(&c, keys[i].def); err != nil {
			panic(fmt.Sprintf("config: default of %s: %v", keys[i].name, err))
		}
	}
	return c
}

// Load reads and checks a configuration. The error joins everything that is
// wrong, one line each.
func Load(o LoadOptions) (*Loaded, error) {
	fromFile, errs := readConfigFile(o.File)
	fromEnv, wrong := readEnv(o.Env)
	errs = append(errs, wrong...)

	l := &Loaded{}
	values := layers(fromFile, fromEnv, o.Flags)
	for i := range keys {
		k := &keys[i]
		text := text(values.Get(k.name))
		from := origin(k, fromFile, fromEnv, o.Flags)
		if err := k.set(&l.Config, text); err != nil {
			errs = append(errs, fmt.Errorf("%s is %.80q (%s): %w", k.name, text, from, err))
		}
		l.sources = append(l.sources, Source{Key: k.name, Value: k.get(&l.Config), From: from})
	}
	errs = append(errs, together(&l.Config)...)
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return l, nil
}

// layers puts what was given one over the other.
func layers(fromFile, fromEnv map[string]given, flags *pflag.FlagSet) *viper.Viper {
	v := viper.New()
	for _, k := range keys {
		v.SetDefault(k.name, k.def)
		for _, layer := range []map[string]given{fromFile, fromEnv} {
			if value, ok := layer[k.name]; ok {
				// No error can come: the map is well formed.
				_ = v.MergeConfigMap(nested(k.name, value.text))
			}
		}
		if f := changed(&k, flags); f != nil {
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
	if flags == nil {
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

// together checks what is right or wrong only in company.
func together(c *Config) (errs []error) {
	if (c.Agents.TLSCert == "") != (c.Agents.TLSKey == "") {
		errs = append(errs, fmt.Errorf("agents.tls_cert is %.80q and agents.tls_key is %.80q: expected both or neither",
			c.Agents.TLSCert, c.Agents.TLSKey))
	}
	return errs
}
