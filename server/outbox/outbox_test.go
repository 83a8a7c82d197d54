package outbox

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ollu/keystore"
	"ollu/keystore/mem"
	"ollu/server/mail"
	"ollu/server/mail/mailtest"
)

// TestARealConversation: a letter in the store is a mail at the server, once, and
// gone from the store.
func TestARealConversation(t *testing.T) {
	c := mailtest.Start(t, mailtest.Options{TLS: mail.NoTLS})
	host, port := c.Host(), c.Port()
	sender, err := mail.New(mail.Options{Host: host, Port: port, TLS: mail.NoTLS, From: "licence@example.com"})
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, sender.Send)
	s.queue(letter(t, "first", "registered", "ja"), letter(t, "second", "reset", "en"))
	if n := s.figure("ollu_mail_waiting"); n != 2 {
		t.Errorf("%v letters wait, want 2", n)
	}
	s.outbox.round(t.Context())
	subjects := []string{}
	for _, m := range c.Wait(2) {
		d := m.Decode(t)
		subjects = append(subjects, d.Subject)
		if d.HTML == "" || d.Body == "" || m.To[0] != "hanako@example.com" {
			t.Errorf("to %v: %+v", m.To, d)
		}
	}
	slices.Sort(subjects)
	if want := []string{"[千代田ソフト] Set a new password", "【千代田ソフト】ユーザー登録が完了しました"}; !slices.Equal(subjects, want) {
		t.Errorf("subjects %q", subjects)
	}
	s.outbox.round(t.Context())
	if left := s.waiting(); len(left) != 0 || len(c.Messages()) != 2 || s.figure("ollu_mail_sent_total") != 2 {
		t.Errorf("left %s, %d mails", ids(left), len(c.Messages()))
	}
}

// post is a mail server that does as it is told.
type post struct {
	mu   sync.Mutex
	fail error
	got  []string
}

func (p *post) send(_ context.Context, m mail.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail != nil {
		return p.fail
	}
	p.got = append(p.got, m.ID)
	return nil
}

// TestTriedAgain: less and less often, until three days have gone; then it is set
// aside, and an operator can have it sent again.
func TestTriedAgain(t *testing.T) {
	p := &post{fail: &mail.Error{Server: "mx:25", Reason: "not reached"}}
	s := newSite(t, p.send)
	s.queue(letter(t, "a", "reset", "ja"))
	var waits []time.Duration
	for !s.waiting()[0].Dead {
		s.outbox.round(t.Context())
		l := s.waiting()[0]
		waits = append(waits, l.Due.Sub(s.now))
		s.now = l.Due
	}
	if n := len(waits); n < 15 || n > 30 || waits[0] > 75*time.Second || waits[3] < 5*time.Minute || slices.Max(waits) > longestWait*5/4 {
		t.Errorf("%d tries, after %v", len(waits), waits)
	}
	if s.now.Sub(noon) < patience || s.figure("ollu_mail_dead") != 1 || s.figure("ollu_mail_waiting") != 0 {
		t.Errorf("given up after %v", s.now.Sub(noon))
	}
	if l := s.waiting()[0]; !strings.Contains(l.Problem, "not reached") {
		t.Errorf("the problem is told as %q", l.Problem)
	}
	p.fail = nil
	if _, err := s.store.Apply(t.Context(), keystore.Act{By: "op", At: s.now, Change: keystore.RetryLetter{ID: "a"}}); err != nil {
		t.Fatal(err)
	}
	s.outbox.round(t.Context())
	if len(s.waiting()) != 0 || !slices.Equal(p.got, []string{"ollu-a"}) {
		t.Errorf("left %s, sent %v", ids(s.waiting()), p.got)
	}
	if strings.Contains(s.log.String(), token) || strings.Contains(s.log.String(), "hanako@") {
		t.Errorf("the log tells a secret:\n%s", s.log)
	}
}

func TestWhatIsRefusedForGoodIsSetAside(t *testing.T) {
	for _, row := range []struct {
		err  error
		dead bool
		why  string
	}{
		{&mail.Error{Code: 550, Reason: "no such user"}, true, "refused"},
		{&mail.Error{Code: 535, Reason: "wrong password"}, false, "server"},
		{&mail.Error{Code: 451, Reason: "greylisted"}, false, "server"},
		{errors.New("mail: to: not an address"), false, "address"},
	} {
		p := &post{fail: row.err}
		s := newSite(t, p.send)
		s.queue(letter(t, "a", "reset", "ja"))
		s.outbox.round(t.Context())
		if l := s.waiting()[0]; l.Dead != row.dead || l.Tries != 1 || reason(row.err) != row.why {
			t.Errorf("%v: dead %v after %d tries, reason %s", row.err, l.Dead, l.Tries, reason(row.err))
		}
	}
}

// TestNotedLater: the server has the mail, the store cannot note it. It is not
// handed over again, and noted when the store can be written.
func TestNotedLater(t *testing.T) {
	p := &post{}
	s := newSite(t, p.send)
	s.queue(letter(t, "a", "reset", "ja"))
	s.store.Fail(mem.RefuseWrite)
	for range 3 {
		s.outbox.round(t.Context())
	}
	s.store.Fail(mem.Healthy)
	s.outbox.round(t.Context())
	if len(p.got) != 1 || len(s.waiting()) != 0 {
		t.Errorf("sent %v, left %s", p.got, ids(s.waiting()))
	}
}

// TestRun: a letter is sent when it is queued, without waiting for a clock.
func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &post{}
		s := newSite(t, p.send)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { s.outbox.Run(ctx); close(done) }()
		synctest.Wait()
		s.queue(letter(t, "a", "reset", "ja"))
		synctest.Wait()
		if len(p.got) != 1 {
			t.Errorf("sent %v", p.got)
		}
		cancel()
		<-done
	})
}

func TestWithoutAServerLettersWait(t *testing.T) {
	s := newSite(t, nil)
	s.queue(letter(t, "a", "reset", "ja"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.outbox.Run(ctx)
	if len(s.waiting()) != 1 || !strings.Contains(s.log.String(), "mail.host") {
		t.Errorf("left %s, log %s", ids(s.waiting()), s.log)
	}
}
