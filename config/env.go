package config

import (
	"fmt"
	"regexp"
	"strings"
)

// readEnv gives the values by key, and an error for each variable that begins
// like ours and is not.
func readEnv(env []string) (values map[string]given, errs []error) {
	byName := map[string]string{}
	var names []string
	for _, k := range keys {
		byName[k.env] = k.name
		names = append(names, k.env)
	}
	values = map[string]given{}
	for _, variable := range env {
		name, value, _ := strings.Cut(variable, "=")
		key, known := byName[name]
		switch {
		case known:
			values[key] = given{value, "env " + name}
		case strings.HasPrefix(name, envPrefix) && !injected(name, value):
			errs = append(errs, fmt.Errorf("unknown environment variable %.80s; did you mean %s?", name, nearest(name, names)))
		}
	}
	return values, errs
}

var serviceVariable = regexp.MustCompile(`^OLLU_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_\w+)?)?)$`)

// injected tells whether a variable was put there by Kubernetes, which gives
// the addresses of a service named ollu to every pod beside it.
func injected(name, value string) bool {
	return serviceVariable.MatchString(name) && (name != "OLLU_PORT" || strings.Contains(value, "://"))
}
