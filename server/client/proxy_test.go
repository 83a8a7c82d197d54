package client

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/http/httpproxy"
	"pgregory.net/rapid"
)

func TestProxySettings(t *testing.T) {
	for name, c := range map[string]struct {
		proxy Proxy
		want  string // "": it is good
	}{
		"plain":           {Proxy{URL: "http://proxy.example:3128"}, ""},
		"a slash":         {Proxy{URL: "http://proxy.example:3128/"}, ""},
		"over TLS":        {Proxy{URL: "https://proxy.example"}, ""},
		"a password":      {Proxy{URL: "http://[::1]:3128", User: "agent", Password: "s3cret:@/"}, ""},
		"no password":     {Proxy{URL: "http://proxy.example", User: "agent"}, ""},
		"none":            {Proxy{}, "write it like http://"},
		"no scheme":       {Proxy{URL: "proxy.example:3128"}, "write it like http://"},
		"another":         {Proxy{URL: "socks5://proxy.example:1080"}, "write it like http://"},
		"a path":          {Proxy{URL: "http://proxy.example/s3cret.pac"}, "write it like http://"},
		"a query":         {Proxy{URL: "http://proxy.example?s3cret"}, "write it like http://"},
		"a user inside":   {Proxy{URL: "http://agent:s3cret@proxy.example"}, "on their own"},
		"a broken one":    {Proxy{URL: "http://agent:s3cret%@proxy.example"}, "write it like http://"},
		"a number sign":   {Proxy{URL: "http://agent:s3cret#@proxy.example"}, "write it like http://"},
		"nobody's":        {Proxy{URL: "http://proxy.example", Password: "s3cret"}, "no user"},
		"a colon":         {Proxy{URL: "http://proxy.example", User: "a:b", Password: "s3cret"}, "colon"},
		"no_proxy":        {Proxy{URL: "http://proxy.example", NoProxy: []string{"a", "b,c"}}, "no_proxy"},
		"an empty entry":  {Proxy{URL: "http://proxy.example", NoProxy: []string{" "}}, "no_proxy"},
		"half a range":    {Proxy{URL: "http://proxy.example", NoProxy: []string{"10.0.0.0/99"}}, "no_proxy"},
		"an address":      {Proxy{URL: "http://proxy.example", NoProxy: []string{"http://licence.example"}}, "no_proxy"},
		"stars within":    {Proxy{URL: "http://proxy.example", NoProxy: []string{"a.*.example"}}, "no_proxy"},
		"only dots":       {Proxy{URL: "http://proxy.example", NoProxy: []string{"..."}}, "no_proxy"},
		"good exceptions": {Proxy{URL: "http://proxy.example", NoProxy: []string{"*", " Licence.example. ", "*.example:80", "::1", "[::1]:80", "fe80::/10", "10.0.0.1:8080"}}, ""},
	} {
		_, err := NewTransport(TransportOptions{Proxy: &c.proxy})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		shown := fmt.Sprintf("%v %+v %#v %s %v %v", c.proxy, c.proxy, c.proxy, c.proxy, &c.proxy, TransportOptions{Proxy: &c.proxy})
		if strings.Contains(shown, "s3cret:") || err != nil && name != "a path" && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %s, %v", name, shown, err)
		}
	}
	if got := fmt.Sprint(Proxy{URL: "http://proxy.example", User: "agent", Password: "s3cret"}); got != "agent:… at http://proxy.example" {
		t.Error(got)
	}
}

