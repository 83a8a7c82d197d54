package mailtest_test

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/smtp"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"ollu/server/mail/mailtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Messages in the three encodings, written by hand: 更新 is the subject.
var written = map[string]string{
	"7bit": "Subject: =?utf-8?q?=E6=9B=B4=E6=96=B0?=\r\n\r\nline\r\nline\r\n",
	"base64": "Subject: =?utf-8?b?5pu05paw?=\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		"bGluZQ0KbGluZQ0K\r\n",
	"quoted-printable": "Subject: =?utf-8?q?=E6=9B=B4?=\r\n =?utf-8?q?=E6=96=B0?=\r\n" +
		"Content-Transfer-Encoding: quoted-printable\r\n\r\nli=6E=\r\ne\r\nline\r\n",
}

// The standard library's client is somebody else than who is caught later.
func TestCatches(t *testing.T) {
	c := mailtest.Start(t, mailtest.Options{User: "u", Password: "p"})
	names := []string{"7bit", "base64", "quoted-printable"}
	for _, name := range names {
		if err := send(t, c, smtp.PlainAuth("", "u", "p", c.Host()), written[name]); err != nil {
			t.Fatal(err)
		}
	}
	for i, m := range c.Wait(len(names)) {
		got := m.Decode(t)
		if got.Subject != "更新" || got.Body != "line\nline\n" {
			t.Errorf("%s: subject %q, body %q", names[i], got.Subject, got.Body)
		}
		if m.From != "a@example.com" || !slices.Equal(m.To, []string{"b@example.com"}) || m.User != "u" || !m.TLS || m.Helo != "somebody" {
			t.Errorf("%+v", m)
		}
	}
	if !c.Said("mail from:<a@example.com>") || c.Said("DATA of nobody") {
		t.Errorf("transcript:\n%s", c.Transcript())
	}
}

func TestRefuses(t *testing.T) {
	c := mailtest.Start(t, mailtest.Options{User: "u", Password: "p"})
	if err := send(t, c, smtp.PlainAuth("", "u", "wrong", c.Host()), written["7bit"]); err == nil || !strings.HasPrefix(err.Error(), "535") {
		t.Errorf("a wrong password: %v", err)
	}
	if err := send(t, c, nil, written["7bit"]); err == nil || !strings.HasPrefix(err.Error(), "502") {
		t.Errorf("nobody: %v", err)
	}
	for _, verb := range []string{"AUTH", "MAIL", "RCPT", "DATA"} {
		c.Refuse(func(v, argument string) (int, string) {
			if v == verb && argument != "" {
				return 451, "not now"
			}
			return 0, ""
		})
		if err := send(t, c, smtp.PlainAuth("", "u", "p", c.Host()), written["7bit"]); err == nil || !strings.HasPrefix(err.Error(), "451") {
			t.Errorf("%s: %v", verb, err)
		}
	}
	if len(c.Messages()) != 0 {
		t.Errorf("%d mails came", len(c.Messages()))
	}
}

func send(t *testing.T, c *mailtest.Catcher, auth smtp.Auth, text string) error {
	t.Helper()
	pem, err := os.ReadFile(c.CAFile())
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	client, err := smtp.Dial(net.JoinHostPort(c.Host(), strconv.Itoa(c.Port())))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := client.Hello("somebody"); err != nil {
		return err
	}
	if err := client.StartTLS(&tls.Config{RootCAs: pool, ServerName: c.Host()}); err != nil {
		return err
	}
	if auth != nil {
		if err := client.Auth(auth); err != nil {
			return err
		}
	}
	return say(client, text)
}

func say(client *smtp.Client, text string) error {
	if err := client.Mail("a@example.com"); err != nil {
		return err
	}
	if err := client.Rcpt("b@example.com"); err != nil {
		return err
	}
	w, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte(text)); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return client.Quit()
}
