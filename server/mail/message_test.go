package mail

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"ollu/server/mail/mailtest"
)

func TestMessageRefuses(t *testing.T) {
	rows := map[string]func(*Message){
		"no id":        func(m *Message) { m.ID = "" },
		"id injects":   func(m *Message) { m.ID = "a\r\nBcc: x@example.com" },
		"id in angles": func(m *Message) { m.ID = "<a@example.com>" },
		"id at at":     func(m *Message) { m.ID = "a@b@c" },
		"lang injects": func(m *Message) { m.Lang = "ja\r\nBcc: x" },
		"no date":      func(m *Message) { m.Date = time.Time{} },
		"to injects":   func(m *Message) { m.To = "a@example.com>\r\nRCPT TO:<b@example.com" },
		"to is two":    func(m *Message) { m.To = "a@example.com, b@example.com" },
	}
	s := sender(t, Options{Host: "mail.example.com", From: "a@example.com", To: []string{"b@example.com"}})
	for name, change := range rows {
		m := japanese()
		change(&m)
		err := s.Send(t.Context(), m)
		if err == nil || Temporary(err) || strings.ContainsAny(err.Error(), "\r\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// wire gives a mail as it goes over the wire.
func wire(t *testing.T, s *Sender, m Message) mailtest.Message {
	t.Helper()
	var b bytes.Buffer
	if _, err := s.compose(&m, s.to).WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return mailtest.Message{Raw: b.Bytes()}
}

var headers = []string{
	"Auto-Submitted", "Content-Language", "Content-Transfer-Encoding", "Content-Type", "Date", "From",
	"Message-Id", "Mime-Version", "Subject", "To",
}

// Whatever stands in subject and body, the header has the fields it should
// have, each once, and what was written comes out again.
func FuzzCompose(f *testing.F) {
	f.Add("Licence notice", "line\nline\n")
	f.Add("a\r\nBcc: x@example.com\r\n\r\nbody", "\r\n.\r\nMAIL FROM:<x@example.com>\r\n")
	f.Add("【ライセンス通知】\n\tあと15日です", "更新猶予期間\n")
	f.Add("=?utf-8?q?=0D=0ABcc:?=", "=\n= \n")
	f.Add("=??q?0ABcc:?=", "")
	f.Add("\xff\x00", "")
	f.Add(strings.Repeat("D", 300)+"\x11\x11\x11D", "")
	s, err := New(Options{Host: "mail.example.com", From: "ライセンス <a@example.com>", To: []string{"b@example.com"}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, subject, body string) {
		m := Message{ID: "id", Subject: subject, Body: body, Lang: "ja", Date: time.Unix(0, 0).UTC()}
		raw := wire(t, s, m)
		got := raw.Decode(t)
		if names := slices.Sorted(maps.Keys(got.Header)); !slices.Equal(names, headers) {
			t.Fatalf("header fields %q", names)
		}
		for name, values := range got.Header {
			if len(values) != 1 {
				t.Fatalf("%s: %q", name, values)
			}
		}
		if !utf8.ValidString(subject + body) {
			return
		}
		if want := strings.ReplaceAll(strings.Join(strings.Fields(oneLine(subject)), " "), "=?", "= ?"); got.Subject != want {
			t.Fatalf("subject %q, want %q", got.Subject, want)
		}
		if want := strings.ReplaceAll(body, "\r\n", "\n"); !strings.Contains(want, "\r") && got.Body != want {
			t.Fatalf("body %q, want %q", got.Body, want)
		}
	})
}
