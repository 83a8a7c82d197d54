package mail

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	netmail "net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
)

// Message is one mail.
type Message struct {
	ID      string // of this mail alone, like "expiry-2026-03-31.8f2c"; a domain is added where it has none
	To      string // one address; empty: the recipients of the Options
	Subject string // one line; what is not for reading becomes a space
	Body    string // plain text, lines end in a line feed
	HTML    string // the same as a page, for readers that show one; empty: there is none
	Lang    string // language of the text: ja, en
	Date    time.Time
}

var (
	idPattern   = regexp.MustCompile(`^[A-Za-z0-9._+-]{1,128}(@[A-Za-z0-9.-]{1,128})?$`)
	langPattern = regexp.MustCompile(`^[A-Za-z-]{0,16}$`)
)

// recipients are whom a message goes to.
func (s *Sender) recipients(m *Message) ([]*netmail.Address, error) {
	if m.To == "" && len(s.to) == 0 {
		return nil, errors.New("mail: the message " + m.ID + " has no recipient")
	}
	if m.To == "" {
		return s.to, nil
	}
	to, err := address("to", m.To)
	return []*netmail.Address{to}, err
}

// check says what is wrong with a message.
func (m *Message) check() error {
	switch {
	case !idPattern.MatchString(m.ID):
		return fmt.Errorf("mail: %.80q cannot be a message's id, take letters, digits, dots and hyphens", m.ID)
	case !langPattern.MatchString(m.Lang):
		return fmt.Errorf("mail: %.24q is not a language, take ja or en", m.Lang)
	case m.Date.IsZero():
		return fmt.Errorf("mail: the message %s has no date", m.ID)
	}
	return nil
}

// compose makes the mail as it goes over the wire.
func (s *Sender) compose(m *Message, to []*netmail.Address) *gomail.Msg {
	encoding := gomail.EncodingQP
	if !ascii(m.Subject + m.Body + m.HTML) {
		encoding = gomail.EncodingB64 // half the size for Japanese
	}
	msg := gomail.NewMsg(gomail.WithEncoding(encoding), gomail.WithNoDefaultUserAgent(), gomail.WithBoundary(boundary(m.ID)))
	msg.FromMailAddress(s.from)
	msg.ToMailAddress(to...)
	msg.Subject(subject(m.Subject))
	msg.SetDateWithValue(m.Date)
	msg.SetMessageIDWithValue(s.messageID(m.ID))
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.Lang != "" {
		msg.SetGenHeader(gomail.HeaderContentLang, m.Lang)
	}
	msg.SetBodyString(gomail.TypeTextPlain, wireLines(m.Body))
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, wireLines(m.HTML))
	}
	return msg
}

// boundary parts text and page. It goes by the id, so that a mail that is sent
// again is the same mail.
func boundary(id string) string {
	sum := sha256.Sum256([]byte(id))
	return "part-" + hex.EncodeToString(sum[:16])
}

// wireLines ends each line as it must be on the wire.
func wireLines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "\r\n")
}

// messageID gives an id the sender's domain where it has none.
func (s *Sender) messageID(id string) string {
	if strings.Contains(id, "@") {
		return id
	}
	return id + s.from.Address[strings.LastIndexByte(s.from.Address, '@'):]
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

// subject makes one line of a text, in which nothing reads as an encoded word:
// what is written is not to be decoded into something else. Of several spaces one
// is left, because folding a long header would not keep them all.
func subject(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(oneLine(s)), " "), "=?", "= ?")
}

// oneLine makes every character that is not for reading a space.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, s)
}
