package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
)

// together checks what is right or wrong only in company.
func (p *AgentProfile) together() (errs []error) {
	wrong := func(is bool, reason string) {
		if is {
			errs = append(errs, errors.New(reason))
		}
	}
	rest := p.TokenFile + p.TLSCert + p.TLSKey + p.ClientCA
	wrong(p.Listen == "" && rest != "", "profile.listen is not given, and another key of profile is: expected an address, such as :8085")
	wrong((p.TLSCert == "") != (p.TLSKey == ""), "profile.tls_cert and profile.tls_key: expected both or neither")
	wrong(p.ClientCA != "" && p.TLSCert == "", "profile.client_ca is given without profile.tls_cert: client certificates need HTTPS")
	if p.Listen != "" && p.Open() && !p.Alone() {
		errs = append(errs, fmt.Errorf("profile.listen is %.80q, which other machines can reach: expected profile.token_file or "+
			"profile.client_ca, so that not everybody can push, or an address of this machine alone, such as 127.0.0.1:8085", p.Listen))
	}
	return errs
}

// Open tells whether nothing says who may push.
func (p *AgentProfile) Open() bool { return p.TokenFile == "" && p.ClientCA == "" }

// Alone tells whether the address is one that no other machine can reach.
func (p *AgentProfile) Alone() bool {
	host, _, err := net.SplitHostPort(p.Listen)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
