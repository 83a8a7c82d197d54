package config

import (
	"errors"
	"fmt"
	"math"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// rule is what a value must be: how it is read from what was written, and
// written again.
type rule struct {
	read  func(string) (any, error) // the error says what is expected
	write func(any) string
	// items reads what may be a list in the file; it is separated by commas
	// elsewhere. Nil for what is one value.
	items func([]string) (any, error)
}

// rules are the values of the tag "is" of a field.
var rules = map[string]rule{
	"text":     {read: readText, write: plainly},
	"path":     {read: readPath, write: plainly},
	"address":  {read: readAddress, write: plainly},
	"duration": {read: readDuration, write: plainly},
	"count":    {read: readCount(0), write: plainly},
	"burst":    {read: readCount(1), write: plainly},
	"rate":     {read: readRate, write: plainly},
	"switch":   {read: readSwitch, write: plainly},
	"level":    {read: readOneOf("debug", "info", "warn", "error"), write: plainly},
	"format":   {read: readOneOf("json", "console"), write: plainly},
	"size":     {read: readSize, write: writeSize},
	"networks": {read: func(s string) (any, error) { return readNetworks(split(s)) }, write: writeList, items: readNetworks},

	"url":       {read: readURL, write: plainly},
	"device":    {read: readDevice, write: plainly},
	"lang":      {read: readOneOf("", "ja", "en"), write: plainly},
	"wait":      {read: readWait, write: plainly},
	"port":      {read: readPort, write: plainly},
	"tls":       {read: readOneOf("starttls", "tls", "none"), write: plainly},
	"name":      {read: readName, write: plainly},
	"mailbox":   {read: readMailbox, write: plainly},
	"mailboxes": listOf(readMailbox),
	"list":      listOf(readText),
	"events":    some(listOf(readOneOf("updated", "activated", "grace", "expired", "restored"))),
	"reasons":   listOf(readOneOf("manual_update", "code_changed")),
	"command":   command,

	"door": {read: readDoor, write: plainly},
	"zone": {read: readZone, write: plainly},
	"poll": {read: readPoll, write: plainly},
}

func plainly(v any) string { return fmt.Sprint(v) }

func readText(s string) (any, error) { return s, nil }

func readPath(s string) (any, error) {
	if s == "" {
		return nil, errors.New("expected a path")
	}
	return s, nil
}

func readAddress(s string) (any, error) {
	host, port, err := net.SplitHostPort(s)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil || strings.ContainsAny(host, " /") {
		return nil, errors.New("expected an address and a port from 0 to 65535, such as 127.0.0.1:8080, [::1]:8080 or :8080")
	}
	return s, nil
}

func readDuration(s string) (any, error) {
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 {
		return nil, errors.New("expected a duration above zero, such as 10s or 1m30s")
	}
	return d, nil
}

func readCount(least int) func(string) (any, error) {
	return func(s string) (any, error) {
		n, err := strconv.Atoi(s)
		if err != nil || n < least || n > math.MaxInt32 {
			return nil, fmt.Errorf("expected a whole number, %d or more", least)
		}
		return n, nil
	}
}

func readRate(s string) (any, error) {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n >= 0 && n <= 1e9) {
		return nil, errors.New("expected a number, 0 or more")
	}
	return n, nil
}

func readSwitch(s string) (any, error) {
	if s != "true" && s != "false" {
		return nil, errors.New("expected true or false")
	}
	return s == "true", nil
}

func readOneOf(names ...string) func(string) (any, error) {
	return func(s string) (any, error) {
		if !slices.Contains(names, s) {
			return nil, fmt.Errorf("expected one of %s", strings.TrimPrefix(strings.Join(names, ", "), ", "))
		}
		return s, nil
	}
}

// readNetworks gives each network in its shortest form, so that whoever uses
// the list need not expect an error.
func readNetworks(items []string) (any, error) {
	out := []string{}
	for _, item := range items {
		item = strings.TrimSpace(item)
		network, err := netip.ParsePrefix(item)
		if address, notOne := netip.ParseAddr(item); notOne == nil && address.Zone() == "" {
			network, err = address.Prefix(address.BitLen())
		}
		if err != nil {
			return nil, errors.New("expected networks or addresses, such as 10.0.0.0/8 or 2001:db8::7")
		}
		if network != network.Masked() {
			return nil, fmt.Errorf("expected a network without bits behind its length: did you mean %s?", network.Masked())
		}
		out = append(out, network.String())
	}
	return out, nil
}

func writeList(v any) string { return strings.Join(v.([]string), ",") }

var sizeUnits = []struct {
	name  string
	bytes int
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}}

const maxSize = 1 << 42

func readSize(s string) (any, error) {
	unit := 1
	for _, u := range sizeUnits {
		if number, ok := strings.CutSuffix(s, u.name); ok {
			s, unit = strings.TrimSpace(number), u.bytes
			break
		}
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > maxSize/unit {
		return nil, errors.New("expected a size up to 4096GiB, such as 512MiB or 4GiB")
	}
	return n * unit, nil
}

func writeSize(v any) string {
	n := v.(int)
	for _, u := range sizeUnits {
		if n > 0 && n%u.bytes == 0 {
			return strconv.Itoa(n/u.bytes) + u.name
		}
	}
	return strconv.Itoa(n)
}
