package mail

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"ollu/server/mail/mailtest"
)

// failure sends, and gives the error, which must be an *Error without the
// password.
func failure(t *testing.T, s *Sender) *Error {
	t.Helper()
	err := s.Send(t.Context(), japanese())
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("%v is no *Error", err)
	}
	all := fmt.Sprintf("%v %+v %#v", e, e, errors.Unwrap(e))
	for _, secret := range []string{password, base64.StdEncoding.EncodeToString([]byte(password)), plainToken()} {
		if strings.Contains(all, secret) {
			t.Errorf("the error holds the password: %s", all)
		}
	}
	if !strings.Contains(e.Error(), e.Server) || strings.ContainsAny(e.Error(), "\r\n") {
		t.Errorf("error %q", e)
	}
	if Temporary(err) != e.Temporary() {
		t.Error("two opinions whether it is temporary")
	}
	return e
}

// plainToken is what AUTH PLAIN sends.
func plainToken() string {
	return base64.StdEncoding.EncodeToString([]byte("\x00" + user + "\x00" + password))
}

// silent fails the test where a mail came or the password was said.
func silent(t *testing.T, c *mailtest.Catcher) {
	t.Helper()
	for _, secret := range []string{"AUTH PLAIN", "AUTH LOGIN", plainToken(), base64.StdEncoding.EncodeToString([]byte(password))} {
		client := strings.ReplaceAll(c.Transcript(), "250-AUTH PLAIN", "")
		if strings.Contains(client, secret) {
			t.Errorf("%q was said:\n%s", secret, c.Transcript())
		}
	}
	if n := len(c.Messages()); n != 0 || c.Said("MAIL FROM") {
		t.Errorf("%d mails went out:\n%s", n, c.Transcript())
	}
}

func TestWithoutSTARTTLSNothingIsSent(t *testing.T) {
	c := mailtest.Start(t, mailtest.Options{TLS: NoTLS, User: user, Password: password})
	for _, o := range []Options{signed(c), through(c)} {
		e := failure(t, sender(t, o))
		if e.Temporary() || !strings.Contains(e.Reason, "STARTTLS") {
			t.Errorf("%v, temporary %v", e, e.Temporary())
		}
	}
	if !c.Said("250-AUTH PLAIN") {
		t.Fatalf("the trap was not laid:\n%s", c.Transcript())
	}
	silent(t, c)
}

func TestUntrustedServersGetNoPassword(t *testing.T) {
	rows := map[string]struct {
		server mailtest.Options
		change func(*Options)
	}{
		"starttls, unknown authority": {mailtest.Options{}, func(o *Options) { o.CAFile = "" }},
		"tls, unknown authority":      {mailtest.Options{TLS: TLS}, func(o *Options) { o.CAFile, o.TLS = "", TLS }},
		"another name":                {mailtest.Options{Names: []string{"mail.example.net"}}, func(*Options) {}},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			row.server.User, row.server.Password = user, password
			c := mailtest.Start(t, row.server)
			o := signed(c)
			row.change(&o)
			e := failure(t, sender(t, o))
			if e.Temporary() || !strings.Contains(e.Reason, "certificate") {
				t.Errorf("%v, temporary %v", e, e.Temporary())
			}
			silent(t, c)
		})
	}
}

func TestTLSToAPlainServer(t *testing.T) {
	c := mailtest.Start(t, mailtest.Options{TLS: NoTLS})
	o := signed(c)
	o.TLS = TLS
	if e := failure(t, sender(t, o)); e.Temporary() || !strings.Contains(e.Reason, "check port and tls") {
		t.Errorf("%v, temporary %v", e, e.Temporary())
	}
	silent(t, c)
}

func TestNoWayOfSigningIn(t *testing.T) {
	c := mailtest.Start(t, mailtest.Options{})
	if e := failure(t, sender(t, signed(c))); e.Temporary() || !strings.Contains(e.Reason, "signing in") {
		t.Errorf("%v, temporary %v", e, e.Temporary())
	}
	silent(t, c)
}

func TestWrongPassword(t *testing.T) {
	c := mailtest.Start(t, mailtest.Options{User: user, Password: "another"})
	e := failure(t, sender(t, signed(c)))
	if e.Code != 535 || e.Temporary() || !strings.Contains(e.Reason, "check user and password") {
		t.Errorf("%v, code %d, temporary %v", e, e.Code, e.Temporary())
	}
	if len(c.Messages()) != 0 {
		t.Error("a mail went out")
	}
}

// answers makes a server answer one command with a reply.
func answers(verb, argument string, code int, text string) func(string, string) (int, string) {
	return func(v, a string) (int, string) {
		if v == verb && (argument == "" || a == argument) {
			return code, text
		}
		return 0, ""
	}
}

