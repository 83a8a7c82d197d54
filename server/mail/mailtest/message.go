package mailtest

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
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
	Body    string // plain text, lines end in a line feed
	HTML    string // the same as a page; "" there was none
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
	d := Decoded{Header: msg.Header, Subject: subject}
	kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		d.Body = text(t, m, msg.Header.Get("Content-Transfer-Encoding"), msg.Body)
		return d
	}
	d.parts(t, m, multipart.NewReader(msg.Body, params["boundary"]))
	return d
}

// parts reads the text and the page of a mail that has both.
func (d *Decoded) parts(t testing.TB, m *Message, all *multipart.Reader) {
	t.Helper()
	for {
		part, err := all.NextRawPart()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("the mail's parts cannot be read: %v\n%s", err, m.Raw)
		}
		body := text(t, m, part.Header.Get("Content-Transfer-Encoding"), part)
		switch kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); kind {
		case "text/plain":
			d.Body = body
		case "text/html":
			d.HTML = body
		default:
			t.Fatalf("the mail has a part of type %q\n%s", kind, m.Raw)
		}
	}
}

// text reads one body.
func text(t testing.TB, m *Message, encoding string, r io.Reader) string {
	t.Helper()
	body, err := io.ReadAll(decoder(encoding, r))
	if err != nil {
		t.Fatalf("the body cannot be read: %v\n%s", err, m.Raw)
	}
	return strings.ReplaceAll(string(body), "\r\n", "\n")
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
