package account

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/mail"
	"ollu/server/outbox"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// delivered sends what waits, and gives it by the address it went to.
func delivered(t *testing.T, s *visittest.Site) map[string][]mail.Message {
	t.Helper()
	sent := make(chan mail.Message)
	box, err := outbox.New(outbox.Options{
		Store: s.Store, Brand: "ollu", Now: s.Now, Random: s.Random, Log: zap.NewNop(), Registerer: prometheus.NewRegistry(),
		Send: func(_ context.Context, m mail.Message) error { sent <- m; return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	waiting := len(s.Letters())
	go func() { box.Run(ctx); close(ended) }()
	all := map[string][]mail.Message{}
	for range waiting {
		select {
		case m := <-sent:
			all[m.To] = append(all[m.To], m)
		case <-time.After(10 * time.Second):
			t.Fatalf("letters cannot be sent: %v", s.Letters())
		}
	}
	stop()
	<-ended
	return all
}

// Every letter of this room is one that the templates can say, with Japanese names
// as they are.
func TestLettersAreSaid(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		t.Run(lang, func(t *testing.T) {
			s := site(t)
			for _, login := range []string{visittest.Owner, visittest.Editor, visittest.Viewer} {
				u := s.Users[login]
				s.Do(keystore.EditUser{User: u.ID, Person: u.Person, Lang: lang})
			}
			b := enter(s, visittest.Owner, words.JA)
			b.Submit(companyPath, b.Get(companyPath).With("company", "髙島屋﨑工業株式会社")).Want(http.StatusOK)
			b.Submit(supportPath, ownSupport(b.Get(supportPath))).Want(http.StatusOK)
			b.Submit(mePath, b.Get(mePath).With("person", "渡邉 𠮷彦", "mail", "new@example.com", "mail_again", "new@example.com",
				currentField, visittest.Password)).Want(http.StatusOK)
			key, _ := armed(t, s, b)
			b.Submit(offPath, proof(visittest.Password, shown(t, key, s.Now()))).Want(http.StatusOK)
			b.Submit(passwordPath, change(visittest.Password, another, another)).Want(http.StatusOK)
			b.Submit(at(s.Users[visittest.Editor], "role"), role(customer.Viewer)).Want(http.StatusOK)
			b.Submit(at(s.Users[visittest.Viewer], "remove"), nil).Want(http.StatusOK)
			b.Submit(invitePath, inviting("suzuki@example.com", customer.Editor, lang)).Want(http.StatusOK)
			_, data := post(s, "invited")
			guest := s.Browser(words.JA)
			guest.Submit(joinPath, newUser(came(guest, data["token"].(string)))).Want(http.StatusOK)

			all := delivered(t, s)
			for to, want := range map[string]int{
				"tester@example.com": 3, "new@example.com": 5, "editor@example.com": 1, "viewer@example.com": 1, "suzuki@example.com": 1,
			} {
				if len(all[to]) != want {
					t.Errorf("%d mails to %s, want %d", len(all[to]), to, want)
				}
			}
			invitation := all["suzuki@example.com"][0]
			for _, text := range []string{"髙島屋﨑工業株式会社", "渡邉 𠮷彦", s.URL + "/join#" + data["token"].(string)} {
				if !strings.Contains(invitation.Body, text) {
					t.Errorf("the invitation does not say %s:\n%s", text, invitation.Body)
				}
			}
		})
	}
}
