package mail

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"testing"

	"ollu/server/mail/mailtest"
)

func TestSend(t *testing.T) {
	rows := []struct {
		tls    string
		signIn bool
	}{{"", true}, {StartTLS, false}, {TLS, true}, {TLS, false}, {NoTLS, false}}
	for _, row := range rows {
		t.Run(fmt.Sprintf("%q sign in %v", row.tls, row.signIn), func(t *testing.T) {
			server := mailtest.Options{TLS: row.tls}
			if row.signIn {
				server.User, server.Password = user, password
			}
			c := mailtest.Start(t, server)
			o := through(c)
			if row.signIn {
				o = signed(c)
			}
			o.TLS = row.tls
			if err := sender(t, o).Send(t.Context(), japanese()); err != nil {
				t.Fatal(err)
			}
			m := c.Wait(1)[0]
			arrived(t, m)
			if m.TLS != (row.tls != NoTLS) || (m.User == user) != row.signIn {
				t.Errorf("over TLS %v, signed in as %q", m.TLS, m.User)
			}
		})
	}
}

// arrived compares a caught mail with the one that was sent.
func arrived(t *testing.T, m mailtest.Message) {
	t.Helper()
	if m.From != "licence@example.com" || !slices.Equal(m.To, []string{"admin@example.com", "second@example.com"}) || m.Helo != "mx1.example.com" {
		t.Errorf("envelope from %s to %v by %s", m.From, m.To, m.Helo)
	}
	sent, got := japanese(), m.Decode(t)
	if got.Subject != sent.Subject || got.Body != sent.Body {
		t.Errorf("subject %q\nbody %q", got.Subject, got.Body)
	}
	for name, want := range map[string]string{
		"Date":           "Fri, 31 Jan 2020 00:00:05 +0900",
		"Message-Id":     "<2020-01-31.mail-gateway.8f2c@example.com>",
		"Auto-Submitted": "auto-generated", "Content-Language": "ja",
		"Content-Type": "text/plain; charset=UTF-8", "Mime-Version": "1.0",
		"To": `<admin@example.com>, "Second Admin" <second@example.com>`,
	} {
		if h := got.Header[name]; len(h) != 1 || h[0] != want {
			t.Errorf("%s: %q, want %q", name, h, want)
		}
	}
	from, err := mail.ParseAddress(got.Header.Get("From"))
	if err != nil || from.Name != "ライセンス通知" || from.Address != "licence@example.com" {
		t.Errorf("From: %v, %v", from, err)
	}
	if strings.ContainsFunc(string(m.Raw), func(r rune) bool { return r > 126 }) {
		t.Error("the mail is not in ASCII")
	}
	for line := range strings.Lines(string(m.Raw)) {
		if len(line) > 998 {
			t.Errorf("a line of %d characters", len(line))
		}
	}
}

func TestSendAgainIsTheSameMail(t *testing.T) {
	c := mailtest.Start(t, mailtest.Options{})
	s := sender(t, through(c))
	for range 2 {
		if err := s.Send(t.Context(), japanese()); err != nil {
			t.Fatal(err)
		}
	}
	mails := c.Wait(2)
	if string(mails[0].Raw) != string(mails[1].Raw) {
		t.Errorf("%s\n%s", mails[0].Raw, mails[1].Raw)
	}
}

func TestTextAndPage(t *testing.T) {
	c := mailtest.Start(t, mailtest.Options{})
	o := through(c)
	o.To = nil
	s := sender(t, o)
	if err := s.Send(t.Context(), japanese()); err == nil || Temporary(err) {
		t.Errorf("without a recipient: %v", err)
	}
	m := japanese()
	m.To, m.HTML = "千代田 花子 <hanako@example.com>", "<!DOCTYPE html>\n<p>有効期限のお知らせ</p>\n"
	for range 2 {
		if err := s.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	mails := c.Wait(2)
	if string(mails[0].Raw) != string(mails[1].Raw) {
		t.Errorf("sent again it is another mail:\n%s\n%s", mails[0].Raw, mails[1].Raw)
	}
	got := mails[0].Decode(t)
	if got.Subject != m.Subject || got.Body != m.Body || got.HTML != m.HTML || !slices.Equal(mails[0].To, []string{"hanako@example.com"}) {
		t.Errorf("to %q: %q\n%q\n%q", mails[0].To, got.Subject, got.Body, got.HTML)
	}
}

func TestSendAtOnce(t *testing.T) {
	c := mailtest.Start(t, mailtest.Options{User: user, Password: password})
	s := sender(t, signed(c))
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			m := japanese()
			m.ID = fmt.Sprintf("mail-%d@agent.example.com", i)
			if err := s.Send(t.Context(), m); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	ids := map[string]bool{}
	for _, m := range c.Wait(8) {
		ids[m.Decode(t).Header.Get("Message-ID")] = true
	}
	if len(ids) != 8 || !ids["<mail-7@agent.example.com>"] {
		t.Errorf("ids %v", ids)
	}
}
