package mailtest

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
)

// Message is one mail as it came.
type Message struct {
	From string   // of the envelope
	To   []string // of the envelope
	Helo string   // what the client called itself
	User string   // who signed in
	TLS  bool     // it came over TLS
	Raw  []byte   // header and body
}

// Decoded is a mail as its reader sees it.
type Decoded struct {
	Header  mail.Header
	Subject string
	Body    string // lines end in a line feed
}

// Decode reads a mail with the standard library, which knows nothing of who
// wrote it; one that cannot be read fails the test.
func (m *Message) Decode(t testing.TB) Decoded {
	t.Helper()
	msg, err := mail.ReadMessage(bytes.NewReader(m.Raw))
	if err != nil {
		t.Fatalf("the mail cannot be read: %v\n%s", err, m.Raw)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
	if err != nil {
		t.Fatalf("the subject cannot be read: %v\n%s", err, m.Raw)
	}
	body, err := io.ReadAll(decoder(msg.Header.Get("Content-Transfer-Encoding"), msg.Body))
	if err != nil {
		t.Fatalf("the body cannot be read: %v\n%s", err, m.Raw)
	}
	return Decoded{Header: msg.Header, Subject: subject, Body: strings.ReplaceAll(string(body), "\r\n", "\n")}
}

func decoder(encoding string, r io.Reader) io.Reader {
	switch strings.ToLower(encoding) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	}
	return r
}
