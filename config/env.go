package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// readEnv gives the values by key, and an error for each variable that begins
// like ours and is not.
func (s *schema) readEnv(env []string) (values map[string]given, errs []error) {
	byName := map[string]string{}
	var names []string
	for _, k := range s.keys {
		if k.env != "" {
			byName[k.env] = k.name
			names = append(names, k.env)
		}
	}
	values = map[string]given{}
	for _, variable := range env {
		name, value, _ := strings.Cut(variable, "=")
		key, known := byName[name]
		switch {
		case known:
			values[key] = given{text: value, from: "env " + name}
		case strings.HasPrefix(name, s.prefix) && !injected(name, value) && !anothers(name):
			errs = append(errs, fmt.Errorf("unknown environment variable %.80s; did you mean %s?", name, nearest(name, names)))
		}
	}
	return values, errs
}

// anothers tells whether a variable is for another of our programs, which may
// run in the same environment.
func anothers(name string) bool {
	return slices.ContainsFunc(schemas, func(s *schema) bool {
		return slices.ContainsFunc(s.keys, func(k key) bool { return k.env == name })
	})
}

var serviceVariable = regexp.MustCompile(`^OLLU_(?:AGENT_|MANAGER_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_\w+)?)?)$`)

// injected tells whether a variable was put there by Kubernetes, which gives
// the addresses of a service named ollu, ollu-agent or ollu-manager to every pod beside it.
func injected(name, value string) bool {
	return serviceVariable.MatchString(name) && (!strings.HasSuffix(name, "_PORT") || strings.HasSuffix(name, "_SERVICE_PORT") || strings.Contains(value, "://"))
}
