package demo

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"ollu/server/mail"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// letter is a mail whose page tries what it must not.
func letter(n int) mail.Message {
	return mail.Message{
		ID: fmt.Sprint("letter-", n), To: "hanako@example.com", Lang: "ja", Date: noon,
		Subject: fmt.Sprintf("パスワードの再設定 <%d>", n), Body: "開いてください:\n\nhttp://localhost:8081/reset#a_B-9\n\n以上",
		HTML: `<!doctype html><html><head><title>x</title></head><body><script>alert(1)</script><p style="margin:0">開く</p></body></html>`,
	}
}

func send(t *testing.T, m *Mailbox, msg mail.Message) {
	t.Helper()
	if err := m.Send(t.Context(), msg); err != nil {
		t.Fatal(err)
	}
}

func TestMailboxShowsMails(t *testing.T) {
	var m Mailbox
	s := visittest.New(t, m.Routes(), m.Pages())
	b := s.Browser(words.JA)
	b.Get(MailboxPath).Want(http.StatusOK, "デモ用メールボックス", "まだメールはありません", "外部に送信されず")
	send(t, &m, letter(1))
	send(t, &m, letter(2))
	list := b.Get(MailboxPath).Want(http.StatusOK, "パスワードの再設定 <1>", "hanako@example.com", "2026年11月20日")
	if first, second := strings.Index(list.Body, "&lt;2&gt;"), strings.Index(list.Body, "&lt;1&gt;"); first < 0 || second < first {
		t.Error("the newest mail is not the first")
	}
	p := b.Get(MailboxPath+"/2").Want(http.StatusOK, "パスワードの再設定 <2>", "宛先hanako@example.com", "開いてください")
	for _, want := range []string{`<a href="http://localhost:8081/reset#a_B-9">`, `src="/demo/mailbox/2/page"`} {
		if !strings.Contains(p.Body, want) {
			t.Errorf("the mail's page has no %s:\n%s", want, p.Body)
		}
	}
	b.Speak(words.EN)
	b.Get(MailboxPath+"/1").Want(http.StatusOK, "This is a demonstration", "As a page", "Sent2026-11-20")
	b.Get(MailboxPath + "/3").Want(http.StatusNotFound)
	b.Get(MailboxPath + "/01").Want(http.StatusNotFound)
}

// TestMailsStayInTheirFrame: what a mail brings runs nothing and loads nothing,
// and no other page may have inline style.
func TestMailsStayInTheirFrame(t *testing.T) {
	var m Mailbox
	s := visittest.New(t, m.Routes(), m.Pages())
	b := s.Browser(words.EN)
	send(t, &m, letter(1))
	plain := letter(2)
	plain.HTML = ""
	send(t, &m, plain)
	page := b.Get(MailboxPath + "/1/page").Want(http.StatusOK)
	policy := page.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "style-src 'unsafe-inline'", "frame-ancestors 'self'", "sandbox allow-top-navigation-by-user-activation"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the mail's own page is served with %q, without %q", policy, want)
		}
	}
	if strings.Contains(policy, "script") || page.Header.Get("X-Frame-Options") != "SAMEORIGIN" || !strings.Contains(page.Body, outOfFrame) {
		t.Errorf("the mail's own page may do too much, or cannot be framed: %v", page.Header)
	}
	for _, path := range []string{MailboxPath, MailboxPath + "/1", MailboxPath + "/2"} {
		p := b.Get(path).Want(http.StatusOK)
		if policy := p.Header.Get("Content-Security-Policy"); strings.Contains(policy, "unsafe") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s is served with %q", path, policy)
		}
		if strings.Contains(p.Body, "alert(1)") {
			t.Errorf("%s holds what the mail brought", path)
		}
	}
	if p := b.Get(MailboxPath + "/2"); strings.Contains(p.Body, "<iframe") {
		t.Error("a mail without a page has a frame")
	}
	b.Get(MailboxPath + "/2/page").Want(http.StatusNotFound)
	b.Get(MailboxPath + "/9/page").Want(http.StatusNotFound)
}

func TestMailboxKeepsTheLast(t *testing.T) {
	var m Mailbox
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for n := range keptMails / 2 {
				if err := m.Send(t.Context(), letter(n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	mails := m.newest()
	if len(mails) != keptMails || mails[0].No != 2*keptMails || mails[keptMails-1].No != keptMails+1 {
		t.Errorf("%d mails, from %d", len(mails), mails[0].No)
	}
	if _, found := m.find(fmt.Sprint(keptMails)); found {
		t.Error("a mail that was dropped is still there")
	}
}

// FuzzParts: a text taken apart at its addresses is still that text, and what can
// be followed is an address of the web.
func FuzzParts(f *testing.F) {
	f.Add(letter(1).Body)
	f.Add("https://a.example/<b>javascript:alert(1) http://")
	f.Fuzz(func(t *testing.T, text string) {
		whole := ""
		for _, p := range parts(text) {
			whole += p.Text
			if p.Link && !strings.HasPrefix(p.Text, "http://") && !strings.HasPrefix(p.Text, "https://") {
				t.Errorf("%q can be followed", p.Text)
			}
		}
		if whole != text {
			t.Errorf("%q became %q", text, whole)
		}
	})
}
