package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// readURL takes an address without user, path or question: a password in it
// would be shown wherever the address is.
func readURL(s string) (any, error) {
	if s == "" {
		return s, nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("expected an address such as http://licence.example.com:8080")
	}
	if u.User != nil {
		return nil, errors.New("expected an address without user and password: those have keys of their own")
	}
	return s, nil
}

func readDevice(s string) (any, error) {
	if len(s) > 64 || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		return nil, errors.New("expected at most 64 printable ASCII characters")
	}
	return s, nil
}

func readWait(s string) (any, error) {
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 || d >= 24*time.Hour {
		return nil, errors.New("expected a duration from 0s to below 24h, such as 30m")
	}
	return d, nil
}

func readPort(s string) (any, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > math.MaxUint16 {
		return nil, errors.New("expected a port from 1 to 65535, or 0 for the usual one")
	}
	return n, nil
}

func readName(s string) (any, error) {
	if strings.TrimSpace(s) == "" {
		return nil, errors.New("expected a name")
	}
	return s, nil
}

func readMailbox(s string) (any, error) {
	if _, err := netmail.ParseAddress(s); err != nil && s != "" {
		return nil, errors.New("expected a mail address, such as licence@gw.example.com")
	}
	return s, nil
}

// listOf makes a rule of a list whose items each pass read.
func listOf(read func(string) (any, error)) rule {
	items := func(items []string) (any, error) {
		for i, item := range items {
			items[i] = strings.TrimSpace(item)
			if items[i] == "" {
				return nil, errors.New("expected no empty item in the list")
			}
			if _, err := read(items[i]); err != nil {
				return nil, err
			}
		}
		return items, nil
	}
	return rule{items: items, write: writeList, read: func(s string) (any, error) { return items(split(s)) }}
}

// split takes a list apart that was written in one line.
func split(s string) []string {
	if s == "" {
		return []string{}
	}
	return strings.Split(s, ",")
}

// some makes a rule of a list one that wants at least one item.
func some(r rule) rule {
	items := r.items
	r.items = func(list []string) (any, error) {
		if len(list) == 0 {
			return nil, errors.New("expected at least one")
		}
		return items(list)
	}
	r.read = func(s string) (any, error) { return r.items(split(s)) }
	return r
}

var errCommand = errors.New("expected a list of the program and its arguments, such as [systemctl, restart, scand]")

// command is a program and its arguments, each an item: no shell takes them
// apart.
var command = rule{
	read: func(string) (any, error) { return nil, errCommand },
	items: func(items []string) (any, error) {
		if len(items) == 0 || items[0] == "" || strings.Contains(strings.Join(items, ""), "\x00") {
			return nil, errCommand
		}
		return items, nil
	},
	write: func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			return fmt.Sprint(v)
		}
		return string(text)
	},
}
