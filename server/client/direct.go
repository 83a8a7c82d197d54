package client

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// rule is one entry of a no_proxy list.
type rule struct {
	all   bool
	ips   netip.Prefix // valid: an address or a range of them
	name  string       // in lower case, without a dot before or after it
	below bool         // only what is below name, not itself
	port  string       // "": every port
}

// parseDirect reads a no_proxy list.
func parseDirect(list []string) ([]rule, error) {
	var rules []rule
	for _, entry := range list {
		r, err := parseRule(strings.ToLower(strings.TrimSpace(entry)))
		if err != nil {
			return nil, err
		}
		rules = append(rules, r)
	}
	return rules, nil
}

func parseRule(entry string) (rule, error) {
	if entry == "*" {
		return rule{all: true}, nil
	}
	if p, err := netip.ParsePrefix(entry); err == nil {
		return rule{ips: p.Masked()}, nil
	}
	host, port, err := net.SplitHostPort(entry)
	if err != nil {
		host, port = strings.TrimSuffix(strings.TrimPrefix(entry, "["), "]"), ""
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return rule{ips: netip.PrefixFrom(ip.Unmap(), ip.Unmap().BitLen()), port: port}, nil
	}
	_, err = strconv.ParseUint(port, 10, 16)
	name := strings.TrimPrefix(host, "*")
	below := strings.HasPrefix(name, ".")
	name = strings.Trim(name, ".")
	if name == "" || port != "" && err != nil || strings.ContainsAny(name, "*/:@ ,") {
		return rule{}, fmt.Errorf("no_proxy: %q is no host, address or range: write entries like licence.example.com, .example.com, 10.0.0.0/8 or *", withoutSecrets(entry))
	}
	return rule{name: name, below: below, port: port}, nil
}

// covers tells whether the rule keeps an address from the proxy.
func (d *rule) covers(u *url.URL) bool {
	if d.all {
		return true
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	if d.port != "" && d.port != port {
		return false
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if ip, err := netip.ParseAddr(host); err == nil {
		return d.ips.IsValid() && d.ips.Contains(ip.Unmap().WithZone(""))
	}
	return d.name != "" && (host == d.name && !d.below || strings.HasSuffix(host, "."+d.name))
}