func TestReplies(t *testing.T) {
	rows := []struct {
		verb      string
		code      int
		text      string
		temporary bool
		says      string
	}{
		{"AUTH", 454, "try later", true, "sign in"},
		{"AUTH", 535, "not with " + password + " nor " + plainToken(), false, "sign in"},
		{"AUTH", 421, "too many", true, "does not serve us"},
		{"MAIL", 450, "busy", true, "from licence@example.com"},
		{"MAIL", 550, "go away, " + password, false, "from licence@example.com"},
		{"RCPT", 451, "greylisted", true, "none of the recipients"},
		{"RCPT", 550, "no such user", false, "none of the recipients"},
		{"RCPT", 421, "closing", true, "none of the recipients"},
		{"DATA", 452, "disk full", true, "did not take"},
		{"DATA", 554, "spam\r\n554 more", false, "did not take"},
	}
	for _, row := range rows {
		t.Run(fmt.Sprint(row.verb, row.code), func(t *testing.T) {
			c := mailtest.Start(t, mailtest.Options{User: user, Password: password})
			c.Refuse(answers(row.verb, "", row.code, row.text))
			s := sender(t, signed(c))
			e := failure(t, s)
			if e.Code != row.code || e.Temporary() != row.temporary || !strings.Contains(e.Reason, row.says) {
				t.Errorf("%v, code %d, temporary %v", e, e.Code, e.Temporary())
			}
			if len(c.Messages()) != 0 {
				t.Error("a mail went out")
			}
			c.Refuse(nil)
			if err := s.Send(t.Context(), japanese()); err != nil {
				t.Errorf("the next one: %v", err)
			}
		})
	}
}

// One address that is wrong must not keep the others from knowing.
func TestOneRecipientRefused(t *testing.T) {
	for _, code := range []int{450, 550} {
		c := mailtest.Start(t, mailtest.Options{})
		c.Refuse(answers("RCPT", "admin@example.com", code, "not here"))
		e := failure(t, sender(t, through(c)))
		if e.Temporary() || e.Code != code || !slices.Equal(e.Refused, []string{"admin@example.com"}) || !strings.Contains(e.Reason, "admin@example.com") {
			t.Errorf("%v, temporary %v, refused %v", e, e.Temporary(), e.Refused)
		}
		if m := c.Wait(1)[0]; !slices.Equal(m.To, []string{"second@example.com"}) {
			t.Errorf("went to %v", m.To)
		}
	}
}

// Where one of those refused may be taken later, it is worth another try.
func TestAllRecipientsRefused(t *testing.T) {
	for _, codes := range [][2]int{{450, 550}, {550, 450}, {550, 553}} {
		c := mailtest.Start(t, mailtest.Options{})
		c.Refuse(func(verb, to string) (int, string) {
			switch {
			case verb != "RCPT":
				return 0, ""
			case to == "admin@example.com":
				return codes[0], "not this one"
			}
			return codes[1], "nor this one"
		})
		e := failure(t, sender(t, through(c)))
		if e.Temporary() != slices.Contains(codes[:], 450) || e.Refused != nil || len(c.Messages()) != 0 {
			t.Errorf("%v: %v, temporary %v, refused %v", codes, e, e.Temporary(), e.Refused)
		}
	}
}

func TestHangingUpInBetweenIsNoDelivery(t *testing.T) {
	c := mailtest.Start(t, mailtest.Options{})
	c.Refuse(answers("RCPT", "second@example.com", 421, "closing"))
	if e := failure(t, sender(t, through(c))); !e.Temporary() || e.Refused != nil {
		t.Errorf("%v, temporary %v", e, e.Temporary())
	}
	if len(c.Messages()) != 0 {
		t.Error("a mail went out")
	}
}

// mute listens and never speaks.
func mute(t *testing.T) *net.TCPAddr {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l.Addr().(*net.TCPAddr)
}

func to(a *net.TCPAddr) Options {
	return Options{Host: a.IP.String(), Port: a.Port, From: "a@example.com", To: []string{"b@example.com"}, Timeout: 10 * time.Second}
}

func TestNoServer(t *testing.T) {
	l := mute(t)
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	slow := to(l)
	slow.Timeout = 30 * time.Millisecond
	unknown := to(l)
	unknown.Host, unknown.Timeout = "no-such-host.invalid", 2*time.Second
	for name, o := range map[string]Options{"refused": to(gone.Addr().(*net.TCPAddr)), "mute": slow, "no such name": unknown} {
		if e := failure(t, sender(t, o)); !e.Temporary() || e.Code != 0 || !strings.Contains(e.Reason, "cannot be reached") {
			t.Errorf("%s: %v, temporary %v", name, e, e.Temporary())
		}
	}
}

// The context ends the conversation at any point: while a server keeps silent
// from the start, and in the middle.
func TestContextEndsIt(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	err := sender(t, to(mute(t))).Send(ctx, japanese())
	if !errors.Is(err, context.DeadlineExceeded) || !Temporary(err) {
		t.Errorf("%v, temporary %v", err, Temporary(err))
	}

	c := mailtest.Start(t, mailtest.Options{})
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	c.Refuse(func(verb, _ string) (int, string) {
		if verb == "RCPT" {
			cancel()
			<-ctx.Done()
			return 450, "while it is being given up"
		}
		return 0, ""
	})
	err = sender(t, through(c)).Send(ctx, japanese())
	if !errors.Is(err, context.Canceled) || !Temporary(err) {
		t.Errorf("%v, temporary %v", err, Temporary(err))
	}
}