// A proxy that is configured is used for every address that is not excepted.
func TestNoProxy(t *testing.T) {
	for _, c := range []struct {
		entry           string
		direct, proxied []string
	}{
		{"", nil, []string{"http://127.0.0.1:8080", "http://localhost", "https://[::1]", "http://licence.example"}},
		{"localhost", []string{"http://localhost", "https://LOCALHOST:99"}, []string{"http://127.0.0.1"}},
		{"127.0.0.0/8", []string{"http://127.0.0.1:8080", "http://[::ffff:127.0.0.1]"}, []string{"http://localhost", "http://128.0.0.1"}},
		{"licence.example", []string{"http://licence.example", "http://a.licence.example.", "https://Licence.Example:8443"}, []string{"http://mylicence.example", "http://example"}},
		{".licence.example", []string{"http://a.licence.example", "http://a.b.licence.example"}, []string{"http://licence.example", "http://xlicence.example"}},
		{"*.licence.example", []string{"http://a.licence.example"}, []string{"http://licence.example"}},
		{"licence.example:443", []string{"https://licence.example", "http://licence.example:443"}, []string{"http://licence.example", "https://licence.example:8443"}},
		{"10.1.2.3:80", []string{"http://10.1.2.3"}, []string{"https://10.1.2.3", "http://10.1.2.4", "http://10.1.2.3:8080"}},
		{"[fd00::1]:80", []string{"http://[fd00::1]", "http://[FD00:0::1]:80"}, []string{"https://[fd00::1]"}},
		{"fd00::/8", []string{"http://[fd12::1%25eth0]", "https://[fdff::1]:99"}, []string{"http://[fe80::1]"}},
		{"*", []string{"http://licence.example", "http://10.1.2.3", "http://localhost"}, nil},
	} {
		p := &Proxy{URL: "http://proxy.example:3128"}
		if c.entry != "" {
			p.NoProxy = []string{"other.example", c.entry}
		}
		choose, err := p.choose()
		if err != nil {
			t.Fatal(err)
		}
		for _, address := range slices.Concat(c.direct, c.proxied) {
			r, err := http.NewRequest(http.MethodGet, address, nil)
			if err != nil {
				t.Fatal(err)
			}
			through, err := choose(r)
			if err != nil || (through == nil) != slices.Contains(c.direct, address) {
				t.Errorf("no_proxy %q: %s goes through %v, %v", c.entry, address, through, err)
			}
		}
	}
}

// Apart from this machine's own addresses, no_proxy means what it means in the
// environment.
func TestNoProxyAsInTheEnvironment(t *testing.T) {
	part := rapid.SampledFrom([]string{"a", "b", "xa", "example"})
	host := rapid.Custom(func(t *rapid.T) string {
		if rapid.Bool().Draw(t, "address") {
			return rapid.SampledFrom([]string{"10.1.2.3", "10.1.2.4", "10.2.0.0", "[fd00::1]", "[fd00::2]", "192.168.7.7"}).Draw(t, "ip")
		}
		return strings.Join(rapid.SliceOfN(part, 1, 3).Draw(t, "name"), ".")
	})
	port := rapid.SampledFrom([]string{"", ":80", ":443", ":8080"})
	entry := rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 4).Draw(t, "kind") == 0 {
			return rapid.SampledFrom([]string{"*", "10.0.0.0/8", "10.1.0.0/16", "fd00::/127", "fd00::1", "0.0.0.0/0"}).Draw(t, "range")
		}
		h := host.Draw(t, "host")
		if h[0] < 'a' || h[0] > 'z' {
			return strings.Trim(h, "[]")
		}
		return rapid.SampledFrom([]string{"", ".", "*."}).Draw(t, "before") + h + port.Draw(t, "port")
	})
	rapid.Check(t, func(t *rapid.T) {
		entries := rapid.SliceOfN(entry, 0, 3).Draw(t, "no_proxy")
		u, err := url.Parse(rapid.SampledFrom([]string{"http://", "https://"}).Draw(t, "scheme") + host.Draw(t, "host") + port.Draw(t, "port"))
		if err != nil {
			t.Fatal(err)
		}
		choose, err := (&Proxy{URL: "http://proxy.example:3128", NoProxy: entries}).choose()
		if err != nil {
			t.Fatal(err)
		}
		got, err := choose(&http.Request{URL: u})
		if err != nil {
			t.Fatal(err)
		}
		model := httpproxy.Config{HTTPProxy: "http://proxy.example:3128", HTTPSProxy: "http://proxy.example:3128", NoProxy: strings.Join(entries, ",")}
		want, err := model.ProxyFunc()(u)
		if err != nil || (got == nil) != (want == nil) {
			t.Fatalf("%s through %v, want %v (%v)", u, got, want, err)
		}
	})
}
