package mail

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestNewRefuses(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	rows := map[string]struct {
		change func(*Options)
		says   string
	}{
		"no host":           {func(o *Options) { o.Host = "" }, "no host"},
		"unknown tls":       {func(o *Options) { o.TLS = "ssl" }, "starttls, tls or none"},
		"port":              {func(o *Options) { o.Port = 70000 }, "1 to 65535"},
		"negative port":     {func(o *Options) { o.Port = -1 }, "1 to 65535"},
		"timeout":           {func(o *Options) { o.Timeout = -time.Second }, "timeout"},
		"user in the clear": {func(o *Options) { o.TLS, o.User, o.Password = NoTLS, user, password }, "in the clear"},
		"user alone":        {func(o *Options) { o.User = user }, "go together"},
		"password alone":    {func(o *Options) { o.Password = password }, "go together"},
		"from":              {func(o *Options) { o.From = "somebody" }, "from"},
		"no from":           {func(o *Options) { o.From = "" }, "from"},
		"from injects":      {func(o *Options) { o.From = "a@example.com\r\nBcc: x@example.com" }, "from"},
		"to injects":        {func(o *Options) { o.To = []string{"a@example.com>\r\nDATA"} }, "to"},
		"two in one":        {func(o *Options) { o.To = []string{"a@example.com, b@example.com"} }, "to"},
		"hidden in a name":  {func(o *Options) { o.From = "=?utf-8?q?a=0D=0ABcc:_x?= <a@example.com>" }, "from"},
		"quoted local part": {func(o *Options) { o.To = []string{"\"a\r\n b\"@example.com"} }, "to"},
		"CA file missing":   {func(o *Options) { o.CAFile = empty + ".no" }, "CA file"},
		"CA file empty":     {func(o *Options) { o.CAFile = empty }, "no certificate"},
	}
	for name, row := range rows {
		o := Options{Host: "mail.example.com", From: "a@example.com", To: []string{"b@example.com"}}
		row.change(&o)
		_, err := New(o)
		if err == nil || !strings.Contains(err.Error(), row.says) || strings.Contains(err.Error(), password) || strings.ContainsAny(err.Error(), "\r\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDefaultPorts(t *testing.T) {
	for tls, want := range map[string]int{"": 587, StartTLS: 587, TLS: 465, NoTLS: 25} {
		s, err := New(Options{Host: "mail.example.com", TLS: tls, From: "a@example.com", To: []string{"b@example.com"}})
		if err != nil || s.options.Port != want || s.options.Timeout <= 0 {
			t.Errorf("%q: port %d, timeout %v, %v; want %d", tls, s.options.Port, s.options.Timeout, err, want)
		}
	}
}

func TestOptionsPrintWithoutThePassword(t *testing.T) {
	o := Options{Host: "mail.example.com", User: user, Password: password}
	for _, form := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(form, o); strings.Contains(got, password) || !strings.Contains(got, user) {
			t.Errorf("%s: %s", form, got)
		}
	}
}
